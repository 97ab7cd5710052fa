"""Receipt history as CSV: one row per item of a purchase order and day of receipt, with what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from tools.estimation.estimate import midnight
from tools.estimation.observations import ReceiptObserved
from tools.feeds.cells import known, not_after, to_code, to_date, to_quantity
from tools.feeds.csv import CsvFeed, RowContext
from tools.feeds.table import Column
from trimtab.errors import InvalidField
from trimtab.events import Event, EventType
from trimtab.identifiers import deterministic_id
from trimtab.subjects import source as source_subject


class ReceiptsCsv(CsvFeed[Event]):
    """Reads `purchase_order,supplier,item,ordered,promised,received,quantity` into `receipt.observed` events.

    `location` may stand there too, and `ordered_quantity`: how much of the item was ordered. A line that came in parts
    has one row per day of receipt.
    """

    name: ClassVar[str] = "receipts_csv"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("purchase_order", also=("order",)),
        Column("supplier"),
        Column("item"),
        Column("location", required=False),
        Column("ordered"),
        Column("promised"),
        Column("received"),
        Column("quantity"),
        Column("ordered_quantity", also=("quantity_ordered",), required=False),
    )
    key: ClassVar[tuple[str, ...]] = ("purchase_order", "supplier", "item", "received")

    def events(self, rows: Sequence[Event], refused: Sequence[Mapping[str, str]], recorded_at: str) -> list[Event]:
        """Return the events as they are: every row is one."""
        del refused, recorded_at
        return list(rows)

    def row(self, cells: Mapping[str, str], context: RowContext) -> Event:
        """Return the event of one row; raises InputError."""
        record = context.record
        codes = {field: to_code(cells[field], record=record, field=field) for field in self.key[:3]}
        location = cells.get("location") or None
        known(context.network, "supplier", codes["supplier"], record=record)
        known(context.network, "item", codes["item"], record=record)
        if location:
            known(context.network, "location", location, record=record)
        days = {name: to_date(cells[name], record=record, field=name) for name in ("ordered", "promised", "received")}
        _possible(days, context.today, record)
        quantity = to_quantity(cells["quantity"], decimal_comma=context.decimal_comma, record=record, field="quantity")
        if not quantity:
            raise InvalidField("is zero: nothing was received", record=record, field="quantity")
        asked = _asked(cells.get("ordered_quantity", ""), context)
        told = ReceiptObserved(
            record=record,
            recorded_at=context.recorded_at,
            purchase_order=codes["purchase_order"],
            supplier=codes["supplier"],
            item=codes["item"],
            location=location,
            quantity=quantity,
            ordered_quantity=asked,
            **days,
        )
        mark = () if asked is None else (asked,)
        return Event(
            id=deterministic_id("rcv", *codes.values(), location, *days.values(), quantity, *mark),
            source=self.source,
            type=EventType.RECEIPT_OBSERVED,
            subject=source_subject(codes["supplier"], codes["item"]),
            time=midnight(days["received"]),
            data=told.model_dump(mode="json"),
        )


def _asked(text: str, context: RowContext) -> Decimal | None:
    """Return how much was ordered, None where the cell is empty; raises InvalidField."""
    if not text:
        return None
    field, comma = "ordered_quantity", context.decimal_comma
    asked = to_quantity(text, decimal_comma=comma, record=context.record, field=field)
    if not asked:
        raise InvalidField("is zero: nothing was ordered", record=context.record, field=field)
    return asked


def _possible(days: Mapping[str, date], today: date, record: str) -> None:
    """Check the order of the dates; raises InvalidField."""
    not_after(today, days["received"], record=record, field="received")
    for later in ("promised", "received"):
        if days[later] < days["ordered"]:
            raise InvalidField(
                f"{days[later]} is before the order of {days['ordered']}",
                record=record,
                field=later,
                remedy="Check that the columns are not swapped.",
            )
