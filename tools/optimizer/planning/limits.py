"""Caps that people and function agents have set: at most so much money or quantity beyond what happens by itself."""

from __future__ import annotations

from dataclasses import dataclass

from tools.optimizer.planning.changes import ChangeOption
from tools.optimizer.planning.options import SupplyOption
from tools.optimizer.planning.problem import PlanProblem
from trimtab.offers import CapPurchaseQuantity, CapPurchaseValue, CapTransferQuantity, SwitchOffer


@dataclass(frozen=True)
class Limit:
    """At most `most` (currency or stock units) over all decisions of the plan beyond the default; `words` name it."""

    cap: CapPurchaseValue | CapPurchaseQuantity | CapTransferQuantity
    most: float
    words: str

    def weight(self, option: SupplyOption) -> float:
        """Return what one stock unit of an option uses of the limit."""
        cap = self.cap
        if isinstance(cap, CapPurchaseValue):
            return option.unit_price if option.supplier and cap.supplier in {None, option.supplier} else 0.0
        if isinstance(cap, CapPurchaseQuantity):
            return float((option.supplier, option.item) == (cap.supplier, cap.item))
        return float((option.origin, option.destination, option.item) == (cap.origin, cap.destination, cap.item))

    def weight_of_change(self, change: ChangeOption) -> float:
        """Return what a change uses of the limit: only a switch orders anything."""
        cap, offer = self.cap, change.offer
        if isinstance(cap, CapPurchaseValue):
            return change.spends_with(cap.supplier)
        if isinstance(cap, CapPurchaseQuantity) and isinstance(offer, SwitchOffer):
            return float(offer.quantity) if (offer.to_supplier, offer.item) == (cap.supplier, cap.item) else 0.0
        return 0.0


def limits_of(problem: PlanProblem) -> tuple[Limit, ...]:
    """Return the caps among the constraints; the other constraints withdraw options instead."""
    found = []
    for c in problem.constraints:
        if isinstance(c, CapPurchaseValue):
            where = c.supplier or "all suppliers"
            found.append(Limit(c, float(c.limit.amount), f"at most {c.limit.amount} {c.limit.currency} with {where}"))
        elif isinstance(c, CapPurchaseQuantity):
            found.append(Limit(c, float(c.limit), f"at most {c.limit} {c.item} from {c.supplier}"))
        elif isinstance(c, CapTransferQuantity):
            found.append(Limit(c, float(c.limit), f"at most {c.limit} {c.item} from {c.origin} to {c.destination}"))
    return tuple(found)
