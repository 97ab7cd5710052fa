"""The levels that Halyard's planning tool set before the play: right under the demand and lead times of its history.

The rule: mean and standard deviation of the daily demand of the last year, a day counting half as much as one four
weeks later; a location that supplies others carries their demand too; lead time as agreed, with the spread that
receipts show. Between minimum and target lies the economic order quantity less half a week's demand, in whole lots and
no less than the minimum order. The minimum is the smallest at which the share of time without shortage reaches what
shortage costs of what shortage and holding cost together, for a weekly review and normal demand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, erf, sqrt

import numpy as np

from demo.company import Company, Lane, Sourcing
from demo.draws import demand_on

Place = tuple[str, str]
A_MONDAY = date(2026, 11, 30)
HISTORY_DAYS = 365
STEPS = 12
HALF_LIFE_DAYS = 28.0
CENTRE = "CEN"
LEAD_TIME_SD_DAYS: Mapping[str, float] = {"KMW": 1.0, "BRF": 0.6, "GDK": 0.7}


@dataclass(frozen=True)
class Level:
    """Minimum and target in pieces, and the demand a day that they were set for."""

    minimum: int
    target: int
    mean: float
    sd: float


def levels_of(company: Company) -> dict[Place, Level]:
    """Return the level of every item-location with demand."""
    known = {(d.item, d.warehouse): _learnt(company, index) for index, d in enumerate(company.demand)}
    levels = {}
    for (item, place), (mean, variance) in known.items():
        if place == CENTRE:
            mean = sum(m for (i, _), (m, _) in known.items() if i == item)  # noqa: PLW2901
            variance = sum(v for (i, _), (_, v) in known.items() if i == item)  # noqa: PLW2901
        levels[item, place] = _level(company, item, place, mean, sqrt(variance))
    return levels


def erp_source(company: Company, item: str) -> Sourcing:
    """Return the source from which the ERP itself orders an item."""
    return next(row for row in company.sourcing if row.item == item and row.in_erp)


def _level(company: Company, item: str, place: str, mean: float, sd: float) -> Level:
    terms, finance = erp_source(company, item), company.finance
    review = finance.review_period_days
    cost = min(float(row.unit_price) for row in company.sourcing if row.item == item)
    holding = finance.holding_rate_per_year * cost / 365.0
    shortage = finance.backorder_cost_per_day_share * (float(company.item(item).sales_price) - cost)
    lane = _lane(company, place) if place != CENTRE else None
    order_cost = float(finance.fixed_cost_per_transfer if lane else finance.fixed_cost_per_purchase)
    economic = sqrt(2 * order_cost * mean / holding) - mean * review / 2
    multiple, least = (1, 1) if lane else (terms.multiple, terms.minimum)
    distance = multiple * ceil(max(least, economic) / multiple)
    days = lane.lead_time_days if lane else company.supplier(terms.supplier).lead_time_days
    late = 0.0 if lane else LEAD_TIME_SD_DAYS[terms.supplier]
    spread = [(n * mean, sqrt(n * sd**2 + (mean * late) ** 2)) for n in range(days + 1, days + review + 1)]
    minimum = _minimum(spread, distance, mean * review, shortage / (shortage + holding))
    return Level(minimum, minimum + distance, mean, sd)


def _minimum(spread: Sequence[tuple[float, float]], distance: int, a_review: float, ratio: float) -> int:
    """Return the smallest minimum with which stock lasts with probability `ratio`, on the mean over the cycle.

    `spread` holds mean and sd of the demand until each day of the review period. Every (1 + reviews passed)th review
    orders up to target; after the others the position lies anywhere between.
    """
    passed = max(0.0, distance / a_review - 0.5)
    steps = [(number + 0.5) / STEPS * a_review * passed for number in range(STEPS)]

    def lasts(position: float) -> float:
        return sum((1 + erf((position - mean) / (sd * sqrt(2)))) / 2 for mean, sd in spread) / len(spread)

    low, high = 0, ceil(spread[-1][0] + 8 * spread[-1][1])
    while low < high:
        middle = (low + high) // 2
        between = sum(lasts(middle + step) for step in steps) / STEPS
        if (lasts(middle + distance) + passed * between) / (1 + passed) >= ratio:
            high = middle
        else:
            low = middle + 1
    return low


def _lane(company: Company, place: str) -> Lane:
    return next(lane for lane in company.lanes if (lane.source, lane.destination) == (CENTRE, place))


def _learnt(company: Company, index: int) -> tuple[float, float]:
    """Return weighted mean and variance of the days up to the opening day, the newest first."""
    days = company.demand[index].since_days_ago or HISTORY_DAYS
    drawn = np.array(
        [demand_on(company, index, A_MONDAY, A_MONDAY - timedelta(days=ago)) for ago in range(1, days + 1)], dtype=float
    )
    weights = 0.5 ** (np.arange(1, days + 1) / HALF_LIFE_DAYS)
    mean = float(np.average(drawn, weights=weights))
    return mean, float(np.average((drawn - mean) ** 2, weights=weights))
