"""Estimates cover the truth as often as they say."""

import numpy as np
import pytest

from tools.simulation.estimates import mean_of, ratio_of


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    draws = rng.gamma(2.0, 3.0, (2000, 40))
    assert np.mean([mean_of(row).contains(6.0) for row in draws]) == pytest.approx(0.95, abs=0.02)
    wholes = rng.uniform(50, 150, (2000, 40))
    parts = rng.binomial(wholes.astype(int), 0.3) + 0.3 * (wholes - wholes.astype(int))
    covered = [ratio_of(p, w).contains(0.3) for p, w in zip(parts, wholes, strict=True)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_a_ratio_of_nothing_is_whole() -> None:
    assert ratio_of(np.zeros(3), np.zeros(3)).value == 1.0


def test_ends_lie_a_half_width_apart_from_the_value() -> None:
    found = mean_of(np.array([1.0, 2.0, 3.0, 6.0]))
    assert (found.low, found.high) == (found.value - found.half_width, found.value + found.half_width)
    assert not found.contains(found.high + 0.1)
