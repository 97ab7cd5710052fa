"""Columns of what is ordered and moved: whole lots now, in documents with their terms, and any quantity later."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import sqrt

import numpy as np

from tools.optimizer.planning.model import INFINITY, Containers, Document, PlanModel, SupplyDecision
from tools.optimizer.planning.options import SupplyOption, review_days
from tools.optimizer.planning.positions import Position
from tools.optimizer.planning.prices import container_cost_per_unit
from tools.optimizer.planning.problem import ItemLocation
from tools.optimizer.planning.recommended import cost_rates

MOST_DEVIATIONS = 3.0
"""A transfer may bring what is expected to be asked for, and this many standard deviations more."""


@dataclass
class _Order:
    """A document of this plan: its yes or no, its supplier (empty for a transfer) and its decisions."""

    switch: int
    supplier: str
    decisions: list[SupplyDecision] = field(default_factory=list)


def add_supply(model: PlanModel) -> None:
    """Add every option: now in whole lots if it starts in time, and as recourse from the next cycle on."""
    programme, problem = model.programme, model.problem
    most = _most_wanted(model)
    orders: dict[tuple[str, str, str, str, str, int], _Order] = {}
    for option in model.options.supply:
        first = len(model.supply)
        if option.start_day is not None and option.start_day < model.buckets.days:
            useful = min(most[option.item], _useful(model, option)) if option.origin else most[option.item]
            model.supply.append(_now(model, option, option.start_day, useful, orders))
        extra = option.unit_cost_extra + _share_of_fixed_cost(model, option)
        for start in _later_starts(model, option):
            later_than_now = start >= problem.next_cycle_days and (option.start_day is None or start > option.start_day)
            too_late = option.last_day is not None and start > option.last_day
            if not later_than_now or too_late or start < option.opens_day or option.request:
                continue
            column = programme.column(0, INFINITY, extra)
            model.supply.append(SupplyDecision(option, start, column, 1.0, False, extra))
        if option.maximum is not None:
            programme.row(-INFINITY, option.maximum, [(d.column, d.unit) for d in model.supply[first:]])
    for order in orders.values():
        if order.supplier:
            _add_supplier_terms(model, order)


def _later_starts(model: PlanModel, option: SupplyOption) -> list[int]:
    """Return, per bucket, the first day on which an order can be placed: on the supplier's order days."""
    days = model.problem.network.supplier(option.supplier).order_days if option.supplier else ()
    first, taken = model.problem.today.weekday(), days or tuple(range(7))
    spans = (range(s, s + length) for s, length in zip(model.buckets.starts, model.buckets.lengths, strict=True))
    starts = (next((day for day in span if (first + day) % 7 in taken), None) for span in spans)
    return [day for day in starts if day is not None]


def yes_or_no(model: PlanModel, fixed: float) -> int:
    """Add the yes or no of a document with its fixed cost and the price of change, and return its column."""
    price = float(model.problem.network.costs.change_price.amount)
    column = model.programme.column(0, 1, fixed + price, integer=True)
    model.documents.append(Document(column, fixed, price))
    return column


def _now(
    model: PlanModel,
    option: SupplyOption,
    start_day: int,
    most: float,
    orders: dict[tuple[str, str, str, str, str, int], _Order],
) -> SupplyDecision:
    programme, unit = model.programme, float(option.lot)
    lots = max(1, _whole_lots(model, option, most))
    column = programme.column(0, lots, unit * option.unit_cost_extra, integer=True)
    key = (*option.document, start_day)
    if key not in orders:
        orders[key] = _Order(yes_or_no(model, _fixed_cost(model, option)), option.supplier)
    switches = [orders[key].switch]
    if option.minimum > option.lot:
        switches.append(programme.column(0, 1, integer=True))
        programme.row(0, INFINITY, [(column, unit), (switches[-1], -float(option.minimum))])
        programme.row(-INFINITY, 0, [(switches[-1], 1), (switches[0], -1)])
    programme.row(-INFINITY, 0, [(column, 1), (switches[-1], -lots)])
    decision = SupplyDecision(option, start_day, column, unit, True, option.unit_cost_extra, tuple(switches))
    orders[key].decisions.append(decision)
    return decision


def _add_supplier_terms(model: PlanModel, order: _Order) -> None:
    """Hold a purchase document to its supplier's minimum value, and pay for the whole containers it needs."""
    programme, supplier = model.programme, model.problem.network.supplier(order.supplier)
    if supplier.minimum_order_value is not None:
        value = [(d.column, d.unit * d.option.unit_price) for d in order.decisions]
        programme.row(0, INFINITY, [*value, (order.switch, -float(supplier.minimum_order_value.amount))])
    if supplier.container is None:
        return
    volumes = {d.column: d.unit * float(model.problem.network.item(d.option.item).volume_m3) for d in order.decisions}
    capacity = float(supplier.container.volume_m3)
    most = sum(volume * programme.upper[column] for column, volume in volumes.items()) / capacity
    if most > 0:
        cost = float(supplier.container.cost.amount)
        count = programme.column(0, int(most) + 1, cost, integer=True)
        model.containers.append(Containers(count, cost))
        programme.row(-INFINITY, 0, [*volumes.items(), (count, -capacity)])


