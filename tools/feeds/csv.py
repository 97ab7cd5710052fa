"""CSV feeds: the reading of any CSV file as events, row by row; which rows is said by `demand_csv` and its siblings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from tools.feeds.batch import Batch
from tools.feeds.table import Column, Row, Table, file_digest, read_table
from trimtab.errors import InputError, InvalidField
from trimtab.events import Event, Quarantined
from trimtab.network import Network
from trimtab.ports import Clock

ROWS_PER_READING = 5000
Twins = Mapping[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]
"""Rows of every key that stands more than once: row number and cells."""


@dataclass(frozen=True)
class RowContext:
    """What a row is judged by, besides itself: where it stands, when the file was written, the network and today."""

    record: str
    recorded_at: str
    decimal_comma: bool
    network: Network
    today: date


R = TypeVar("R")


class CsvFeed(ABC, Generic[R]):
    """A feed over one CSV file. A bad row is quarantined, a bad header or encoding refuses the whole file.

    The cursor is `<digest of the content>:<rows read>`: reading goes on where it stopped, and begins anew when the
    content changed; events have ids made from their content, so what is read twice counts once. All is read when the
    cursor comes back unchanged. Rows of one key that contradict each other are all refused; a plain repetition is
    refused and its first row kept. `R` is what one row says; a subclass makes events of it.
    """

    name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    whole: ClassVar[bool] = False
    """Whether a reading takes in the whole file, because its rows make events together."""

    def __init__(self, path: Path, network: Network, clock: Clock, rows_per_reading: int = ROWS_PER_READING) -> None:
        self._path = path
        self._network = network
        self._clock = clock
        self._rows_per_reading = rows_per_reading
        self._parsed: tuple[Table, Twins] | None = None

    @property
    def source(self) -> str:
        """Return the source of the events: the kind of file, so that a row found again in another file is the same."""
        return f"csv/{self.name}"

    @abstractmethod
    def row(self, cells: Mapping[str, str], context: RowContext) -> R:
        """Return what one row says; raises InputError naming `context.record` and the field."""

    @abstractmethod
    def events(self, rows: Sequence[R], refused: Sequence[Mapping[str, str]], recorded_at: str) -> list[Event]:
        """Return the events that the good rows of a reading make; `refused` holds the cells of the others."""

    def read(self, cursor: str | None) -> Batch:
        """Return the next rows; raises InvalidField only when there is no such file or it cannot be opened."""
        content, recorded_at = self._open()
        digest, at = file_digest(content), self._clock.business_now()
        start = _rows_read(cursor, digest)
        try:
            table, twins = self._table(content, digest)
        except InputError as error:
            refused = [] if start else [self._quarantined(error, {"file": self._path.name, "digest": digest}, at)]
            return Batch(events=[], refused=refused, cursor=f"{digest}:1")
        part = table.rows[start:] if self.whole else table.rows[start : start + self._rows_per_reading]
        told: list[R] = []
        bad: list[Quarantined] = []
        for row in part:
            context = RowContext(
                record=table.record(row),
                recorded_at=recorded_at,
                decimal_comma=table.delimiter == ";",
                network=self._network,
                today=at.date(),
            )
            try:
                cells = table.named(row)
                said = self.row(cells, context)
                _refuse_twin(row, cells, twins, context.record, self.key)
            except InputError as error:
                payload = dict(zip(table.columns, row.cells, strict=False)) | _surplus(table, row)
                bad.append(self._quarantined(error, payload, at))
            else:
                told.append(said)
        events = self.events(told, [q.payload for q in bad], recorded_at)
        return Batch(events=events, refused=bad, cursor=f"{digest}:{start + len(part)}")

    def _table(self, content: bytes, digest: str) -> tuple[Table, Twins]:
        """Return the table and its repeated keys, parsed once per content however many readings it takes."""
        if self._parsed is None or self._parsed[0].digest != digest:
            table = read_table(self._path, content, self.columns)
            self._parsed = (table, _twins(table, self.key))
        return self._parsed

    def _open(self) -> tuple[bytes, str]:
        try:
            content = self._path.read_bytes()
            written = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError as error:
            raise InvalidField(
                f"cannot be opened: {error.strerror}", record=self._path.name, field="file", remedy="Check the path."
            ) from None
        return content, written.isoformat(timespec="microseconds")

    def _quarantined(self, error: InputError, payload: dict[str, str], at: datetime) -> Quarantined:
        message = f"{error.message} {error.remedy}".strip()
        return Quarantined(
            source=self.source,
            record=error.record,
            field=error.field,
            code=error.code,
            message=message,
            payload=payload,
            at=at,
        )


def _twins(table: Table, key: tuple[str, ...]) -> Twins:
    """Return the rows of every key that stands more than once: row number and stripped cells."""
    places = [table.columns.index(name) for name in key]
    groups: dict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] = {}
    for row in table.rows:
        if len(row.cells) == len(table.columns):
            cells = tuple(cell.strip() for cell in row.cells)
            groups.setdefault(tuple(cells[place] for place in places), []).append((row.number, cells))
    return {of: rows for of, rows in groups.items() if len(rows) > 1}


def _refuse_twin(row: Row, cells: Mapping[str, str], twins: Twins, record: str, key: tuple[str, ...]) -> None:
    """Raise InvalidField for a row that repeats an earlier one, and for every row of a contradiction."""
    group = twins.get(tuple(cells[name] for name in key))
    if group is None:
        return
    field = "+".join(key)
    first = group[0][0]
    if len({content for _, content in group}) > 1:
        others = ", ".join(str(number) for number, _ in group if number != row.number)
        raise InvalidField(
            f"contradicts row {others}, which has the same {' and '.join(key)}",
            record=record,
            field=field,
            remedy="Keep the one that is right.",
        )
    if row.number != first:
        raise InvalidField(f"repeats row {first}, which counts", record=record, field=field)


def _surplus(table: Table, row: Row) -> dict[str, str]:
    """Return the cells beyond the last column, by position, so that a refused row is kept whole."""
    width = len(table.columns)
    return {f"cell {place}": cell for place, cell in enumerate(row.cells[width:], start=width + 1)}


def _rows_read(cursor: str | None, digest: str) -> int:
    """Return how many rows of this content the cursor has seen; another content, or no cursor, is zero."""
    known, _, count = (cursor or "").partition(":")
    return int(count) if known == digest and count.isdecimal() else 0
