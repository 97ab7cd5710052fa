"""Prior: what is known of a series before its first observation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.errors import InvalidField

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Level of each of n series a period: its mean, the sd of that mean, and the noise's sd of single periods.

    `weight` is how many observations the noise counts for. `season` (n, length) are factors that average 1. A mean of
    NaN stands for a series of which nothing is known.
    """

    mean: Array
    mean_sd: Array
    noise_sd: Array
    weight: float = 4.0
    season: Array | None = None

    def __post_init__(self) -> None:
        """Check the numbers; raises InvalidField that names the row."""
        for field in ("mean", "mean_sd", "noise_sd"):
            values = getattr(self, field)
            wrong = np.flatnonzero((values <= 0.0) & ~np.isnan(self.mean))
            if wrong.size:
                raise InvalidField("has to be above zero", record=f"prior row {wrong[0]}", field=field)
