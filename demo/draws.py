"""The demand that customers of a demo company have on a day: drawn, and the same whenever it is drawn again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

import numpy as np

from demo.company import Company, Demand, Promotion

DAYS_PER_YEAR = 365.25
LONG_AGO = 100_000

# Orders of a distributor follow the working week: the factors average 1 over seven days, Monday first.
WEEKDAY_FACTOR = (1.35, 1.25, 1.2, 1.2, 1.3, 0.5, 0.2)


def demand_on(company: Company, index: int, opening: date, day: date) -> int:
    """Return the pieces that are asked for on a day from series `index` of the company's demand.

    A company whose play is dated (`Company.dated_by_opening`) draws by the distance from its opening day, so that the
    same play has the same demand on whatever date it is opened; else by the day itself.
    """
    ahead = (day - opening).days
    number = ahead + LONG_AGO if company.dated_by_opening else day.toordinal()
    generator = np.random.default_rng((company.seed, index, number))
    demand = company.demand[index]
    if demand.every_days is not None:
        return _intermittent(generator, demand.per_day, demand.every_days)
    mean = expected_on(demand, company.promotions, ahead, day.weekday())
    # With success probability p the variance is mean / p: p = 2/3 makes it 1.5 times the mean.
    return int(generator.negative_binomial(2.0 * mean, 2.0 / 3.0))


def expected_on(demand: Demand, promotions: Iterable[Promotion], ahead: int, weekday: int) -> float:
    """Return the mean demand of a day `ahead` days after the opening day, season and promotions included."""
    wave = math.cos(2.0 * math.pi * (ahead - demand.peak_in_days) / DAYS_PER_YEAR)
    mean = demand.per_day * WEEKDAY_FACTOR[weekday] * (1.0 + demand.season * wave)
    return mean + sum(
        promotion.extra_per_day
        for promotion in promotions
        if (promotion.item, promotion.warehouse) == (demand.item, demand.warehouse)
        and 0 <= ahead - promotion.start_in_days < promotion.days
    )


def _intermittent(generator: np.random.Generator, per_day: float, every_days: float) -> int:
    """Draw nothing on most days; else one piece and a Poisson number more, so that the mean is `per_day`."""
    if generator.random() >= 1.0 / every_days:
        return 0
    return 1 + int(generator.poisson(per_day * every_days - 1.0))
