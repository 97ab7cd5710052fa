"""Level changes worth considering: offered, not frozen, under lasting beliefs, worth more than the price of change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tools.optimizer.levels import recommend_level
from tools.optimizer.problem import PlanProblem
from trimtab.offers import FreezeLevel, LevelOffer


@dataclass(frozen=True)
class LevelStep:
    """A level that may move; `excess` is what the one in force costs more over the days on which a change now acts."""

    offer_id: str
    item: str
    location: str
    minimum: float
    target: float
    minimum_before: Decimal
    target_before: Decimal
    excess: float
    proposed: bool


def level_steps(problem: PlanProblem) -> tuple[LevelStep, ...]:
    """Return the level changes offered; `proposed` where the saving exceeds the price of change and nobody froze it.

    A level acts on what is ordered from now on, so it saves nothing within the lead time: only the days of the horizon
    after it count.
    """
    frozen = {(c.item, c.location) for c in problem.constraints if isinstance(c, FreezeLevel)}
    price = float(problem.network.costs.change_price.amount)
    steps = []
    for offer in problem.offers:
        if not isinstance(offer, LevelOffer) or offer.item not in problem.items:
            continue
        here = (offer.item, offer.location)
        best = recommend_level(problem, *here)
        if best is None or best.in_force_minimum is None or best.in_force_target is None or not problem.acts_at(*here):
            continue
        excess = best.saving_per_day * max(0.0, problem.horizon_days - best.lead_time_days)
        unchanged = (best.minimum, best.target) == (best.in_force_minimum, best.in_force_target)
        steps.append(
            LevelStep(
                offer_id=offer.id,
                item=offer.item,
                location=offer.location,
                minimum=float(best.minimum),
                target=float(best.target),
                minimum_before=best.in_force_minimum,
                target_before=best.in_force_target,
                excess=excess,
                proposed=here not in frozen and not unchanged and excess > price,
            )
        )
    return tuple(steps)
