"""The law of cumulative demand where sales are rare, against the compound law it stands for."""

import numpy as np
import pytest
from scipy.stats import betabinom, gamma

from tools.estimation.forecast.law import law_of, rare_variance

SOLD, UNSOLD, SIZE, SPREAD = 12.0, 60.0, 5.0, 0.3
PERIODS = np.array([1.0, 7.0, 14.0])


def moments() -> tuple[np.ndarray, np.ndarray]:
    chance = SOLD / (SOLD + UNSOLD)
    mean = chance * SIZE * PERIODS
    once = np.array((1.0 + SPREAD) / chance)
    return mean, rare_variance(mean, once, PERIODS, np.array(SOLD), np.array(UNSOLD))


def drawn(count: int) -> np.ndarray:
    """Return sums whose mean size is itself as uncertain as one known from `SOLD` sales."""
    rng = np.random.default_rng(1)
    sales = betabinom.rvs(PERIODS.astype(int), SOLD, UNSOLD, size=(count, 3), random_state=rng)
    size = rng.normal(SIZE, SIZE * np.sqrt(SPREAD / SOLD), (count, 1))
    return gamma.rvs(np.maximum(sales, 1e-12) / SPREAD, scale=SPREAD * size, random_state=rng)


def test_the_variance_of_rare_sales_is_that_of_a_beta_binomial_number_of_sales() -> None:
    mean, variance = moments()
    sums = drawn(200_000)
    np.testing.assert_allclose(sums.mean(axis=0), mean, rtol=0.02)
    np.testing.assert_allclose(sums.var(axis=0), variance, rtol=0.05)


def test_the_law_of_rare_sales_is_the_compound_law_within_two_points() -> None:
    mean, variance = moments()
    no, yes = np.zeros(3, dtype=bool), np.ones(3, dtype=bool)
    law = law_of(mean, np.sqrt(variance), PERIODS, np.full(3, SOLD), np.full(3, UNSOLD), whole=no, rare=yes)
    np.testing.assert_allclose(law.atom, betabinom.pmf(0, PERIODS, SOLD, UNSOLD), rtol=1e-9)
    sums = drawn(200_000)
    for share in (0.2, 0.5, 0.8, 0.95, 0.99):
        at = law.start + law.scale * gamma.ppf(share, law.shape)
        below = (sums <= np.maximum(at, 0.0)).mean(axis=0)
        assert below == pytest.approx(law.atom + (1.0 - law.atom) * share, abs=0.02)
