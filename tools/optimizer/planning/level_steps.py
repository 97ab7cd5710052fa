"""Level changes worth considering: offered, not frozen, under lasting beliefs, worth more than the price of change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.recommended import RecommendedLevel, cost_of_level, recommend_level
from trimtab.offers import FixLevel, FreezeLevel, LevelOffer
from trimtab.state import OrderPoint


@dataclass(frozen=True)
class LevelStep:
    """A level that may move; `per_day` is what the one in force costs more than the recommended one.

    It is saved on `days`: those of the horizon on which a change now acts.
    """

    offer_id: str
    item: str
    location: str
    minimum: float
    target: float
    minimum_before: Decimal
    target_before: Decimal
    per_day: float
    days: float
    proposed: bool
    per_day_after: float = 0.0
    """What the new level costs more than the recommended one: where a person fixed it."""

    @property
    def excess(self) -> float:
        """Return what the level in force costs more over the days on which a change acts."""
        return self.per_day * self.days

    @property
    def excess_after(self) -> float:
        """Return what the new level costs more than the recommended one over the same days."""
        return self.per_day_after * self.days


def level_steps(problem: PlanProblem) -> tuple[LevelStep, ...]:
    """Return the level changes offered; `proposed` where the saving exceeds the price of change and nobody froze it.

    A level that a person fixed is proposed as it was fixed.

    A level acts on what is ordered from now on, so it saves nothing within the lead time: only the days of the horizon
    after it count.
    """
    fixes = problem.fixes.levels
    frozen = {(c.item, c.location) for c in problem.constraints if isinstance(c, FreezeLevel)}
    price = float(problem.network.costs.change_price.amount)
    steps = []
    for offer in problem.offers:
        if not isinstance(offer, LevelOffer) or offer.item not in problem.items:
            continue
        here = (offer.item, offer.location)
        point, best, fix = problem.snapshot.order_point(*here), recommend_level(problem, *here), fixes.get(here)
        if point is None or not problem.acts_at(*here) or offer.id in problem.fixes.forbidden:
            continue
        if fix is not None and here not in frozen:
            steps.append(_fixed(problem, offer, point, best, fix))
        elif best is not None:
            unchanged = (best.minimum, best.target) == (point.minimum, point.target)
            step = _step(problem, offer, point, best, (best.minimum, best.target))
            steps.append(replace(step, proposed=here not in frozen and not unchanged and step.excess > price))
    return tuple(steps)


def _fixed(
    problem: PlanProblem, offer: LevelOffer, point: OrderPoint, best: RecommendedLevel | None, fix: FixLevel
) -> LevelStep:
    """Return the step to the level a person fixed, whatever it costs above the recommended one."""
    unchanged = (fix.minimum, fix.target) == (point.minimum, point.target)
    level = (fix.minimum, fix.target)
    step = replace(_step(problem, offer, point, best, level), proposed=not unchanged)
    there = None if best is None else cost_of_level(problem, (offer.item, offer.location), *level)
    if best is None or there is None:
        return step
    return replace(step, per_day_after=max(0.0, there - best.cost_per_day))


def _step(
    problem: PlanProblem,
    offer: LevelOffer,
    point: OrderPoint,
    best: RecommendedLevel | None,
    level: tuple[Decimal, Decimal],
) -> LevelStep:
    """Return the step to a level, not proposed yet; without a recommended one nothing is known of its cost."""
    return LevelStep(
        offer_id=offer.id,
        item=offer.item,
        location=offer.location,
        minimum=float(level[0]),
        target=float(level[1]),
        minimum_before=point.minimum,
        target_before=point.target,
        per_day=best.saving_per_day if best else 0.0,
        days=max(0.0, problem.horizon_days - best.lead_time_days) if best else 0.0,
        proposed=False,
    )
