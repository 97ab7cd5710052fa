"""Demand history as CSV: one row per item-location and day, the total that customers wanted, in stock units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from tools.estimation.estimate import midnight
from tools.estimation.observations import MOST_DAYS, DemandObserved, DemandTold
from tools.feeds.cells import known, not_after, to_code, to_date, to_quantity, to_yes
from tools.feeds.csv import CsvFeed, RowContext
from tools.feeds.table import Column
from trimtab.errors import InputError
from trimtab.events import Event, EventType
from trimtab.identifiers import deterministic_id
from trimtab.subjects import item_location


@dataclass(frozen=True)
class DemandRow:
    """What one row says."""

    record: str
    day: date
    item: str
    location: str
    quantity: Decimal
    stocked_out: bool = False


class DemandCsv(CsvFeed[DemandRow]):
    """Reads `date,item,location,quantity`: a row says all demand of its day, zero is demand of zero.

    `stocked_out` may stand there too: `yes` on days on which stock ran out, so that what was sold is only a part.

    A file of one day makes a `demand.observed` event of every row. A file of several days makes one `demand.history`
    event of each item-location in it, from its first to its last day: a day without a row is a day without demand
    unless another file names it, a day whose row was refused stays unknown. Events are told apart by what they say,
    so that a file that is dropped again, or overlaps another, changes nothing.
    """

    name: ClassVar[str] = "demand_csv"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("date"),
        Column("item"),
        Column("location"),
        Column("quantity"),
        Column("stocked_out", also=("stockout",), required=False),
    )
    key: ClassVar[tuple[str, ...]] = ("date", "item", "location")
    whole: ClassVar[bool] = True

    def row(self, cells: Mapping[str, str], context: RowContext) -> DemandRow:
        """Return what one row says; raises InputError."""
        record = context.record
        day = to_date(cells["date"], record=record, field="date")
        not_after(context.today, day, record=record, field="date")
        item = to_code(cells["item"], record=record, field="item")
        location = to_code(cells["location"], record=record, field="location")
        known(context.network, "item", item, record=record)
        known(context.network, "location", location, record=record)
        quantity = to_quantity(cells["quantity"], decimal_comma=context.decimal_comma, record=record, field="quantity")
        stocked_out = to_yes(cells.get("stocked_out", ""), record=record, field="stocked_out")
        return DemandRow(record, day, item, location, quantity, stocked_out)

    def events(self, rows: Sequence[DemandRow], refused: Sequence[Mapping[str, str]], recorded_at: str) -> list[Event]:
        """Return one event a row, or one an item-location where the rows are of several days."""
        if len({row.day for row in rows} | {day for _, day in _places_and_days(refused)}) <= 1:
            return [self._day(row, recorded_at) for row in rows]
        unknown: dict[tuple[str, str], set[date]] = {}
        for place, day in _places_and_days(refused):
            unknown.setdefault(place, set()).add(day)
        by_place: dict[tuple[str, str], list[DemandRow]] = {}
        for row in rows:
            by_place.setdefault((row.item, row.location), []).append(row)
        return [
            self._history(part, unknown.get(place, set()), recorded_at)
            for place, of_place in by_place.items()
            for part in _parts(sorted(of_place, key=lambda r: r.day))
        ]

    def _day(self, row: DemandRow, recorded_at: str) -> Event:
        told = DemandObserved(
            record=row.record,
            recorded_at=recorded_at,
            date=row.day,
            item=row.item,
            location=row.location,
            quantity=row.quantity,
            stocked_out=row.stocked_out,
        )
        mark = ("stocked out",) if row.stocked_out else ()
        return Event(
            id=deterministic_id("dem", row.day, row.item, row.location, row.quantity, *mark),
            source=self.source,
            type=EventType.DEMAND_OBSERVED,
            subject=item_location(row.item, row.location),
            time=midnight(row.day),
            data=told.model_dump(mode="json"),
        )

    def _history(self, rows: Sequence[DemandRow], unknown: set[date], recorded_at: str) -> Event:
        """Return the event of the rows of one item-location, which are in order of their days."""
        start, end = rows[0].day, rows[-1].day
        named = {row.day: float(row.quantity) for row in rows}
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        told = DemandTold(
            record=f"{rows[0].record} to {rows[-1].record.rpartition(' ')[2]}",
            recorded_at=recorded_at,
            item=rows[0].item,
            location=rows[0].location,
            start=start,
            quantities=tuple(named.get(day) for day in days),
            refused=tuple(sorted(day for day in unknown if start <= day <= end and day not in named)),
            stocked_out=tuple(row.day for row in rows if row.stocked_out),
        )
        mark = (told.stocked_out,) if told.stocked_out else ()
        return Event(
            id=deterministic_id("deh", told.item, told.location, start, told.quantities, told.refused, *mark),
            source=self.source,
            type=EventType.DEMAND_HISTORY,
            subject=item_location(told.item, told.location),
            time=midnight(end),
            data=told.model_dump(mode="json"),
        )


def _parts(rows: Sequence[DemandRow]) -> Iterator[Sequence[DemandRow]]:
    """Yield rows in stretches of at most `MOST_DAYS` days."""
    first = 0
    for index, row in enumerate(rows):
        if (row.day - rows[first].day).days >= MOST_DAYS:
            yield rows[first:index]
            first = index
    yield rows[first:]


def _places_and_days(refused: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], date]]:
    """Yield item-location and day of the refused rows that name a day, whatever is wrong with the rest of them."""
    for cells in refused:
        try:
            day = to_date(cells.get("date", "").strip(), record="", field="date")
        except InputError:
            continue
        yield (cells.get("item", "").strip(), cells.get("location", "").strip()), day
