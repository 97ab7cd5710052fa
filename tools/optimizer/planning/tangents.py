"""Tangents of convex costs, one set a state, and their highest as segments: bounded columns instead of a row each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
_FLAT = 1e-7
_SAME_SLOPE = 1e-9


@dataclass(frozen=True)
class Segments:
    """The highest of the tangents: at `anchor` it is `base`, from there each segment adds `slope` a unit of x away.

    One entry a state in `anchor` and `base`; one a segment in the others: `side` is 1 to the right of the anchor and
    −1 to the left, `start` where it begins, `length` how far it goes. Slopes rise with the distance, so that a
    programme that minimises fills segments in their order by itself: x = anchor + Σ side · filled.
    """

    anchor: Array
    base: Array
    state: Whole
    side: Array
    start: Array
    length: Array
    slope: Array

    def filled(self, x: Array) -> Array:
        """Return how much of each segment is taken where the states are at `x`."""
        return np.clip(self.side * (x[self.state] - self.start), 0.0, self.length)


class Tangents:
    """The tangents known so far of the cost of some states, in currency; every one lies below its curve everywhere."""

    def __init__(self) -> None:
        """Know none."""
        self._state: Whole = np.zeros(0, dtype=np.int64)
        self._slope: Array = np.zeros(0)
        self._intercept: Array = np.zeros(0)
        self._segments: Segments | None = None

    def add(self, states: Whole, slopes: Array, intercepts: Array) -> None:
        """Add tangents, a row of slopes and intercepts a state; what is nowhere the highest is left out.

        Too small a slope is flat.
        """
        flat = np.where(np.abs(slopes) > _FLAT, slopes, 0.0).ravel()
        state = np.concatenate([self._state, np.repeat(states, slopes.shape[1])])
        slope, intercept = np.concatenate([self._slope, flat]), np.concatenate([self._intercept, intercepts.ravel()])
        kept = np.lexsort((intercept, slope, state))
        while True:
            s, a, b = state[kept], slope[kept], intercept[kept]
            low = _never_highest(s, a, b)
            if not low.any():
                break
            kept = kept[~low]
        self._state, self._slope, self._intercept, self._segments = s, a, b, None

    def value(self, x: Array) -> Array:
        """Return, per state, the highest of its tangents at `x`."""
        first = np.searchsorted(self._state, np.arange(len(x)))
        return np.asarray(np.maximum.reduceat(self._slope * x[self._state] + self._intercept, first))

    def segments(self) -> Segments:
        """Return the highest tangents as segments; the anchor is where the cost is lowest."""
        if self._segments is None:
            self._segments = self._cut()
        return self._segments

    def _cut(self) -> Segments:
        state, slope, intercept = self._state, self._slope, self._intercept
        count = int(state[-1]) + 1
        first = np.searchsorted(state, np.arange(count))
        last = np.append(first[1:], len(state)) - 1
        meets = np.full(len(state), np.inf)
        inner = np.flatnonzero(state[:-1] == state[1:])
        meets[inner] = _meeting(slope, intercept, inner)
        before = np.concatenate([[-np.inf], meets[:-1]])
        before[first] = -np.inf
        # The last falling tangent of a state ends at its anchor; where none falls or rises, the first or last does.
        falling = np.bincount(state, slope < 0, count).astype(np.int64)
        turn = np.clip(first + falling - 1, first, np.maximum(first, last - 1))
        anchor = np.where(np.isfinite(meets[turn]), meets[turn], 0.0)
        base = slope[turn] * anchor + intercept[turn]
        index = np.arange(len(state))
        left = np.flatnonzero(index <= turn[state])
        # A single tangent goes both ways from its anchor.
        right = np.flatnonzero((index > turn[state]) | (first == last)[state])
        starts = [np.minimum(meets[left], anchor[state[left]]), np.maximum(before[right], anchor[state[right]])]
        ends = [before[left], meets[right]]
        return Segments(
            anchor=anchor,
            base=base,
            state=np.concatenate([state[left], state[right]]),
            side=np.concatenate([-np.ones(len(left)), np.ones(len(right))]),
            start=np.concatenate(starts),
            length=np.concatenate([starts[0] - ends[0], ends[1] - starts[1]]),
            slope=np.concatenate([-slope[left], slope[right]]),
        )


def _meeting(slope: Array, intercept: Array, index: Whole) -> Array:
    """Return where each tangent of `index` meets the next one."""
    return (intercept[index] - intercept[index + 1]) / (slope[index + 1] - slope[index])


def _never_highest(state: Whole, slope: Array, intercept: Array) -> NDArray[np.bool_]:
    """Return which tangents, sorted by state and slope, are nowhere the highest; of neighbours only one at a time."""
    low = np.zeros(len(state), dtype=bool)
    together = state[:-1] == state[1:]
    same = together & (slope[1:] - slope[:-1] <= _SAME_SLOPE)
    if same.any():
        # The lower of two parallels; sorted by intercept where slopes are equal.
        low[:-1] |= same & (intercept[:-1] <= intercept[1:])
        low[1:] |= same & (intercept[:-1] > intercept[1:])
    else:
        pairs = np.flatnonzero(together)
        meets = np.full(len(state) - 1, np.nan)
        meets[pairs] = _meeting(slope, intercept, pairs)
        low[1:-1] = meets[:-1] >= meets[1:]
    low[1:] &= ~low[:-1]
    return low
