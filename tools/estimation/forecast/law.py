"""Law: the distribution of cumulative demand beside the chance that nothing sells, fitted by moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEAST_SPREAD = 0.05
"""The variance of what a period asks that sells is at least this share of its squared mean."""
LEAST_SKEWNESS, MOST_SKEWNESS = 0.05, 4.0


@dataclass(frozen=True)
class Law:
    """An atom at zero and, beside it, a law with `mean` and `variance`; arrays of one shape, in stock units.

    That law is negative binomial where `counted`, elsewhere `start` plus a gamma variable of `shape` and `scale`, and
    has nothing below `least`. `whole` demand comes in whole units.
    """

    atom: Array
    mean: Array
    variance: Array
    start: Array
    shape: Array
    scale: Array
    least: Array
    whole: Flags
    counted: Flags


def law_of(mean: Array, sd: Array, periods: Array, sold: Array, unsold: Array, *, whole: Flags, rare: Flags) -> Law:
    """Return the law of the sum of `periods` periods, each of which sells with a chance of Beta(`sold`, `unsold`).

    Where sales are `rare` the law is a compound one: the number of periods that sell is beta-binomial, each asks a
    gamma quantity, mean and variance of which make up the sum's. Given that one sells at all, its first three moments
    are those of a shifted gamma (Pearson's type III). Elsewhere the mean and the variance beside the atom are kept.
    """
    none = np.exp(
        gammaln(unsold + periods) - gammaln(unsold) + gammaln(sold + unsold) - gammaln(sold + unsold + periods)
    )
    first, second, third = _compound(mean, sd, periods, sold, unsold)
    atom = np.where(rare, none, np.minimum(none, 0.98 / (1.0 + (mean / sd) ** 2)))
    beside = 1.0 - atom
    inner = mean / beside
    variance = np.where(rare, second / beside - (first / beside) ** 2, (sd**2 + mean**2) / beside - inner**2)
    variance = np.maximum(variance, 1e-6 * inner**2)
    skewness = (third / beside - 3.0 * inner * second / beside + 2.0 * inner**3) / variance**1.5
    skewness = np.where(rare, np.clip(skewness, LEAST_SKEWNESS, MOST_SKEWNESS), 2.0 * np.sqrt(variance) / inner)
    return Law(
        atom=atom,
        mean=inner,
        variance=variance,
        start=np.where(rare, inner - 2.0 * np.sqrt(variance) / skewness, 0.0),
        shape=4.0 / skewness**2,
        scale=np.sqrt(variance) * skewness / 2.0,
        least=np.where(rare & whole, 1.0, 0.0),
        whole=whole,
        counted=whole & ~rare & (variance > inner * 1.0001),
    )


def rare_variance(mean: Array, once: Array, periods: Array, sold: Array, unsold: Array) -> Array:
    """Return the variance of sums with `mean` where sales are rare, `once` being mean square over squared mean of one.

    What a period asks that sells is as in single periods, and the number of them is beta-binomial.
    """
    count = sold + unsold
    chance = sold / count
    spread = np.maximum(chance * once - 1.0, LEAST_SPREAD)
    sales = periods * chance
    more = (sold + 1.0) / (count + 1.0)
    return np.asarray(mean**2 * (spread / sold + (spread + 1.0 + (periods - 1.0) * more) / sales - 1.0))


def _compound(mean: Array, sd: Array, periods: Array, sold: Array, unsold: Array) -> tuple[Array, Array, Array]:
    """Return the first three moments about zero of the sum of a beta-binomial number of gamma quantities."""
    count = sold + unsold
    once = periods * sold / count
    twice = once * (periods - 1.0) * (sold + 1.0) / (count + 1.0)
    thrice = twice * (periods - 2.0) * (sold + 2.0) / (count + 2.0)
    squares, cubes = twice + once, thrice + 3.0 * twice + once
    size = mean / once
    spread = np.maximum((sd**2 + mean**2 - squares * size**2) / once, LEAST_SPREAD * size**2)
    return (
        mean,
        once * spread + squares * size**2,
        once * 2.0 * spread**2 / size + 3.0 * squares * size * spread + cubes * size**3,
    )
