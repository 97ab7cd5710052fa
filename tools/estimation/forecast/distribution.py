"""Forecast: the predictive distribution of single periods and of cumulative demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaincinv, nbdtrik

from trimtab.errors import InvalidField

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Demand of the next h periods of n series; all arrays (n, h), in stock units.

    `cumulative_mean` and `cumulative_sd` are those of the sum of periods 1 to h. `none_sold` is the chance that nothing
    at all sells until then: above what the fitted law gives, it is an atom at zero beside the law. `whole` (n) tells
    whether the series comes in whole units: the law is then negative binomial, else gamma. `rare` (n) tells whether it sells in few periods.
    """

    mean: Array
    sd: Array
    cumulative_mean: Array
    cumulative_sd: Array
    none_sold: Array
    whole: NDArray[np.bool_]
    rare: NDArray[np.bool_]

    def quantile(self, share: float, horizon: int | None = None) -> Array:
        """Return the smallest cumulative demand that is not passed with probability `share`, (n, h) or (n) at one h.

        Raises InvalidField where the share is not between 0 and 1 or the horizon (from 1) was not forecast.
        """
        if not 0.0 < share < 1.0:
            raise InvalidField("has to lie between 0 and 1", record="quantile", field="share")
        chosen = self._chosen(horizon)
        mean, sd, atom, least = self._beside_none(chosen)
        left = (share - atom) / (1.0 - atom)
        inner = np.clip(left, 1e-9, 1.0 - 1e-12)
        shape, scale = (mean / sd) ** 2, sd * sd / mean
        found = gammaincinv(shape, inner) * scale
        whole = np.broadcast_to(self.whole[:, None] if mean.ndim == 2 else self.whole, mean.shape)
        counted = whole & (sd * sd > mean * 1.0001)
        if counted.any():
            m, v = mean[counted], sd[counted] ** 2
            success = m / v
            found[counted] = np.ceil(nbdtrik(inner[counted], m * success / (1.0 - success), success) - 1e-6)
        rounded = whole & ~counted
        # As many as Poisson's or fewer: the gamma's quantile, up to the next whole unit half a unit below.
        found[rounded] = np.ceil(found[rounded] - 0.5)
        return np.where(left <= 0.0, 0.0, np.maximum(found, 0.0) + least)

    def below(self, quantities: Array, horizon: int | None = None) -> Array:
        """Return P(cumulative demand ≤ quantity), shapes as `quantile`."""
        chosen = self._chosen(horizon)
        mean, sd, atom, least = self._beside_none(chosen)
        beyond = quantities - least
        shape, scale = (mean / sd) ** 2, sd * sd / mean
        whole = np.broadcast_to(self.whole[:, None] if mean.ndim == 2 else self.whole, mean.shape)
        counted = whole & (sd * sd > mean * 1.0001)
        points = np.where(whole & ~counted, np.floor(beyond) + 0.5, beyond)
        found = gammainc(shape, np.maximum(points, 0.0) / scale)
        if counted.any():
            m, v = mean[counted], sd[counted] ** 2
            success = m / v
            at = np.floor(np.broadcast_to(beyond, mean.shape)[counted])
            found[counted] = betainc(m * success / (1.0 - success), np.maximum(at, 0.0) + 1.0, success)
        found = np.where(beyond < 0.0, 0.0, found)
        return np.where(quantities < 0.0, 0.0, atom + (1.0 - atom) * found)

    def _chosen(self, horizon: int | None) -> slice | int:
        if horizon is None:
            return slice(None)
        if not 1 <= horizon <= self.mean.shape[1]:
            raise InvalidField("was not forecast", record=f"horizon {horizon}", field="horizon")
        return horizon - 1

    def _beside_none(self, chosen: slice | int) -> tuple[Array, Array, Array, Array]:
        """Return mean and sd of the law beside the atom at zero, the atom, and the least quantity of the law.

        Where whole units sell rarely the law is of what is sold beyond the first, a hurdle model (Mullahy 1986, Journal
        of Econometrics 33): none is the atom's alone.
        """
        mean, sd = self.cumulative_mean[:, chosen], self.cumulative_sd[:, chosen]
        atom = np.minimum(self.none_sold[:, chosen], 1.0 / (1.0 + (sd / mean) ** -2) * 0.98)
        rare = self.whole & self.rare
        least = np.where(rare[:, None] if mean.ndim == 2 else rare, 1.0, 0.0)
        inner = mean / (1.0 - atom)
        second = (sd**2 + mean**2) / (1.0 - atom)
        found = np.sqrt(np.maximum(second - inner**2, 1e-6 * inner**2))
        return np.maximum(inner - least, 0.01 * inner), found, atom, least
