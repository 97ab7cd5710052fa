"""Calendars: the days on which a supplier, a carrier or a warehouse works."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from trimtab.measures import Frozen

Weekday = Annotated[int, Field(ge=0, le=6)]
"""Monday is 0, as in `datetime.date.weekday`."""
LONGEST_CLOSURE_DAYS = 366


class Calendar(Frozen):
    """Working days of the week and the holidays among them, by date."""

    code: Annotated[str, Field(min_length=1, max_length=64)]
    working_days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()

    def works_on(self, day: date) -> bool:
        """Tell whether somebody works that day.

        >>> Calendar(code="NL").works_on(date(2026, 11, 28))
        False
        """
        return day.weekday() in self.working_days and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first one after it; raises ValueError after a year.

        >>> Calendar(code="NL").next_working_day(date(2026, 11, 28))
        datetime.date(2026, 11, 30)
        """
        for ahead in range(LONGEST_CLOSURE_DAYS):
            candidate = day + timedelta(days=ahead)
            if self.works_on(candidate):
                return candidate
        msg = f"the calendar {self.code} has no working day in the year after {day.isoformat()}"
        raise ValueError(msg)
