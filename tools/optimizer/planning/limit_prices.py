"""Prices of limits: what a plan would save if a limit it runs into were one step looser, solved anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tools.optimizer.planning.build import build
from tools.optimizer.planning.impact import cents
from tools.optimizer.planning.limits import Limit
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import Solution, solve
from tools.optimizer.planning.starts import start_of
from trimtab.measures import money
from trimtab.offers import CapPurchaseValue, PurchaseOffer, TransferOffer
from trimtab.plans import LimitPrice, PlannedStep

MOST = 3


@dataclass(frozen=True)
class _Looser:
    """A limit one step looser: enough that the largest lot it holds back would go through."""

    words: str
    by: Decimal
    problem: PlanProblem


def limit_prices(model: PlanModel, best: Solution, steps: Sequence[PlannedStep]) -> tuple[LimitPrice, ...]:
    """Return what each limit that the plan runs into costs it, the dearest first; at most three are solved anew.

    With whole lots a limit has no price at the margin: the smallest step that lets another lot through is priced.
    """
    found = []
    for looser in list(_looser(model, best))[:MOST]:
        other = build(looser.problem)
        cost = solve(other, start=start_of(other, steps)).cost
        saves = cents(max(0.0, best.cost - cost))
        found.append(LimitPrice(limit=looser.words, loosened_by=looser.by, saves=saves))
    return tuple(sorted(found, key=lambda price: (-price.saves, price.limit)))


def uses(model: PlanModel, best: Solution, limit: Limit) -> tuple[float, float]:
    """Return how much of a limit a plan uses, and what the largest lot that counts against it would use more."""
    weights = [(limit.weight(d.option), d) for d in model.supply if not d.option.regular]
    used = sum(w * d.unit * float(best.values[d.column]) for w, d in weights)
    used += sum(limit.weight_of_change(c.option) * float(best.values[c.column]) for c in model.changes)
    return used, max((w * d.unit for w, d in weights if d.now), default=0.0)


def _looser(model: PlanModel, best: Solution) -> Iterator[_Looser]:
    problem = model.problem
    for limit, _ in model.limits:
        used, step = uses(model, best, limit)
        if step <= 0 or used + step <= limit.most:
            continue
        cap, by = limit.cap, Decimal(str(round(step, 2)))
        more = money(cap.limit.amount + by, cap.limit.currency) if isinstance(cap, CapPurchaseValue) else cap.limit + by
        others = tuple(c for c in problem.constraints if c is not cap)
        looser = problem.varied(constraints=(*others, cap.model_copy(update={"limit": more})))
        yield _Looser(limit.words, by, looser)
    for offer in problem.offers:
        if not isinstance(offer, PurchaseOffer | TransferOffer) or offer.maximum is None:
            continue
        taken = [d for d in model.supply if d.now and d.option.offer_id == offer.id]
        quantity = sum(float(best.values[d.column]) * d.unit for d in taken)
        lot = offer.lot_multiple if isinstance(offer, PurchaseOffer) else Decimal(1)
        if quantity > 0 and quantity + float(lot) > float(offer.maximum):
            raised = offer.model_copy(update={"maximum": offer.maximum + lot})
            offers = tuple(raised if o.id == offer.id else o for o in problem.offers)
            source = offer.supplier if isinstance(offer, PurchaseOffer) else offer.origin
            words = f"{source} offers no more than {offer.maximum.normalize():f} {offer.item}"
            yield _Looser(words, lot, problem.varied(offers=offers))
