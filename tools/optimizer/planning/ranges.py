"""Ranges: between which values of an input the steps stay the best answer, or near enough to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import chain

from tools.optimizer.planning.build import build
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.otherwise import changed
from tools.optimizer.planning.prices import believed_price, lead_time
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import COARSE, Solution, bound_of, solve
from tools.optimizer.planning.starts import TakenKey, columns_taking, now_columns_of
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter
from trimtab.errors import InfeasiblePlan
from trimtab.network import Source
from trimtab.what_if import LeadTimeIs, PriceTimes

MAX_INPUTS = 3
"""Of demand and arrivals together; of lead times and of prices the one that weighs most is tried."""
PATIENT_SHARE = 0.1
DEMAND_FACTORS = (0.3, 0.1)
ETA_DAYS = (5, 2)
LEAD_TIME_DAYS = (7, 2)
PRICE_FACTORS = (0.2, 0.05)


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

    Inputs: demand a day of the item-locations (`demand_per_day`, stock units), ETA of open purchase lines
    (`eta_days`, days from today), lead time (`lead_time_days`) and unit price (`unit_price`, currency) of the sources
    that the plan could buy from. At each distance tried, widest first, orders, transfers, promises and changes are
    held and all else is taken anew: they stand if that costs at most the attention price, or a tenth of what the plan
    saves, more than the bound on the best plan there. Distances lie on a short ladder, so the true range is at least
    as wide. Each item is looked at by itself.
    """
    patience = max(float(model.problem.network.costs.attention_price.amount), PATIENT_SHARE * saving)
    found = {}
    for one in (
        *_heaviest(_demands(model), _arrivals(model), most=MAX_INPUTS),
        *_heaviest(_lead_times(model, best), most=1),
        *_heaviest(_prices(model, best), most=1),
    ):
        held = _held(model, best, one.item)
        if not held:
            continue
        low = next((max(0.0, one.value - d) for d in one.away if _stand(one.at(-d), held, patience)), one.value)
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


def _heaviest(*inputs: Iterable[_Input], most: int) -> list[_Input]:
    return sorted(chain(*inputs), key=lambda i: (-i.weight, i.key))[:most]


def _demands(model: PlanModel) -> Iterator[_Input]:
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


def _arrivals(model: PlanModel) -> Iterator[_Input]:
    problem = model.problem
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


def _lead_times(model: PlanModel, best: Solution) -> Iterator[_Input]:
    problem = model.problem
    for source, weight in _sources(model, best):
        days, _ = lead_time(problem, source)
        yield _Input(
            key=f"{subjects.source(source.supplier, source.item)}|lead_time_days",
            item=source.item,
            value=days,
            weight=weight,
            away=tuple(float(d) for d in LEAD_TIME_DAYS),
            at=partial(_with_lead_time, problem, source, days),
        )


def _prices(model: PlanModel, best: Solution) -> Iterator[_Input]:
    problem = model.problem
    for source, weight in _sources(model, best):
        price = believed_price(problem, source)
        yield _Input(
            key=f"{subjects.source(source.supplier, source.item)}|unit_price",
            item=source.item,
            value=price,
            weight=weight * price,
            away=tuple(price * f for f in PRICE_FACTORS),
            at=partial(_with_price, problem, source, price),
        )


def _sources(model: PlanModel, best: Solution) -> Iterator[tuple[Source, float]]:
    """Yield every source that the plan could buy from now, with the value of what it does buy there."""
    bought: dict[tuple[str, str], float] = {}
    for decision in model.supply:
        option = decision.option
        if decision.now and option.supplier:
            value = max(0.0, best.values[decision.column]) * decision.unit * option.unit_price
            key = (option.supplier, option.item)
            bought[key] = bought.get(key, 0.0) + value
    for (supplier, item), value in bought.items():
        yield from ((s, value) for s in model.problem.network.sources_of(item) if s.supplier == supplier)


def _with_lead_time(problem: PlanProblem, source: Source, days: float, distance: float) -> PlanProblem:
    change = LeadTimeIs(supplier=source.supplier, item=source.item, days=max(0.0, days + distance))
    return changed(problem.varied(items=(source.item,)), change)


def _with_price(problem: PlanProblem, source: Source, price: float, distance: float) -> PlanProblem:
    change = PriceTimes(supplier=source.supplier, item=source.item, factor=(price + distance) / price)
    return changed(problem.varied(items=(source.item,)), change)


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
