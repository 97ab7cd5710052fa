"""Parts of the kernels against independent implementations: the place of a quantity in its law, the state's moves."""

import numpy as np
import pytest
from scipy.stats import nbinom, norm, pearson3

from tools.estimation.forecast import Bank, DemandFilters, Member, Prior
from tools.estimation.forecast.density import standardised
from tools.estimation.forecast.step import (
    C_CROSS,
    C_LEVEL,
    C_SLOPE,
    FREEDOM,
    LEVEL,
    MEAN,
    SCALE,
    SLOPE,
    advance,
)

BACK, DAMPING, LEVEL_NOISE, SLOPE_NOISE, SLOPE_SPREAD = 0.05, 0.97, 0.02, 0.003, 0.1
TOLD, TOLD_SD, NOISE_SD = 50.0, 5.0, 10.0


@pytest.mark.parametrize("share", [0.02, 0.3, 0.8, 0.99])
@pytest.mark.parametrize("whole", [True, False])
def test_a_quantity_stands_where_its_skew_law_has_it(whole: bool, share: float) -> None:
    mean, variance = 20.0, 60.0
    skewness = (2 * variance - mean) / (mean * variance**0.5) if whole else 2 * variance**0.5 / mean
    quantity = pearson3.ppf(share, skewness, loc=mean, scale=variance**0.5)
    z, slope = standardised(quantity, mean, variance, whole)
    assert z == pytest.approx(norm.ppf(share), abs=0.02)
    beyond, _ = standardised(quantity + 1e-4, mean, variance, whole)
    assert (beyond - z) / 1e-4 == pytest.approx(np.exp(slope), rel=1e-3)


def test_the_skewness_of_whole_units_is_the_negative_binomials() -> None:
    mean, variance = 20.0, 60.0
    skewness = nbinom.stats(mean**2 / (variance - mean), mean / variance, moments="s")
    assert skewness == pytest.approx((2 * variance - mean) / (mean * variance**0.5))


def drawn_back() -> DemandFilters:
    """Return a series of one member that is drawn back, its slope and covariance no longer trivial."""
    member = Member(LEVEL_NOISE, SLOPE_NOISE, DAMPING, SLOPE_SPREAD, BACK)
    prior = Prior(*(np.array([x]) for x in (TOLD, TOLD_SD, NOISE_SD)))
    filters = DemandFilters.start(
        1, prior=prior, bank=Bank(members=(member,), one_off_chance=0.0, shift_chance=0.0, variance_memory=1.0)
    )
    filters.update(np.zeros(3, dtype=int), np.arange(3), [58.5, 66.25, 61.5])
    return filters


def test_what_is_ahead_of_a_member_drawn_back_is_the_state_space_recursion() -> None:
    filters = drawn_back()
    s, scale, usual = filters.states[0, 0, 0], filters.members[0, 0, SCALE], filters.series[0]
    state = np.array([s[LEVEL], s[SLOPE]])
    spread = np.array([[s[C_LEVEL], s[C_CROSS]], [s[C_CROSS], s[C_SLOPE]]])
    freedom = filters.members[0, 0, FREEDOM]
    scale *= freedom / (freedom - 1.5) if freedom > 4.0 else 1.6
    move = np.array([[1.0 - BACK, DAMPING], [-BACK, DAMPING]])
    anchor = usual[MEAN]
    forecast = filters.forecast(6)
    means, of_sums, joint = [], [], np.zeros((3, 3))
    joint[:2, :2] = spread
    wide = np.eye(3)
    for _ in range(6):
        noise = np.diag([LEVEL_NOISE, SLOPE_NOISE]) * state[0]
        state = move @ state + BACK * anchor
        wide = np.zeros((3, 3))
        wide[:2, :2], wide[2, :2], wide[2, 2] = move, move[0], 1.0
        joint = wide @ joint @ wide.T
        joint[:2, :2] += noise
        joint[2, :2] += noise[0]
        joint[:2, 2] += noise[:, 0]
        joint[2, 2] += noise[0, 0] + state[0]
        means.append(state[0])
        of_sums.append(scale * joint[2, 2])
    np.testing.assert_allclose(forecast.mean[0], means, rtol=1e-9)
    np.testing.assert_allclose(forecast.cumulative_sd[0] ** 2, of_sums, rtol=1e-9)


def test_periods_unseen_move_the_state_as_looking_ahead_does() -> None:
    filters = drawn_back()
    ahead = filters.forecast(4)
    advance(filters.states[0], filters.series[0], filters.bank.grid(), 4)
    assert filters.states[0, 0, 0, LEVEL] == pytest.approx(ahead.mean[0, 3])
