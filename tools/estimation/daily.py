"""Daily: what a series of daily demand says by itself of an average day, and whether its level has just changed."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tools.estimation.shift import INHERITED_DAYS, Regime, latest_regime
from tools.estimation.stockouts import uncovered
from tools.estimation.weekdays import as_if_alike, level_of, levelled, weekday_factors
from trimtab.beliefs import Persistence

HALF_LIFE_DAYS = 28.0
"""A day counts half as much as one four weeks later."""
DAYS_PER_ONE_OFF = 14
"""One odd day in so many, and two at most, are limited before they enter the mean; what happened
a third time is ordinary."""
MOST_ONE_OFFS = 2
LIMIT_IN_SD = 3.0
"""No day within so many sd of the mean is limited."""
ONE_OFF_BEYOND = 1.5
"""A one-off lies half as far again from the mean as the limit: what is merely the largest so far is no news."""
RECENT_DAYS = 7
"""A one-off is news as long as it is among so many last observed days."""
NEWS_DAYS = 28
"""A shift is news for so many observed days after it was detected; then it is usual."""


@dataclass(frozen=True)
class Daily:
    """What a series of days says by itself: mean and sd of single days, how sure the mean is, and the days behind it.

    The mean is the level of an average day without promotion: weekdays are made alike (see `weekdays`), and days that
    were stocked out count as what was to be expected of them (see `stockouts`), whose variance is part of sd². Only
    days since the last shift count (see `shift.latest_regime`). With w = 2^(-age / `HALF_LIFE_DAYS`) and x the
    quantities after limiting one-offs, mean = sum(w x) / sum(w), whose variance is sd² sum(w²) / sum(w)². The sd is
    that of single days, by which a plan of average days is off: that of x, pooled after a shift with the variance
    before it as `INHERITED_DAYS` days, and the weekday pattern's about the mean. Limiting is winsorising by rank (Tukey
    1962, Annals of Mathematical Statistics 33): at most `MOST_ONE_OFFS` days are drawn to the next largest, or to mean
    + 3 sd where that is further out. Persistence is NEW_NORMAL after a shift, ONE_OFF while a recent day lies
    `ONE_OFF_BEYOND` that limit, else USUAL.
    """

    mean: float
    sd: float
    variance_of_mean: float
    persistence: Persistence
    newest: date
    reasons: Sequence[date]


def said_by(told: Sequence[tuple[date, float]], stocked_out: Collection[date]) -> Daily:
    """Return what at least a week of (day, quantity) says, in order; those `stocked_out` are lower bounds."""
    factors = weekday_factors([(day, quantity) for day, quantity in told if day not in stocked_out])
    whole = uncovered(told, stocked_out, factors)
    series = whole.days
    regime = latest_regime(levelled(series, factors))
    since = series[regime.start :]
    quantities = as_if_alike(since, factors, level_of(since, factors))
    low, high = _limits(quantities)
    limited = [min(max(quantity, low), high) for quantity in quantities]
    newest = since[-1][0]
    weights = [2.0 ** (-(newest - day).days / HALF_LIFE_DAYS) for day, _ in since]
    mean = max(0.0, math.fsum(w * x for w, x in zip(weights, limited, strict=True)) / math.fsum(weights))
    noise = _sd(limited, regime)
    guessed = math.fsum(whole.variances[regime.start :]) / len(since)
    sd = math.sqrt(noise**2 + guessed + mean**2 * math.fsum((f - 1.0) ** 2 for f in factors) / len(factors))
    recent = zip(since[-RECENT_DAYS:], quantities[-RECENT_DAYS:], strict=True)
    odd = [day for (day, _), x in recent if _is_one_off(x, mean, low, high)]
    if regime.detected is not None and len(series) - regime.detected <= NEWS_DAYS:
        persistence, reasons = Persistence.NEW_NORMAL, [day for day, _ in since]
    elif odd:
        persistence, reasons = Persistence.ONE_OFF, odd
    else:
        persistence, reasons = Persistence.USUAL, [newest]
    spread = sd**2 * math.fsum(w * w for w in weights) / math.fsum(weights) ** 2
    return Daily(mean, sd, spread, persistence, newest, reasons)


def _is_one_off(quantity: float, mean: float, low: float, high: float) -> bool:
    return quantity > mean + ONE_OFF_BEYOND * (high - mean) or quantity < mean - ONE_OFF_BEYOND * (mean - low)


def _limits(quantities: Sequence[float]) -> tuple[float, float]:
    """Return the smallest and largest quantity that enter the mean as they are."""
    ranked = sorted(quantities)
    spared = min(MOST_ONE_OFFS, len(ranked) // DAYS_PER_ONE_OFF)
    low, high = ranked[spared], ranked[-1 - spared]
    inner = [min(max(quantity, low), high) for quantity in ranked]
    mean = math.fsum(inner) / len(inner)
    reach = LIMIT_IN_SD * _sd(inner, Regime())
    return min(low, mean - reach), max(high, mean + reach)


def _sd(quantities: Sequence[float], regime: Regime) -> float:
    """Return the sample sd, pooled with what the regime inherited."""
    mean = math.fsum(quantities) / len(quantities)
    squares = math.fsum((quantity - mean) ** 2 for quantity in quantities)
    if regime.inherited_variance is None:
        return math.sqrt(squares / (len(quantities) - 1))
    return math.sqrt((squares + INHERITED_DAYS * regime.inherited_variance) / (len(quantities) - 1 + INHERITED_DAYS))
