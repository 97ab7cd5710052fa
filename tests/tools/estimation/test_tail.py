"""The tail of a normal distribution beyond a bound, against an independent implementation."""

from __future__ import annotations

import pytest
from scipy.stats import truncnorm

from tools.estimation.tail import beyond


@pytest.mark.parametrize("bound", [-60.0, -3.0, 0.0, 2.0, 12.0, 60.0, 74.0])
def test_mean_and_sd_agree_with_scipy(bound: float) -> None:
    mean, sd = 5.0, 3.0
    exact = truncnorm((bound - mean) / sd, float("inf"), loc=mean, scale=sd)
    found = beyond(mean, sd, bound)
    assert found[0] == pytest.approx(exact.mean(), rel=1e-6)
    assert found[1] == pytest.approx(exact.std(), rel=2e-3, abs=1e-6)


def test_far_out_the_asymptote_takes_over_without_a_jump() -> None:
    near, far = beyond(0.0, 1.0, 24.999), beyond(0.0, 1.0, 25.001)
    assert far[0] - near[0] == pytest.approx(0.002, abs=3e-4)
    assert beyond(0.0, 1.0, 1e6)[0] == pytest.approx(1e6)


def test_without_spread_the_bound_is_the_answer() -> None:
    assert beyond(3.0, 0.0, 7.0) == (7.0, 0.0)
    assert beyond(9.0, 0.0, 7.0) == (9.0, 0.0)
