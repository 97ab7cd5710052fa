"""Tails: what is left of a normal distribution once a bound was passed; for whatever is still on its way."""

from __future__ import annotations

import math

_FAR = 25.0
"""Sds beyond which the inverse Mills ratio is a + 1/a to 10^-4, while the error function nears underflow."""


def beyond(mean: float, sd: float, bound: float) -> tuple[float, float]:
    """Return mean and sd of X given X > `bound` for X ~ Normal(mean, sd), all in one unit.

    With a = (bound - mean) / sd and the inverse Mills ratio h(a) = phi(a) / (1 - Phi(a)): E = mean + sd h and
    Var = sd^2 (1 + a h - h^2). Source: Johnson, Kotz, Balakrishnan (1994), Continuous Univariate Distributions 1,
    chapter 13, section 10.

    >>> [round(x, 4) for x in beyond(0.0, 1.0, 0.0)]
    [0.7979, 0.6028]
    """
    if sd <= 0.0:
        return max(mean, bound), 0.0
    a = (bound - mean) / sd
    if a > _FAR:
        return bound + sd / a, sd / a
    h = math.sqrt(2.0 / math.pi) * math.exp(-a * a / 2.0) / math.erfc(a / math.sqrt(2.0))
    return mean + sd * h, sd * math.sqrt(max(0.0, 1.0 + a * h - h * h))
