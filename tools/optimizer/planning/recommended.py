"""The level an item-location of a plan should have: what the closed forms of `levels` need, read off the problem."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import sqrt

from tools.optimizer.demand_law import Family
from tools.optimizer.levels import LevelInputs, backorder_for, best_level, level_cost, service_of
from tools.optimizer.planning.demand import last_day_of_sale
from tools.optimizer.planning.options import regular_source, replenishment_lane, review_days
from tools.optimizer.planning.prices import lead_time, transit
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from trimtab import subjects
from trimtab.beliefs import Parameter
from trimtab.errors import InvalidField
from trimtab.measures import Frozen
from trimtab.state import OrderPointKind

DAYS_PER_YEAR = 365.0


class RecommendedLevel(Frozen):
    """The level that the beliefs in force ask for; costs in currency a day, `in_force_...` None without a level."""

    item: str
    location: str
    minimum: Decimal
    target: Decimal
    cost_per_day: float
    in_force_minimum: Decimal | None
    in_force_target: Decimal | None
    in_force_cost_per_day: float | None
    lead_time_days: float

    @property
    def saving_per_day(self) -> float:
        """Return what the level in force costs more a day; zero where it is as good or none is in force."""
        return 0.0 if self.in_force_cost_per_day is None else max(0.0, self.in_force_cost_per_day - self.cost_per_day)


def recommend_level(
    problem: PlanProblem,
    item: str,
    location: str,
    service_level: float | None = None,
    family: Family = Family.NORMAL,
) -> RecommendedLevel | None:
    """Return the level an item-location should have under the lasting beliefs, or None where too little is known.

    Lead time: of the source or lane from which the ERP itself replenishes. Demand: believed there, plus that of the
    locations whose internal order points draw on it. One-off beliefs never move a level: what lasted before counts
    (`PlanProblem.lasting`), promotions are left out, and without any lasting demand there is no recommendation. Of an
    item at its end of life nothing more is stocked once an order would come after its last sale. The level serves the
    cycle service target (`service_level`, else that of the item-location) for demand of the given family; without a
    target it is the cheapest, and the level in force stays where it is as cheap.
    """
    if service_level is not None and not 0 < service_level < 1:
        raise InvalidField(f"{service_level} is no share", record=f"level of {item}@{location}", field="service_level")
    inputs = level_inputs(problem, (item, location), family)
    if inputs is None:
        return None
    share = service_level or problem.network.policy_of(item, location).service_target
    ends = _ends_before_an_order_comes(problem, item, inputs)
    minimum, target = (0.0, 0.0) if ends else best_level(inputs, share)
    point = problem.snapshot.order_point(item, location)
    cost = _cost_a_day(problem, item, inputs, minimum, target)
    in_force = None
    if point is not None:
        in_force = _cost_a_day(problem, item, inputs, float(point.minimum), float(point.target))
        serves = share is None or service_of(inputs, float(point.minimum), float(point.target)).cycle >= share
        if service_level is None and in_force <= cost and (ends or serves):
            minimum, target, cost = float(point.minimum), float(point.target), in_force
    return RecommendedLevel(
        item=item,
        location=location,
        minimum=Decimal(str(minimum)).normalize() + 0,
        target=Decimal(str(target)).normalize() + 0,
        cost_per_day=cost,
        in_force_minimum=point.minimum if point else None,
        in_force_target=point.target if point else None,
        in_force_cost_per_day=in_force,
        lead_time_days=0.0 if ends else inputs.lead_time_mean,
    )


def cost_of_level(problem: PlanProblem, item_location: ItemLocation, minimum: Decimal, target: Decimal) -> float | None:
    """Return what a level costs a day at an item-location, in currency; None where too little is known.

    Of an item at its end of life (see `recommend_level`) the ERP would still fill up to `target`, and that is lost:
    its value spread over the horizon.
    """
    inputs = level_inputs(problem, item_location)
    if inputs is None:
        return None
    return _cost_a_day(problem, item_location[0], inputs, float(minimum), float(target))


def _cost_a_day(problem: PlanProblem, item: str, inputs: LevelInputs, minimum: float, target: float) -> float:
    if _ends_before_an_order_comes(problem, item, inputs):
        return target * float(problem.network.item(item).unit_cost.amount) / problem.horizon_days
    return level_cost(inputs, minimum, target).total


def _ends_before_an_order_comes(problem: PlanProblem, item: str, inputs: LevelInputs) -> bool:
    last_day = last_day_of_sale(problem, item)
    return last_day is not None and last_day < inputs.lead_time_mean + inputs.review_days


def level_inputs(
    problem: PlanProblem, item_location: ItemLocation, family: Family = Family.NORMAL
) -> LevelInputs | None:
    """Return what the level of an item-location follows from, or None without lasting demand or without source.

    A service target of the item-location replaces the price of a shortage by that under which the cheapest level has
    just that cycle service (see `backorder_for`).
    """
    mean, variance = _lasting_demand(problem, item_location, frozenset())
    source, lane = regular_source(problem, item_location), replenishment_lane(problem, item_location)
    if mean <= 0 or (source is None and lane is None):
        return None
    holding, backorder = cost_rates(problem, item_location[0])
    service = problem.network.policy_of(*item_location).service_target
    costs = problem.network.costs
    days = (
        transit(problem, lane, lasting=True) if lane else lead_time(problem, source, lasting=True) if source else (0, 0)
    )
    order_cost = costs.fixed_cost_per_transfer if lane else costs.fixed_cost_per_purchase
    inputs = LevelInputs(
        demand_mean=mean,
        demand_sd=sqrt(variance),
        lead_time_mean=days[0],
        lead_time_sd=days[1],
        review_days=review_days(problem, item_location),
        holding=holding,
        backorder=backorder,
        order_cost=float(order_cost.amount),
        minimum_order=float(source.minimum_order) if source else 0.0,
        lot=float(source.lot_multiple) if source else 1.0,
        family=family,
    )
    return inputs if service is None else replace(inputs, backorder=backorder_for(inputs, service))


def cost_rates(problem: PlanProblem, item: str) -> tuple[float, float]:
    """Return holding and backorder cost of an item in currency per unit and day."""
    costs, record = problem.network.costs, problem.network.item(item)
    cost, price = float(record.unit_cost.amount), float(record.unit_price.amount)
    return costs.holding_rate_per_year * cost / DAYS_PER_YEAR, costs.backorder_cost_per_day_share * (price - cost)


def _lasting_demand(problem: PlanProblem, here: ItemLocation, seen: frozenset[ItemLocation]) -> tuple[float, float]:
    mean, sd = problem.normal(subjects.item_location(*here), Parameter.DEMAND, (0.0, 0.0), lasting=True)
    variance = sd * sd
    for point in problem.snapshot.order_points:
        below = (point.item, point.location)
        draws = point.kind is OrderPointKind.INTERNAL and point.item == here[0] and point.provisioning == here[1]
        if draws and below not in seen and below != here:
            more = _lasting_demand(problem, below, seen | {here})
            mean, variance = mean + more[0], variance + more[1]
    return mean, variance
