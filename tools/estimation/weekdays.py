"""Weekdays: the share of an average day that each weekday sells, and a daily series as if all weekdays were alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

PATTERN_DAYS = 182
"""The pattern is that of the last half year: 26 of every weekday."""
SMALLEST_PATTERN_DAYS = 56
"""Days below which all weekdays count as alike: eight of each."""
SMALLEST_FACTOR = 0.05
"""A weekday that sells nothing is granted a twentieth of an average day, or its first order would count for ever."""
TRAILING_DAYS = 28
"""The level at which a day's weekday effect is taken out is that of the four weeks before it."""
ALIKE = (1.0,) * 7

Days = Sequence[tuple[date, float]]


def weekday_factors(days: Days) -> tuple[float, ...]:
    """Return the seven factors, Monday first, that average 1 over the weekdays that were seen; all 1 where too few.

    Raw factors are ratios to the mean; they are drawn to 1 by the share of their spread that noise explains (empirical
    Bayes: Efron and Morris 1975, Journal of the American Statistical Association 70), so that a series without a weekly
    pattern keeps factors near 1. Weekdays that are not observed keep 1.
    """
    recent = days[-PATTERN_DAYS:]
    if len(recent) < SMALLEST_PATTERN_DAYS:
        return ALIKE
    groups: list[list[float]] = [[] for _ in range(7)]
    for day, quantity in recent:
        groups[day.weekday()].append(quantity)
    seen = [g for g in groups if len(g) > 1]
    means = [math.fsum(g) / len(g) for g in seen]
    centre = math.fsum(means) / len(means)
    if centre <= 0 or len(seen) < 2:
        return ALIKE
    within = math.fsum((x - m) ** 2 for g, m in zip(seen, means, strict=True) for x in g)
    noise = within / (sum(len(g) for g in seen) - len(seen)) * math.fsum(1 / len(g) for g in seen) / len(seen)
    between = math.fsum((m - centre) ** 2 for m in means) / (len(means) - 1)
    trust = max(0.0, 1.0 - noise / between) if between > 0 else 0.0
    factors = [
        max(SMALLEST_FACTOR, 1.0 + trust * (math.fsum(g) / len(g) / centre - 1.0)) if len(g) > 1 else 1.0
        for g in groups
    ]
    scale = math.fsum(f for f, g in zip(factors, groups, strict=True) if len(g) > 1) / len(seen)
    return tuple(f / scale if len(g) > 1 else 1.0 for f, g in zip(factors, groups, strict=True))


def as_if_alike(days: Days, factors: Sequence[float], level: float) -> list[float]:
    """Return quantities without their weekday effect about a level: y = m + (x - f m) / sqrt(f).

    The variance of counts grows with their mean; dividing by the root of the factor gives every weekday the same.

    >>> [round(quantity, 6) for quantity in as_if_alike([(date(2026, 3, 2), 12.0)], (1.44, 1, 1, 1, 1, 1, 0.56), 10.0)]
    [8.0]
    """
    return [level + (x - factors[day.weekday()] * level) / math.sqrt(factors[day.weekday()]) for day, x in days]


def level_of(days: Days, factors: Sequence[float]) -> float:
    """Return the average daily level of some days: their sum over the sum of their factors."""
    return math.fsum(x for _, x in days) / math.fsum(factors[day.weekday()] for day, _ in days)


def levelled(days: Days, factors: Sequence[float]) -> list[float]:
    """Return the series as if all weekdays were alike, each day about the level of the four weeks before it."""
    if tuple(factors) == ALIKE:
        return [x for _, x in days]
    found: list[float] = []
    total = weight = 0.0
    first = level_of(days[:TRAILING_DAYS], factors)
    for index, (day, x) in enumerate(days):
        level = first if index < TRAILING_DAYS else total / weight
        found += as_if_alike([(day, x)], factors, level)
        total, weight = total + x, weight + factors[day.weekday()]
        if index >= TRAILING_DAYS:
            left, gone = days[index - TRAILING_DAYS]
            total, weight = total - gone, weight - factors[left.weekday()]
    return found
