"""Building the model of a problem: decisions with their costs, net supply per bucket, tangents, limits."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tools.optimizer.arrays import Programme
from tools.optimizer.buckets import telescoping
from tools.optimizer.constraint_rows import add_limits, add_stock_at_origins, add_wizard
from tools.optimizer.level_steps import level_steps
from tools.optimizer.model import (
    INFINITY,
    Document,
    LevelDecision,
    PlanModel,
    RepromiseDecision,
    SupplyDecision,
    add_tangents,
    net_supply_terms,
)
from tools.optimizer.options import SupplyOption, options_of
from tools.optimizer.positions import positions_of
from tools.optimizer.problem import PlanProblem


def build(
    problem: PlanProblem, *, start_days: dict[str, int | None] | None = None, with_levels: bool = True
) -> PlanModel:
    """Return the model of a problem; `start_days` delays or withdraws offers, `with_levels` includes level changes."""
    buckets = telescoping(problem.horizon_days)
    options = options_of(problem, start_days)
    model = PlanModel(problem, buckets, options, Programme(), positions_of(problem, options, buckets))
    _add_supply(model)
    _add_repromises(model)
    if with_levels:
        _add_levels(model)
    _add_net_supply(model)
    add_stock_at_origins(model)
    add_limits(model)
    add_wizard(model)
    return model


def _add_supply(model: PlanModel) -> None:
    programme, problem = model.programme, model.problem
    most = _most_wanted(model)
    documents: dict[tuple[str, str, str, str, int], int] = {}
    for option in model.options.supply:
        first = len(model.supply)
        if option.start_day is not None and option.start_day < model.buckets.days:
            lots = _whole_lots(option, most[option.item])
            column = programme.column(0, lots, float(option.lot) * option.unit_cost_extra, integer=True)
            unit = float(option.lot)
            switches = [_document(model, documents, option)]
            if option.minimum > option.lot:
                switches.append(programme.column(0, 1, integer=True))
                programme.row(0, INFINITY, [(column, unit), (switches[-1], -float(option.minimum))])
                programme.row(-INFINITY, 0, [(switches[-1], 1), (switches[0], -1)])
            programme.row(-INFINITY, 0, [(column, 1), (switches[-1], -max(lots, 1))])
            decided = SupplyDecision(
                option, option.start_day, column, unit, True, option.unit_cost_extra, tuple(switches)
            )
            model.supply.append(decided)
        extra = option.unit_cost_extra + _share_of_fixed_cost(model, option)
        for start in model.buckets.starts:
            later_than_now = start >= problem.next_cycle_days and (option.start_day is None or start > option.start_day)
            if not later_than_now or (option.last_day is not None and start > option.last_day):
                continue
            column = programme.column(0, INFINITY, extra)
            model.supply.append(SupplyDecision(option, start, column, 1.0, False, extra))
        if option.maximum is not None:
            taken = [(d.column, d.unit) for d in model.supply[first:]]
            programme.row(-INFINITY, option.maximum, taken)


def _document(model: PlanModel, known: dict[tuple[str, str, str, str, int], int], option: SupplyOption) -> int:
    key = (*option.document, option.start_day or 0)
    if key not in known:
        costs = model.problem.network.costs
        fixed = float((costs.fixed_cost_per_purchase if option.supplier else costs.fixed_cost_per_transfer).amount)
        known[key] = _yes_or_no(model, fixed)
    return known[key]


def _yes_or_no(model: PlanModel, fixed: float) -> int:
    price = float(model.problem.network.costs.change_price.amount)
    column = model.programme.column(0, 1, fixed + price, integer=True)
    model.documents.append(Document(column, fixed, price))
    return column


def _whole_lots(option: SupplyOption, most: float) -> int:
    limit = Decimal(str(most)) if option.maximum is None else min(Decimal(str(most)), Decimal(str(option.maximum)))
    rounding = ROUND_CEILING if option.maximum is None else ROUND_FLOOR
    lots = int((limit / option.lot).to_integral_value(rounding=rounding))
    enough = int((option.minimum / option.lot).to_integral_value(rounding=ROUND_CEILING))
    return max(lots, enough) if option.maximum is None else lots


def _most_wanted(model: PlanModel) -> dict[str, float]:
    """Return, per item, more than any plan would order: all demand, its spread, and the highest level."""
    most: dict[str, float] = {}
    for position in model.positions:
        demand = position.demand
        owed = max(0.0, -float(position.known.certain[0]))
        level = model.problem.snapshot.order_point(*position.item_location)
        wanted = float(demand.cumulative[-1]) + 4 * float(demand.variance.sum()) ** 0.5 + owed + 1
        wanted += 4 * position.regular_sd_days * demand.rate + (max(0.0, float(level.minimum)) if level else 0.0)
        item = position.item_location[0]
        most[item] = most.get(item, 0.0) + wanted
    return most


def _share_of_fixed_cost(model: PlanModel, option: SupplyOption) -> float:
    """Return the fixed cost of a later order per unit: later orders are recourse, not rounded to lots."""
    costs = model.problem.network.costs
    fixed = float((costs.fixed_cost_per_purchase if option.supplier else costs.fixed_cost_per_transfer).amount)
    if not option.regular:
        fixed += float(costs.change_price.amount)
    position = next(p for p in model.positions if p.item_location == option.item_location)
    review = model.problem.network.policy_of(*option.item_location).review_period_days
    return fixed / max(1.0, float(option.minimum), float(option.lot), position.demand.rate * review)


def _add_repromises(model: PlanModel) -> None:
    price = float(model.problem.network.costs.change_price.amount)
    for option in model.options.repromises:
        columns = []
        for day in option.days:
            cost = option.cost_per_day * (day - option.due_day) + price
            columns.append(model.programme.column(0, 1, cost, integer=True))
            model.repromises.append(RepromiseDecision(option, day, columns[-1]))
        model.programme.row(-INFINITY, 1, [(c, 1.0) for c in columns])


def _add_levels(model: PlanModel) -> None:
    price = float(model.problem.network.costs.change_price.amount)
    for step in level_steps(model.problem):
        model.constant += step.excess
        if step.proposed:
            column = model.programme.column(0, 1, price - step.excess, integer=True)
            model.levels.append(LevelDecision(step, column))


def _add_net_supply(model: PlanModel) -> None:
    """Add, per state, the net supply decided so far and its cost: the highest of the tangents."""
    programme = model.programme
    for position in model.positions:
        states = len(position.states)
        model.first_x.append(len(programme.cost))
        for _ in range(states):
            programme.column(-INFINITY, INFINITY)
        model.first_loss.append(len(programme.cost))
        for _ in range(states):
            programme.column(0, INFINITY, 1.0)
    for place, position in enumerate(model.positions):
        terms = net_supply_terms(model, position.item_location)
        for index, state in enumerate(position.states):
            row = [(model.first_x[place] + index, -1.0)]
            row += [(column, float(values[state.node][state.bucket])) for column, values in terms]
            programme.row(position.reference[index], position.reference[index], [(c, v) for c, v in row if v])
        slopes, intercepts = position.curves.starting_tangents()
        for index in range(states):
            add_tangents(model, place, index, slopes[index], intercepts[index])
