"""Demand history as CSV: one row per item-location and day, the total that customers wanted, in stock units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tools.estimation.estimate import midnight
from tools.estimation.observations import DemandObserved
from tools.feeds.cells import known, not_after, to_code, to_date, to_quantity
from tools.feeds.csv import CsvFeed, RowContext
from tools.feeds.table import Column
from trimtab.events import Event, EventType
from trimtab.identifiers import deterministic_id
from trimtab.subjects import item_location


class DemandCsv(CsvFeed):
    """Reads `date,item,location,quantity` into `demand.observed` events.

    A row says all demand of its day: zero is demand of zero, a missing row is a day nobody knows about.
    """

    name: ClassVar[str] = "demand_csv"
    columns: ClassVar[tuple[Column, ...]] = (Column("date"), Column("item"), Column("location"), Column("quantity"))
    key: ClassVar[tuple[str, ...]] = ("date", "item", "location")

    def event(self, cells: Mapping[str, str], context: RowContext) -> Event:
        """Return the event of one row; raises InputError."""
        record = context.record
        day = to_date(cells["date"], record=record, field="date")
        not_after(context.today, day, record=record, field="date")
        item = to_code(cells["item"], record=record, field="item")
        location = to_code(cells["location"], record=record, field="location")
        known(context.network, "item", item, record=record)
        known(context.network, "location", location, record=record)
        quantity = to_quantity(cells["quantity"], decimal_comma=context.decimal_comma, record=record, field="quantity")
        told = DemandObserved(
            record=record,
            recorded_at=context.recorded_at,
            date=day,
            item=item,
            location=location,
            quantity=quantity,
        )
        return Event(
            id=deterministic_id("dem", day, item, location, quantity),
            source=self.source,
            type=EventType.DEMAND_OBSERVED,
            subject=item_location(item, location),
            time=midnight(day),
            data=told.model_dump(mode="json"),
        )
