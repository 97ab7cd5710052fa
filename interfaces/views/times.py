"""Times as they are shown: relative and absolute together, in the company's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from interfaces.views.words import plural

_TIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d) UTC")


@dataclass(frozen=True)
class Moment:
    """A time in three ways: for the machine, and for people."""

    iso: str
    relative: str
    absolute: str


@dataclass(frozen=True)
class Almanac:
    """What is needed to say when something is: the present (of either clock) and the time zone."""

    now: datetime
    zone: ZoneInfo

    def moment(self, at: datetime) -> Moment:
        """Return a time in all its ways."""
        return Moment(iso=at.isoformat(timespec="seconds"), relative=relative(at, self.now), absolute=self.absolute(at))

    def absolute(self, at: datetime) -> str:
        """Write weekday, day and time; the year only where it is another one.

        >>> from datetime import UTC
        >>> now = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
        >>> Almanac(now, ZoneInfo("Europe/Amsterdam")).absolute(datetime(2026, 11, 26, 15, 0, tzinfo=UTC))
        'Thu 26 Nov 16:00'
        """
        local = at.astimezone(self.zone)
        year = f" {local.year}" if local.year != self.now.astimezone(self.zone).year else ""
        return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"

    def clock(self, at: datetime) -> str:
        """Write the time of day with seconds."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def time_of_day(self, at: datetime) -> str:
        """Write the time of day; with the date where that is another one than today."""
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone)
        return f"{local:%H:%M}" if local.date() == today.date() else self.absolute(at)

    def day(self, day: date) -> str:
        """Write a date; the year only where it is another one.

        >>> Almanac(datetime(2026, 11, 24), ZoneInfo("UTC")).day(date(2027, 1, 4))
        'Mon 4 Jan 2027'
        """
        year = f" {day.year}" if day.year != self.now.year else ""
        return f"{day:%a} {day.day} {day:%b}{year}"

    def local_input(self, at: datetime) -> str:
        """Write a time as a date-and-time field of a form holds it."""
        return f"{at.astimezone(self.zone):%Y-%m-%dT%H:%M}"


def local_times(text: str, almanac: Almanac) -> str:
    """Return a text of the ledger with its times as the company reads them.

    >>> almanac = Almanac(datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    >>> local_times("it expired at 2026-11-24 07:12 UTC", almanac)
    'it expired at Tue 24 Nov 08:12'
    """

    def local(found: re.Match[str]) -> str:
        return almanac.absolute(datetime.fromisoformat(found["time"]).replace(tzinfo=UTC))

    return _TIME.sub(local, text)


def relative(at: datetime, now: datetime) -> str:
    """Say how far away a time is, in its largest unit.

    >>> now = datetime(2026, 11, 24, 8, 0)
    >>> relative(now + timedelta(hours=3, minutes=18), now), relative(now - timedelta(minutes=9), now)
    ('in 3 h 18 min', '9 min ago')
    >>> relative(now + timedelta(days=2), now), relative(now, now)
    ('in 2 days', 'now')
    """
    seconds = round((at - now).total_seconds())
    if abs(seconds) < 5:
        return "now"
    span = _span(timedelta(seconds=abs(seconds)))
    return f"in {span}" if seconds > 0 else f"{span} ago"


def days_apart(before: date, after: date) -> str:
    """Say how much later or earlier a date becomes.

    >>> days_apart(date(2026, 12, 6), date(2026, 12, 11))
    '5 days later'
    """
    days = (after - before).days
    if days == 0:
        return "unchanged"
    return f"{plural(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _span(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if length < timedelta(minutes=1):
        return f"{int(length.total_seconds())} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 6 * 60 and minutes % 60:
        return f"{minutes // 60} h {minutes % 60} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return plural(round(minutes / 60 / 24), "day")
