"""Demand rows become demand.observed events of their item-location and day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tools.feeds.files import DEMAND_HEADER, demand_feed, only_refusal
from tools.estimation.demand import DemandHistory
from tools.estimation.observations import DemandObserved, observed
from trimtab.events import EventType


def test_a_row_is_one_event_of_its_item_location_and_day(tmp_path: Path) -> None:
    (event,) = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5.50\n").read(None).events
    assert (event.type, event.subject) == (EventType.DEMAND_OBSERVED, "item-location:WINCH@CEN")
    assert event.time == datetime(2026, 2, 1, tzinfo=UTC)
    told = observed(DemandObserved, event)
    assert (str(told.quantity), told.record) == ("5.50", "demand.csv row 2")


def test_the_id_depends_on_what_the_row_says_not_on_how_or_where(tmp_path: Path) -> None:
    plain = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5\n").read(None).events[0]
    other = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-02,WINCH,CEN,1\n2026-02-01,WINCH,CEN,5.0\n").read(None)
    assert other.events[1].id == plain.id


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("2026-02-01,BELL,CEN,5", "item", "input.unknown_reference"),
        ("2026-02-01,winch,CEN,5", "item", "input.unknown_reference"),
        ("2026-02-01,WINCH,MOON,5", "location", "input.unknown_reference"),
        ("2026-02-01,,CEN,5", "item", "input.invalid_field"),
        ("2026-02-30,WINCH,CEN,5", "date", "input.invalid_field"),
        ("2026-03-03,WINCH,CEN,5", "date", "input.invalid_field"),
        ("2026-02-01,WINCH,CEN,-5", "quantity", "input.invalid_field"),
        ("2026-02-01,WINCH,CEN,", "quantity", "input.invalid_field"),
        ("2026-02-01,WINCH,CEN,99999999", "quantity", "input.invalid_field"),
    ],
)
def test_a_wrong_row_is_refused_by_record_and_field(tmp_path: Path, row: str, field: str, code: str) -> None:
    refused = only_refusal(demand_feed(tmp_path, DEMAND_HEADER + row + "\n"))
    assert (refused.record, refused.field, refused.code) == ("demand.csv row 2", field, code)


def test_demand_of_today_and_of_zero_is_accepted(tmp_path: Path) -> None:
    assert len(demand_feed(tmp_path, DEMAND_HEADER + "2026-03-02,WINCH,CEN,0\n").read(None).events) == 1


def test_what_the_feed_brings_the_estimator_understands(tmp_path: Path) -> None:
    rows = "".join(f"2026-02-{day:02},WINCH,CEN,{day % 2 * 2}\n" for day in range(1, 29))
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(demand_feed(tmp_path, DEMAND_HEADER + rows).read(None).events)
    found = history.estimate()
    assert found is not None
    assert found.distribution.model_dump()["mean"] == pytest.approx(1.0, rel=0.02)
