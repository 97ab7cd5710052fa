"""Alike: the prior of new items, pooled from the series of their class."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from tools.estimation.forecast.filters import DemandFilters
from tools.estimation.forecast.prior import Prior

LEAST_SPREAD = 0.3
"""However alike the few series of a class are, a new one's level is granted a sd of its logarithm of 0.3."""
POOLED_WEIGHT = 4.0


def alike(filters: DemandFilters, classes: Sequence[Hashable], newcomers: Sequence[Hashable]) -> Prior:
    """Return the prior of new series of the classes `newcomers`, from the series that `filters` know by `classes`.

    Levels of a class are lognormal: with m and s the mean and sd of their logarithms, the mean is exp(m + s² / 2) and
    its variance mean² (exp(s²) - 1). Noise has the class's median dispersion, the season its mean factors (a hierarchy
    estimated by moments: empirical Bayes, Efron and Morris 1975). Classes without a series that sold get NaN.
    """
    levels, dispersions, seasons = filters.levels(), filters.dispersions(), filters.seasons()
    count = len(newcomers)
    mean, mean_sd, noise_sd = (np.full(count, np.nan) for _ in range(3))
    season = np.ones((count, seasons.shape[1]))
    known = levels > 0.0
    for label in set(newcomers):
        members = known & np.array([c == label for c in classes], dtype=bool)
        if not members.any():
            continue
        logs = np.log(levels[members])
        spread = max(float(logs.std(ddof=1)) if logs.size > 1 else 0.0, LEAST_SPREAD)
        expected = float(np.exp(logs.mean() + spread**2 / 2))
        chosen = np.array([c == label for c in newcomers], dtype=bool)
        mean[chosen] = expected
        mean_sd[chosen] = expected * np.sqrt(np.exp(spread**2) - 1.0)
        noise_sd[chosen] = np.sqrt(float(np.median(dispersions[members])) * expected)
        season[chosen] = seasons[members].mean(axis=0)
    return Prior(mean=mean, mean_sd=mean_sd, noise_sd=noise_sd, weight=POOLED_WEIGHT, season=season)
