"""The level feed: brings no events; what a level source's reading refuses goes into quarantine, once per version."""

from __future__ import annotations

from typing import ClassVar

from tools.feeds.batch import Batch
from trimtab.ports import Feed, LevelSource


class LevelFeed(Feed):
    """Reads a level source for what is wrong with it."""

    name: ClassVar[str] = "levels"

    def __init__(self, source: LevelSource) -> None:
        """Read `source`; the cursor is the version that was read last."""
        self._source = source

    def read(self, cursor: str | None) -> Batch:
        """Return the records refused of a version not read before; raises as the source does."""
        reading = self._source.read()
        seen = cursor == reading.version and bool(reading.version)
        return Batch(events=(), refused=() if seen else reading.refused, cursor=reading.version)
