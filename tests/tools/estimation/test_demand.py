"""Demand beliefs: the truth of synthetic series is found, one-offs do not move it, and only a set of events counts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.estimation.told import MONDAY, demand, demand_series
from tools.estimation.demand import HISTORY_DAYS, MOST_REASONS, DemandHistory
from tools.estimation.estimate import Estimate
from trimtab.beliefs import Normal, Persistence
from trimtab.errors import InvalidField
from trimtab.events import Event


def estimated(events: list[Event], *, missing_days_are_zero: bool = False) -> Estimate:
    history = DemandHistory(item="WINCH", location="CEN", missing_days_are_zero=missing_days_are_zero)
    history.fold(events)
    found = history.estimate()
    assert found is not None
    return found


def normal(estimate: Estimate) -> Normal:
    assert isinstance(estimate.distribution, Normal)
    return estimate.distribution


@pytest.mark.parametrize("mean", [1.0, 6.0, 40.0])
def test_mean_and_sd_of_overdispersed_demand_are_found(mean: float) -> None:
    true_sd = (1.5 * mean) ** 0.5
    found = []
    for seed in range(30):
        draws = np.random.default_rng(seed).negative_binomial(2 * mean, 2 / 3, 180)
        found.append(normal(estimated(demand_series(draws))))
    assert np.mean([d.mean for d in found]) == pytest.approx(mean, rel=0.04)
    assert np.mean([d.sd for d in found]) == pytest.approx(true_sd, rel=0.06)
    # No single series is far off: three standard errors of a mean over about 80 effective days.
    assert max(abs(d.mean - mean) for d in found) < 3.5 * true_sd / 80**0.5


def test_demand_in_rare_lumps_keeps_its_mean() -> None:
    lumps = [20.0 if day % 20 == 7 else 0.0 for day in range(180)]
    found = estimated(demand_series(lumps))
    assert normal(found).mean == pytest.approx(1.0, rel=0.35)
    assert found.persistence is Persistence.USUAL


def test_one_very_large_order_is_a_one_off_and_hardly_moves_the_belief() -> None:
    usual = np.random.default_rng(7).poisson(10, 120).tolist()
    before = normal(estimated(demand_series(usual)))
    after = estimated(demand_series([*usual, 2000]))
    assert after.persistence is Persistence.ONE_OFF
    assert after.because == (f"dem-{MONDAY + timedelta(days=120)}-2000.0",)
    assert normal(after).mean == pytest.approx(before.mean, rel=0.05)
    assert normal(after).sd == pytest.approx(before.sd, rel=0.1)


def test_a_one_off_is_forgotten_after_a_week() -> None:
    usual = np.random.default_rng(7).poisson(10, 127).tolist()
    assert estimated(demand_series([*usual[:120], 2000, *usual[120:]])).persistence is Persistence.USUAL


def test_a_sustained_doubling_is_a_new_normal_with_the_new_mean_and_the_days_that_say_so() -> None:
    draws = np.random.default_rng(8)
    found = estimated(demand_series([*draws.poisson(10, 120), *draws.poisson(20, 14)]))
    assert found.persistence is Persistence.NEW_NORMAL
    assert normal(found).mean == pytest.approx(20, rel=0.12)
    assert len(found.because) <= MOST_REASONS
    assert f"dem-{MONDAY + timedelta(days=133)}" in found.because[-1]


def test_a_new_normal_is_usual_after_four_weeks() -> None:
    draws = np.random.default_rng(8)
    found = estimated(demand_series([*draws.poisson(10, 120), *draws.poisson(20, 45)]))
    assert found.persistence is Persistence.USUAL
    assert normal(found).mean == pytest.approx(20, rel=0.1)


def test_a_missing_day_is_unknown_and_changes_nothing() -> None:
    days = [day for n in range(100) if (day := MONDAY + timedelta(days=n)).weekday() < 5]
    found = normal(estimated([demand(day, 14.0) for day in days]))
    assert found.mean == pytest.approx(14.0)
    assert found.sd == 0.0


def test_a_missing_day_is_zero_only_where_the_records_say_so() -> None:
    days = [day for n in range(103) if (day := MONDAY + timedelta(days=n)).weekday() < 5]
    found = estimated([demand(day, 14.0) for day in days], missing_days_are_zero=True)
    assert normal(found).mean == pytest.approx(10.0, rel=0.05)


def test_less_than_a_week_is_not_enough_to_say_anything() -> None:
    history = DemandHistory(item="WINCH", location="CEN")
    assert history.estimate() is None
    history.fold(demand_series([5] * 6))
    assert history.estimate() is None
    history.fold([demand(MONDAY + timedelta(days=6), 5.0)])
    assert history.estimate() is not None


def test_a_correction_of_a_day_replaces_it_whichever_is_read_first() -> None:
    wrong = demand(MONDAY, 900.0, recorded_at="2026-03-01T00:00:00+00:00")
    right = demand(MONDAY, 9.0, recorded_at="2026-03-02T00:00:00+00:00")
    for told in ([wrong, right], [right, wrong]):
        history = DemandHistory(item="WINCH", location="CEN")
        history.fold(told)
        assert history.series() == [(MONDAY, 9.0)]


def test_events_of_other_item_locations_are_passed_over() -> None:
    history = DemandHistory(item="ROPE", location="CEN")
    history.fold(demand_series([5] * 10))
    assert history.series() == []


def test_an_event_without_a_quantity_is_refused_by_its_name() -> None:
    broken = demand(MONDAY, 5.0).model_copy(update={"data": {"date": "2026-01-05", "item": "WINCH", "location": "CEN"}})
    with pytest.raises(InvalidField, match=r"event csv/demand_csv dem-2026-01-05-5.0, quantity: "):
        DemandHistory(item="WINCH", location="CEN").fold([broken])


def test_the_state_survives_being_written_and_read() -> None:
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(demand_series(np.random.default_rng(1).poisson(6, 90)))
    again = DemandHistory.model_validate_json(history.model_dump_json())
    assert again == history
    assert again.estimate() == history.estimate()


def test_the_state_does_not_grow_for_ever_and_old_days_do_not_count() -> None:
    history = DemandHistory(item="WINCH", location="CEN")
    for chunk in range(10):
        history.fold(demand_series([chunk] * 100, MONDAY + timedelta(days=100 * chunk)))
    assert len(history.days) <= 2 * HISTORY_DAYS
    assert len(history.series()) == HISTORY_DAYS


QUANTITIES = st.lists(st.integers(0, 400), min_size=7, max_size=70)


@settings(max_examples=60, deadline=None)
@given(quantities=QUANTITIES, data=st.data())
def test_shuffled_repeated_and_split_events_give_the_same_estimate(quantities: list[int], data: st.DataObject) -> None:
    events = demand_series(quantities)
    expected = estimated(events)
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=20))
    shuffled = data.draw(st.permutations([*events, *repeated]))
    cut = data.draw(st.integers(0, len(shuffled)))
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(shuffled[:cut])
    history = DemandHistory.model_validate_json(history.model_dump_json())
    history.fold(shuffled[cut:])
    assert history.estimate() == expected


@settings(max_examples=60, deadline=None)
@given(quantities=QUANTITIES, gaps=st.sets(st.integers(0, 60), max_size=30))
def test_the_mean_lies_within_what_was_observed_and_the_spread_is_never_negative(
    quantities: list[int], gaps: set[int]
) -> None:
    events = [e for n, e in enumerate(demand_series(quantities)) if n not in gaps]
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(events)
    found = history.estimate()
    if found is not None:
        seen = [quantity for _, quantity in history.series()]
        assert min(seen) - 1e-9 <= normal(found).mean <= max(seen) + 1e-9
        assert normal(found).sd >= 0
        assert found.as_of.date() <= date(2027, 1, 1)
