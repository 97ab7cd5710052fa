"""An item is as expected while demand takes what it takes; what comes, changes or goes missing is not."""

from __future__ import annotations

from datetime import date, timedelta

from agents.priced import PRICED_AGAIN_DAYS, Position, Priced

DAY = date(2026, 3, 2)


def priced(quantity: float, days: int = 0, **documents: object) -> Priced:
    return Priced(DAY + timedelta(days=days), {"CEN": Position(quantity, 10.0, 4.0)}, documents)


def test_stock_that_falls_by_mean_demand_is_as_expected() -> None:
    assert priced(200).still_holds(priced(190, 1))
    assert priced(200).still_holds(priced(150, 5))


def test_stock_that_stands_still_for_days_or_falls_too_fast_is_not() -> None:
    assert not priced(200).still_holds(priced(205, 5))
    assert not priced(200).still_holds(priced(150, 1))


def test_a_document_that_came_or_changed_is_news_one_that_went_is_not() -> None:
    assert priced(200, line=DAY).still_holds(priced(190, 1))
    assert not priced(200).still_holds(priced(190, 1, line=DAY))
    assert not priced(200, line=DAY).still_holds(priced(190, 1, line=DAY + timedelta(days=1)))


def test_after_a_week_everything_is_priced_again() -> None:
    assert not priced(200).still_holds(priced(130, PRICED_AGAIN_DAYS))
