"""The official fake of the port `LevelSource`: levels in memory, and the runs that were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from tools.levels.records import Record, read_records
from trimtab.levels import LevelReading
from trimtab.network import Network
from trimtab.ports import Clock, LevelSource


class FakeLevels(LevelSource):
    """Says what `records` hold, checked as those of a real planning system; `asked` are the runs asked for."""

    name: ClassVar[str] = "levels/fake"

    def __init__(self, records: Iterable[Record], network: Network, clock: Clock) -> None:
        """Start with some records."""
        self.records = list(records)
        self.asked: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self._network = network
        self._clock = clock

    def read(self) -> LevelReading:
        """Return what the records say."""
        version = str(hash(repr(self.records)))
        return read_records(self.records, self._network, self.name, version, self._clock.business_now())

    def close(self) -> None:
        """Nothing is kept open."""

    def ask_to_run(self, reason: str, places: tuple[tuple[str, str], ...]) -> str:
        """Remember that a run was asked for, and name it."""
        self.asked.append((reason, places))
        return f"run-{len(self.asked)}"
