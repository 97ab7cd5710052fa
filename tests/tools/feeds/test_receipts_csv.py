"""Receipt rows become receipt.observed events of their source, with dates in a possible order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.feeds.files import RECEIPTS_HEADER, only_refusal, receipts_feed
from tools.estimation.supplier_record import SupplierRecord
from trimtab.events import EventType

GOOD = "PO-1,FAR,WINCH,2025-12-01,2026-01-05,2026-01-14,300\n"


def test_a_row_is_one_event_of_its_source(tmp_path: Path) -> None:
    (event,) = receipts_feed(tmp_path, RECEIPTS_HEADER + GOOD).read(None).events
    assert (event.type, event.subject) == (EventType.RECEIPT_OBSERVED, "source:FAR/WINCH")
    assert event.time.isoformat() == "2026-01-14T00:00:00+00:00"


def test_location_may_stand_there_and_the_order_may_be_called_order(tmp_path: Path) -> None:
    header = "order,supplier,item,location,quantity,ordered,promised,received\n"
    row = "PO-1,FAR,WINCH,{},300,2025-12-01,2026-01-05,2026-01-14\n"
    (event,) = receipts_feed(tmp_path, header + row.format("CEN")).read(None).events
    assert (event.data["purchase_order"], event.data["location"]) == ("PO-1", "CEN")
    assert only_refusal(receipts_feed(tmp_path, header + row.format("MOON"))).field == "location"


def test_how_much_was_ordered_may_stand_there(tmp_path: Path) -> None:
    header = RECEIPTS_HEADER.replace("quantity", "quantity,ordered_quantity")
    rows = GOOD.replace("300", "290,300") + GOOD.replace("PO-1", "PO-2").replace("300", "300,")
    said, unsaid = receipts_feed(tmp_path, header + rows).read(None).events
    assert (said.data["quantity"], said.data["ordered_quantity"]) == ("290.0", "300.0")
    assert unsaid.data["ordered_quantity"] is None
    assert only_refusal(receipts_feed(tmp_path, header + GOOD.replace("300", "1,0"))).field == "ordered_quantity"


def test_a_line_that_came_in_two_parts_has_two_rows(tmp_path: Path) -> None:
    batch = receipts_feed(tmp_path, RECEIPTS_HEADER + GOOD + GOOD.replace("2026-01-14", "2026-01-20")).read(None)
    assert (len(batch.events), len(batch.refused)) == (2, 0)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("PO-1,MOON,WINCH,2025-12-01,2026-01-05,2026-01-14,300", "supplier"),
        ("PO-1,FAR,BELL,2025-12-01,2026-01-05,2026-01-14,300", "item"),
        (",FAR,WINCH,2025-12-01,2026-01-05,2026-01-14,300", "purchase_order"),
        ("PO-1,FAR,WINCH,2025-13-01,2026-01-05,2026-01-14,300", "ordered"),
        ("PO-1,FAR,WINCH,2025-12-01,2025-11-05,2026-01-14,300", "promised"),
        ("PO-1,FAR,WINCH,2025-12-01,2026-01-05,2025-11-14,300", "received"),
        ("PO-1,FAR,WINCH,2025-12-01,2026-01-05,2026-03-14,300", "received"),
        ("PO-1,FAR,WINCH,2025-12-01,2026-01-05,,300", "received"),
        ("PO-1,FAR,WINCH,2025-12-01,2026-01-05,2026-01-14,0", "quantity"),
        ("PO-1,FAR,WINCH,2025-12-01,2026-01-05,2026-01-14,-1", "quantity"),
    ],
)
def test_a_wrong_row_is_refused_by_record_and_field(tmp_path: Path, row: str, field: str) -> None:
    refused = only_refusal(receipts_feed(tmp_path, RECEIPTS_HEADER + row + "\n"))
    assert (refused.record, refused.field) == ("receipts.csv row 2", field)


def test_what_the_feed_brings_the_estimator_understands(tmp_path: Path) -> None:
    record = SupplierRecord(supplier="FAR")
    record.fold(receipts_feed(tmp_path, RECEIPTS_HEADER + GOOD).read(None).events)
    (delay,) = record.delays({"WINCH": 35.0}, (), record.orders["PO-1"]["WINCH"].received)
    assert delay.days == 9.0
