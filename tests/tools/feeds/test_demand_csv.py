"""Demand rows of one day become demand.observed events, files of several days one demand.history event per place."""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest

from tests.tools.feeds.files import DEMAND_HEADER, TODAY, demand_feed, only_refusal
from tests.tools.small_network import small_network
from tools.estimation.demand import DemandHistory, demand_histories
from tools.estimation.observations import DemandObserved, observed
from tools.feeds.demand_csv import DemandCsv
from trimtab import subjects
from trimtab.clock import ManualClock
from trimtab.events import Event, EventType
from trimtab.ledger import open_ledger
from trimtab.network import Network


def test_a_row_is_one_event_of_its_item_location_and_day(tmp_path: Path) -> None:
    (event,) = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5.50\n").read(None).events
    assert (event.type, event.subject) == (EventType.DEMAND_OBSERVED, "item-location:WINCH@CEN")
    assert event.time == datetime(2026, 2, 1, tzinfo=UTC)
    told = observed(DemandObserved, event)
    assert (str(told.quantity), told.record) == ("5.50", "demand.csv row 2")


def test_the_id_depends_on_what_the_row_says_not_on_how_or_where(tmp_path: Path) -> None:
    plain = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5\n").read(None).events[0]
    other = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,NOR,1\n2026-02-01,WINCH,CEN,5.0\n").read(None)
    assert other.events[1].id == plain.id


SEVERAL = "2026-02-03,WINCH,CEN,7\n2026-02-01,WINCH,CEN,5\n2026-02-02,ROPE,NOR,2.5\n"


def test_a_file_of_several_days_makes_one_event_of_each_item_location(tmp_path: Path) -> None:
    winch, rope = demand_feed(tmp_path, DEMAND_HEADER + SEVERAL).read(None).events
    assert (winch.type, winch.subject) == (EventType.DEMAND_HISTORY, "item-location:WINCH@CEN")
    assert winch.time == datetime(2026, 2, 3, tzinfo=UTC)
    assert (winch.data["start"], winch.data["quantities"]) == ("2026-02-01", [5.0, None, 7.0])
    assert winch.data["record"] == "demand.csv row 3 to 2"
    assert (rope.subject, rope.data["quantities"]) == ("item-location:ROPE@NOR", [2.5])


def test_a_file_dropped_again_in_another_order_is_the_same_events(tmp_path: Path) -> None:
    first = demand_feed(tmp_path, DEMAND_HEADER + SEVERAL).read(None).events
    again = demand_feed(tmp_path, DEMAND_HEADER + "\n".join(reversed(SEVERAL.splitlines()))).read(None).events
    assert {e.id for e in again} == {e.id for e in first}


def series(*events: Event) -> list[float]:
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(events)
    return [quantity for _, quantity in history.series()]


def test_a_day_without_a_row_is_a_day_without_demand_unless_another_file_names_it(tmp_path: Path) -> None:
    (told,) = (
        demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5\n2026-02-03,WINCH,CEN,7\n").read(None).events
    )
    (named,) = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-02,WINCH,CEN,4\n").read(None).events
    assert series(told) == [5.0, 0.0, 7.0]
    assert series(told, named) == series(named, told) == [5.0, 4.0, 7.0]


def test_a_correction_of_two_days_leaves_those_between_alone(tmp_path: Path) -> None:
    (first,) = (
        demand_feed(tmp_path, DEMAND_HEADER + "".join(f"2026-02-0{n},WINCH,CEN,{n}\n" for n in range(1, 6)))
        .read(None)
        .events
    )
    corrected = demand_feed(tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,10\n2026-02-05,WINCH,CEN,50\n")
    os.utime(tmp_path / "demand.csv", (4e9, 4e9))
    (later,) = corrected.read(None).events
    assert series(first, later) == series(later, first) == [10.0, 2.0, 3.0, 4.0, 50.0]


def test_a_day_whose_row_was_refused_stays_unknown_and_the_good_days_are_kept(tmp_path: Path) -> None:
    rows = "2026-02-01,WINCH,CEN,5\n2026-02-02,WINCH,CEN,4x\n2026-02-03,WINCH,CEN,7\n"
    batch = demand_feed(tmp_path, DEMAND_HEADER + rows).read(None)
    assert [(q.record, q.field) for q in batch.refused] == [("demand.csv row 3", "quantity")]
    assert batch.events[0].data["refused"] == ["2026-02-02"]
    assert series(*batch.events) == [5.0, 7.0]


@pytest.mark.no_cover
def test_two_years_of_a_whole_company_are_read_and_folded_in_a_few_readings_of_the_file(tmp_path: Path) -> None:
    """117,000 rows, checked, kept, folded and estimated, beside `csv.DictReader` that does nothing but read them."""
    network = wide_network()
    days = [date(2024, 3, 2) + timedelta(days=n) for n in range(730)]
    places = [(i.code, x.code) for i in network.items for x in network.locations]
    rows = [f"{day},{item},{place},{(day.toordinal() * 7 + len(item)) % 11}" for day in days for item, place in places]
    path = tmp_path / "demand.csv"
    path.write_text(DEMAND_HEADER + "\n".join(rows))
    begun = process_time()
    with path.open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == len(rows)
    started = process_time()
    batch = DemandCsv(path, network, ManualClock(TODAY)).read(None)
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "halyard", ManualClock(TODAY))
    with ledger.write() as tx:
        assert len(tx.events.add(batch.events)) == len(places)
    with ledger.read() as tx:
        histories = demand_histories(tx, [subjects.item_location(*place) for place in places])
    estimates = [history.estimate() for history in histories.values()]
    ratio = (process_time() - started) / (started - begun)
    sys.stdout.write(f"{len(rows)} rows read, kept, folded and estimated in {ratio:.1f} times what reading takes\n")
    assert not batch.refused
    assert all(estimates)
    assert ratio < 40


def wide_network() -> Network:
    """Forty items at four locations."""
    small = small_network()
    items = tuple(small.items[0].model_copy(update={"code": f"ITEM-{n}"}) for n in range(40))
    locations = tuple(small.locations[0].model_copy(update={"code": code}) for code in ("CEN", "NOR", "EAS", "WES"))
    return small.model_copy(update={"items": items, "locations": locations, "sources": (), "lanes": ()})


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
