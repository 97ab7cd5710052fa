"""Readings: what events say, read from JSON or as events; what cannot be read is counted, never raised."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import pytest

from tools.watching import Reader
from tools.watching.readings import ON_HAND, UNKNOWN
from trimtab.events import Event, EventType

ROWS = {("P", "A"): 0, ("P", "B"): 1}
AT = "2026-03-05T06:00:00Z"
LINE = {
    "document": "12",
    "number": "PO12",
    "line": "1",
    "supplier": "S",
    "item": "P",
    "location": "B",
    "quantity": "8",
    "due": "2026-03-09",
}


def reader() -> Reader:
    return Reader(ROWS, date(2026, 3, 1), lambda _item, location: Decimal(7 if location == "A" else 9))


def told(kind: EventType, data: dict[str, Any], name: str = "e1") -> bytes:
    fields = {"id": name, "source": "erp", "type": kind, "subject": "any", "time": AT, "data": data}
    return json.dumps(fields).encode()


def demand(**changed: Any) -> bytes:
    data = {"date": "2026-03-04", "item": "P", "location": "A", "quantity": "2.5"}
    return told(EventType.DEMAND_OBSERVED, data | changed)


def test_demand_is_read_with_its_day_and_the_moment_it_was_recorded() -> None:
    found = reader().read([demand(), demand(recorded_at="2026-03-04T23:00:00Z", location="B", censored=True)]).demand
    assert found.row.tolist() == [0, 1]
    assert found.day.tolist() == [3, 3]
    assert found.quantity.tolist() == [2.5, 2.5]
    assert found.censored.tolist() == [False, True]
    hours = (datetime(2026, 3, 5, 6, tzinfo=UTC) - datetime(2026, 3, 4, 23, tzinfo=UTC)).total_seconds()
    assert found.recorded[0] - found.recorded[1] == hours * 1e6


def test_an_event_is_read_as_its_json_is_and_has_the_same_identity_wherever_it_is_read() -> None:
    one, other = reader().read([demand()]), reader().read([Event.model_validate_json(demand())])
    digest = blake2b(b"erp\ne1", digest_size=8).digest()
    assert one.demand.identity.tolist() == other.demand.identity.tolist()
    assert one.demand.identity[0] == int.from_bytes(digest, "big", signed=True)


def test_a_history_is_a_reading_a_day_and_a_day_left_out_gives_way_to_one_that_is_named() -> None:
    data = {"item": "P", "location": "B", "start": "2026-03-01", "quantities": [3, None, None, 0.5]}
    event = told(EventType.DEMAND_HISTORY, data | {"refused": ["2026-03-03"], "recorded_at": AT})
    found = reader().read([event, demand(date="2026-03-02", location="B", recorded_at="2026-01-01T00:00:00Z")]).demand
    assert found.day.tolist() == [0, 1, 3, 1]
    assert found.quantity.tolist() == [3.0, 0.0, 0.5, 2.5]
    assert found.recorded[1] < found.recorded[3] < found.recorded[0]


def test_a_line_of_a_document_keeps_its_name_and_another_has_another() -> None:
    transfer = {k: v for k, v in LINE.items() if k not in {"supplier", "location"}}
    transfer |= {"origin": "A", "destination": "B", "shipped": True}
    found = reader().read(
        [
            told(EventType.PURCHASE_CHANGED, LINE),
            told(EventType.PURCHASE_CHANGED, LINE | {"due": "2026-03-11", "quantity": "0"}),
            told(EventType.TRANSFER_CHANGED, transfer),
        ]
    )
    supply = found.supply
    assert supply.row.tolist() == [1, 1, 1]
    assert supply.day.tolist() == [8, 10, 8]
    assert supply.quantity.tolist() == [8.0, 0.0, 8.0]
    assert supply.line[0] == supply.line[1] != supply.line[2]
    assert ON_HAND not in supply.line


def test_stock_that_moved_is_what_the_erp_has_on_hand_now() -> None:
    data = {"item": "P", "location": "B", "quantity": "1"}
    found = reader().read([told(EventType.STOCK_CHANGED, data)]).supply
    assert (found.row[0], found.line[0], found.quantity[0]) == (1, ON_HAND, 9.0)


@pytest.mark.parametrize(("quantity", "read"), [("-4", -4.0), (-3, -3.0), ("1e9", 1e9)])
def test_a_number_that_cannot_be_demand_is_handed_on_to_be_counted(quantity: object, read: float) -> None:
    found = reader().read([demand(quantity=quantity)])
    assert found.refused == 0
    assert found.demand.quantity.tolist() == [read]


def test_what_cannot_be_read_is_counted_and_the_rest_is_read() -> None:
    bad = [b"{", b"[]", demand(date="yesterday"), demand(quantity="many"), demand(item=""), demand(quantity=None)]
    bad += [told(EventType.STOCK_CHANGED, {"item": "P"}), told(EventType.PURCHASE_CHANGED, {})]
    found = reader().read([*bad, demand()])
    assert found.refused == len(bad)
    assert len(found) == 1


def test_what_is_not_watched_has_no_row_and_other_types_say_nothing() -> None:
    found = reader().read([demand(item="Q"), told(EventType.LANE_CHANGED, {})])
    assert found.demand.row.tolist() == [UNKNOWN]
    assert (len(found), found.refused) == (1, 0)
