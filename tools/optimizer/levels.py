"""Levels: reorder point (minimum) and order-up-to (target), for least cost or a service target, and their cost a day.

Closed forms where demand is normal and cost decides; else the exact stocking point.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from tools.optimizer.demand_law import DemandLaw, Family, LeadTimeLaw, law_of
from tools.optimizer.loss import normal_overage, second_order_loss
from tools.optimizer.stocking_point import Measure, Service, StockingPoint, stocking_point

Array = NDArray[np.float64]
_SIZE_FACTORS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0, 1.15, 1.3, 1.6, 2.0)


@dataclass(frozen=True)
class LevelInputs:
    """What a level follows from: demand a day, lead time and review period in days, costs per unit and day.

    `order_cost` is what one order costs; `minimum_order` and `lot` bind the distance between minimum and target.
    `family` is the shape of demand; of the empirical one the days `seen` count instead of mean and spread.
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
    family: Family = Family.NORMAL
    seen: tuple[float, ...] = ()

    @property
    def law(self) -> DemandLaw:
        """Return the law of demand."""
        return law_of(self.family, self.demand_mean, self.demand_sd, self.seen)

    @property
    def lead_time(self) -> LeadTimeLaw:
        """Return the law of the lead time: normal, in whole days, not below zero."""
        return LeadTimeLaw.normal(self.lead_time_mean, self.lead_time_sd)

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
    if inputs.family is not Family.NORMAL:
        return _exact_cost(inputs, _point(inputs, target - minimum), minimum, target)
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


def best_level(
    inputs: LevelInputs, service_level: float | None = None, measure: Measure = Measure.CYCLE
) -> tuple[float, float]:
    """Return minimum and target of least cost, or for a service target; lots and minimum order respected.

    The distance starts from the economic order quantity √(2 K μ / h) (Harris, 1913), at least the minimum order, and
    is searched in lots around it. For each distance the minimum solves P(no shortage) = b / (b + h), averaged over
    the days, which is dC/ds = 0. A `service_level` sets the minimum instead: the lowest that serves that share by
    `measure`, cycle service (type 1) if not said otherwise; then stock and orders alone are the cost.

    >>> best_level(LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60, minimum_order=60, lot=12))
    (293.0, 365.0)
    """
    economic = sqrt(2 * inputs.order_cost * inputs.demand_mean / inputs.holding)
    sizes = sorted({_lots(max(inputs.minimum_order, economic * factor), inputs.lot) for factor in _SIZE_FACTORS})
    exact = service_level is not None or inputs.family is not Family.NORMAL
    point = _point(inputs, sizes[-1]) if exact else None
    best: tuple[float, float, float] | None = None
    for distance in sizes:
        minimum = float(np.ceil(max(0.0, _sought(inputs, point, distance, service_level, measure)) - 1e-9))
        cost = _cost_of(inputs, point, minimum, minimum + distance, priced=service_level is None)
        if best is None or cost < best[0] - 1e-9:
            best = (cost, minimum, minimum + distance)
    assert best is not None  # noqa: S101 - there is always at least one size
    return best[1], best[2]


def service_of(inputs: LevelInputs, minimum: float, target: float) -> Service:
    """Return what a pair of levels serves, exactly; see `StockingPoint`."""
    return _point(inputs, target - minimum).service(minimum, target)


def backorder_for(inputs: LevelInputs, service_level: float) -> float:
    """Return the price of a unit short for a day under which the level for a cycle service is the cheapest.

    At the cheapest minimum P(no shortage on a day) = b / (b + h); so b = h · ρ / (1 − ρ) with ρ the share of days
    without shortage at the level for `service_level`.
    """
    minimum, target = best_level(inputs, service_level)
    ready = min(service_of(inputs, minimum, target).ready, 1.0 - 1e-6)
    return inputs.holding * ready / (1.0 - ready)


def _point(inputs: LevelInputs, distance: float) -> StockingPoint:
    reach = float(2.0 ** np.ceil(np.log2(max(distance, 1.0))))
    return stocking_point(inputs.law, inputs.lead_time, inputs.review_days, reach)


def _sought(
    inputs: LevelInputs, point: StockingPoint | None, distance: float, service_level: float | None, measure: Measure
) -> float:
    ratio = inputs.backorder / (inputs.backorder + inputs.holding)
    if point is None:
        return _minimum_for(inputs, distance, ratio)
    if service_level is None:
        return point.target_for(distance, ratio, Measure.READY) - distance
    return point.target_for(distance, service_level, measure) - distance


def _cost_of(inputs: LevelInputs, point: StockingPoint | None, minimum: float, target: float, *, priced: bool) -> float:
    cost = level_cost(inputs, minimum, target) if point is None else _exact_cost(inputs, point, minimum, target)
    return cost.total if priced else cost.holding + cost.ordering


def _exact_cost(inputs: LevelInputs, point: StockingPoint, minimum: float, target: float) -> LevelCost:
    stock = point.stock(minimum, target)
    return LevelCost(
        holding=inputs.holding * stock.on_hand,
        shortage=inputs.backorder * stock.backorder,
        ordering=inputs.order_cost * stock.order_share / inputs.review_days,
    )


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
