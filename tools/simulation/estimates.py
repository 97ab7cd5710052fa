"""Estimates: means and ratios over independent replications, with the half-width of their confidence interval."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from trimtab.measures import Frozen

Array = NDArray[np.float64]
CONFIDENCE = 0.95


class Estimate(Frozen):
    """A value and the half-width of its confidence interval; `confidence` is how sure that is."""

    value: float
    half_width: float
    confidence: float = CONFIDENCE

    @property
    def low(self) -> float:
        """Return the lower end of the interval."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """Return the upper end of the interval."""
        return self.value + self.half_width

    def contains(self, value: float) -> bool:
        """Tell whether the interval contains a value."""
        return self.low <= value <= self.high


def mean_of(values: Array) -> Estimate:
    """Return the mean over replications, with Student's interval.

    >>> mean_of(np.array([1.0, 2.0, 3.0])).value
    2.0
    """
    return ratio_of(values, np.ones_like(values))


def ratio_of(parts: Array, wholes: Array) -> Estimate:
    """Return Σ parts / Σ wholes over replications, by the delta method; 1 where there is no whole at all.

    The half-width is t · sd(part − ratio · whole) / (mean whole · √n) (Law, Simulation Modeling and Analysis, 5th ed.,
    section 9.5.3: the regenerative and ratio estimators).
    """
    total = float(wholes.sum())
    if total == 0:
        return Estimate(value=1.0, half_width=0.0)
    count, ratio = len(parts), float(parts.sum()) / total
    spread = float(np.std(parts - ratio * wholes, ddof=1)) if count > 1 else float("nan")
    quantile = float(t.ppf(0.5 + CONFIDENCE / 2, max(1, count - 1)))
    half = quantile * spread / (total / count * sqrt(count))
    return Estimate(value=ratio, half_width=half if np.isfinite(half) else abs(ratio))
