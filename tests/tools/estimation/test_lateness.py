"""One late order is a one-off, two of the last three a new normal, and an overdue order is evidence already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.estimation.told import MONDAY
from tools.estimation.lateness import Lateness, OrderDelay, lateness, tolerance_days
from trimtab.beliefs import Persistence

CONTRACT_DAYS = 35.0


def delay(number: int, days: float, *, still_growing: bool = False) -> OrderDelay:
    return OrderDelay(
        purchase_order=f"PO-{number:03}",
        promised=MONDAY + timedelta(days=14 * number),
        days=days,
        still_growing=still_growing,
        because=(f"rcv-{number}",),
    )


def after(days: Sequence[float]) -> Lateness:
    return lateness([delay(n, d) for n, d in enumerate(days)], CONTRACT_DAYS)


ON_TIME = (0.0, 1.0, -1.0, 2.0, 0.0, 1.0, -1.0, 1.0)


def test_without_any_delivery_the_contract_is_believed_with_a_tenth_of_spread() -> None:
    found = after(())
    assert (found.mean_days, found.sd_days, found.persistence) == (0.0, 3.5, Persistence.USUAL)


def test_deliveries_outweigh_the_contract_by_their_number() -> None:
    # Prior of one order at 0 days, three orders at 2 days: (0 + 2 + 2 + 2) / 4.
    found = after((2.0, 2.0, 2.0))
    assert found.mean_days == pytest.approx(1.5)
    assert found.sd_days == pytest.approx(((3 * 0.5**2 + 3.5**2 + 1.5**2) / 4) ** 0.5)


def test_the_truth_is_found_with_many_deliveries() -> None:
    found = after(tuple(np.random.default_rng(4).normal(0.5, 1.2, 200)))
    assert found.mean_days == pytest.approx(0.5, abs=0.2)
    assert found.sd_days == pytest.approx(1.2, rel=0.15)
    assert found.persistence is Persistence.USUAL


def test_one_late_order_is_a_one_off_that_leaves_the_distribution_where_it_was() -> None:
    before, found = after(ON_TIME), after((*ON_TIME, 12.0))
    assert found.persistence is Persistence.ONE_OFF
    assert (found.mean_days, found.sd_days) == (before.mean_days, before.sd_days)
    assert found.because == ("rcv-8",)


def test_two_late_orders_of_the_last_three_are_a_new_normal_that_moves_the_distribution() -> None:
    for recent in ((9.0, 12.0), (9.0, 0.0, 12.0)):
        found = after((*ON_TIME, *recent))
        assert found.persistence is Persistence.NEW_NORMAL
        assert found.mean_days == pytest.approx(21 / (len(recent) + 1))
        assert found.because[0] == "rcv-8"


def test_two_late_orders_with_two_in_time_between_are_two_one_offs() -> None:
    found = after((*ON_TIME, 9.0, 0.0, 0.0, 12.0))
    assert found.persistence is Persistence.ONE_OFF
    assert found.mean_days < 1


def test_one_late_and_one_early_order_are_no_new_normal() -> None:
    assert after((*ON_TIME, 9.0, -9.0)).persistence is Persistence.ONE_OFF


def test_repeatedly_early_deliveries_are_a_new_normal_too() -> None:
    found = after((*ON_TIME, -9.0, -9.0))
    assert (found.persistence, found.mean_days) == (Persistence.NEW_NORMAL, -6.0)


def test_a_new_normal_that_goes_on_settles_at_its_own_mean_and_becomes_usual() -> None:
    found = after((*ON_TIME, *(10.0,) * 9))
    assert found.persistence is Persistence.USUAL
    assert found.mean_days == pytest.approx(9.0)


def test_a_supplier_that_recovers_is_believed_after_the_second_order_in_time() -> None:
    late = (*ON_TIME, *(10.0,) * 6)
    assert after((*late, 0.0)).persistence is Persistence.ONE_OFF
    assert after((*late, 0.0)).mean_days > 8
    assert after((*late, 0.0, 0.0)).mean_days == 0.0


def test_an_old_one_off_is_forgotten_after_two_orders_in_time() -> None:
    assert after((*ON_TIME, 12.0, 0.0)).persistence is Persistence.ONE_OFF
    assert after((*ON_TIME, 12.0, 0.0, 0.0)).persistence is not Persistence.NEW_NORMAL
    assert after((*ON_TIME, 12.0, 0.0, 0.0, 0.0)).persistence is Persistence.USUAL


def test_an_overdue_order_counts_as_late_and_as_more_than_it_is_so_far() -> None:
    orders = [delay(n, d) for n, d in enumerate((*ON_TIME, 9.0))]
    found = lateness([*orders, delay(9, 12.0, still_growing=True)], CONTRACT_DAYS)
    assert found.persistence is Persistence.NEW_NORMAL
    assert found.mean_days > after((*ON_TIME, 9.0, 12.0)).mean_days


def test_censored_orders_pull_the_mean_up_where_counting_the_arrived_only_would_be_too_low() -> None:
    """Truth: N(1, 1.5), every fourth order still open a day after its promise; the arrived ones alone look too good."""
    truth = np.random.default_rng(11).normal(1.0, 1.5, 400)
    seen = [d for n, d in enumerate(truth) if n % 4 or d <= 1.0]
    told = [
        delay(n, 1.0, still_growing=True) if n % 4 == 0 and d > 1.0 else delay(n, float(d)) for n, d in enumerate(truth)
    ]
    found = lateness(told, CONTRACT_DAYS)
    all_known = lateness([delay(n, float(d)) for n, d in enumerate(truth)], CONTRACT_DAYS).mean_days
    assert abs(found.mean_days - all_known) < 0.3 * abs(float(np.mean(seen)) - all_known)


def test_tolerance_is_a_tenth_of_the_lead_time_and_two_days_at_least() -> None:
    assert [tolerance_days(days) for days in (0, 5, 20, 35, 60)] == [2.0, 2.0, 2.0, 3.5, 6.0]


@given(days=st.lists(st.floats(-30, 60), max_size=12), data=st.data())
def test_the_order_in_which_delays_are_told_does_not_matter(days: list[float], data: st.DataObject) -> None:
    told = [delay(n, d) for n, d in enumerate(days)]
    expected = lateness(told, CONTRACT_DAYS)
    assert lateness(data.draw(st.permutations(told)), CONTRACT_DAYS) == expected
    assert expected.sd_days > 0
