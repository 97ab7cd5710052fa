"""Statistics of paired samples: means and ratios of sums with standard errors over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.measures import Frozen


class Measured(Frozen):
    """A value and its standard error over seeds; None where there is one seed only."""

    value: float
    standard_error: float | None


def mean_of(values: Sequence[float]) -> Measured:
    """Return the mean.

    >>> mean_of([1.0, 3.0])
    Measured(value=2.0, standard_error=1.0)
    """
    sample = np.array(values, dtype=float)
    error = float(sample.std(ddof=1) / np.sqrt(len(sample))) if len(sample) > 1 else None
    return Measured(value=float(sample.mean()), standard_error=error)


def ratio_of(above: Sequence[float], below: Sequence[float]) -> Measured:
    """Return sum(above) / sum(below), its standard error by the jackknife (Efron, The Jackknife, 1982, chapter 3).

    >>> ratio_of([1.0, 2.0], [2.0, 4.0])
    Measured(value=0.5, standard_error=0.0)
    """
    over, under = np.array(above, dtype=float), np.array(below, dtype=float)
    whole, count = float(over.sum() / under.sum()), len(over)
    if count < 2:
        return Measured(value=whole, standard_error=None)
    without = (over.sum() - over) / (under.sum() - under)
    spread = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))
    return Measured(value=whole, standard_error=spread)
