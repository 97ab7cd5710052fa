"""Tangents as segments: filled in their order they cost what the highest tangent says, wherever one looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.optimizer.planning.tangents import Tangents

number = st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 3))
lines = st.lists(st.tuples(number, number), min_size=1, max_size=8)


def known(*states: list[tuple[float, float]]) -> Tangents:
    found = Tangents()
    for state, pairs in enumerate(states):
        slopes, intercepts = (np.array([column], dtype=float) for column in zip(*pairs, strict=True))
        found.add(np.array([state]), slopes, intercepts)
    return found


def highest(pairs: list[tuple[float, float]], x: float) -> float:
    return max(slope * x + intercept for slope, intercept in pairs)


@given(lines, lines, number, number)
def test_segments_filled_in_order_cost_what_the_highest_tangent_says(
    left: list[tuple[float, float]], right: list[tuple[float, float]], x: float, y: float
) -> None:
    tangents, at = known(left, right), np.array([x, y])
    expected = [highest(left, x), highest(right, y)]
    assert tangents.value(at) == pytest.approx(expected, abs=1e-6)
    parts = tangents.segments()
    filled = parts.filled(at)
    assert parts.anchor + np.bincount(parts.state, parts.side * filled, 2) == pytest.approx(at, abs=1e-6)
    assert parts.base + np.bincount(parts.state, parts.slope * filled, 2) == pytest.approx(expected, abs=1e-5)


@given(lines)
def test_slopes_rise_with_the_distance_from_the_anchor(pairs: list[tuple[float, float]]) -> None:
    parts = known(pairs).segments()
    for side in (-1, 1):
        here = np.flatnonzero(parts.side == side)
        outwards = here[np.argsort(side * parts.start[here], kind="stable")]
        assert (np.diff(parts.slope[outwards]) >= -1e-9).all()
    assert (parts.length >= 0).all()


def test_what_is_nowhere_the_highest_is_left_out() -> None:
    tangents = known([(-1, 0), (1, 0), (0, -5), (1, -1), (1, 0)])
    assert len(tangents.segments().state) == 2
