"""Rows that limit a plan: stock that is there to move, caps that people set, and what the ERP must not find to do."""

from __future__ import annotations

from decimal import Decimal

from tools.optimizer.erp_consistency import WizardCheck, wizard_checks
from tools.optimizer.limits import limits_of
from tools.optimizer.model import INFINITY, PlanModel, WizardRow, net_supply_terms
from tools.optimizer.problem import ItemLocation, PlanProblem


def add_stock_at_origins(model: PlanModel) -> None:
    """Let nothing leave an origin that is not there: now at most what is on hand, later what demand there has left."""
    waiting = {r.column for r in model.repromises}
    for place, position in enumerate(model.positions):
        here = position.item_location
        out = [d for d in model.supply if d.option.origin and (d.option.item, d.option.origin) == here]
        if not out:
            continue
        on_hand = _free_to_leave(model.problem, here)
        now = [(d.column, d.unit) for d in out if d.now]
        model.programme.row(-INFINITY, on_hand, now)
        terms = net_supply_terms(model, here)
        known, demand = position.known.mean, position.demand.cumulative
        for index, state in enumerate(position.states):
            if not state.middle:
                continue
            last = model.buckets.starts[state.bucket] + model.buckets.lengths[state.bucket] - 1
            x = [(model.first_x[place] + index, 1.0)]
            x += [(c, -float(v[1][state.bucket])) for c, v in terms if c in waiting]
            shift = float(position.reference[index])
            model.programme.row(-max(0.0, float(known[last])) - shift, INFINITY, x)
            left = max(0.0, float(known[last] - demand[last])) + shift
            before = [(d, model.buckets.presence(d.start_day)[state.bucket]) for d in out]
            earlier = [(d.column, d.unit * p) for d, p in before if d.start_day < model.buckets.starts[state.bucket]]
            leaving = [d for d in out if d.start_day == model.buckets.starts[state.bucket] and not d.now]
            if leaving:
                model.programme.row(-left, INFINITY, x + earlier)


def _free_to_leave(problem: PlanProblem, here: ItemLocation) -> float:
    """Return what is physically on hand and not already waiting to leave on another transfer."""
    leaving = [t.quantity for t in problem.snapshot.transfers if (t.item, t.origin) == here and not t.shipped]
    return max(0.0, float(problem.snapshot.stock(*here) - sum(leaving, Decimal(0))))


def add_limits(model: PlanModel) -> None:
    """Hold every cap over all decisions beyond the default, now and later."""
    for limit in limits_of(model.problem):
        terms = [(d.column, d.unit * limit.weight(d.option)) for d in model.supply if not d.option.regular]
        row = model.programme.row(-INFINITY, limit.most, [(c, v) for c, v in terms if v])
        model.limits.append((limit, row))


def add_wizard(model: PlanModel) -> None:
    """Tie every step to the ERP: if anything is done now, no minimum in force afterwards may be undershot."""
    steps = (
        [d.column for d in model.documents] + [r.column for r in model.repromises] + [w.column for w in model.levels]
    )
    if not steps:
        return
    model.acting = model.programme.column(0, 1, integer=True)
    model.programme.row(0, INFINITY, [*((column, 1.0) for column in steps), (model.acting, -1)])
    for column in steps:
        model.programme.row(-INFINITY, 0, [(column, 1), (model.acting, -1)])
    for check in wizard_checks(model.problem):
        _add_check(model, model.acting, check)


def _add_check(model: PlanModel, acting: int, check: WizardCheck) -> None:
    item, location = check.item_location
    levels = [w for w in model.levels if (w.step.item, w.step.location) == check.item_location]
    terms = [(acting, -check.shortfall)]
    terms += [
        (d.column, d.unit if d.option.destination == location else -d.unit)
        for d in model.supply
        if d.now and d.option.item == item and location in {d.option.destination, d.option.origin}
    ]
    terms += [(level.column, check.minimum - level.step.minimum) for level in levels]
    if check.shortfall > 0:
        granted = model.programme.column(0, 1, integer=True)
        terms.append((granted, check.shortfall + _free_to_leave(model.problem, check.item_location)))
        model.wizard.append(WizardRow(check, granted))
        # A level must not rise where the ERP orders already: the rise comes with its orders or not at all.
        for level in levels:
            model.programme.row(-INFINITY, 1, [(level.column, 1), (granted, 1)])
    model.programme.row(0, INFINITY, terms)
