"""Caps that people and function agents have set: at most so much money or quantity beyond what happens by itself."""

from __future__ import annotations

from dataclasses import dataclass

from tools.language.names import pieces
from tools.language.words import price
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
    network = problem.network
    found = []
    for c in problem.constraints:
        if isinstance(c, CapPurchaseValue):
            where = network.supplier(c.supplier).name if c.supplier else "all suppliers"
            words = f"at most {price(c.limit.amount)} {c.limit.currency} with {where}"
            found.append(Limit(c, float(c.limit.amount), words))
        elif isinstance(c, CapPurchaseQuantity):
            words = f"at most {pieces(network, c.item, c.limit)} from {network.supplier(c.supplier).name}"
            found.append(Limit(c, float(c.limit), words))
        elif isinstance(c, CapTransferQuantity):
            way = f"from {network.location(c.origin).name} to {network.location(c.destination).name}"
            found.append(Limit(c, float(c.limit), f"at most {pieces(network, c.item, c.limit)} {way}"))
    return tuple(found)
