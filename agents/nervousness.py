"""Nervousness: how much more has to be at stake before an item or a supplier is brought up again so soon."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tools.language.words import day
from trimtab import subjects
from trimtab.cases import Case
from trimtab.ledger import Transaction
from trimtab.policy import Nervousness


@dataclass(frozen=True)
class Earlier:
    """What people were asked about an item or a supplier, or what was looked at and left alone, and when."""

    name: str
    at: datetime
    surcharge: float
    what: str


@dataclass(frozen=True)
class Threshold:
    """What a drift has to lose so that people are asked, and which earlier case or dismissal raised it most."""

    limit: Decimal
    because: str = ""


class Memory:
    """The cases and dismissals of the days that a policy remembers, seen from a moment; read once."""

    def __init__(self, budget: Nervousness, now: datetime, earlier: Iterable[Earlier]) -> None:
        """Remember what was, as a policy weighs it."""
        self._budget = budget
        self._now = now
        self._earlier = tuple(earlier)

    def threshold(self, attention: Decimal, items: Collection[str], suppliers: Collection[str]) -> Threshold:
        """Return what some items and suppliers have to lose, where `attention` is what asking a person is worth.

        limit = attention (1 + sum of surcharges), where each case adds its own, and of the dismissals only the last
        one does: it fades linearly over the days that are remembered. `most` is the largest factor.
        """
        about = [e for e in self._earlier if e.name in {*items, *suppliers}]
        cases = [(self._left(e), e) for e in about if e.what != "dismissed"]
        left_alone = [(self._left(e), e) for e in about if e.what == "dismissed"]
        counted = [*cases, *sorted(left_alone, key=lambda x: -x[0])[:1]]
        factor = min(self._budget.most, 1.0 + sum(left for left, _ in counted))
        limit = (attention * Decimal(str(round(factor, 4)))).quantize(Decimal("0.01"))
        if limit <= attention:
            return Threshold(attention)
        _, most = max(counted, key=lambda x: (x[0], x[1].name))
        return Threshold(limit, f"{most.name} was {most.what} on {day(most.at.date())}")

    def _left(self, earlier: Earlier) -> float:
        age = (self._now - earlier.at) / timedelta(days=self._budget.days)
        return earlier.surcharge * max(0.0, 1.0 - max(0.0, age))


def remembered(tx: Transaction, budget: Nervousness, now: datetime, case: Case | None = None) -> Memory:
    """Return what is remembered at a moment, except of one case."""
    if not budget.days:
        return Memory(budget, now, ())
    since = now - timedelta(days=budget.days)
    cases = [c for c in tx.cases.opened_since(since) if c.opened_at <= now and (case is None or c.id != case.id)]
    earlier = [e for c in cases for e in _of_case(tx, c, budget)]
    for dismissal in tx.dismissals.since(since):
        if dismissal.at <= now:
            earlier += [Earlier(i, dismissal.at, budget.after_dismissal, "dismissed") for i in dismissal.items]
    return Memory(budget, now, earlier)


def _of_case(tx: Transaction, case: Case, budget: Nervousness) -> Iterator[Earlier]:
    """Yield what a case asked people about; one that came to no bundle asked nobody."""
    bundles = tx.bundles.of_case(case.id)
    if not bundles:
        return
    for item in {subjects.split_item_location(s)[0] for s in case.subjects}:
        yield Earlier(item, case.opened_at, budget.per_item, "brought up")
    actions = [leg.action for record in bundles for leg in record.bundle.legs]
    named = {getattr(action, field, None) for action in actions for field in ("supplier", "to_supplier")}
    for supplier in sorted(name for name in named if name):
        yield Earlier(supplier, case.opened_at, budget.per_supplier, "asked")
