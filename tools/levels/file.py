"""The level file: a CSV that the planning system writes, `item,location,minimum,target`."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tools.feeds.table import Column, read_table
from tools.levels.records import FIELDS, Record, read_records
from trimtab.errors import InputError, Refused, Unavailable
from trimtab.events import Quarantined
from trimtab.levels import LevelReading
from trimtab.network import Network
from trimtab.ports import Clock, LevelSource

COLUMNS = tuple(Column(name) for name in FIELDS)


class LevelFile(LevelSource):
    """Reads one file afresh each time; a file cannot be asked to run again."""

    name: ClassVar[str] = "levels/file"

    def __init__(self, path: Path, network: Network, clock: Clock) -> None:
        """Read the file at `path`."""
        self._path = path
        self._network = network
        self._clock = clock

    def read(self) -> LevelReading:
        """Return the levels of the file; a file whose form is wrong has none, and is refused as a whole."""
        try:
            content = self._path.read_bytes()
        except OSError as error:
            raise Unavailable(f"{self._path.name}: {error.strerror}", system=self.name) from None
        at = self._clock.business_now()
        try:
            table = read_table(self._path, content, COLUMNS)
        except InputError as error:
            whole = Quarantined(
                source=self.name,
                record=error.record,
                field=error.field,
                code=error.code,
                message=str(error.message),
                payload={"file": self._path.name},
                at=at,
            )
            return LevelReading(version="", levels=(), refused=(whole,))
        rows: list[Record] = []
        for row in table.rows:
            cells = {name: cell.strip() for name, cell in zip(table.columns, row.cells, strict=False)}
            rows.append((table.record(row), cells))
        comma = table.delimiter == ";"
        return read_records(rows, self._network, self.name, table.digest, at, decimal_comma=comma)

    def close(self) -> None:
        """Nothing is kept open."""

    def ask_to_run(self, reason: str, places: tuple[tuple[str, str], ...]) -> str:
        """Refuse: nobody reads a request beside a file."""
        raise Refused(
            f"a file cannot be asked to run again ({reason})",
            system=self.name,
            remedy=f"Run the planning system for {len(places)} item-locations and write the file anew.",
        )
