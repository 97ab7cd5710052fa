"""Rows of a forecast become forecast.changed events: the demand of an average day of their period."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.feeds.files import TODAY, only_refusal
from tests.tools.small_network import small_network
from tools.feeds.forecast_csv import ForecastCsv
from tools.feeds.payloads import Known, check_payload
from trimtab.clock import ManualClock
from trimtab.events import EventType

HEADER = "start,end,item,location,quantity\n"


def feed(folder: Path, text: str) -> ForecastCsv:
    path = folder / "forecast.csv"
    path.write_text(text)
    return ForecastCsv(path, small_network(), ManualClock(TODAY))


def test_a_row_is_what_an_average_day_of_its_period_is_expected_to_sell(tmp_path: Path) -> None:
    (event,) = feed(tmp_path, HEADER + "2026-03-01,2026-03-28,WINCH,CEN,14\n").read(None).events
    assert (event.type, event.subject) == (EventType.FORECAST_CHANGED, "item-location:WINCH@CEN")
    assert event.data["per_day"] == 0.5
    assert event.time.date() == TODAY.date()
    check_payload(event, Known(now=TODAY))


def test_a_row_that_is_read_again_is_the_same_and_a_changed_one_is_not(tmp_path: Path) -> None:
    rows = "2026-03-01,2026-03-28,WINCH,CEN,14\n2026-03-01,2026-03-28,WINCH,NOR,14\n"
    first = [e.id for e in feed(tmp_path, HEADER + rows).read(None).events]
    again = [e.id for e in feed(tmp_path, HEADER + rows.replace("NOR,14", "NOR,15")).read(None).events]
    assert again[0] == first[0]
    assert again[1] != first[1]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2026-03-28,2026-03-01,WINCH,CEN,14", "end"),
        ("2026-03-01,2046-03-01,WINCH,CEN,14", "end"),
        ("2026-03-01,2026-03-28,BELL,CEN,14", "item"),
        ("2026-03-01,2026-03-28,WINCH,MOON,14", "location"),
        ("2026-03-01,2026-03-28,WINCH,CEN,-14", "quantity"),
        ("March,2026-03-28,WINCH,CEN,14", "start"),
    ],
)
def test_a_bad_row_is_refused_by_its_field(tmp_path: Path, row: str, field: str) -> None:
    assert only_refusal(feed(tmp_path, HEADER + row + "\n")).field == field
