"""Dropped files: a feed over a file that people or programs drop into a folder, now and again, or never."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from tools.feeds.batch import Batch
from tools.feeds.csv import CsvFeed
from trimtab.ports import Clock, Feed

WRITTEN_FOR_SECONDS = 1.0
"""A file that changed a moment ago may not be whole yet: its last row could end in the middle of a number."""


class DroppedFile(Feed):
    """Reads a CSV feed's file once it is there and whole; until then nothing is new."""

    name: ClassVar[str] = "dropped"

    def __init__(self, feed: CsvFeed[Any], path: Path, clock: Clock) -> None:
        """Wait for `path`, which `feed` reads; the cursor is kept under the name of that feed."""
        self._feed = feed
        self._path = path
        self._clock = clock
        self.name = feed.name  # type: ignore[misc]  # the port names it per class; here each file has its own

    def read(self, cursor: str | None) -> Batch:
        """Return the next rows, or nothing; raises InvalidField where the file is there and cannot be opened."""
        nothing = Batch(events=(), refused=(), cursor=cursor or "")
        try:
            written = self._path.stat().st_mtime
        except FileNotFoundError:
            return nothing
        if 0 <= self._clock.wall_now().timestamp() - written < WRITTEN_FOR_SECONDS:
            return nothing
        return self._feed.read(cursor)
