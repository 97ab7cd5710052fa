"""Times in a terminal: the company's zone once an answer told it, plainly UTC before, and relative by its clock."""

from collections.abc import Iterator
from contextvars import copy_context
from datetime import UTC, datetime

import pytest

from interfaces.cli import times
from interfaces.cli.times import NOW, TIME_ZONE, both, clock, in_company_time, localised, moment, tell

AT = "2026-11-26T15:00:07Z"
HEADERS = {TIME_ZONE: "Europe/Amsterdam", NOW: "2026-11-24T08:12:00+00:00"}


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    """Begin without an almanac, and leave the one that other tests were told."""
    told = times._almanac.set(None)
    yield
    times._almanac.reset(told)


def test_before_the_zone_is_known_times_say_that_they_are_utc() -> None:
    assert moment(AT) == both(AT) == "Thu 26 Nov 2026 15:00 UTC"
    assert clock(AT) == "15:00:07 UTC"
    assert localised("it expired at 2026-11-24 07:12 UTC") == "it expired at 2026-11-24 07:12 UTC"


def test_once_an_answer_told_the_zone_times_are_in_it() -> None:
    tell(HEADERS)
    assert moment(AT) == "Thu 26 Nov 16:00"
    assert both(AT) == "in 2 days, Thu 26 Nov 16:00"
    assert clock(AT) == "16:00:07"
    assert localised("it expired at 2026-11-24 07:12 UTC") == "it expired at Tue 24 Nov 08:12"


def test_how_far_away_a_time_is_follows_the_business_clock() -> None:
    tell(HEADERS | {NOW: "2026-11-26T14:00:07+00:00"})
    assert both(AT) == "in 1 h, Thu 26 Nov 16:00"


@pytest.mark.parametrize("missing", [TIME_ZONE, NOW])
def test_an_answer_that_tells_only_half_changes_nothing(missing: str) -> None:
    tell(HEADERS)
    half = {TIME_ZONE: "Asia/Tokyo", NOW: "2027-01-01T00:00:00+00:00"}
    tell({name: value for name, value in half.items() if name != missing})
    assert both(AT) == "in 2 days, Thu 26 Nov 16:00"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_time_is_a_dash(nothing: str | None) -> None:
    assert (moment(nothing), both(nothing)) == ("-", "-")


def test_a_time_without_offset_is_meant_in_company_time_summer_and_winter() -> None:
    zone = "Europe/Amsterdam"
    assert in_company_time(datetime.fromisoformat("2026-11-27T17:00"), zone) == "2026-11-27T17:00:00+01:00"
    assert in_company_time(datetime.fromisoformat("2026-07-27T17:00"), zone) == "2026-07-27T17:00:00+02:00"
    assert in_company_time(datetime(2026, 11, 27, 17, tzinfo=UTC), zone) == "2026-11-27T17:00:00+00:00"


def test_what_one_command_was_told_stays_with_it() -> None:
    copy_context().run(tell, HEADERS)
    assert moment(AT).endswith("UTC")