def _whole_lots(model: PlanModel, option: SupplyOption, most: float) -> int:
    """Return more lots than any plan would take; where nothing caps them, enough for every minimum and fix."""
    limit = Decimal(str(most)) if option.maximum is None else min(Decimal(str(most)), Decimal(str(option.maximum)))
    rounding = ROUND_CEILING if option.maximum is None else ROUND_FLOOR
    lots = int((limit / option.lot).to_integral_value(rounding=rounding))
    fix = model.problem.fixes.quantities.get(option.offer_id)
    wanted = [Decimal(0) if fix is None else fix.quantity]
    if option.maximum is None:
        wanted.append(option.minimum)
        least = model.problem.network.supplier(option.supplier).minimum_order_value if option.supplier else None
        if least is not None and option.unit_price > 0:
            wanted.append(least.amount / Decimal(str(option.unit_price)))
    return max(lots, *(int((w / option.lot).to_integral_value(rounding=ROUND_CEILING)) for w in wanted))


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


def _fixed_cost(model: PlanModel, option: SupplyOption) -> float:
    costs = model.problem.network.costs
    return float((costs.fixed_cost_per_purchase if option.supplier else costs.fixed_cost_per_transfer).amount)


def _share_of_fixed_cost(model: PlanModel, option: SupplyOption) -> float:
    """Return the fixed cost of a later order per unit: later orders are recourse, not rounded to lots or containers.

    A later order is as large as what is asked for in a review period, or the economic order quantity where that is
    more. Half of what is bought to share a document waits in stock, which a programme that may order any quantity every
    day would leave out; what is moved waits here or there.
    """
    fixed, rate = _cost_of_document(model, option), _passing(model, option.item_location)
    holding, _ = cost_rates(model.problem, option.item)
    review = rate * review_days(model.problem, option.item_location)
    economic = _economic(model, option)
    share = fixed / max(1.0, float(option.minimum), float(option.lot), review, economic)
    if option.supplier:
        share += holding * economic / (2.0 * rate) if rate > 0 else 0.0
        share += container_cost_per_unit(model.problem, option.supplier, option.item)
    return share


def _cost_of_document(model: PlanModel, option: SupplyOption) -> float:
    """Return what a later document costs, the price of change included where it would be Trimtab's own."""
    price = float(model.problem.network.costs.change_price.amount)
    return _fixed_cost(model, option) + (price if model.problem.orders_at(*option.item_location) else 0.0)


def _economic(model: PlanModel, option: SupplyOption) -> float:
    """Return the economic order quantity sqrt(2KD/h), D passing through the location (Harris, Factory 10(2), 1913)."""
    rate, (holding, _) = _passing(model, option.item_location), cost_rates(model.problem, option.item)
    return sqrt(2.0 * _cost_of_document(model, option) * rate / holding) if holding > 0 else 0.0


def _useful(model: PlanModel, option: SupplyOption) -> float:
    """Return how much a transfer may bring: what could be asked for until a later one comes, and an economic quantity.

    Asked for there and where it is passed on to, and by the ERP up to a minimum in force. Stock that has been moved
    cannot serve others; a programme in which later transfers follow what is expected does not see what that is worth.
    """
    covers = model.problem.next_cycle_days + option.lead_time_days + review_days(model.problem, option.item_location)
    day = min(model.buckets.days - 1, round(covers))
    places = _passed_on(model, option.item_location, frozenset())
    return sum(_asked(model, p, day) for p in model.positions if p.item_location in places) + _economic(model, option)


def _asked(model: PlanModel, position: Position, day: int) -> float:
    """Return what an item-location could ask for by the end of a day beyond what is known to come."""
    here, point = position.components.day == day, model.problem.snapshot.order_point(*position.item_location)
    need, sd, weight = position.components.need[here], position.components.sd[here], position.components.weight[here]
    minimum = 0.0 if point is None else max(0.0, float(point.minimum))
    return max(0.0, float((np.maximum(need + MOST_DEVIATIONS * sd, need + minimum) * weight).sum() / weight.sum()))


def _passing(model: PlanModel, here: ItemLocation) -> float:
    """Return what is asked for a day at an item-location and at those that it regularly replenishes."""
    places = _passed_on(model, here, frozenset())
    return sum(p.demand.rate for p in model.positions if p.item_location in places)


def _passed_on(model: PlanModel, here: ItemLocation, seen: frozenset[ItemLocation]) -> frozenset[ItemLocation]:
    """Return an item-location and all that it regularly replenishes, directly or through others."""
    seen = seen | {here}
    for option in model.options.supply:
        if option.regular and (option.item, option.origin) == here and option.item_location not in seen:
            seen = _passed_on(model, option.item_location, seen)
    return seen
