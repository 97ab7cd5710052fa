"""Counts: what was wrong with a stream of readings, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass
class Counts:
    """How many readings were what. All but those `taken` have changed nothing; a day `late` or `corrected` is taken."""

    taken: int = 0
    duplicated: int = 0
    superseded: int = 0
    """An older word on what a newer one was known of already."""
    corrected: int = 0
    """A newer word on a day or document that was told before."""
    late: int = 0
    """A day before the newest of its row: what came after it was learnt anew in the order of the days."""
    too_late: int = 0
    """A day before all that can be learnt anew."""
    out_of_order: int = 0
    """Recorded before what had come already, of whatever row."""
    returned: int = 0
    """More came back than was sold: no demand, and no reason to believe in less of it; the day stays unknown."""
    absurd: int = 0
    """No number, or more than is plausible for the row."""
    future: int = 0
    """A day that is not over yet, or lies before the first."""
    unknown: int = 0
    """Of an item-location that is not watched."""
    refused: int = 0
    """Could not be read at all."""
    missing: int = 0
    """Days of which nothing was told until they could no longer be learnt."""

    def add(self, other: Counts) -> None:
        """Add another's."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
