"""Stock-outs: what was asked for on days on which stock ran out, of which only what was sold is known."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tools.estimation.tail import beyond
from tools.estimation.weekdays import Days, as_if_alike, level_of

NEIGHBOURS = 28
"""The demand hidden by a stock-out is that of the four weeks of known days next to it."""
SMALLEST_KNOWN_DAYS = 7
"""Whole days below which a stock-out is taken as it was told: there is nothing to compare it with."""
ROUNDS = 12
"""Rounds of estimating; each takes out what the last was off by more than half."""


@dataclass(frozen=True)
class Uncovered:
    """Days as they would have been, and the variance of what is guessed of each of them, zero where it is known."""

    days: list[tuple[date, float]]
    variances: list[float]


def uncovered(days: Days, stocked_out: Collection[date], factors: Sequence[float]) -> Uncovered:
    """Return days with the demand to be expected on those `stocked_out`, whose quantities are only a lower bound.

    With m and s the mean and sd of the known days nearest by and of the stocked-out days among them, a day that sold q
    counts as E[X | X > q] for X ~ Normal(m f, s² f) of its weekday's factor f (see `tail.beyond`), and its variance
    enters s; m and s are estimated with it, round by round (EM for censored normals: Dempster, Laird, Rubin 1977,
    Journal of the Royal Statistical Society B 39; a Tobit model without regressors). Of a day that sold nothing because
    there was nothing, no more is known than of a missing day: it is left out.
    """
    hidden = [(day, sold) for day, sold in days if day in stocked_out]
    known = [(day, sold) for day, sold in days if day not in stocked_out]
    if not hidden or len(known) < SMALLEST_KNOWN_DAYS:
        return Uncovered(list(days), [0.0] * len(days))
    sold_some = [(day, sold) for day, sold in hidden if sold > 0]
    guesses = {day: _expected(day, sold_some, known, factors) for day, _ in sold_some}
    kept = [(day, sold) for day, sold in days if day not in stocked_out or day in guesses]
    return Uncovered(
        [(day, guesses[day][0] if day in guesses else sold) for day, sold in kept],
        [guesses[day][1] if day in guesses else 0.0 for day, _ in kept],
    )


def _expected(day: date, hidden: Days, known: Days, factors: Sequence[float]) -> tuple[float, float]:
    """Return mean and variance of the demand of a stocked-out day."""
    near = sorted(known, key=lambda row: (abs((row[0] - day).days), row[0]))[:NEIGHBOURS]
    reach = max(abs((other - day).days) for other, _ in near)
    covered = [(other, sold) for other, sold in hidden if abs((other - day).days) <= reach]
    level = level_of(near, factors)
    alike = as_if_alike(near, factors, level)
    sums, squares = math.fsum(alike), math.fsum(x * x for x in alike)
    mean, variance = _moments(sums, squares, len(alike))
    for _ in range(ROUNDS):
        found = [_beyond(mean, variance, sold, factors[other.weekday()]) for other, sold in covered]
        total = sums + math.fsum(x for x, _ in found)
        spread = squares + math.fsum(x * x + v for x, v in found)
        mean, variance = _moments(total, spread, len(alike) + len(found))
    sold = next(sold for other, sold in hidden if other == day)
    factor = factors[day.weekday()]
    x, v = _beyond(mean, variance, sold, factor)
    return mean * factor + (x - mean) * math.sqrt(factor), v * factor


def _beyond(mean: float, variance: float, sold: float, factor: float) -> tuple[float, float]:
    """Return mean and variance of a day's demand beyond what it sold, as if its weekday were like any other."""
    bound = mean + (sold - factor * mean) / math.sqrt(factor)
    x, sd = beyond(mean, math.sqrt(variance), bound)
    return x, sd * sd


def _moments(total: float, squares: float, count: int) -> tuple[float, float]:
    mean = total / count
    return mean, max(0.0, (squares - total * mean) / (count - 1))
