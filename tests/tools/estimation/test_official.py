"""Official forecasts: the prior of demand; a record of good periods makes it weigh more, one of bad periods less."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tools.estimation.told import day, demand, demand_series, estimated, normal
from tools.estimation.demand import DemandHistory
from tools.estimation.estimate import midnight
from tools.estimation.official import DOUBT_SHARE, Forecast, prior_of
from trimtab.beliefs import Normal, Persistence
from trimtab.events import Event, EventType
from trimtab.subjects import item_location


def forecast(start: int, end: int, per_day: float, said: int, name: str = "") -> Event:
    told = {"item": "WINCH", "location": "CEN", "start": str(day(start)), "end": str(day(end)), "per_day": per_day}
    return Event(
        id=name or f"fct-{start}-{said}",
        source="csv/forecast_csv",
        type=EventType.FORECAST_CHANGED,
        subject=item_location("WINCH", "CEN"),
        time=midnight(day(said)),
        data=told,
    )


def months(values: list[float], off: float) -> list[Event]:
    """Forecasts of past four weeks, each made the day before, each off by a share of what came."""
    parts = [values[n : n + 28] for n in range(0, len(values) - 27, 28)]
    return [forecast(28 * n, 28 * n + 27, (1 + off) * sum(x) / 28, 28 * n - 1) for n, x in enumerate(parts)]


def test_an_item_that_was_never_sold_is_believed_to_sell_what_is_forecast() -> None:
    found = estimated(forecast(5, 40, 8.0, 0))
    assert isinstance(found.distribution, Normal)
    assert found.distribution.mean == 8.0
    assert found.distribution.sd == pytest.approx((4.0**2 + (DOUBT_SHARE * 8) ** 2) ** 0.5)
    assert (found.persistence, found.because) == (Persistence.USUAL, ("fct-5-0",))


def test_the_first_days_of_sale_move_it_from_there() -> None:
    before, after = (normal(forecast(0, 40, 8.0, 0), *demand_series([14.0] * n)) for n in (0, 6))
    assert before.mean < after.mean < 14
    assert after.sd < before.sd


def test_a_long_history_outweighs_a_forecast_without_a_record() -> None:
    sold = np.random.default_rng(5).poisson(10, 168)
    alone = normal(*demand_series(sold))
    joined = estimated(*demand_series(sold), forecast(168, 195, 16.0, 167))
    assert isinstance(joined.distribution, Normal)
    assert alone.mean < joined.distribution.mean < alone.mean + 0.5
    assert joined.distribution.sd == alone.sd
    assert "fct-168-167" not in joined.because


def test_a_forecast_that_was_right_before_is_believed_more_than_one_that_was_not() -> None:
    sold = np.random.default_rng(5).poisson(10, 168).astype(float).tolist()
    now = forecast(168, 195, 12.0, 167)
    right, wrong = (estimated(*demand_series(sold), *months(sold, off), now) for off in (0.0, 0.6))
    alone = normal(*demand_series(sold)).mean
    assert isinstance(right.distribution, Normal)
    assert isinstance(wrong.distribution, Normal)
    assert alone < wrong.distribution.mean < right.distribution.mean < 12
    assert now.id in right.because
    assert now.id not in wrong.because


@pytest.mark.parametrize(("noise", "at_most"), [(0.05, 0.5), (0.8, 1.2)])
def test_a_good_forecast_of_a_changing_demand_helps_and_a_bad_one_does_little_harm(
    noise: float, at_most: float
) -> None:
    """Demand that goes up and down by a third every four weeks: root mean square errors, against those without it."""
    alone, joined = [], []
    for seed in range(25):
        draws = np.random.default_rng(seed)
        levels = 10 * np.exp(draws.normal(0, 0.3, 8))
        sold = draws.poisson(np.repeat(levels, 28)[: 28 * 7])
        told = levels * np.exp(draws.normal(0, noise, 8))
        forecasts = [forecast(28 * n, 28 * n + 27, x, 28 * n - 1) for n, x in enumerate(told.tolist())]
        alone.append(normal(*demand_series(sold)).mean - levels[-1])
        joined.append(normal(*demand_series(sold), *forecasts).mean - levels[-1])
    assert np.square(joined).mean() ** 0.5 < at_most * np.square(alone).mean() ** 0.5


def test_after_a_shift_what_was_forecast_counts_for_more() -> None:
    draws = np.random.default_rng(8)
    days = [*draws.poisson(10, 120), *draws.poisson(20, 12)]
    alone, joined = normal(*demand_series(days)), normal(*demand_series(days), forecast(132, 160, 16.0, 131))
    settled = [*draws.poisson(20, 132)]
    usual = normal(*demand_series(settled), forecast(132, 160, 16.0, 131)).mean - normal(*demand_series(settled)).mean
    assert joined.mean - alone.mean < usual < 0


def test_what_was_said_last_of_the_coming_day_holds_in_any_order() -> None:
    told = [
        forecast(0, 9, 5.0, -3),
        forecast(10, 19, 7.0, -3, "early"),
        forecast(10, 19, 9.0, 8, "late"),
        forecast(20, 29, 4.0, 8),
    ]
    sold = demand_series([5.0] * 5)
    for events in (told, told[::-1]):
        history = DemandHistory(item="WINCH", location="CEN")
        history.fold([*events, *sold, demand(day(12), 5.0)])
        prior = prior_of(history.forecasts, dict(history.series()))
        assert prior is not None
        assert (prior.mean, prior.event_id) == (9.0, "late")
        assert DemandHistory.model_validate_json(history.model_dump_json()).estimate() == history.estimate()


@pytest.mark.parametrize(("said", "expected"), [(0, 3.0), (15, 6.0), (45, None)])
def test_between_forecasts_the_next_one_counts_and_after_the_last_none(said: int, expected: float | None) -> None:
    told = {
        str(n): Forecast(event_id=str(n), said=day(said), start=day(start), end=day(start + 9), per_day=per_day)
        for n, (start, per_day) in enumerate([(3, 3.0), (30, 6.0)])
    }
    prior = prior_of(told, {})
    assert (prior and prior.mean) == expected


def test_a_place_that_never_had_stock_is_believed_to_sell_what_is_forecast() -> None:
    empty = [demand(day(n), 0.0) for n in range(20)]
    empty = [e.model_copy(update={"data": e.data | {"stocked_out": True}}) for e in empty]
    assert normal(*empty, forecast(0, 60, 8.0, 0)).mean == 8.0
