"""Demand laws: the distribution of the demand of a number of days, on a grid and as draws."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, ndtr, pdtr

from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Days = NDArray[np.int64]


class Family(StrEnum):
    """The shape of demand; days are independent and alike."""

    NORMAL = "normal"
    """What a sum of many small orders tends to; below zero on a day is a net return."""
    GAMMA = "gamma"
    POISSON = "poisson"
    """Orders of one unit; its variance is its mean."""
    NEGATIVE_BINOMIAL = "negative_binomial"
    """Whole units that vary more than Poisson's."""
    EMPIRICAL = "empirical"
    """The days as they were seen, each as likely: intermittent demand has zeros among them."""


@dataclass(frozen=True)
class DemandLaw:
    """Demand of a day in stock units: `mean` and `sd`; of the empirical family the days `seen` say both.

    Raises InvalidField where the family cannot have these: Poisson demand has sd² = mean, negative binomial sd² > mean,
    and no family but the normal is below zero.
    """

    family: Family
    mean: float
    sd: float
    seen: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Check what the family allows."""
        if self.family is Family.EMPIRICAL and (not self.seen or min(self.seen) < 0):
            raise self._wrong("needs days that were seen, none below zero", "seen")
        if not (self.mean > 0 and self.sd >= 0):
            raise self._wrong("needs a mean above zero and no negative spread", "mean")
        if self.family is Family.NEGATIVE_BINOMIAL and self.sd**2 <= self.mean:
            raise self._wrong("needs a variance above its mean", "sd")
        if self.family is Family.POISSON and abs(self.sd**2 - self.mean) > 1e-6 * self.mean:
            raise self._wrong("has the variance of its mean", "sd")

    def _wrong(self, message: str, field: str) -> InvalidField:
        return InvalidField(message, record=f"{self.family.value.replace('_', ' ')} demand", field=field)

    @classmethod
    def of_days(cls, seen: tuple[float, ...]) -> DemandLaw:
        """Return the law under which every day that was seen is as likely."""
        days = np.asarray(seen or (0.0,), dtype=float)
        return cls(Family.EMPIRICAL, float(days.mean()), float(days.std()), tuple(float(d) for d in days))

    @property
    def is_whole(self) -> bool:
        """Tell whether demand comes in whole units."""
        if self.family is Family.EMPIRICAL:
            return all(float(d).is_integer() for d in self.seen)
        return self.family in {Family.POISSON, Family.NEGATIVE_BINOMIAL}

    def masses(self, days: Days, step: float, points: int) -> Array:
        """Return P(demand of n days rounds to k · `step`), shape (len(days), points), for each n of `days`.

        All families are closed under adding independent days, so no error piles up: Normal(n μ, n σ²), Gamma(n μ²/σ²,
        σ²/μ), Poisson(n μ), NegativeBinomial(n μ²/(σ² − μ), μ/σ²) (Burgin, Operational Research Quarterly 26, 1975,
        for the gamma; Syntetos and Boylan, Intermittent Demand Forecasting, 2021, section 4.4, for the others). The
        empirical law is the n-fold convolution, by the fast Fourier transform. What lies below zero counts as zero.
        """
        if self.family is Family.EMPIRICAL:
            found = self._convolved(days, step, points)
        else:
            edges: Array = (np.arange(points, dtype=float) + 0.5) * step
            below = self._below(edges[None, :], np.maximum(days, 1)[:, None].astype(np.float64))
            found = np.diff(below, axis=1, prepend=0.0)
        found[days == 0] = 0.0
        found[days == 0, 0] = 1.0
        return found

    def _below(self, level: Array, days: Array) -> Array:
        mean, variance = self.mean * days, self.sd**2 * days
        match self.family:
            case Family.NORMAL:
                return np.asarray(ndtr((level - mean) / np.sqrt(np.maximum(variance, 1e-18))))
            case Family.GAMMA:
                scale = max(self.sd**2 / self.mean, 1e-9)
                return np.asarray(gammainc(mean / scale, level / scale))
            case Family.POISSON:
                return np.asarray(pdtr(np.floor(level), mean))
            case _:
                success = self.mean / self.sd**2
                return np.asarray(betainc(mean * success / (1 - success), np.floor(level) + 1.0, success))

    def _convolved(self, days: Days, step: float, points: int) -> Array:
        base = np.zeros(points)
        place = np.asarray(self.seen) / step
        low = np.floor(place).astype(int)
        share = place - low
        # Split between the two neighbours on the grid so that the mean stays what it is.
        np.add.at(base, low, (1 - share) / len(self.seen))
        np.add.at(base, low + 1, share / len(self.seen))
        spectrum = np.fft.rfft(base)
        return np.maximum(np.fft.irfft(spectrum[None, :] ** days[:, None], points, axis=1), 0.0)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        """Return independent days of demand."""
        match self.family:
            case Family.NORMAL:
                return rng.normal(self.mean, self.sd, shape)
            case Family.GAMMA:
                scale = max(self.sd**2 / self.mean, 1e-9)
                return rng.gamma(self.mean / scale, scale, shape)
            case Family.POISSON:
                return rng.poisson(self.mean, shape).astype(float)
            case Family.NEGATIVE_BINOMIAL:
                success = self.mean / self.sd**2
                return rng.negative_binomial(self.mean * success / (1 - success), success, shape).astype(float)
            case Family.EMPIRICAL:
                return rng.choice(np.asarray(self.seen), shape)


def law_of(family: Family, mean: float, sd: float, seen: tuple[float, ...] = ()) -> DemandLaw:
    """Return the law of a family with this mean and spread, or the nearest that the family has.

    Poisson demand takes its spread from its mean; where the variance is not above the mean, the Poisson law stands in
    for the negative binomial one. Without days seen there is no empirical law: raises InvalidField.

    >>> law_of(Family.NEGATIVE_BINOMIAL, 4.0, 1.0).family.value
    'poisson'
    """
    if family is Family.EMPIRICAL:
        return DemandLaw.of_days(seen)
    if family is Family.POISSON or (family is Family.NEGATIVE_BINOMIAL and sd * sd <= mean):
        return DemandLaw(Family.POISSON, mean, sqrt(mean))
    return DemandLaw(family, mean, sd)


@dataclass(frozen=True)
class LeadTimeLaw:
    """A lead time in whole days: `days` with their `weights`, which sum to one."""

    days: tuple[int, ...]
    weights: tuple[float, ...]

    @classmethod
    def normal(cls, mean: float, sd: float) -> LeadTimeLaw:
        """Return Normal(mean, sd²) rounded to whole days, none below zero; without spread the mean stays exact.

        >>> LeadTimeLaw.normal(2.5, 0.0)
        LeadTimeLaw(days=(2, 3), weights=(0.5, 0.5))
        """
        if sd < 1e-6:
            low, share = int(np.floor(mean)), float(mean - np.floor(mean))
            return cls((low,), (1.0,)) if share == 0 else cls((low, low + 1), (1 - share, share))
        days = np.arange(max(0, int(mean - 6 * sd)), int(np.ceil(mean + 6 * sd)) + 1)
        below = ndtr((days + 0.5 - mean) / sd)
        weights = np.diff(below, prepend=0.0)
        weights /= weights.sum()
        return cls(tuple(int(d) for d in days), tuple(float(w) for w in weights))

    @property
    def mean(self) -> float:
        """Return the mean in days."""
        return float(np.dot(self.days, self.weights))

    @property
    def variance(self) -> float:
        """Return the variance in days²."""
        return float(np.dot(np.square(self.days), self.weights)) - self.mean**2

    def draw(self, rng: np.random.Generator, count: int) -> Days:
        """Return independent lead times in days."""
        if len(self.days) == 1:
            return np.full(count, self.days[0], dtype=np.int64)
        edges = np.cumsum(self.weights)[:-1]
        return np.asarray(self.days, dtype=np.int64)[np.searchsorted(edges, rng.random(count), side="right")]
