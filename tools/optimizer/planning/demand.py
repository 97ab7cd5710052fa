"""Demand of an item-location by day: firm orders plus the forecast they have not consumed, never counted twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from trimtab import subjects
from trimtab.beliefs import Parameter, Uplift
from trimtab.network import LifeCycle

CONSUMPTION_WINDOW_DAYS = 7


@dataclass(frozen=True)
class DemandByDay:
    """Demand in stock units: `firm` and `forecast` (what is left of it) per day, `variance` of the forecast per day."""

    firm: NDArray[np.float64]
    forecast: NDArray[np.float64]
    variance: NDArray[np.float64]
    rate: float
    """Believed demand a day in stock units, without promotions."""
    last_day: int | None = None
    """The last day on which an item at its end of life is sold, where it lies within the horizon; -1: it is over."""

    @property
    def cumulative(self) -> NDArray[np.float64]:
        """Return the expected demand up to and including each day."""
        return np.cumsum(self.firm + self.forecast)

    def variance_over(self, window_days: int) -> NDArray[np.float64]:
        """Return, for each day, the variance of the demand of the last `window_days` days up to and including it.

        Orders placed before the window have seen all earlier demand; only what comes after them surprises. This is the
        lead-time demand of base-stock theory (Zipkin, Foundations of Inventory Management, section 6.2).
        """
        total = np.concatenate([[0.0], np.cumsum(self.variance)])
        last = np.arange(1, len(total))
        return np.asarray(total[last] - total[np.maximum(0, last - max(1, window_days))])


def demand_by_day(problem: PlanProblem, item_location: ItemLocation) -> DemandByDay:
    """Return the demand of an item-location over the horizon.

    Within each week from today, firm orders consume the forecast: forecast left = max(0, 7 · rate − firm), spread
    evenly (Vollmann et al., Manufacturing Planning and Control, "the greater of forecast and orders", by period).
    Lines that are overdue are owed today and consume nothing. The spread of the forecast shrinks with the share that
    is left. A believed promotion adds to the forecast of its days, and as much to its variance (as for a Poisson
    process); at its end of life an item is asked for no longer than to its last day of sale, firm orders excepted.
    """
    item, location = item_location
    rate, sd = problem.normal(subjects.item_location(item, location), Parameter.DEMAND, (0.0, 0.0))
    days = problem.horizon_days
    last_day = last_day_of_sale(problem, item)
    uplift = _uplift(problem, item_location)
    usual, variance = np.maximum(0.0, rate + uplift), sd * sd + np.maximum(0.0, uplift)
    if last_day is not None:
        usual[last_day + 1 :] = variance[last_day + 1 :] = 0.0
    firm, consuming = np.zeros(days), np.zeros(days)
    for line in problem.snapshot.sales:
        if (line.item, line.location) != item_location:
            continue
        day = (line.due - problem.today).days
        if day < days:
            firm[max(day, 0)] += float(line.quantity)
            if day >= 0:
                consuming[day] += float(line.quantity)
    share_left = np.ones(days)
    for start in range(0, days, CONSUMPTION_WINDOW_DAYS):
        week = slice(start, start + CONSUMPTION_WINDOW_DAYS)
        expected = float(usual[week].sum())
        share_left[week] = max(0.0, 1.0 - consuming[week].sum() / expected) if expected > 0 else 0.0
    return DemandByDay(
        firm=firm, forecast=usual * share_left, variance=variance * share_left, rate=rate, last_day=last_day
    )


def last_day_of_sale(problem: PlanProblem, item: str) -> int | None:
    """Return the last day of sale of an item at its end of life, in days from today, where it is within the horizon."""
    record = problem.network.item(item)
    if record.life_cycle is not LifeCycle.END_OF_LIFE or record.last_sale is None:
        return None
    day = (record.last_sale - problem.today).days
    return max(-1, day) if day < problem.horizon_days else None


def _uplift(problem: PlanProblem, item_location: ItemLocation) -> NDArray[np.float64]:
    """Return what a believed promotion adds to the forecast of each day."""
    added = np.zeros(problem.horizon_days)
    belief = problem.belief(subjects.item_location(*item_location), Parameter.PROMOTION)
    if belief is not None and isinstance(belief.distribution, Uplift):
        uplift = belief.distribution
        first, last = (uplift.start - problem.today).days, (uplift.end - problem.today).days
        added[max(0, first) : max(0, last + 1)] += uplift.per_day
    return added
