"""Readings: what events say of item-locations, as columns, with all that tells which word of two is the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from tools.estimation.observations import DemandObserved, DemandTold
from trimtab.events import Event, EventType
from trimtab.state import OpenPurchaseLine, OpenTransferLine

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ON_HAND = 0
"""The `line` of what is on hand; others are those of documents."""
_LEFT_OUT = 2**61
UNKNOWN = -1
"""The row of an item-location that is not watched."""


@dataclass(frozen=True)
class DemandReadings:
    """All demand of a `row` on a `day`, in stock units, (k,) each; `censored`: there was no more to sell.

    Of two words on one day the one `recorded` later (microseconds of the epoch) holds, then the higher `identity`.
    """

    row: Whole
    day: Whole
    quantity: Array
    censored: NDArray[np.bool_]
    recorded: Whole
    identity: Whole

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.row)

    def __getitem__(self, part: slice | NDArray[Any]) -> DemandReadings:
        """Return some of them, in any order."""
        return DemandReadings(
            self.row[part],
            self.day[part],
            self.quantity[part],
            self.censored[part],
            self.recorded[part],
            self.identity[part],
        )


@dataclass(frozen=True)
class SupplyReadings:
    """What is on hand in a `row`, or still to come on a `line` of a document by `day`; (k,) each, stock units.

    Of two words on one line the one `recorded` later holds, then the higher `identity`.
    """

    row: Whole
    line: Whole
    day: Whole
    quantity: Array
    recorded: Whole
    identity: Whole

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.row)

    def __getitem__(self, part: slice | NDArray[Any]) -> SupplyReadings:
        """Return some of them, in any order."""
        return SupplyReadings(
            self.row[part],
            self.line[part],
            self.day[part],
            self.quantity[part],
            self.recorded[part],
            self.identity[part],
        )


@dataclass(frozen=True)
class Readings:
    """What a batch of events said, and how many of them could not be read."""

    demand: DemandReadings
    supply: SupplyReadings
    refused: int = 0

    def __len__(self) -> int:
        """Return how many readings there are."""
        return len(self.demand) + len(self.supply)


@dataclass
class Reader:
    """Reads events: `rows` by item and location, days counted from `first_day`.

    `on_hand` says what the ERP has on hand of an item at a location now: an event of stock only says that it moved.
    """

    rows: Mapping[tuple[str, str], int]
    first_day: date
    on_hand: Callable[[str, str], Decimal]
    _first: int = field(init=False)

    def __post_init__(self) -> None:
        """Count days from the first."""
        self._first = self.first_day.toordinal()

    def read(self, told: Iterable[bytes | Event]) -> Readings:
        """Return what events, or CloudEvents as JSON, say; of other types nothing. Nothing is raised for bad ones."""
        demand: list[tuple[int, int, float, bool, int, int]] = []
        supply: list[tuple[int, int, int, float, int, int]] = []
        refused = 0
        for one in told:
            try:
                event = one if isinstance(one, Event) else Event.model_validate_json(one)
                if event.type is EventType.DEMAND_OBSERVED:
                    demand.append(self._demand(event))
                elif event.type is EventType.DEMAND_HISTORY:
                    demand += self._history(event)
                elif event.type in _LINES:
                    supply.append(self._line(event))
                elif event.type is EventType.STOCK_CHANGED:
                    supply.append(self._stock(event))
            except (ValidationError, InvalidOperation, KeyError, TypeError, ValueError):
                refused += 1
        return Readings(_demand_readings(demand), _supply_readings(supply), refused)

    @staticmethod
    def line_name(kind: str, document: str, line: str, row: int) -> int:
        """Return the number by which a line of a document of one type of event is known in a row."""
        return _identity(kind, f"{document}/{line}/{row}") | 1

    def _demand(self, event: Event) -> tuple[int, int, float, bool, int, int]:
        try:
            told = DemandObserved.model_validate(event.data)
            quantity = float(told.quantity)
        except ValidationError as error:
            # What is wrong with the number alone is told apart where readings are taken in.
            if {problem["loc"] for problem in error.errors(include_url=False)} != {("quantity",)}:
                raise
            told = DemandObserved.model_validate(event.data | {"quantity": 0})
            quantity = float(event.data["quantity"])
        row = self.rows.get((told.item, told.location), UNKNOWN)
        stamp = _microseconds(datetime.fromisoformat(told.recorded_at) if told.recorded_at else event.time)
        censored = event.data.get("censored") is True
        return row, told.date.toordinal() - self._first, quantity, censored, stamp, _identity(event.source, event.id)

    def _history(self, event: Event) -> list[tuple[int, int, float, bool, int, int]]:
        told = DemandTold.model_validate(event.data)
        row = self.rows.get((told.item, told.location), UNKNOWN)
        stamp = _microseconds(datetime.fromisoformat(told.recorded_at) if told.recorded_at else event.time)
        name, refused = _identity(event.source, event.id), {day.toordinal() for day in told.refused}
        return [
            # A day that was only left out gives way to every word that names it.
            (row, day - self._first, quantity or 0.0, False, stamp - (_LEFT_OUT if quantity is None else 0), name)
            for day, quantity in enumerate(told.quantities, told.start.toordinal())
            if quantity is not None or day not in refused
        ]

    def _line(self, event: Event) -> tuple[int, int, int, float, int, int]:
        told: Any = _LINES[event.type].model_validate(event.data)
        place = told.destination if isinstance(told, OpenTransferLine) else told.location
        row = self.rows.get((told.item, place), UNKNOWN)
        line = self.line_name(event.type, told.document, told.line, row)
        day = told.due.toordinal() - self._first
        return row, line, day, float(told.quantity), _microseconds(event.time), _identity(event.source, event.id)

    def _stock(self, event: Event) -> tuple[int, int, int, float, int, int]:
        item, location = event.data["item"], event.data["location"]
        row = self.rows.get((item, location), UNKNOWN)
        there = 0.0 if row == UNKNOWN else float(self.on_hand(item, location))
        return row, ON_HAND, 0, there, _microseconds(event.time), _identity(event.source, event.id)


_LINES: dict[EventType, type[OpenPurchaseLine | OpenTransferLine]] = {
    EventType.PURCHASE_CHANGED: OpenPurchaseLine,
    EventType.TRANSFER_CHANGED: OpenTransferLine,
}


def _identity(source: str, name: str) -> int:
    """Return a number that is the same for the same event on every machine."""
    return int.from_bytes(blake2b(f"{source}\n{name}".encode(), digest_size=8).digest(), "big", signed=True)


def _microseconds(moment: datetime) -> int:
    """Return the microsecond of the epoch; a moment without a time zone is in UTC."""
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def _demand_readings(told: list[tuple[int, int, float, bool, int, int]]) -> DemandReadings:
    row, day, quantity, censored, recorded, identity = zip(*told, strict=True) if told else ((),) * 6
    return DemandReadings(
        _whole(row),
        _whole(day),
        np.array(quantity, float),
        np.array(censored, bool),
        _whole(recorded),
        _whole(identity),
    )


def _supply_readings(told: list[tuple[int, int, int, float, int, int]]) -> SupplyReadings:
    row, line, day, quantity, recorded, identity = zip(*told, strict=True) if told else ((),) * 6
    return SupplyReadings(
        _whole(row), _whole(line), _whole(day), np.array(quantity, float), _whole(recorded), _whole(identity)
    )


def _whole(values: tuple[Any, ...]) -> Whole:
    return np.array(values, dtype=np.int64)
