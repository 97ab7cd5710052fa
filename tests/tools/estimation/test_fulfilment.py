"""Fulfilment: how much of an order arrives; an order counts once it is over, and a correction replaces a day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.estimation.told import MONDAY, receipt
from tests.tools.small_network import source
from tools.estimation.estimate import Estimate
from tools.estimation.fulfilment import PRIOR_ORDERS, SETTLED_DAYS, estimate_yield
from trimtab.beliefs import Normal, Parameter, Persistence
from trimtab.events import Event
from trimtab.subjects import source as source_subject

FAR = source("FAR", "WINCH", 35)
TODAY = MONDAY + timedelta(days=400)


def came(
    number: int, quantity: float, ordered: float | None = 100, late: int = 0, recorded: str = "2026-03-01"
) -> Event:
    event = receipt(number, late)
    data = event.data | {"quantity": str(quantity), "recorded_at": recorded}
    data |= {} if ordered is None else {"ordered_quantity": str(ordered)}
    return event.model_copy(update={"id": f"{number} {quantity} {late} {recorded}", "data": data})


def found(*told: Event, still_open: set[tuple[str, str]] = frozenset(), days: int = 0) -> Estimate | None:  # type: ignore[assignment]
    return estimate_yield(FAR, told, still_open, TODAY + timedelta(days=days))


def normal(estimate: Estimate | None) -> Normal:
    assert estimate is not None
    assert isinstance(estimate.distribution, Normal)
    return estimate.distribution


def test_receipts_that_do_not_say_what_was_ordered_say_nothing() -> None:
    assert found(came(1, 90, ordered=None)) is None
    assert found() is None


def test_the_share_that_arrives_is_found_in_many_orders() -> None:
    shares = np.random.default_rng(2).normal(0.9, 0.05, 200)
    yielded = normal(found(*(came(n, 100 * x) for n, x in enumerate(shares.clip(0.5, 1.2)) if n < 24)))
    assert yielded.mean == pytest.approx((PRIOR_ORDERS + shares[:24].sum()) / (PRIOR_ORDERS + 24), abs=1e-6)
    assert 0.04 < yielded.sd < 0.08


def test_an_order_in_parts_is_the_sum_of_its_parts() -> None:
    estimate = found(came(1, 60), came(1, 40, late=9))
    assert normal(estimate).mean == pytest.approx(1.0)
    assert estimate is not None
    assert estimate.persistence is Persistence.USUAL
    assert (estimate.subject, estimate.parameter) == (source_subject("FAR", "WINCH"), Parameter.YIELD)


def test_an_order_counts_once_nothing_of_it_can_still_come() -> None:
    last = receipt(26, 0)
    received = MONDAY + timedelta(days=26 * 14 + 35)
    assert last.time.date() == received
    part = came(26, 60)
    wait = (received - TODAY).days + SETTLED_DAYS
    assert found(part, days=wait - 1) is None
    assert normal(found(part, days=wait)).mean == pytest.approx((PRIOR_ORDERS + 0.6) / (PRIOR_ORDERS + 1))
    assert found(part, days=wait, still_open={("PO-026", "WINCH")}) is None
    assert normal(found(came(26, 100), days=wait - 1)).mean == 1.0


def test_one_short_order_is_a_one_off_and_the_second_of_three_the_new_normal() -> None:
    whole, short = [came(n, 100) for n in range(4)], [came(n, 70) for n in (4, 5)]
    for events, persistence in ((whole, "usual"), ([*whole, short[0]], "one_off"), ([*whole, *short], "new_normal")):
        estimate = found(*events)
        assert estimate is not None
        assert estimate.persistence.value == persistence
    assert estimate is not None
    assert estimate.because == tuple(sorted(e.id for e in short))


def test_a_correction_of_a_day_replaces_it_in_any_order() -> None:
    told = [came(1, 900, recorded="2026-03-01"), came(1, 90, recorded="2026-03-02")]
    assert normal(found(*told)) == normal(found(*told[::-1])) == normal(found(told[1]))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 150), st.integers(0, 3)), min_size=1, max_size=15),
    st.randoms(use_true_random=False),
)
def test_shuffled_and_repeated_receipts_give_the_same_share(told: list[tuple[int, int, int]], order: object) -> None:
    events = [came(number, quantity, late=late) for number, quantity, late in told]
    shuffled = [*events, *events[::2]]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(*shuffled) == found(*events)
    assert 0 < normal(found(*events)).mean <= 1.5
