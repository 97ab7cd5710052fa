"""The official forecast as CSV: one row per item-location and period, the total that is expected, in stock units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from tools.estimation.estimate import midnight
from tools.estimation.observations import MOST_DAYS, ForecastTold
from tools.feeds.cells import known, to_code, to_date, to_quantity
from tools.feeds.csv import CsvFeed, RowContext
from tools.feeds.table import Column
from trimtab.errors import InvalidField
from trimtab.events import Event, EventType
from trimtab.identifiers import deterministic_id
from trimtab.subjects import item_location


class ForecastCsv(CsvFeed[Event]):
    """Reads `start,end,item,location,quantity` into `forecast.changed` events: demand without promotions.

    `quantity` is that of the whole period, both days included. A row that was read before says nothing new; one that
    changed is what is said from the day on which it is read.
    """

    name: ClassVar[str] = "forecast_csv"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("start", also=("from",)),
        Column("end", also=("to",)),
        Column("item"),
        Column("location"),
        Column("quantity"),
    )
    key: ClassVar[tuple[str, ...]] = ("start", "end", "item", "location")

    def events(self, rows: Sequence[Event], refused: Sequence[Mapping[str, str]], recorded_at: str) -> list[Event]:
        """Return the events as they are: every row is one."""
        del refused, recorded_at
        return list(rows)

    def row(self, cells: Mapping[str, str], context: RowContext) -> Event:
        """Return the event of one row; raises InputError."""
        record = context.record
        start, end = (to_date(cells[field], record=record, field=field) for field in ("start", "end"))
        days = (end - start).days + 1
        if not 0 < days <= MOST_DAYS:
            raise InvalidField(f"{end} is before {start}, or ten years after", record=record, field="end")
        item = to_code(cells["item"], record=record, field="item")
        location = to_code(cells["location"], record=record, field="location")
        known(context.network, "item", item, record=record)
        known(context.network, "location", location, record=record)
        quantity = to_quantity(cells["quantity"], decimal_comma=context.decimal_comma, record=record, field="quantity")
        told = ForecastTold(
            record=record,
            recorded_at=context.recorded_at,
            item=item,
            location=location,
            start=start,
            end=end,
            per_day=float(quantity) / days,
        )
        return Event(
            id=deterministic_id("fct", item, location, start, end, quantity),
            source=self.source,
            type=EventType.FORECAST_CHANGED,
            subject=item_location(item, location),
            time=midnight(context.today),
            data=told.model_dump(mode="json"),
        )
