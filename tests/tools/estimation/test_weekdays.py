"""Weekday patterns are found where there is one, not where there is none, and taken out of a series."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.tools.estimation.told import MONDAY
from tools.estimation.weekdays import ALIKE, SMALLEST_PATTERN_DAYS, level_of, levelled, weekday_factors

WEEK = (1.35, 1.25, 1.2, 1.2, 1.3, 0.5, 0.2)


def counts(mean: float, factors: tuple[float, ...], days: int = 364, seed: int = 1) -> list[tuple[date, float]]:
    generator = np.random.default_rng(seed)
    dates = [MONDAY + timedelta(days=n) for n in range(days)]
    return [(d, float(generator.negative_binomial(2 * mean * factors[d.weekday()], 2 / 3))) for d in dates]


def test_the_pattern_of_a_distributors_week_is_found() -> None:
    assert weekday_factors(counts(40, WEEK)) == pytest.approx(WEEK, abs=0.1)


def test_the_factors_average_one() -> None:
    assert sum(weekday_factors(counts(10, WEEK))) == pytest.approx(7)


def test_without_a_pattern_the_factors_stay_near_one() -> None:
    for mean in (1.0, 10.0):
        worst = [max(abs(f - 1) for f in weekday_factors(counts(mean, ALIKE, seed=seed))) for seed in range(20)]
        raw_error = 2 * (1.5 / mean / 26) ** 0.5
        assert np.mean(worst) < 0.6 * raw_error


def test_too_short_a_history_has_no_pattern() -> None:
    assert weekday_factors(counts(40, WEEK, days=SMALLEST_PATTERN_DAYS - 1)) == ALIKE


def test_nothing_sold_has_no_pattern() -> None:
    assert weekday_factors([(MONDAY + timedelta(days=n), 0.0) for n in range(100)]) == ALIKE


def test_weekdays_that_are_never_told_leave_the_mean_of_the_others_alone() -> None:
    days = [(day, x) for day, x in counts(20, ALIKE) if day.weekday() < 5]
    factors = weekday_factors(days)
    assert level_of(days, factors) == pytest.approx(np.mean([x for _, x in days]), rel=0.02)
    assert factors[5:] == (1.0, 1.0)


def test_a_levelled_series_has_the_level_and_only_the_noise() -> None:
    days = counts(40, WEEK)
    found = levelled(days, WEEK)
    assert np.mean(found) == pytest.approx(40, rel=0.03)
    assert np.std(found) == pytest.approx(60**0.5, rel=0.12)
    assert np.std([x for _, x in days]) > 2 * np.std(found)


def test_a_levelled_series_follows_a_change_of_level_within_four_weeks() -> None:
    days = counts(40, WEEK)[:200] + [(d, 2 * x) for d, x in counts(40, WEEK)[200:]]
    assert np.mean(levelled(days, WEEK)[230:]) == pytest.approx(80, rel=0.03)
