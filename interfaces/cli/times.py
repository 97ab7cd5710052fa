"""Times in a terminal: in the company's time zone and by its business clock, as the API's answers tell both."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from interfaces.views.times import Almanac, local_times

TIME_ZONE, NOW = "Trimtab-Time-Zone", "Trimtab-Now"
"""The headers by which every answer of the API tells time zone and business time."""

_almanac: ContextVar[Almanac | None] = ContextVar("almanac", default=None)


def tell(headers: Mapping[str, str]) -> None:
    """Take zone and present from an answer; one without them changes nothing."""
    if TIME_ZONE in headers and NOW in headers:
        _almanac.set(Almanac(datetime.fromisoformat(headers[NOW]), ZoneInfo(headers[TIME_ZONE])))


def moment(text: str | None) -> str:
    """Return an ISO time as it is read in the company, or a dash.

    >>> from contextvars import Context
    >>> call = Context().run
    >>> call(moment, None), call(moment, "2026-11-24T08:00:31Z")
    ('-', 'Tue 24 Nov 2026 08:00 UTC')
    >>> call(tell, {TIME_ZONE: "Europe/Amsterdam", NOW: "2026-11-24T08:12:00+00:00"})
    >>> call(moment, "2026-11-26T15:00:00Z")
    'Thu 26 Nov 16:00'
    """
    if not text:
        return "-"
    at, almanac = datetime.fromisoformat(text), _almanac.get()
    return almanac.absolute(at) if almanac else f"{at.astimezone(UTC):%a %d %b %Y %H:%M} UTC"


def both(text: str | None) -> str:
    """Return an ISO time relative and absolute: 'in 2 days, Thu 26 Nov 16:00'."""
    almanac = _almanac.get()
    if not text or almanac is None:
        return moment(text)
    return f"{almanac.moment(datetime.fromisoformat(text)).relative}, {moment(text)}"


def in_company_time(at: datetime, zone: str) -> str:
    """Return a moment as the API takes it; the company's zone where no offset is given."""
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).isoformat()


def clock(text: str) -> str:
    """Return the time of day of an ISO time with seconds."""
    at, almanac = datetime.fromisoformat(text), _almanac.get()
    return almanac.clock(at) if almanac else f"{at.astimezone(UTC):%H:%M:%S} UTC"


def localised(text: str) -> str:
    """Return a text of the API with its times as the company reads them, where its zone is known yet."""
    almanac = _almanac.get()
    return local_times(text, almanac) if almanac else text
