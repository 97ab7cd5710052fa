"""Promises: how each supplier has kept what it promised, and what it has moved of what is still open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from agents.open_lines import Agreed, agreed_later, open_lines
from agents.outcomes import legs_taken_up
from tools.estimation.fulfilment import TOLERANCE, received
from tools.estimation.supplier_record import SupplierRecord
from trimtab.events import Event, EventType
from trimtab.ledger import Transaction
from trimtab.measures import Frozen

Count = Annotated[int, Field(ge=0)]


class Promises(Frozen):
    """The record of one supplier: order items that came, against the day and the quantity that were promised.

    `on_time`: of the `delivered` ones, those that came no later than promised. `days_late` is the mean, early is
    negative, None where nothing came yet; `most_days_late` the worst. `counted`: those of which nothing is open and it
    is known how much was ordered; `in_full` those of them that came short by no more than 5%. Of the lines that are
    `open`, `redated` were put off since they were promised, and `overdue` should have come. What we asked to come
    later, or paid for to come earlier, is no doing of theirs.
    """

    supplier: str
    delivered: Count = 0
    on_time: Count = 0
    days_late: float | None = None
    most_days_late: int | None = None
    counted: Count = 0
    in_full: Count = 0
    open: Count = 0
    redated: Count = 0
    overdue: Count = 0


def promises(tx: Transaction, today: date) -> list[Promises]:
    """Return the record of every supplier that was ever heard of, by code."""
    told: dict[str, list[Event]] = {}
    for event in tx.events.of_types([EventType.RECEIPT_OBSERVED, EventType.PURCHASE_CHANGED]):
        told.setdefault(str(event.data.get("supplier", "")), []).append(event)
    agreed = agreed_later(legs_taken_up(tx))
    return [_record(supplier, told[supplier], agreed, today) for supplier in sorted(told) if supplier]


def _record(supplier: str, told: Sequence[Event], agreed: Agreed, today: date) -> Promises:
    record = SupplierRecord(supplier=supplier)
    record.fold(told)
    late = [
        (delivery.received - delivery.promised).days - agreed.items.get((number, item), 0.0)
        for number, items in record.orders.items()
        for item, delivery in items.items()
    ]
    lines = [(promised, line) for promised, line, _ in open_lines(told, agreed.lines)]
    coming = {(line.number, line.item) for _, line in lines}
    shares = [order.share for key, order in received(told).items() if key not in coming]
    known = [share for share in shares if share is not None]
    return Promises(
        supplier=supplier,
        delivered=len(late),
        on_time=sum(days <= 0 for days in late),
        days_late=round(math.fsum(late) / len(late), 1) if late else None,
        most_days_late=round(max(late)) if late else None,
        counted=len(known),
        in_full=sum(share >= 1.0 - TOLERANCE for share in known),
        open=len(lines),
        redated=sum(line.due > promised for promised, line in lines),
        overdue=sum(line.due < today for _, line in lines),
    )
