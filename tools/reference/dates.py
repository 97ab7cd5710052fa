"""Dates, times and weekdays as people and spreadsheets write them; a day that could be a month is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from tools.reference.grid import EPOCH_1900, EPOCH_1904, Cell, shown
from tools.reference.numbers import CellError

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
ISO = "Write it as 2026-12-25"
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([T ]00:00(:00(\.0+)?)?)?$")
_OTHER = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})$")
_SERIAL = re.compile(r"^\d{5}(\.0+)?$")


def read_date(cell: Cell, epoch: date) -> date:
    """Return the day in a cell; numbers of a workbook count from its `epoch`; raises CellError."""
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellError("has a time of day", ISO)
        return _possible(cell.date())
    if isinstance(cell, date):
        return _possible(cell)
    if cell is None or isinstance(cell, bool | time | timedelta):
        raise CellError("is not a date", ISO)
    if isinstance(cell, int | float):
        if not float(cell).is_integer() or not 0 < cell < 80_000:
            raise CellError("is not a date", ISO)
        return _possible(epoch + timedelta(days=int(cell)))
    return _possible(_from_text(shown(cell)))


def _from_text(text: str) -> date:
    iso = _ISO.match(text)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    if _SERIAL.match(text):
        days = timedelta(days=int(float(text)))
        raise CellError(
            "is a spreadsheet's number for a day",
            f"Write {EPOCH_1900 + days}, or {EPOCH_1904 + days} if the spreadsheet counts from 1904",
        )
    other = _OTHER.match(text)
    if other is None:
        raise CellError("is not a date", ISO)
    first, second, year = int(other[1]), int(other[3]), int(other[4])
    if len(other[4]) == 2:
        raise CellError("has a year of two digits", ISO)
    if other[2] == "." or first > 12 or first == second:
        return _made(year, second, first)
    if second > 12:
        return _made(year, first, second)
    raise CellError(
        f"can be {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}", "Write whichever is meant"
    )


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("is not a day of the calendar", ISO) from None


def _possible(day: date) -> date:
    if not EARLIEST <= day < LATEST:
        raise CellError(f"is {day}, which is hardly meant", ISO)
    return day


def read_time(cell: Cell) -> time:
    """Return the time of day in a cell, to the minute; raises CellError."""
    if isinstance(cell, datetime | time):
        return time(cell.hour, cell.minute)
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = re.match(r"^(\d{1,2})[:.h](\d{2})(:00)?$", shown(cell))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellError("is not a time of day", "Write it as 15:00")
    return time(int(found[1]), int(found[2]))


def read_weekdays(cell: Cell) -> tuple[int, ...]:
    """Return weekdays, Monday 0, from names and ranges such as `Mon Thu` or `Mon-Fri`; raises CellError.

    >>> read_weekdays("Mon-Wed, saturday")
    (0, 1, 2, 5)
    """
    text = re.sub(r"\s*[-–]\s*", "-", shown(cell))
    found: set[int] = set()
    for part in re.split(r"[\s,;/+&|]+", text):
        if not part or part.casefold() == "and":
            continue
        first, _, last = part.partition("-")
        start, end = _weekday(first), _weekday(last or first)
        found.update((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))
    return tuple(sorted(found))


def _weekday(name: str) -> int:
    lower = name.casefold().rstrip(".")
    for number, (short, long) in enumerate(zip(WEEKDAYS, _LONG, strict=True)):
        if len(lower) > 1 and long.startswith(lower) and (len(lower) >= 3 or lower == short.casefold()[:2]):
            return number
    if lower.isdigit():
        raise CellError("counts weekdays, which some begin with Sunday", "Write names, such as Mon Thu or Mon-Fri")
    raise CellError("is not a list of weekdays", "Write names, such as Mon Thu or Mon-Fri")
