"""Stock-outs: what could not be sold is estimated, and the truth of a simulated shop is found in what it sold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import truncnorm

from tests.tools.estimation.told import MONDAY, day, demand, estimated, normal
from tools.estimation.stockouts import uncovered
from tools.estimation.weekdays import ALIKE
from trimtab.beliefs import Persistence
from trimtab.events import Event, EventType


def sold(n: int, quantity: float, *, stocked_out: bool = False) -> Event:
    event = demand(day(n), quantity)
    return event.model_copy(update={"data": event.data | {"stocked_out": stocked_out}})


def shop(seed: int, mean: float = 10.0, days: int = 168, *, marked: bool = True) -> list[Event]:
    """A shop that is filled up to the demand of five days and a half every Monday, and loses what it cannot serve."""
    draws = np.random.default_rng(seed)
    stock, events = 0.0, []
    for n in range(days):
        stock = 5.5 * mean if n % 7 == 0 else stock
        asked = float(draws.negative_binomial(2 * mean, 2 / 3))
        events.append(sold(n, min(asked, stock), stocked_out=marked and asked > stock))
        stock -= min(asked, stock)
    return events


def test_what_a_shop_would_have_sold_is_found_in_what_it_sold() -> None:
    """Counting what was sold is off by a quarter; counting whole days only is still off, the large ones are missing."""
    known = [normal(*shop(seed)).mean for seed in range(20)]
    whole_only = [normal(*(e for e in shop(seed) if not e.data["stocked_out"])).mean for seed in range(20)]
    blind = [normal(*shop(seed, marked=False)).mean for seed in range(20)]
    assert np.mean(blind) < 8
    assert np.mean(known) == pytest.approx(10, rel=0.03)
    assert abs(np.mean(known) - 10) < abs(np.mean(whole_only) - 10)
    spread = [normal(*shop(seed)).sd for seed in range(20)]
    assert np.mean(spread) == pytest.approx(15**0.5, rel=0.15)


def test_two_weeks_without_stock_are_no_fall_of_demand() -> None:
    usual = np.random.default_rng(3).poisson(10, 90)
    empty = [sold(90 + n, 0.0, stocked_out=True) for n in range(14)]
    before = [sold(n, float(x)) for n, x in enumerate(usual)]
    assert estimated(*before, *empty).persistence is Persistence.USUAL
    assert normal(*before, *empty) == normal(*before)
    unmarked = [sold(90 + n, 0.0) for n in range(14)]
    assert normal(*before, *unmarked).mean < 2


def test_one_bound_in_many_days_counts_as_the_mean_beyond_it() -> None:
    """With one bound among very many known days the distribution is known: then it is the truncated normal's mean."""
    draws = np.random.default_rng(1).normal(50, 6, 28)
    days = [(day(n), float(x)) for n, x in enumerate(draws)]
    found = uncovered([*days, (day(28), 55.0)], {day(28)}, ALIKE)
    mean, sd = draws.mean(), draws.std(ddof=1)
    expected = truncnorm.mean((55 - mean) / sd, np.inf, loc=mean, scale=sd)
    assert found.days[:28] == days
    assert found.days[-1][1] == pytest.approx(expected, rel=0.01)
    assert found.variances[:28] == [0.0] * 28
    assert found.variances[-1] == pytest.approx(truncnorm.var((55 - mean) / sd, np.inf, scale=sd), rel=0.25)


def test_a_day_that_sold_nothing_for_want_of_stock_says_nothing() -> None:
    days = [(day(n), 5.0 + n % 3) for n in range(20)]
    assert uncovered([*days, (day(20), 0.0)], {day(20)}, ALIKE).days == days


def test_where_next_to_nothing_is_known_a_bound_counts_as_told() -> None:
    days = [(day(n), 5.0) for n in range(10)]
    assert uncovered(days, {day(n) for n in range(4)}, ALIKE).days == days


def test_a_stock_out_that_is_taken_back_is_none() -> None:
    events = [sold(n, 10.0 + n % 2) for n in range(30)]
    wrong = sold(29, 3.0, stocked_out=True)
    wrong = wrong.model_copy(update={"id": "wrong", "data": wrong.data | {"recorded_at": "2026-01-01"}})
    assert normal(*events, wrong) == normal(*events)


def test_a_history_marks_its_days_as_single_days_do() -> None:
    quantities = [float(10 + n % 5) for n in range(40)]
    out = {12, 13, 30}
    single = [sold(n, x, stocked_out=n in out) for n, x in enumerate(quantities)]
    data = {
        "item": "WINCH",
        "location": "CEN",
        "start": MONDAY.isoformat(),
        "quantities": quantities,
        "stocked_out": [day(n).isoformat() for n in out],
    }
    whole = single[0].model_copy(update={"type": EventType.DEMAND_HISTORY, "id": "all", "data": data})
    assert normal(whole) == normal(*single)
    assert normal(whole).mean > np.mean(quantities)
