"""The convex cost of every state of many networks at once: exact, and as pieces between tangents that lie below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.optimizer.compiled import compiled
from tools.optimizer.flows.networks import Networks
from tools.optimizer.loss import normal_overage

Array = NDArray[np.float64]

# Where tangents are laid first, in standard deviations from the less and the more of what its first and last day ask.
_ABOVE_LEAST = np.array([-2.0, -1.2, -0.5, 0.0])
_ABOVE_MOST = np.array([-0.9, -0.4, 0.0, 0.4, 0.9, 1.5, 2.2, 2.9])
_NO_SPREAD = 1e-9
_PARALLEL = 1e-9
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
    gap = x - need
    cost = (networks.holding + networks.backorder) * normal_overage(x, need, networks.sd) - networks.backorder * gap
    return np.asarray(np.add.reduceat(cost, networks.shape.edges, axis=2))


def expected_stock(networks: Networks, supply: Array) -> Array:
    """Return the stock expected to be on hand, the mean over the days of each bucket, for supplies (n, l, b)."""
    x = supply.take(networks.shape.bucket_of_day, axis=2)
    over = normal_overage(x, networks.need, networks.sd)
    return np.asarray(np.add.reduceat(over, networks.shape.edges, axis=2) / networks.shape.days)


def first_points(networks: Networks) -> Array:
    """Return where to lay tangents first, sorted, (n, l, b, points): around what its first and last day need."""
    first, last = networks.shape.edges, networks.shape.last_days
    need, sd = networks.need[:, :, first, None], networks.sd[:, :, first, None]
    later, later_sd = networks.need[:, :, last, None], networks.sd[:, :, last, None]
    near_least = np.minimum(need + _ABOVE_LEAST * sd, later + _ABOVE_LEAST * later_sd)
    near_most = np.maximum(need + _ABOVE_MOST * sd, later + _ABOVE_MOST * later_sd)
    points = np.concatenate([near_least, 0.5 * (need + later), near_most], axis=3)
    points.sort(axis=3)
    return points


def lines(networks: Networks, points: Array) -> tuple[Array, Array]:
    """Return slopes and intercepts of lines below the cost of each bucket: pure shortage, tangents, pure holding.

    The tangents all but touch the cost at `points`: each day takes the tangent of the normal loss at the nearest 1/64
    of a standard deviation, a true one, so it lies below everywhere, and at the point itself by less than
    φ(0) sd / 2 · (1/128)², that is 1.3e-5 sd.
    """
    form = (*points.shape[:3], points.shape[3] + 2)
    slopes, intercepts = np.zeros(form), np.zeros(form)
    days = networks.need.shape
    _add_days(
        points,
        (networks.need, np.maximum(networks.sd, _NO_SPREAD)),
        (np.broadcast_to(networks.holding, days), np.broadcast_to(networks.backorder, days)),
        networks.shape.bucket_of_day,
        (_BELOW, _INTERCEPT),
        (slopes, intercepts),
    )
    return slopes, intercepts


@compiled
def _add_days(
    points: Array,
    spread_of_need: tuple[Array, Array],
    prices: tuple[Array, Array],
    bucket_of_day: NDArray[np.int64],
    loss: tuple[Array, Array],
    found: tuple[Array, Array],
) -> None:
    """Add up the lines of the days of each bucket: h E[over] + b E[under] = (h + b) E[over] + b (need − x)."""
    (need, sd), (holding, backorder), (below, intercept), (slope, cut) = spread_of_need, prices, loss, found
    last = float(len(below) - 1)
    for i in range(points.shape[0]):
        for j in range(points.shape[1]):
            for day in range(len(bucket_of_day)):
                bucket, asked, spread = bucket_of_day[day], need[i, j, day], sd[i, j, day]
                hold, back = holding[i, j, day], backorder[i, j, day]
                slopes, cuts = slope[i, j, bucket], cut[i, j, bucket]
                scale, both = _STEPS / spread, hold + back
                middle = (_FAR * _STEPS + 0.5) - asked * scale
                slopes[0] -= back
                cuts[0] += back * asked
                for k in range(points.shape[3]):
                    at = int(min(max(points[i, j, bucket, k] * scale + middle, 0.0), last))
                    slopes[k + 1] += both * below[at] - back
                    cuts[k + 1] += both * (intercept[at] * spread - below[at] * asked) + back * asked
                slopes[-1] += hold
                cuts[-1] -= hold * asked


def pieces_of(networks: Networks, points: Array) -> Pieces:
    """Return the pieces under the highest of the lines at sorted `points`: a programme over them gives a lower bound.

    An origin of lanes is never supplied less than nothing: nothing leaves that never came.
    """
    shape = networks.shape
    slope, intercept = lines(networks, points)
    form = (len(networks), shape.states, slope.shape[3])
    floor = np.full(slope.shape[:3], -np.inf)
    floor[:, shape.origins] = -known_by_end(networks)[:, shape.origins]
    edge = floor.reshape(*form[:2], 1)
    meets = np.maximum(_meetings(slope, intercept, points).reshape(*form[:2], -1), edge)
    slope, intercept = slope.reshape(form), intercept.reshape(form)
    falling = slope < 0
    falling[..., 0], falling[..., -1] = True, False
    # The last falling line ends where the cost is lowest: of the ends of falling lines the highest.
    anchor = np.where(falling[..., :-1], meets, -np.inf).max(axis=2)
    base = (slope * anchor[..., None] + intercept).max(axis=2)
    inner = np.where(falling[..., 1:], meets, np.maximum(meets, anchor[..., None]))
    # Away from the anchor no line begins before the one that is nearer to it ends, so that none is overstated.
    right = np.maximum.accumulate(np.where(falling[..., 1:], anchor[..., None], inner), axis=2)
    left = np.where(falling[..., 1:], inner, anchor[..., None])
    left = np.minimum.accumulate(left[..., ::-1], axis=2)[..., ::-1]
    ends = np.where(falling[..., 1:], left, right)
    low, high = np.concatenate([edge, ends], axis=2), np.concatenate([ends, np.full_like(edge, np.inf)], axis=2)
    length = high - low
    zero = np.zeros_like(length)
    start = np.where(falling, high, low)
    return Pieces(anchor, base, np.where(falling, -length, zero), np.where(falling, zero, length), slope, start)


def known_by_end(networks: Networks) -> Array:
    """Return, per location and bucket, what is known to have come by the end of the bucket; never below zero."""
    return np.asarray(np.maximum(networks.known[:, :, networks.shape.last_days], 0.0))


def _meetings(slope: Array, intercept: Array, points: Array) -> Array:
    """Return where each line meets the next; where two are parallel, any place between their points will do."""
    rise = slope[..., 1:] - slope[..., :-1]
    drop = intercept[..., :-1] - intercept[..., 1:]
    met = rise > _PARALLEL * (slope[..., -1:] - slope[..., :1])
    between = np.concatenate([points, points[..., -1:]], axis=3)
    return np.asarray(np.divide(drop, rise, out=between, where=met))
