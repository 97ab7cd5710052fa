"""Expected holding and shortage cost of cumulative supply against demand: exact, and as tangents for an LP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]

_ROOT_TWO_PI = float(np.sqrt(2 * np.pi))
_NO_SPREAD = 1e-9
GRID_POINTS = 9


def normal_overage(supply: Array, mean: Array, sd: Array) -> Array:
    r"""Return E[(X − D)⁺] for D ~ Normal(mean, sd²), in stock units; sd 0 gives max(X − mean, 0).

    E[(X − D)⁺] = sd · (z Φ(z) + φ(z)) with z = (X − mean) / sd: the complementary first-order loss function, Snyder and
    Shen, Fundamentals of Supply Chain Theory (2nd ed.), Appendix C.3.1. E[(D − X)⁺] is this minus (X − mean).

    >>> float(normal_overage(np.array(0.0), np.array(0.0), np.array(1.0)).round(6))
    0.398942
    """
    gap = supply - mean
    spread = np.maximum(sd, _NO_SPREAD)
    z = gap / spread
    smooth = spread * (z * ndtr(z) + np.exp(-0.5 * z * z) / _ROOT_TWO_PI)
    return np.where(sd <= _NO_SPREAD, np.maximum(gap, 0.0), np.maximum(smooth, np.maximum(gap, 0.0)))


def second_order_loss(z: Array) -> Array:
    """Return ∫ of the overage of the standard normal from −∞ to z: ½ ((z² + 1) Φ(z) + z φ(z)).

    Used for the average cost over a range of inventory positions: Zipkin, Foundations of Inventory Management, C.2.3.2.

    >>> float(second_order_loss(np.array(0.0)))
    0.25
    """
    density = np.exp(-0.5 * z * z) / _ROOT_TWO_PI
    return np.asarray(0.5 * ((z * z + 1.0) * ndtr(z) + z * density))


@dataclass(frozen=True)
class LossCurves:
    """One convex cost curve per row, at decided supply x: Σ weight · (h E[(x − N)⁺] + b E[(N − x)⁺]).

    The sum runs over the components of the row: one per day of a bucket and case of what open orders have brought by
    then; N ~ Normal(need, sd²) is what demand asks beyond that supply. `row`, `need`, `sd`, `weight` have one entry
    per component, sorted by row; h and b are in currency per unit and day, one for all or one per component.
    """

    rows: int
    row: NDArray[np.int64]
    need: Array
    sd: Array
    weight: Array
    holding: float | Array
    backorder: float | Array

    def holding_and_backorder(self, supply: Array) -> tuple[Array, Array]:
        """Return the two parts of the cost for `supply` of shape (rows, points) or (rows,), in currency."""
        flat = supply.reshape(self.rows, -1)
        x = flat[self.row]
        over = normal_overage(x, self.need[:, None], self.sd[:, None])
        under = over - (x - self.need[:, None])
        hold = self._by_row((self.weight * self.holding)[:, None] * over)
        back = self._by_row((self.weight * self.backorder)[:, None] * under)
        return hold.reshape(supply.shape), back.reshape(supply.shape)

    def value(self, supply: Array) -> Array:
        """Return the cost in currency."""
        hold, back = self.holding_and_backorder(supply)
        return hold + back

    def slope(self, supply: Array) -> Array:
        """Return the slope Σ weight · ((h + b) P(N ≤ x) − b); a subgradient where a component has no spread."""
        flat = supply.reshape(self.rows, -1)
        z = (flat[self.row] - self.need[:, None]) / np.maximum(self.sd[:, None], _NO_SPREAD)
        both = self.weight * (self.holding + self.backorder)
        below = self._by_row(both[:, None] * ndtr(np.clip(z, -40, 40)))
        total = np.bincount(self.row, self.weight * self.backorder, self.rows)[:, None]
        return np.asarray((below - total).reshape(supply.shape))

    def tangents(self, supply: Array) -> tuple[Array, Array]:
        """Return slopes and intercepts of the tangents at `supply`; each lies below the curve everywhere."""
        slopes = self.slope(supply)
        return slopes, self.value(supply) - slopes * supply

    def starting_tangents(self, points: int = GRID_POINTS) -> tuple[Array, Array]:
        """Return slopes and intercepts, slopes rising: pure shortage, `points` over need ± 3 sd, pure holding."""
        low, high = np.full(self.rows, np.inf), np.full(self.rows, -np.inf)
        np.minimum.at(low, self.row, self.need - 3.0 * self.sd)
        np.maximum.at(high, self.row, self.need + 3.0 * self.sd)
        slopes, intercepts = self.tangents(low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, points))
        hold, back = self.weight * self.holding, self.weight * self.backorder
        edges = [np.bincount(self.row, w, self.rows)[:, None] for w in (back, hold, back * self.need, hold * self.need)]
        slopes = np.hstack([-edges[0], slopes, edges[1]])
        return slopes, np.hstack([edges[2], intercepts, -edges[3]])

    def error_bound(self, slopes: Array, intercepts: Array) -> float:
        """Return the largest distance, in currency and over all rows, between the curve and its highest tangent.

        Convex minus piecewise linear is largest where two neighbouring tangents meet, so looking there is a proof.
        """
        rise = slopes[:, 1:] - slopes[:, :-1]
        drop = intercepts[:, :-1] - intercepts[:, 1:]
        meet = np.where(rise > _NO_SPREAD, drop / np.where(rise > _NO_SPREAD, rise, 1.0), 0.0)
        highest = (slopes[:, None, :] * meet[:, :, None] + intercepts[:, None, :]).max(axis=2)
        return float(np.max(self.value(meet) - highest))

    def _by_row(self, values: Array) -> Array:
        edges = np.searchsorted(self.row, np.arange(self.rows))
        return np.add.reduceat(values, edges, axis=0)
