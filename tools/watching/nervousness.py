"""Nervousness: how often in a period the plan of an item, or what a supplier is asked, may be changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from trimtab.errors import InvalidField


@dataclass
class NervousnessBudget:
    """So many proposals an item and a supplier are allowed in any `period_days` days; what is beyond has to wait.

    System nervousness: Blackburn, Kropp and Millen, A comparison of strategies to dampen nervousness in MRP systems,
    Management Science 32 (1986).
    """

    per_item: int
    per_supplier: int
    period_days: int = 7
    held_back: int = 0
    _proposed: dict[tuple[str, str], deque[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the budget; raises InvalidField."""
        for name in ("per_item", "per_supplier", "period_days"):
            if getattr(self, name) < 1:
                raise InvalidField("has to be at least 1", record="nervousness budget", field=name)

    def admit(self, item: str, suppliers: Iterable[str], day: int) -> bool:
        """Tell whether one more proposal is within all budgets on a day, and count it if it is; days do not go back."""
        asked = [("item", item, self.per_item), *(("supplier", s, self.per_supplier) for s in suppliers)]
        if any(self.proposed(kind, name, day) >= most for kind, name, most in asked):
            self.held_back += 1
            return False
        for kind, name, _ in asked:
            self._proposed.setdefault((kind, name), deque()).append(day)
        return True

    def proposed(self, kind: str, name: str, day: int) -> int:
        """Return how many proposals there were for an `item` or `supplier` in the period that ends with a day."""
        days = self._proposed.get((kind, name))
        while days and days[0] <= day - self.period_days:
            days.popleft()
        return len(days) if days else 0
