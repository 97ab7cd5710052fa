"""Fees: what lines of one order share, though an offer to expedite names the fixed fee for each line by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.optimizer.planning.changes import ChangeOption
from tools.optimizer.planning.problem import PlanProblem
from trimtab.offers import ExpediteOffer, Standing


@dataclass(frozen=True)
class SharedFee:
    """The fixed fee, in currency, that the offers to expedite several lines of an order contain: it is paid once."""

    offers: tuple[str, ...]
    fee: float


def shared_fees(problem: PlanProblem, changes: Sequence[ChangeOption]) -> list[SharedFee]:
    """Return the fees that several lines share: one per order and location, as it is asked for in one document."""
    found: dict[tuple[str, str], list[ExpediteOffer]] = {}
    for offer in (c.offer for c in changes):
        if isinstance(offer, ExpediteOffer) and _contained(problem, offer) > 0:
            found.setdefault((offer.document, offer.location), []).append(offer)
    return [
        SharedFee(tuple(o.id for o in offers), _contained(problem, offers[0]))
        for offers in found.values()
        if len({o.line for o in offers}) > 1
    ]


def fees_apart(problem: PlanProblem, changes: Sequence[ChangeOption]) -> list[ChangeOption]:
    """Return the changes without the fees that they share."""
    apart = {offer: shared.fee for shared in shared_fees(problem, changes) for offer in shared.offers}
    fees = [apart.get(c.offer.id, 0.0) for c in changes]
    return [replace(c, cost=c.cost - fee, cash=c.cash - fee) for c, fee in zip(changes, fees, strict=True)]


def _contained(problem: PlanProblem, offer: ExpediteOffer) -> float:
    """Return the fixed fee of the supplier's terms within an offer; what was quoted for a line stands by itself."""
    terms = problem.network.supplier(offer.supplier).changes.expedite
    if terms is None or offer.standing is Standing.QUOTED or offer.fee.amount < terms.fee.amount:
        return 0.0
    return float(terms.fee.amount)
