"""CSV feeds: files of uncertain form are refused whole, rows one by one, and reading can be resumed or repeated."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.feeds.files import (
    DEMAND_HEADER,
    RECEIPTS_HEADER,
    days_told,
    demand_feed,
    only_refusal,
    receipts_feed,
)
from tests.tools.small_network import small_network
from tools.feeds.csv import CsvFeed
from tools.feeds.demand_csv import DemandCsv
from trimtab.clock import SystemClock
from trimtab.errors import InvalidField
from trimtab.events import Event
from trimtab.ports import Feed

RECEIPTS = "".join(f"PO-{n},FAR,WINCH,2025-12-01,2026-01-05,2026-01-{14 + n},{300 + n}\n" for n in range(3))
GOOD = "2026-02-01,WINCH,CEN,5\n2026-02-02,WINCH,CEN,7\n2026-02-03,WINCH,CEN,0\n"


def ids(events: object) -> list[str]:
    assert isinstance(events, list)
    return [event.id for event in events if isinstance(event, Event)]


def test_a_csv_feed_is_a_feed(tmp_path: Path) -> None:
    feed: Feed = demand_feed(tmp_path, DEMAND_HEADER + GOOD)
    assert feed.name == "demand_csv"
    assert len(days_told(feed.read(None).events)) == 3


@pytest.mark.parametrize(
    "content",
    [
        (DEMAND_HEADER + GOOD).encode(),
        b"\xef\xbb\xbf" + (DEMAND_HEADER + GOOD).encode(),
        (DEMAND_HEADER + GOOD).replace(",", ";").encode(),
        (DEMAND_HEADER + GOOD).replace("\n", "\r\n").encode(),
        (DEMAND_HEADER + GOOD).replace("\n", "\n\n").encode(),
        (DEMAND_HEADER + GOOD).replace("date,item", "Date , ITEM").encode(),
        b"quantity,location,item,date\n5,CEN,WINCH,2026-02-01\n7,CEN,WINCH,2026-02-02\n0,CEN,WINCH,2026-02-03",
    ],
    ids=[
        "plain",
        "byte order mark",
        "semicolons",
        "windows lines",
        "blank lines",
        "header spelled freely",
        "reordered",
    ],
)
def test_the_same_rows_in_another_form_are_the_same_events(tmp_path: Path, content: bytes) -> None:
    expected = demand_feed(tmp_path, DEMAND_HEADER + GOOD).read(None)
    found = demand_feed(tmp_path, content).read(None)
    assert ids(found.events) == ids(expected.events)
    assert not found.refused


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        (b"", "header", "is empty"),
        (b"\n \n", "header", "is empty"),
        (b"date,item,location\n2026-02-01,WINCH,CEN\n", "header", "missing column quantity"),
        (b"date,article,location,quantity\n", "header", "missing column item; unknown column article"),
        (b"date,item,location,quantity,price\n", "header", "unknown column price"),
        (b"date,item,location,quantity,quantity\n", "header", "repeated column quantity"),
        (b"2026-02-01,WINCH,CEN,5\n", "header", "missing columns date, item, location, quantity"),
        (b"date item location quantity\n", "header", "not a header"),
        ((DEMAND_HEADER + "2026-02-01,CAF\xc9,CEN,5\n").encode("latin-1"), "encoding", r"not UTF-8 text \(line 2\)"),
        ((DEMAND_HEADER + GOOD).encode("utf-16"), "encoding", "not UTF-8"),
        (DEMAND_HEADER.encode() + b"2026-02-01,\0,CEN,5\n", "encoding", "not UTF-8"),
        (DEMAND_HEADER.encode() + b'"' + b"x" * 200_000 + b'",WINCH,CEN,5\n', "quotes", "cannot be split"),
    ],
)
def test_a_file_of_uncertain_form_is_refused_whole_with_one_clear_error(
    tmp_path: Path, content: bytes, field: str, message: str
) -> None:
    feed = demand_feed(tmp_path, content)
    batch = feed.read(None)
    assert not batch.events
    (refused,) = batch.refused
    assert (refused.record, refused.field, refused.code) == ("demand.csv", field, "input.invalid_field")
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(refused.message)
    assert not feed.read(batch.cursor).refused, "a refused file is reported once"


def test_the_refusal_of_a_header_says_what_the_header_must_be(tmp_path: Path) -> None:
    assert "must be date,item,location,quantity" in only_refusal(demand_feed(tmp_path, "day,qty\n")).message


def test_a_bad_row_is_kept_whole_and_the_good_rows_around_it_become_events(tmp_path: Path) -> None:
    feed = demand_feed(
        tmp_path, DEMAND_HEADER + "2026-02-01,WINCH,CEN,5\n2026-02-02,WINCH,CEN,x\n2026-02-03,WINCH,CEN,7\n"
    )
    batch = feed.read(None)
    assert len(days_told(batch.events)) == 2
    (refused,) = batch.refused
    assert (refused.record, refused.field, refused.source) == ("demand.csv row 3", "quantity", "csv/demand_csv")
    assert refused.payload == {"date": "2026-02-02", "item": "WINCH", "location": "CEN", "quantity": "x"}


@pytest.mark.parametrize(
    ("row", "payload"),
    [
        ("2026-02-01,WINCH,CEN", {"date": "2026-02-01", "item": "WINCH", "location": "CEN"}),
        (
            "2026-02-01,WINCH,CEN,5,6",
            {"date": "2026-02-01", "item": "WINCH", "location": "CEN", "quantity": "5", "cell 5": "6"},
        ),
    ],
)
def test_a_row_with_too_many_or_too_few_cells_is_refused_whole(
    tmp_path: Path, row: str, payload: dict[str, str]
) -> None:
    refused = only_refusal(demand_feed(tmp_path, DEMAND_HEADER + row + "\n"))
    assert (refused.record, refused.field, refused.payload) == ("demand.csv row 2", "columns", payload)


def test_an_open_quote_loses_nothing(tmp_path: Path) -> None:
    batch = demand_feed(tmp_path, DEMAND_HEADER + '2026-02-01,WINCH,CEN,5\n2026-02-02,"WINCH,CEN,7\n' + GOOD).read(None)
    assert len(batch.events) == 1
    assert "2026-02-03" in str(batch.refused[0].payload)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    refused = only_refusal(
        demand_feed(tmp_path, DEMAND_HEADER + "\n2026-02-01,WINCH,CEN,5\n\n2026-02-02,WINCH,CEN,x\n")
    )
    assert refused.record == "demand.csv row 5"


def test_a_repeated_row_counts_once_and_the_repetition_is_refused(tmp_path: Path) -> None:
    batch = demand_feed(tmp_path, DEMAND_HEADER + GOOD + "2026-02-01,WINCH,CEN,5\n").read(None)
    assert len(days_told(batch.events)) == 3
    assert [(r.record, r.message) for r in batch.refused] == [("demand.csv row 5", "repeats row 2, which counts")]


def test_rows_that_contradict_each_other_are_all_refused_also_across_readings(tmp_path: Path) -> None:
    other = "PO-0,FAR,WINCH,2025-12-01,2026-01-05,2026-01-14,9\n"
    feed = receipts_feed(tmp_path, RECEIPTS_HEADER + RECEIPTS + other, rows_per_reading=2)
    batches = [feed.read(None)]
    batches.append(feed.read(batches[0].cursor))
    refused = [r for batch in batches for r in batch.refused]
    assert [r.record for r in refused] == ["receipts.csv row 2", "receipts.csv row 5"]
    assert refused[0].message.startswith("contradicts row 5, which has the same purchase_order and supplier")
    assert sum(len(batch.events) for batch in batches) == 2


def test_a_missing_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidField, match=r"demand.csv, file: cannot be opened: No such file"):
        DemandCsv(tmp_path / "demand.csv", small_network(), SystemClock()).read(None)


def test_reading_changes_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    feed = demand_feed(tmp_path, DEMAND_HEADER + GOOD + "x\n")
    first, second = feed.read(None), feed.read(None)
    assert (first.events, first.refused, first.cursor) == (second.events, second.refused, second.cursor)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["demand.csv"]


@pytest.mark.parametrize("cursor", ["", "tryton:17", "demand", "demand:x"])
def test_a_cursor_of_another_feed_means_reading_from_the_start(tmp_path: Path, cursor: str) -> None:
    assert len(receipts_feed(tmp_path, RECEIPTS_HEADER + RECEIPTS).read(cursor).events) == 3


def test_a_file_that_grew_is_read_anew_and_its_old_rows_are_the_same_events(tmp_path: Path) -> None:
    first = receipts_feed(tmp_path, RECEIPTS_HEADER + RECEIPTS).read(None)
    longer = receipts_feed(tmp_path, RECEIPTS_HEADER + RECEIPTS + RECEIPTS.replace("PO-0", "PO-9").splitlines()[0])
    second = longer.read(first.cursor)
    assert ids(second.events)[:3] == ids(first.events)
    assert len(second.events) == 4
    assert not longer.read(second.cursor).events


def test_a_feed_sees_that_its_file_was_replaced_between_readings(tmp_path: Path) -> None:
    feed = receipts_feed(tmp_path, RECEIPTS_HEADER + RECEIPTS, rows_per_reading=2)
    first = feed.read(None)
    (tmp_path / "receipts.csv").write_text(RECEIPTS_HEADER + RECEIPTS.splitlines()[0].replace("FAR,WINCH", "NEAR,ROPE"))
    assert [event.subject for event in feed.read(first.cursor).events] == ["source:NEAR/ROPE"]


def test_a_corrected_row_is_another_event_recorded_later(tmp_path: Path) -> None:
    first = demand_feed(tmp_path, DEMAND_HEADER + GOOD).read(None)
    corrected = demand_feed(tmp_path, DEMAND_HEADER + GOOD.replace(",5", ",50"))
    os.utime(tmp_path / "demand.csv", (4e9, 4e9))
    second = corrected.read(first.cursor)
    assert second.events[0].id != first.events[0].id
    assert second.events[0].data["recorded_at"] > first.events[0].data["recorded_at"]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["PO-1", "PO-2", "PO-3", "", '"']),
            st.sampled_from(["FAR", "MOON", ",", ";"]),
            st.sampled_from(["WINCH", "ROPE", "BELL"]),
            st.just("2025-12-01"),
            st.just("2026-01-05"),
            st.sampled_from(["2026-02-01", "2026-02-02", "2026-02-30", "x", ""]),
            st.one_of(st.integers(-3, 20).map(str), st.text(max_size=6).filter(lambda t: "\0" not in t)),
        ),
        max_size=12,
    ),
    step=st.integers(1, 5),
)
def test_whatever_stands_in_the_rows_every_row_is_an_event_or_refused_in_any_step(
    rows: list[tuple[str, ...]], step: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = RECEIPTS_HEADER + "\n".join(",".join(row) for row in rows) + "\n"
    content = text.encode(errors="replace")
    directory = tmp_path_factory.mktemp("feed")
    whole = receipts_feed(directory, content).read(None)
    events, refused = _read_all(receipts_feed(directory, content, rows_per_reading=step))
    assert events == ids(whole.events)
    assert refused == [r.record for r in whole.refused]
    assert len(set(events)) == len(events)
    if rows:
        assert events or refused


def _read_all(feed: CsvFeed[Event]) -> tuple[list[str], list[str]]:
    events, refused, cursor = [], [], None
    while True:
        batch = feed.read(cursor)
        if batch.cursor == cursor:
            return events, refused
        events += ids(batch.events)
        refused += [r.record for r in batch.refused]
        cursor = batch.cursor
