"""The convex cost of every state of many networks at once: exact, and as pieces between tangents that lie below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.optimizer.flows.networks import Networks
from tools.optimizer.loss import normal_overage

Array = NDArray[np.float64]

# Where tangents are laid first, in standard deviations from the days of a bucket that ask least, and most.
_ABOVE_LEAST = np.array([-2.0, -1.2, -0.5, 0.0])
_ABOVE_MOST = np.array([-0.9, -0.4, 0.0, 0.4, 0.9, 1.5, 2.2, 2.9])
_MEAN_LEAST, _MEAN_MOST = 3, 2
_NO_SPREAD = 1e-9
_PARALLEL = 1e-12
# The standard normal loss and its slope at every 1/64 of a standard deviation.
_FAR, _STEPS = 8, 64
_GRID = np.arange(-_FAR * _STEPS, _FAR * _STEPS + 1) / _STEPS
_BELOW = ndtr(_GRID)
_BELOW[0], _BELOW[-1] = 0.0, 1.0
_INTERCEPT = normal_overage(_GRID, np.zeros_like(_GRID), np.ones_like(_GRID)) - _BELOW * _GRID
_INTERCEPT[0] = _INTERCEPT[-1] = 0.0


@dataclass(frozen=True)
class Pieces:
    """Cost by state as pieces: (n, states) `anchor`, where it is lowest, and `base`, its cost there.

    (n, states, pieces) `low` and `high` bound what each piece adds to the anchor (left of it: not above zero), at
    `slope` a unit; `start` is where it lies nearest to the anchor.
    """

    anchor: Array
    base: Array
    low: Array
    high: Array
    slope: Array
    start: Array

    def filled(self, network: int, supply: Array) -> Array:
        """Return how much of each piece of a network supplies (k, states) take, (k, states, pieces)."""
        taken: Array = np.clip(supply[..., None] - self.start[network], self.low[network], self.high[network])
        return taken


def state_cost(networks: Networks, supply: Array) -> Array:
    """Return the exact expected cost of decided net supply (n, l, b), of the same form, in currency.

    Each day of a bucket costs h E[(x − N)⁺] + b E[(N − x)⁺] with N ~ Normal(demand − known, sd²).
    """
    x, need = supply.take(networks.shape.bucket_of_day, axis=2), networks.need
    over = normal_overage(x, need, networks.sd)
    cost = networks.holding * over + networks.backorder * (over - (x - need))
    return np.asarray(np.add.reduceat(cost, networks.shape.edges, axis=2))


def expected_stock(networks: Networks, supply: Array) -> Array:
    """Return the stock expected to be on hand, the mean over the days of each bucket, for supplies (n, l, b)."""
    x = supply.take(networks.shape.bucket_of_day, axis=2)
    over = normal_overage(x, networks.need, networks.sd)
    return np.asarray(np.add.reduceat(over, networks.shape.edges, axis=2) / networks.shape.days)


def first_points(networks: Networks) -> Array:
    """Return where to lay tangents first, sorted, (n, l, b, points): around least and most a bucket may need."""
    edges, need, sd = networks.shape.edges, networks.need[..., None], networks.sd[..., None]
    near_least = np.minimum.reduceat(need + _ABOVE_LEAST * sd, edges, axis=2)
    near_most = np.maximum.reduceat(need + _ABOVE_MOST * sd, edges, axis=2)
    between = 0.5 * (near_least[..., _MEAN_LEAST, None] + near_most[..., _MEAN_MOST, None])
    points = np.concatenate([near_least, between, near_most], axis=3)
    points.sort(axis=3)
    return points


def lines(networks: Networks, points: Array) -> tuple[Array, Array]:
    """Return slopes and intercepts of lines below the cost of each bucket: pure shortage, tangents, pure holding.

    The tangents all but touch the cost at `points`: each day takes the tangent of the normal loss at the nearest 1/64
    of a standard deviation, a true one, so it lies below everywhere, and at the point itself by less than
    φ(0) sd / 2 · (1/128)², that is 1.3e-5 sd.
    """
    shape, edges = networks.shape, networks.shape.edges
    need, sd = networks.need[..., None], np.maximum(networks.sd, _NO_SPREAD)[..., None]
    per_sd = _STEPS / sd
    place = points.take(shape.bucket_of_day, axis=2)
    place *= per_sd
    place += (_FAR * _STEPS + 0.5) - need * per_sd
    index = place.astype(np.int64)
    below, spread = _BELOW.take(index, mode="clip"), _INTERCEPT.take(index, mode="clip", out=place)
    spread *= sd
    spread -= below * need
    hold, back = networks.holding[..., None], networks.backorder[..., None]
    # Of one day: h E[over] + b E[under] = (h + b) E[over] + b (need − x).
    if hold.shape[2] == back.shape[2] == 1:
        owed = np.add.reduceat(need, edges, axis=2)
        slope, cut = np.add.reduceat(below, edges, axis=2), np.add.reduceat(spread, edges, axis=2)
        shortage, surplus = back * shape.days[:, None], hold * shape.days[:, None]
        slope *= hold + back
        slope -= shortage
        cut *= hold + back
        cut += back * owed
        outer = np.broadcast_to(-shortage, owed.shape), back * owed, np.broadcast_to(surplus, owed.shape), -hold * owed
    else:
        back = np.broadcast_to(back, need.shape)
        slope = np.add.reduceat(below * (hold + back) - back, edges, axis=2)
        cut = np.add.reduceat(spread * (hold + back) + back * need, edges, axis=2)
        hold = np.broadcast_to(hold, need.shape)
        sums = [np.add.reduceat(w, edges, axis=2) for w in (back, back * need, hold, hold * need)]
        outer = -sums[0], sums[1], sums[2], -sums[3]
    slopes = np.concatenate([outer[0], slope, outer[2]], axis=3)
    return slopes, np.concatenate([outer[1], cut, outer[3]], axis=3)


def pieces_of(networks: Networks, points: Array) -> Pieces:
    """Return the pieces under the highest of the lines at sorted `points`: a programme over them gives a lower bound.

    An origin of lanes is never supplied less than nothing: nothing leaves that never came.
    """
    shape = networks.shape
    slope, intercept = lines(networks, points)
    count = slope.shape[3]
    ends = np.empty((*slope.shape[:3], count + 1))
    ends[..., 0], ends[..., count] = -np.inf, np.inf
    edge = ends[..., 0]
    edge[:, shape.origins] = -known_by_end(networks)[:, shape.origins]
    ends[..., 1:-1] = _meetings(slope, intercept, points)
    np.maximum(ends, ends[..., :1], out=ends)
    form = (len(networks), shape.states, count)
    slope = slope.reshape(form)
    low, high = ends[..., :-1].reshape(form), ends[..., 1:].reshape(form)
    falling = slope < 0
    falling[..., 0], falling[..., -1] = True, False
    # The last falling line ends where the cost is lowest: of the ends of falling lines the highest.
    anchor = np.where(falling, high, -np.inf).max(axis=2)
    base = (slope * anchor[..., None] + intercept.reshape(form)).max(axis=2)
    length = high - low
    zero = np.zeros_like(length)
    start = np.where(falling, np.minimum(high, anchor[..., None]), np.maximum(low, anchor[..., None]))
    return Pieces(anchor, base, np.where(falling, -length, zero), np.where(falling, zero, length), slope, start)


def known_by_end(networks: Networks) -> Array:
    """Return, per location and bucket, what is known to have come by the end of the bucket; never below zero."""
    return np.asarray(np.maximum(networks.known[:, :, networks.shape.last_days], 0.0))


def _meetings(slope: Array, intercept: Array, points: Array) -> Array:
    """Return where each line meets the next: between their points; where two are parallel, any place there will do.

    Pure shortage and pure holding meet their neighbours beyond the outer points, within the spread of all of them.
    """
    rise = slope[..., 1:] - slope[..., :-1]
    ends = intercept[..., :-1] - intercept[..., 1:]
    ends /= np.maximum(rise, _PARALLEL, out=rise)
    first, last = points[..., 0], points[..., -1]
    spread = 2.0 * (last - first) + 1.0
    np.clip(ends[..., 0], first - spread, first, out=ends[..., 0])
    np.clip(ends[..., 1:-1], points[..., :-1], points[..., 1:], out=ends[..., 1:-1])
    np.clip(ends[..., -1], last, last + spread, out=ends[..., -1])
    return ends
