"""Forecast: the predictive distribution of single periods and of cumulative demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaincinv, nbdtrik

from tools.estimation.forecast.law import Law, law_of
from trimtab.errors import InvalidField

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Demand of the next h periods of n series; all arrays (n, h), in stock units, but for those named (n).

    `cumulative_mean` and `cumulative_sd` are those of the sum of periods 1 to h. That nothing sells until then is an
    atom at zero: the chance that a period sells is Beta(`sold` (n), `unsold` (n)), without an atom where `unsold` is 0.
    `whole` (n) tells whether the series comes in whole units, `rare` (n) whether it sells in few periods. The law
    beside the atom is negative binomial for whole units, else gamma. Where sales are rare it is of Pearson's type III,
    with three moments of a compound law: as many sales as the beta-binomial law says, each gamma.
    """

    mean: Array
    sd: Array
    cumulative_mean: Array
    cumulative_sd: Array
    sold: Array
    unsold: Array
    whole: NDArray[np.bool_]
    rare: NDArray[np.bool_]

    def quantile(self, share: float, horizon: int | None = None) -> Array:
        """Return the smallest cumulative demand that is not passed with probability `share`, (n, h) or (n) at one h.

        Raises InvalidField where the share is not between 0 and 1 or the horizon (from 1) was not forecast.
        """
        if not 0.0 < share < 1.0:
            raise InvalidField("has to lie between 0 and 1", record="quantile", field="share")
        law = self._law(horizon)
        left = (share - law.atom) / (1.0 - law.atom)
        inner = np.clip(left, 1e-9, 1.0 - 1e-12)
        found = law.start + gammaincinv(law.shape, inner) * law.scale
        counted = law.counted
        if counted.any():
            m, v = law.mean[counted], law.variance[counted]
            success = m / v
            found[counted] = np.ceil(nbdtrik(inner[counted], m * success / (1.0 - success), success) - 1e-6)
        # As many as Poisson's or fewer, or rare: the quantile up to the next whole unit half a unit below.
        rounded = law.whole & ~counted
        found[rounded] = np.ceil(found[rounded] - 0.5)
        return np.where(left <= 0.0, 0.0, np.maximum(found, law.least))

    def below(self, quantities: Array, horizon: int | None = None) -> Array:
        """Return P(cumulative demand ≤ quantity), shapes as `quantile`."""
        law = self._law(horizon)
        counted = law.counted
        points = np.where(law.whole & ~counted, np.floor(quantities) + 0.5, quantities)
        found = gammainc(law.shape, np.maximum(points - law.start, 0.0) / law.scale)
        if counted.any():
            m, v = law.mean[counted], law.variance[counted]
            success = m / v
            at = np.floor(np.broadcast_to(quantities, law.mean.shape)[counted])
            found[counted] = betainc(m * success / (1.0 - success), np.maximum(at, 0.0) + 1.0, success)
        found = np.where(quantities < law.least, 0.0, found)
        return np.where(quantities < 0.0, 0.0, law.atom + (1.0 - law.atom) * found)

    def _law(self, horizon: int | None) -> Law:
        if horizon is not None and not 1 <= horizon <= self.mean.shape[1]:
            raise InvalidField("was not forecast", record=f"horizon {horizon}", field="horizon")
        chosen: slice | int = slice(None) if horizon is None else horizon - 1
        periods = np.arange(1.0, self.mean.shape[1] + 1.0)[chosen]
        mean, sd = self.cumulative_mean[:, chosen], self.cumulative_sd[:, chosen]

        def of_all(values: NDArray[Any]) -> NDArray[Any]:
            return np.broadcast_to(values[:, None] if mean.ndim == 2 else values, mean.shape)

        sold, unsold = of_all(self.sold), of_all(self.unsold)
        return law_of(mean, sd, periods, sold, unsold, whole=of_all(self.whole), rare=of_all(self.rare))
