"""Sets of demand series with a known law: stationary, trending, seasonal, shifting, intermittent and mixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Law = Callable[[np.random.Generator, int], Array]
"""Draws so many whole courses (count, `PERIODS`) of a series."""

PERIODS = 154
SEASON = 7


@dataclass(frozen=True)
class Series:
    """One course, the law it was drawn from, and when its level shifts (-1 for never)."""

    seen: Array
    law: Law
    shift: int = -1

    def usable(self, origin: int, horizon: int) -> bool:
        """Tell whether a forecast can be held to account: no shift begins in what it forecasts or two days before."""
        return self.shift < 0 or not origin - 2 <= self.shift < origin + horizon


def counts(mean: Array, ratio: float) -> Law:
    """Return negative binomial demand whose variance is `ratio` times its mean; Poisson at 1."""

    def draw(rng: np.random.Generator, count: int) -> Array:
        if ratio <= 1.0:
            return rng.poisson(mean, (count, mean.size)).astype(float)
        return rng.negative_binomial(np.maximum(mean, 1e-9) / (ratio - 1.0), 1.0 / ratio, (count, mean.size)).astype(
            float
        )

    return draw


def _flat(level: float) -> Array:
    return np.full(PERIODS, level)


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _line(change: float) -> Array:
    return 1.0 + change * np.arange(PERIODS) / PERIODS


def _week(rng: np.random.Generator) -> Array:
    factors = np.exp(rng.normal(0.0, 0.35, SEASON))
    return np.resize(factors / factors.mean(), PERIODS)


def normal(rng: np.random.Generator) -> Series:
    """Return demand of a constant mean, with a cv of 10 to 40%."""
    mean, cv = rng.uniform(20, 200), rng.uniform(0.1, 0.4)

    def draw(own: np.random.Generator, count: int) -> Array:
        return np.maximum(own.normal(mean, cv * mean, (count, PERIODS)), 0.0)

    return Series(draw(rng, 1)[0], draw)


def _of(rng: np.random.Generator, mean: Array, ratio: float, shift: int = -1) -> Series:
    law = counts(mean, ratio)
    return Series(law(rng, 1)[0], law, shift)


def poisson(rng: np.random.Generator) -> Series:
    """Return Poisson demand of 2 to 100 a day."""
    return _of(rng, _flat(_log_uniform(rng, 2, 100)), 1.0)


def negative_binomial(rng: np.random.Generator) -> Series:
    """Return negative binomial demand of 2 to 100 a day."""
    return _of(rng, _flat(_log_uniform(rng, 2, 100)), rng.uniform(1.5, 6))


def trend_up(rng: np.random.Generator) -> Series:
    """Return demand that grows by half to twice its first level."""
    return _of(rng, rng.uniform(20, 60) * _line(rng.uniform(0.5, 2)), rng.uniform(1, 3))


def trend_down(rng: np.random.Generator) -> Series:
    """Return demand that loses 40 to 90%."""
    return _of(rng, rng.uniform(40, 120) * _line(-rng.uniform(0.4, 0.9)), rng.uniform(1, 3))


def weekly(rng: np.random.Generator) -> Series:
    """Return demand with a pattern of weekdays."""
    return _of(rng, rng.uniform(10, 100) * _week(rng), rng.uniform(1, 3))


def _shifted(rng: np.random.Generator, factor: float) -> tuple[Array, int]:
    at = int(rng.integers(40, 138))
    return np.where(np.arange(PERIODS) < at, 1.0, factor), at


def shift_up(rng: np.random.Generator) -> Series:
    """Return demand whose level rises to 1.5 to 3 times at once."""
    course, at = _shifted(rng, rng.uniform(1.5, 3))
    return _of(rng, rng.uniform(10, 100) * course, rng.uniform(1, 3), at)


def shift_down(rng: np.random.Generator) -> Series:
    """Return demand whose level falls to 30 to 65% at once."""
    course, at = _shifted(rng, rng.uniform(0.3, 0.65))
    return _of(rng, rng.uniform(10, 100) * course, rng.uniform(1, 3), at)


def one_offs(rng: np.random.Generator) -> Series:
    """Return steady demand with three single orders of 3 to 6 days' demand in what was seen before the last origin."""
    mean = rng.uniform(10, 100)
    series = _of(rng, _flat(mean), rng.uniform(1, 3))
    for day in rng.choice(np.r_[20:97, 113:118], 3, replace=False):
        series.seen[day] += mean * rng.uniform(3, 6)
    return series


def intermittent(share: float) -> Callable[[np.random.Generator], Series]:
    """Return a maker of demand on `share` of the days, 1 to some 10 units each."""

    def make(rng: np.random.Generator) -> Series:
        size = rng.uniform(0, 6)

        def draw(own: np.random.Generator, count: int) -> Array:
            sells = own.random((count, PERIODS)) < share
            return np.where(sells, 1.0 + own.poisson(size, (count, PERIODS)), 0.0)

        return Series(draw(rng, 1)[0], draw)

    return make


def mixed(rng: np.random.Generator) -> Series:
    """Return demand with any of trend, weekdays and a shift, each with an even chance."""
    mean, at = _flat(rng.uniform(5, 100)), -1
    if rng.random() < 0.5:
        mean = mean * _line(rng.uniform(-0.7, 1.5))
    if rng.random() < 0.5:
        mean = mean * _week(rng)
    if rng.random() < 0.5:
        course, at = _shifted(rng, _log_uniform(rng, 0.4, 2.5))
        mean = mean * course
    return _of(rng, mean, rng.uniform(1, 4), at)


SETS: dict[str, Callable[[np.random.Generator], Series]] = {
    "normal": normal,
    "poisson": poisson,
    "negative binomial": negative_binomial,
    "trend up": trend_up,
    "trend down": trend_down,
    "weekly": weekly,
    "shift up": shift_up,
    "shift down": shift_down,
    "one-offs": one_offs,
    "intermittent 10%": intermittent(0.10),
    "intermittent 25%": intermittent(0.25),
    "intermittent 50%": intermittent(0.50),
    "mixed": mixed,
}


def drawn(name: str, count: int, seed: int) -> list[Series]:
    """Return `count` series of a set; a shorter list is the beginning of a longer one."""
    at = list(SETS).index(name)
    return [SETS[name](np.random.default_rng([seed, at, n])) for n in range(count)]
