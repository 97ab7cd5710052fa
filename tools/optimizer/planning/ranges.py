"""Ranges: between which values of an input the steps stay the best answer, or near enough to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial

from tools.optimizer.planning.build import build
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import COARSE, Solution, bound_of, solve
from tools.optimizer.planning.starts import TakenKey, columns_taking, now_columns_of
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter
from trimtab.errors import InfeasiblePlan

MAX_INPUTS = 3
PATIENT_SHARE = 0.1
DEMAND_FACTORS = (0.3, 0.1)
ETA_DAYS = (5, 2)


@dataclass(frozen=True)
class _Input:
    """An input that may turn out otherwise: its key, its value, and the problem at another value."""

    key: str
    item: str
    value: float
    weight: float
    away: tuple[float, ...]
    """Distances to try, the widest first."""
    at: Callable[[float], PlanProblem]


def ranges_of(model: PlanModel, best: Solution, saving: float) -> dict[str, tuple[Decimal, Decimal]]:
    """Return, keyed `subject|what`, low and high of the inputs that weigh most; empty where there is no step.

    Inputs: demand a day of the item-locations (`demand_per_day`, stock units) and ETA of open purchase lines
    (`eta_days`, days from today). At each distance tried, widest first, orders, transfers, promises and changes are
    held and all else is taken anew: they stand if that costs at most the attention price, or a tenth of what the plan
    saves, more than the bound on the best plan there. Distances lie on a short ladder, so the true range is at least
    as wide. Each item is looked at by itself.
    """
    patience = max(float(model.problem.network.costs.attention_price.amount), PATIENT_SHARE * saving)
    found = {}
    inputs = sorted(_inputs(model), key=lambda i: (-i.weight, i.key))[:MAX_INPUTS]
    for one in inputs:
        held = _held(model, best, one.item)
        if not held:
            continue
        low = next((one.value - d for d in one.away if _stand(one.at(-d), held, patience)), one.value)
        high = next((one.value + d for d in one.away if _stand(one.at(d), held, patience)), one.value)
        found[one.key] = (Decimal(str(round(low, 3))), Decimal(str(round(high, 3))))
    return found


def _stand(problem: PlanProblem, held: dict[TakenKey, float], patience: float) -> bool:
    model = build(problem)
    fixed = columns_taking(model, held)
    if model.acting is not None:
        fixed[model.acting] = 1.0
    try:
        kept = solve(model, fixed=fixed, tolerance=COARSE)
    except InfeasiblePlan:
        # The ERP would undo what is held: under the level asked for there, it could not be done as it is.
        return False
    return kept.cost - bound_of(model, above=kept.cost - patience) <= patience


def _held(model: PlanModel, best: Solution, item: str) -> dict[TakenKey, float]:
    offers = {o.id: o for o in model.problem.offers}
    return {
        key: float(round(best.values[column]))
        for key, column in now_columns_of(model).items()
        if offers[key[0]].item == item and best.values[column] > 0.5
    }


def _inputs(model: PlanModel) -> Iterator[_Input]:
    problem = model.problem
    for position in model.positions:
        item, location = position.item_location
        if position.demand.rate > 0:
            subject = subjects.item_location(item, location)
            rate = position.demand.rate
            yield _Input(
                key=f"{subject}|demand_per_day",
                item=item,
                value=rate,
                weight=rate * float(problem.network.item(item).unit_cost.amount),
                away=tuple(rate * f for f in DEMAND_FACTORS),
                at=partial(_with_demand, problem, item, subject),
            )
    for line in problem.snapshot.purchases:
        subject = subjects.purchase_line(line.document, line.line)
        belief = problem.belief(subject, Parameter.ETA)
        if line.item in problem.items and belief is not None and isinstance(belief.distribution, OnDate):
            yield _Input(
                key=f"{subject}|eta_days",
                item=line.item,
                value=float((belief.distribution.date - problem.today).days),
                weight=float(line.quantity) * float(problem.network.item(line.item).unit_cost.amount),
                away=tuple(float(d) for d in ETA_DAYS),
                at=partial(_with_eta, problem, line.item, subject),
            )


def _with_demand(problem: PlanProblem, item: str, subject: str, distance: float) -> PlanProblem:
    belief = problem.belief(subject, Parameter.DEMAND)
    if belief is None or not isinstance(belief.distribution, Normal):
        return problem
    moved = Normal(mean=max(0.0, belief.distribution.mean + distance), sd=belief.distribution.sd)
    return _with(problem, item, belief.model_copy(update={"distribution": moved, "version": belief.version + 1}))


def _with_eta(problem: PlanProblem, item: str, subject: str, distance: float) -> PlanProblem:
    belief = problem.belief(subject, Parameter.ETA)
    if belief is None or not isinstance(belief.distribution, OnDate):
        return problem
    day = belief.distribution.date + timedelta(days=round(distance))
    moved = OnDate(date=day, sd_days=belief.distribution.sd_days)
    return _with(problem, item, belief.model_copy(update={"distribution": moved, "version": belief.version + 1}))


def _with(problem: PlanProblem, item: str, belief: Belief) -> PlanProblem:
    return problem.varied(items=(item,), beliefs=(*problem.beliefs, belief))
