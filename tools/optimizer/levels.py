"""Closed-form levels: reorder point (minimum) and order-up-to (target), and what any pair of them costs a day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from tools.optimizer.demand import last_day_of_sale
from tools.optimizer.loss import normal_overage, second_order_loss
from tools.optimizer.options import regular_source, replenishment_lane
from tools.optimizer.prices import lead_time, transit
from tools.optimizer.problem import ItemLocation, PlanProblem
from trimtab import subjects
from trimtab.beliefs import Parameter
from trimtab.errors import InvalidField
from trimtab.measures import Frozen
from trimtab.state import OrderPointKind

DAYS_PER_YEAR = 365.0
Array = NDArray[np.float64]
_SIZE_FACTORS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0, 1.15, 1.3, 1.6, 2.0)


@dataclass(frozen=True)
class LevelInputs:
    """What a level follows from: demand a day, lead time and review period in days, costs per unit and day.

    `order_cost` is what one order costs; `minimum_order` and `lot` bind the distance between minimum and target.
    """

    demand_mean: float
    demand_sd: float
    lead_time_mean: float
    lead_time_sd: float
    review_days: int
    holding: float
    backorder: float
    order_cost: float
    minimum_order: float = 0.0
    lot: float = 1.0

    def spread(self) -> tuple[Array, Array]:
        """Return mean and standard deviation of the demand that an order must cover, one per day of the review period.

        An order placed at a review arrives L days later; j days on, net stock is the position after the review minus
        the demand of n = L + j + 1 days: mean n μ, variance n σ² + μ² Var[L] (Silver, Pyke and Thomas, Inventory and
        Production Management in Supply Chains, 4th ed., section 6.10).
        """
        days = self.lead_time_mean + np.arange(1.0, self.review_days + 1)
        variance = days * self.demand_sd**2 + (self.demand_mean * self.lead_time_sd) ** 2
        return days * self.demand_mean, np.sqrt(variance)

    def renewals(self, distance: float) -> float:
        """Return the expected number of reviews, after one that ordered, that pass without ordering.

        The renewal function of the demand m of a review, M(y) = y / m + (cv² − 1) / 2, at least 0 (Tijms, A First
        Course in Stochastic Models, eq. 2.1.13); `distance` is target − minimum.
        """
        demand = self.demand_mean * self.review_days
        squared_cv = (self.demand_sd**2 * self.review_days) / demand**2
        return max(0.0, distance / demand + (squared_cv - 1.0) / 2.0)


@dataclass(frozen=True)
class LevelCost:
    """Expected cost a day of a pair of levels, in currency: stock held, shortage, orders placed."""

    holding: float
    shortage: float
    ordering: float

    @property
    def total(self) -> float:
        """Return the sum."""
        return self.holding + self.shortage + self.ordering


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


def level_cost(inputs: LevelInputs, minimum: float, target: float) -> LevelCost:
    """Return the expected cost a day of ordering up to `target` when a review finds the position at most `minimum`.

    After a review the position is `target` S with probability p = 1 / (1 + M(S − s)) (an order was placed) and else
    spread evenly over [s, s + m M], which lies below S: C = p G(S) + (1 − p) / (m M) · ∫ G(y) dy + p K / R. Here G(y)
    = h E[(y − D)⁺] + b E[(D − y)⁺], averaged over the days of the review period R; the integral is a difference of
    second-order loss functions (Zipkin, Foundations of Inventory Management, sections 6.2 and 6.5, for the (r, q)
    case).

    >>> inputs = LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60)
    >>> level_cost(inputs, 250, 430).total > level_cost(inputs, 300, 480).total
    True
    """
    mean, sd = inputs.spread()
    low = np.full_like(mean, min(minimum, target))
    over, under = _loss(np.full_like(mean, target), mean, sd)
    passed = inputs.renewals(max(0.0, target - minimum))
    share = 1.0 / (1.0 + passed)
    if passed > 0:
        width = inputs.demand_mean * inputs.review_days * passed
        mean_over = (_integral(low + width, mean, sd) - _integral(low, mean, sd)) / width
        mean_under = mean_over - (low + width / 2 - mean)
        over = share * over + (1 - share) * mean_over
        under = share * under + (1 - share) * mean_under
    return LevelCost(
        holding=inputs.holding * float(over.mean()),
        shortage=inputs.backorder * float(np.maximum(under, 0.0).mean()),
        ordering=inputs.order_cost * share / inputs.review_days,
    )


def best_level(inputs: LevelInputs, service_level: float | None = None) -> tuple[float, float]:
    """Return minimum and target of least cost, or for a cycle service level; lots and minimum order respected.

    The distance starts from the economic order quantity √(2 K μ / h) (Harris, 1913), at least the minimum order, and
    is searched in lots around it. For each distance the minimum solves P(no shortage) = b / (b + h), averaged over
    the cycle, which is dC/ds = 0; `service_level` replaces the cost ratio.

    >>> best_level(LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60, minimum_order=60, lot=12))
    (293.0, 365.0)
    """
    ratio = inputs.backorder / (inputs.backorder + inputs.holding) if service_level is None else service_level
    economic = sqrt(2 * inputs.order_cost * inputs.demand_mean / inputs.holding)
    sizes = {_lots(max(inputs.minimum_order, economic * factor), inputs.lot) for factor in _SIZE_FACTORS}
    best: tuple[float, float, float] | None = None
    for distance in sorted(sizes):
        minimum = float(np.ceil(max(0.0, _minimum_for(inputs, distance, ratio)) - 1e-9))
        cost = level_cost(inputs, minimum, minimum + distance).total
        if best is None or cost < best[0] - 1e-9:
            best = (cost, minimum, minimum + distance)
    assert best is not None  # noqa: S101 - there is always at least one size
    return best[1], best[2]


def recommend_level(
    problem: PlanProblem, item: str, location: str, service_level: float | None = None
) -> RecommendedLevel | None:
    """Return the level an item-location should have under the lasting beliefs, or None where too little is known.

    Lead time: of the source or lane from which the ERP itself replenishes. Demand: believed there, plus that of the
    locations whose internal order points draw on it. One-off beliefs never move a level: what lasted before counts
    (`PlanProblem.lasting`), promotions are left out, and without any lasting demand there is no recommendation. Of an
    item at its end of life nothing more is stocked once an order would come after its last sale.
    """
    inputs = level_inputs(problem, (item, location))
    if inputs is None:
        return None
    if service_level is not None and not 0 < service_level < 1:
        raise InvalidField(f"{service_level} is no share", record=f"level of {item}@{location}", field="service_level")
    ends = _ends_before_an_order_comes(problem, item, inputs)
    minimum, target = (0.0, 0.0) if ends else best_level(inputs, service_level)
    point = problem.snapshot.order_point(item, location)
    cost = _cost_a_day(problem, item, inputs, minimum, target)
    in_force = None
    if point is not None:
        in_force = _cost_a_day(problem, item, inputs, float(point.minimum), float(point.target))
        if service_level is None and in_force <= cost:
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


def level_inputs(problem: PlanProblem, item_location: ItemLocation) -> LevelInputs | None:
    """Return what the level of an item-location follows from, or None without lasting demand or without source.

    A service target α of the item-location replaces the price of a shortage: b = h · α / (1 − α), under which the
    cheapest level has just that cycle service (the critical ratio b / (b + h) = α).
    """
    mean, variance = _lasting_demand(problem, item_location, frozenset())
    source, lane = regular_source(problem, item_location), replenishment_lane(problem, item_location)
    if mean <= 0 or (source is None and lane is None):
        return None
    holding, backorder = cost_rates(problem, item_location[0])
    service = problem.network.policy_of(*item_location).service_target
    if service is not None:
        backorder = holding * service / (1.0 - service)
    costs = problem.network.costs
    days = (
        transit(problem, lane, lasting=True) if lane else lead_time(problem, source, lasting=True) if source else (0, 0)
    )
    order_cost = costs.fixed_cost_per_transfer if lane else costs.fixed_cost_per_purchase
    return LevelInputs(
        demand_mean=mean,
        demand_sd=sqrt(variance),
        lead_time_mean=days[0],
        lead_time_sd=days[1],
        review_days=max(1, problem.network.policy_of(*item_location).review_period_days),
        holding=holding,
        backorder=backorder,
        order_cost=float(order_cost.amount),
        minimum_order=float(source.minimum_order) if source else 0.0,
        lot=float(source.lot_multiple) if source else 1.0,
    )


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


def _minimum_for(inputs: LevelInputs, distance: float, ratio: float) -> float:
    mean, sd = inputs.spread()
    passed = inputs.renewals(distance)
    share, width = 1.0 / (1.0 + passed), inputs.demand_mean * inputs.review_days * passed

    def excess(minimum: float) -> float:
        low = np.full_like(mean, minimum)
        between = np.zeros_like(mean)
        if width > 0:
            between = (_loss(low + width, mean, sd)[0] - _loss(low, mean, sd)[0]) / width
        at_top = ndtr((low + distance - mean) / np.maximum(sd, 1e-9))
        return float((share * at_top + (1 - share) * between).mean()) - ratio

    low = float(mean[0] - distance - 8 * sd.max() - 1)
    high = float(mean[-1] + 8 * sd.max() + 1)
    return float(brentq(excess, low, high, xtol=1e-3))


def _loss(level: Array, mean: Array, sd: Array) -> tuple[Array, Array]:
    over = normal_overage(level, mean, sd)
    return over, over - (level - mean)


def _integral(level: Array, mean: Array, sd: Array) -> Array:
    spread = np.maximum(sd, 1e-9)
    return spread**2 * second_order_loss((level - mean) / spread)


def _lots(quantity: float, lot: float) -> float:
    lots = (Decimal(str(round(quantity, 6))) / Decimal(str(lot))).to_integral_value(rounding=ROUND_CEILING)
    return float(lots * Decimal(str(lot)))
