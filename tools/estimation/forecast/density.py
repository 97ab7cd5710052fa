"""Density: where a quantity stands in the law that foretold it, and how likely that is; compiled parts of the step."""

from __future__ import annotations

import math

from tools.optimizer.compiled import compiled

LEAST_SHAPE = 1.0
"""Below this shape (a cv above 1) the cube root of a gamma variable is no longer close to normal."""


@compiled
def tail_of(z: float) -> tuple[float, float]:
    """Return log P(Z > z) and the hazard φ(z) / P(Z > z) of the standard normal."""
    if z > 8.0:
        return -0.5 * z * z - math.log(z * 2.5066282746310002), z + 1.0 / z
    above = 0.5 * math.erfc(z / 1.4142135623730951)
    return math.log(above), math.exp(-0.5 * z * z) / (2.5066282746310002 * above)


@compiled
def standardised(quantity: float, mean: float, variance: float, whole: bool) -> tuple[float, float]:
    """Return z of a quantity as if noise were normal, and log dz / dquantity.

    The law is Pearson's type III with the mean, the variance and the skewness of the negative binomial (whole) or of
    the gamma law, whose cube root is close to normal (Wilson and Hilferty 1931, Proceedings of the National Academy of
    Sciences 17); where that is not close, the normal law itself.
    """
    size = mean
    if whole and mean > 0.0:
        size = 2.0 * variance * mean / max(2.0 * variance - mean, 0.2 * variance)
    shape = size * size / variance
    above = quantity + size - mean
    if mean <= 0.0 or shape < LEAST_SHAPE or above <= 0.0:
        return (quantity - mean) / math.sqrt(variance), -0.5 * math.log(variance)
    third = math.log(above / size) / 3.0
    z = 3.0 * math.sqrt(shape) * (math.exp(third) - 1.0 + 1.0 / (9.0 * shape))
    return z, -0.5 * math.log(variance) - 2.0 * third
