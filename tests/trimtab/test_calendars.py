"""Calendars: working days, holidays, and the next day on which somebody works."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.calendars import Calendar

FRIDAY = date(2026, 12, 25)


def test_nobody_works_on_weekends_and_holidays() -> None:
    calendar = Calendar(code="NL", holidays=(FRIDAY,))
    working = [calendar.works_on(FRIDAY + timedelta(days=n)) for n in range(-1, 4)]
    assert working == [True, False, False, False, True]
    assert calendar.next_working_day(FRIDAY) == FRIDAY + timedelta(days=3)
    assert calendar.next_working_day(FRIDAY - timedelta(days=1)) == FRIDAY - timedelta(days=1)


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=20),
    st.dates(date(2026, 1, 1), date(2026, 3, 1)),
)
def test_the_next_working_day_is_the_first_one_from_the_day_on(
    weekdays: set[int], holidays: set[date], day: date
) -> None:
    calendar = Calendar(code="any", working_days=tuple(sorted(weekdays)), holidays=tuple(sorted(holidays)))
    found = calendar.next_working_day(day)
    assert calendar.works_on(found)
    assert not any(calendar.works_on(day + timedelta(days=n)) for n in range((found - day).days))


def test_a_calendar_that_closes_for_a_year_is_named() -> None:
    closed = Calendar(code="XX", working_days=(4,), holidays=tuple(FRIDAY + timedelta(weeks=n) for n in range(54)))
    with pytest.raises(ValueError, match="XX has no working day in the year after 2026-12-25"):
        closed.next_working_day(FRIDAY)
