"""The cost of a plan written down day by day with scipy's normal distribution: independent of the optimizer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.stats import norm

HOLDING = 0.2 * 212 / 365
BACKORDER = 0.12 * (349 - 212)

Series = Sequence[float] | np.ndarray
Cases = Iterable[tuple[Series, Series]]
"""Cases of cumulative supply by day: a probability by day and a series each."""


def over(supply: float, mean: float, sd: float) -> float:
    """Return E[(supply − D)⁺] of a normal demand."""
    if sd == 0:
        return max(0.0, supply - mean)
    z = (supply - mean) / sd
    return float(sd * (z * norm.cdf(z) + norm.pdf(z)))


def stock_cost(cases: Cases, demand: Series, sd: Callable[[int], float]) -> float:
    """Return expected holding and backorder cost over the days of cumulative `demand`; `sd` is that of a day."""
    total = 0.0
    for weight, supply in cases:
        for day, asked in enumerate(demand):
            left = over(supply[day], asked, sd(day))
            total += weight[day] * (HOLDING * left + BACKORDER * (left - (supply[day] - asked)))
    return total


def certain(supply: Series) -> Cases:
    """Return the one case of a supply that is certain."""
    return [(np.ones(len(supply)), supply)]


def arrives(days: int, day: float, quantity: float) -> np.ndarray:
    """Return the cumulative supply of a quantity that arrives on a day."""
    return np.where(np.arange(days) >= day, float(quantity), 0.0)


def arrived_by(days: int, day: float, sd: float) -> np.ndarray:
    """Return the probability, by day, that an order expected on `day` has arrived, given that it had not yet."""
    before = norm.cdf(-0.5, day, sd)
    return (norm.cdf(np.arange(days) + 0.5, day, sd) - before) / (1 - before)
