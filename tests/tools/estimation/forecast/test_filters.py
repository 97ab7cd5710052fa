"""The demand filters: their recursions against closed forms and integrals, their invariants, and their errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm, pearson3

from tools.estimation.forecast import Bank, DemandFilters, Member, Prior, alike
from tools.estimation.forecast.step import C_LEVEL, LEVEL, LOG_WEIGHT, SCALE
from trimtab.beliefs import Persistence
from trimtab.errors import InvalidField

QUIET = {"one_off_chance": 0.0, "shift_chance": 0.0, "usual_square": 1.0}


def told(mean: float, mean_sd: float, noise_sd: float, count: int = 1) -> Prior:
    return Prior(*(np.full(count, x) for x in (mean, mean_sd, noise_sd)))


def run(courses: np.ndarray, **options: object) -> DemandFilters:
    filters = DemandFilters.start(len(courses), **options)
    for period in range(courses.shape[1]):
        filters.update(np.arange(len(courses)), period, courses[:, period])
    return filters


def test_one_member_without_trend_is_exponential_smoothing_once_it_has_settled() -> None:
    alpha = 0.2
    bank = Bank(members=(Member(alpha**2 / (1 - alpha)),), **QUIET)
    rng = np.random.default_rng(1)
    course = np.r_[np.full(200, 50.0), rng.uniform(48, 52, 30)]
    filters = run(course[None, :], bank=bank)
    smoothed = 50.0
    for quantity in course[200:]:
        smoothed += alpha * (quantity - smoothed)
    # The noise goes with the level, so the gain breathes a little about alpha.
    assert filters.states[0, 0, 0, LEVEL] == pytest.approx(smoothed, rel=1e-3)


def test_a_constant_level_is_the_conjugate_update_of_a_normal_mean() -> None:
    bank = Bank(members=(Member(0.0),), variance_memory=1.0, **QUIET)
    filters = DemandFilters.start(1, prior=told(100.0, 10.0, 20.0), bank=bank)
    filters.update([0], 0, 120.0)
    gain = 10.0**2 / (10.0**2 + 20.0**2)
    assert filters.states[0, 0, 0, LEVEL] == pytest.approx(100.0 + gain * 20.0)
    first = 20.0**2 / 100.0
    assert filters.states[0, 0, 0, C_LEVEL] * first == pytest.approx(10.0**2 * (1 - gain))
    # West and Harrison, section 4.5: S' = S (n + z² / 1) / (n + 1), with n = 4; z is the quantity's place in a law of
    # whole units with variance 500 and the skewness (2 v - m) / (m √v) of the negative binomial, in sd of the normal.
    z = norm.ppf(pearson3.cdf(120.0, (2 * 500.0 - 100.0) / (100.0 * 500.0**0.5), loc=100.0, scale=500.0**0.5))
    assert filters.members[0, 0, SCALE] == pytest.approx(first * (4 + z**2) / 5, rel=1e-3)


def test_a_censored_day_moves_the_level_as_integration_over_what_may_have_been_asked() -> None:
    bank = Bank(members=(Member(0.0),), **QUIET)
    filters = DemandFilters.start(1, prior=told(100.0, 10.0, 20.0), bank=bank)
    filters.update([0], 0, 115.0, censored=True)

    def moment(power: int) -> float:
        found, _ = quad(lambda m: m**power * norm.pdf(m, 100, 10) * norm.sf(115, m, 20), 20, 180, epsabs=1e-12)
        return float(found)

    mean = moment(1) / moment(0)
    assert filters.states[0, 0, 0, LEVEL] == pytest.approx(mean, rel=1e-6)
    variance = moment(2) / moment(0) - mean**2
    assert filters.states[0, 0, 0, C_LEVEL] * 20.0**2 / 100.0 == pytest.approx(variance, rel=1e-5)
    assert mean > 100.0


def test_censored_days_do_not_draw_the_estimate_down_to_what_was_sold() -> None:
    rng = np.random.default_rng(2)
    asked = rng.normal(100.0, 15.0, (50, 80))
    cut = rng.random(asked.shape) < 0.4
    sold = np.where(cut, np.minimum(asked, 90.0), asked)
    means = {}
    for name in ("known", "ignored"):
        filters = DemandFilters.start(50)
        for period in range(80):
            short = cut[:, period] & (asked[:, period] >= 90.0)
            filters.update(np.arange(50), period, sold[:, period], censored=short if name == "known" else None)
        means[name] = filters.forecast(1).mean.mean()
    assert means["ignored"] < 97.0 < means["known"] == pytest.approx(100.0, abs=2.0)


@pytest.mark.parametrize("factor", [2.0, 0.4, 6.0])
def test_a_shift_is_followed_within_four_periods_and_called_one(factor: float) -> None:
    rng = np.random.default_rng(3)
    courses = rng.poisson(40.0, (60, 60)).astype(float)
    courses = np.c_[courses, rng.poisson(40.0 * factor, (60, 4))]
    filters = DemandFilters.start(60)
    for period in range(64):
        filters.update(np.arange(60), period, courses[:, period])
    called = np.array([p is Persistence.NEW_NORMAL for p in filters.persistence()])
    assert filters.forecast(1).mean.mean() == pytest.approx(40.0 * factor, rel=0.1)
    assert called.mean() > 0.8


def test_a_single_odd_day_is_not_followed() -> None:
    rng = np.random.default_rng(4)
    courses = rng.poisson(40.0, (60, 63)).astype(float)
    courses[:, 60] = 200.0
    filters = run(courses)
    assert abs(filters.forecast(1).mean.mean() - 40.0) < 3.0
    named = filters.persistence()
    assert np.mean([p is Persistence.ONE_OFF for p in named]) > 0.8


def test_steady_demand_is_hardly_ever_called_shifted() -> None:
    filters = run(np.random.default_rng(14).poisson(40.0, (200, 100)).astype(float))
    assert np.mean([p is Persistence.NEW_NORMAL for p in filters.persistence()]) < 0.05


def test_an_official_forecast_weighs_by_its_precision_and_starts_a_new_series() -> None:
    bank = Bank(members=(Member(0.0),), **QUIET)
    filters = DemandFilters.start(2, prior=Prior(*(np.array([x, np.nan]) for x in (100.0, 10.0, 20.0))), bank=bank)
    filters.believe([0, 1], [130.0, 50.0], [10.0, 5.0])
    np.testing.assert_allclose(filters.levels(), [115.0, 50.0])
    assert filters.states[0, 0, 0, C_LEVEL] * 20.0**2 / 100.0 == pytest.approx(50.0)


def test_a_new_item_starts_at_the_level_and_variation_of_its_class() -> None:
    rng = np.random.default_rng(15)
    means = np.r_[np.exp(rng.normal(np.log(10), 0.3, 40)), np.exp(rng.normal(np.log(90), 0.3, 40))]
    filters = run(rng.poisson(means[:, None], (80, 60)).astype(float))
    prior = alike(filters, ["slow"] * 40 + ["fast"] * 40, ["fast", "slow", "unheard of"])
    assert prior.mean[0] == pytest.approx(94.0, rel=0.15)
    assert prior.mean[1] == pytest.approx(10.5, rel=0.15)
    assert np.isnan(prior.mean[2])
    assert prior.noise_sd[0] == pytest.approx(np.sqrt(94.0), rel=0.25)
    new = DemandFilters.start(3, prior=prior)
    assert new.forecast(1).mean[0, 0] == pytest.approx(prior.mean[0])


def test_the_order_of_series_in_a_batch_does_not_matter_nor_does_one_by_one() -> None:
    rng = np.random.default_rng(5)
    courses = rng.poisson([[3.0], [20.0], [0.2], [70.0]], (4, 40)).astype(float)
    together = run(courses, season_length=7)
    single = DemandFilters.start(4, season_length=7)
    for row in (2, 0, 3, 1):
        single.update(np.full(40, row), np.arange(40), courses[row])
    for name in ("states", "members", "series", "factors", "spreads", "last"):
        np.testing.assert_array_equal(getattr(together, name), getattr(single, name))


def test_a_week_is_found_where_there_is_one_and_not_where_there_is_none() -> None:
    rng = np.random.default_rng(6)
    week = np.array([1.4, 1.2, 1.0, 1.0, 0.9, 1.1, 0.4])
    courses = np.array([rng.poisson(40.0 * np.resize(week, 140)) for _ in range(30)], dtype=float)
    ahead = run(courses, season_length=7).forecast(7).mean.mean(axis=0)
    np.testing.assert_allclose(ahead, 40.0 * week, rtol=0.1)
    flat = run(rng.poisson(40.0, (30, 140)).astype(float), season_length=7).forecast(7).mean
    assert (flat.std(axis=1) / flat.mean(axis=1)).mean() < 0.03


def test_a_known_promotion_leaves_the_level_alone_and_is_put_back_ahead() -> None:
    rng = np.random.default_rng(7)
    filters = DemandFilters.start(40)
    for period in range(60):
        known = 2.0 if period % 10 == 9 else 1.0
        filters.update(np.arange(40), period, rng.poisson(30.0 * known, 40), known=known)
    ahead = filters.forecast(2, known=np.array([1.0, 2.0])).mean.mean(axis=0)
    np.testing.assert_allclose(ahead, [30.0, 60.0], rtol=0.05)


def test_coverage_of_two_weeks_on_small_samples() -> None:
    rng = np.random.default_rng(8)
    courses = rng.negative_binomial(10, 0.4, (600, 94)).astype(float)
    forecast = run(courses[:, :80]).forecast(14)
    came = courses[:, 80:].sum(axis=1)
    for share, slack in ((0.8, 0.07), (0.95, 0.04), (0.99, 0.02)):
        assert (came <= forecast.quantile(share, 14)).mean() == pytest.approx(share, abs=slack)


@pytest.mark.parametrize("slope", [0.0, 0.6, -0.2])
def test_sums_are_foretold_as_wide_as_they_turn_out_and_without_a_lean(slope: float) -> None:
    rng = np.random.default_rng(16)
    courses = rng.poisson(40.0 + slope * np.arange(114), (400, 114)).astype(float)
    forecast = run(courses[:, :100]).forecast(14)
    misses = (courses[:, 100:].sum(axis=1) - forecast.cumulative_mean[:, -1]) / forecast.cumulative_sd[:, -1]
    assert misses.std() == pytest.approx(1.0, abs=0.15)
    assert abs(misses.mean()) < 0.25


@settings(max_examples=30, deadline=None)
@given(
    quantities=st.lists(st.floats(0, 1e4, allow_subnormal=False), min_size=1, max_size=40),
    scale=st.sampled_from([0.001, 3.7, 1000.3]),  # none makes whole units of them: those have a law of their own
)
def test_sd_is_above_zero_quantiles_rise_and_units_do_not_matter(quantities: list[float], scale: float) -> None:
    course = np.round(np.array([quantities]), 3) + 0.25
    forecast = run(course, season_length=3).forecast(6)
    assert (forecast.sd > 0).all()
    assert (forecast.cumulative_sd > 0).all()
    assert (np.diff(forecast.cumulative_mean, axis=1) >= 0).all()
    found = np.array([forecast.quantile(share, 6)[0] for share in (0.05, 0.5, 0.8, 0.95, 0.99, 0.999)])
    assert (np.diff(found) >= 0).all()
    in_other_units = run(course * scale, season_length=3).forecast(6)
    np.testing.assert_allclose(in_other_units.cumulative_mean, scale * forecast.cumulative_mean, rtol=1e-6)
    np.testing.assert_allclose(in_other_units.cumulative_sd, scale * forecast.cumulative_sd, rtol=1e-6)


@pytest.mark.parametrize("whole", [True, False])
def test_the_quantile_is_where_the_distribution_reaches_the_share(whole: bool) -> None:
    rng = np.random.default_rng(9)
    courses = rng.poisson([[0.3], [4.0], [60.0]], (3, 60)) + (0.0 if whole else 0.5)
    forecast = run(courses).forecast(5)
    for share in (0.6, 0.9, 0.99):
        found = forecast.quantile(share)
        assert (forecast.below(found + 1e-9) >= share - 1e-6).all()
        step = 1.0 if whole else 1e-3
        beyond = found > 0
        assert (forecast.below(found - step)[beyond] <= share + 1e-6).all()


def test_the_weights_of_the_members_sum_to_one_and_prefer_a_trend_where_there_is_one() -> None:
    rng = np.random.default_rng(10)
    filters = run(rng.poisson(20.0 + np.arange(80), (20, 80)).astype(float))
    weights = np.exp(filters.members[:, :, LOG_WEIGHT])
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert weights[:, 4:].sum(axis=1).mean() > 0.8
    assert filters.forecast(10).mean[:, -1].mean() == pytest.approx(109.0, rel=0.05)


def test_nothing_sold_yet_gives_a_small_mean_with_a_spread() -> None:
    forecast = run(np.zeros((1, 9))).forecast(3)
    assert 0 < forecast.mean[0, 0] < 0.1
    assert (forecast.cumulative_sd > forecast.cumulative_mean).all()


@pytest.mark.parametrize(
    ("rows", "periods", "quantities", "known", "field", "record"),
    [
        ([0, 1], 5, [1.0, np.nan], None, "quantities", "observation 1 of row 1"),
        ([0, 1], 5, [-1.0, 2.0], None, "quantities", "observation 0 of row 0"),
        ([0, 1], 4, [1.0, 2.0], None, "periods", "observation 0 of row 0"),
        ([1, 1], [6, 6], [1.0, 2.0], None, "periods", "observation 1 of row 1"),
        ([0, 9], 5, [1.0, 2.0], None, "rows", "observation 1 of row 9"),
        ([0, 1], 5, [1.0, 2.0], [1.0, 0.0], "known", "observation 1 of row 1"),
    ],
)
def test_bad_input_names_row_and_field_and_leaves_the_state_as_it_was(
    rows: object, periods: object, quantities: object, known: object, field: str, record: str
) -> None:
    filters = run(np.full((2, 5), 7.0))
    before = filters.states.copy()
    with pytest.raises(InvalidField) as refused:
        filters.update(rows, periods, quantities, known=known)
    assert (refused.value.field, refused.value.record) == (field, record)
    np.testing.assert_array_equal(filters.states, before)
