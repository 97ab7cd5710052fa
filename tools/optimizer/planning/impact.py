"""Impact of a plan against the default: amounts of money and two shares, as the objective counts them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.solve import Solution
from tools.optimizer.planning.trajectory import Trajectory, trajectory
from trimtab.impact import Effect, Impact
from trimtab.plans import (
    PlannedChange,
    PlannedLevel,
    PlannedPurchase,
    PlannedRelease,
    PlannedRepromise,
    PlannedStep,
    PlannedTransfer,
)


def impact_of(
    model: PlanModel, default: Solution, planned: Solution, steps: tuple[PlannedStep, ...]
) -> tuple[Impact, tuple[Trajectory, ...], tuple[Trajectory, ...]]:
    """Return the impact, and the trajectories of every position without and with the plan.

    Cash, less the goods it buys, plus margin and implied cost is the objective but for what levels cost: that lasts, is
    priced a day, and is never added to these amounts.
    """
    places = range(len(model.positions))
    before = tuple(trajectory(model, default, place) for place in places)
    after = tuple(trajectory(model, planned, place) for place in places)
    touched = touched_places(model, steps) or set(places)
    idle, busy = _losses(model, default), _losses(model, planned)
    return (
        Impact(
            currency=model.problem.currency,
            horizon_days=model.problem.horizon_days,
            cash=_effect(_cash(model, default), _cash(model, planned)),
            goods=_effect(_goods(model, default), _goods(model, planned)),
            margin_and_penalties=_effect(
                idle.short + _goodwill(model, default), busy.short + _goodwill(model, planned)
            ),
            implied=_effect(idle.holding + _changes(model, default), busy.holding + _changes(model, planned)),
            levels_per_day=_effect(_levels(model, default, planned), _levels(model, planned, planned)),
            fill_rate=_share(min(before[p].fill_rate for p in touched), min(after[p].fill_rate for p in touched)),
            stockout_risk=_share(
                max(float(before[p].shortage_risk.mean()) for p in touched),
                max(float(after[p].shortage_risk.mean()) for p in touched),
            ),
        ),
        before,
        after,
    )


def touched_places(model: PlanModel, steps: tuple[PlannedStep, ...]) -> set[int]:
    """Return the places of the positions that a plan's steps change."""
    touched: set[tuple[str, str]] = set()
    offers = {r.option.offer.id: r.option.offer for r in model.repromises}
    changes = {c.option.offer.id: c.option for c in model.changes}
    for step in steps:
        if isinstance(step, PlannedPurchase | PlannedRelease | PlannedLevel):
            touched.add((step.item, step.location))
        elif isinstance(step, PlannedTransfer):
            touched |= {(step.item, step.origin), (step.item, step.destination)}
        elif isinstance(step, PlannedRepromise):
            touched.add((offers[step.offer_id].item, offers[step.offer_id].location))
        elif isinstance(step, PlannedChange):
            touched.update(changes[step.offer_id].item_locations)
    return {place for place, position in enumerate(model.positions) if position.item_location in touched}


@dataclass(frozen=True)
class _Losses:
    """What a solution costs by the curves: `holding`, and `short`, what is lost to shortage or left over for good."""

    holding: float
    short: float


def _losses(model: PlanModel, solution: Solution) -> _Losses:
    supply, held, short = model.net_supply(solution.values), 0.0, 0.0
    for place, position in enumerate(model.positions):
        here = supply[model.states_of(place)]
        over, under = position.curves.holding_and_backorder(here)
        scrap = 0.0 if position.scrap is None else float(position.scrap.value(here).sum())
        held += float(over.sum()) - scrap
        short += float(under.sum()) + scrap
    return _Losses(held, short)


def _cash(model: PlanModel, solution: Solution) -> float:
    """Return purchases at their price, freight, containers, fees, and the fixed cost of documents and later orders.

    What a supplier takes back is not spent: it counts below zero.
    """
    values = solution.values
    total = sum(float(values[d.column]) * d.fixed for d in model.documents)
    total += sum(float(values[c.column]) * c.cost for c in model.containers)
    total += sum(float(values[c.column]) * c.option.cash for c in model.changes)
    for d in model.supply:
        fixed = 0.0 if d.now else d.cost_per_unit - d.option.unit_cost_extra
        total += float(values[d.column]) * d.unit * (d.option.unit_price + fixed)
    return total


def _goods(model: PlanModel, solution: Solution) -> float:
    """Return what of the cash buys stock, at the cheapest price of each item; what is taken back counts below zero.

    The objective counts a purchase by what it costs beyond that value (`SupplyOption.unit_cost_extra`), and a change
    by its money and the value it gives up (`ChangeOption.cost`): the rest of their cash is goods.
    """
    values = solution.values
    bought = ((d, float(values[d.column]) * d.unit) for d in model.supply)
    changed = ((c.option, float(values[c.column])) for c in model.changes)
    return sum(quantity * (d.option.unit_price - d.option.unit_cost_extra) for d, quantity in bought) + sum(
        made * (option.cash + option.margin - option.cost) for option, made in changed
    )


def _levels(model: PlanModel, solution: Solution, planned: Solution) -> float:
    """Return what the levels that the plan changes cost a day above the recommended ones under a solution."""
    moved = (w for w in model.levels if planned.values[w.column] > 0.5)
    return sum(w.step.per_day_after if solution.values[w.column] > 0.5 else w.step.per_day for w in moved)


def _goodwill(model: PlanModel, solution: Solution) -> float:
    values = solution.values
    waits = ((r, r.day - r.option.due_day) for r in model.repromises if values[r.column] > 0.5)
    return sum(r.option.cost_per_day * days for r, days in waits) + sum(
        float(values[c.column]) * c.option.margin for c in model.changes
    )


def _changes(model: PlanModel, solution: Solution) -> float:
    """Return the price of change of what is done now (see `CostParameters.change_price`)."""
    values, price = solution.values, float(model.problem.network.costs.change_price.amount)
    total = sum(float(values[d.column]) * d.price for d in model.documents)
    changed = [r.column for r in model.repromises] + [w.column for w in model.levels]
    return total + price * float(np.sum(values[changed]) if changed else 0.0)


def _effect(before: float, after: float) -> Effect:
    return Effect(before=cents(before), after=cents(after))


def _share(before: float, after: float) -> Effect:
    return Effect(before=Decimal(str(round(before, 4))), after=Decimal(str(round(after, 4))))


def cents(amount: float) -> Decimal:
    """Return an amount rounded to the cent."""
    return Decimal(str(round(amount, 2))).quantize(Decimal("0.01")) + Decimal(0)  # no negative zero
