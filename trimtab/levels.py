"""Levels of the company's own planning system: what it says, record by record, and what could not be read of it."""

from __future__ import annotations

from decimal import Decimal

from trimtab.events import Quarantined
from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative

PLANNING_SYSTEM = "planning system"
"""The source of a level that the company's own planning system computed."""


class SourcedLevel(Frozen):
    """Minimum and target of an item-location in stock units, as one record of a planning system says them."""

    item: Code
    location: Code
    minimum: NonNegative
    target: NonNegative
    source: str = PLANNING_SYSTEM


class LevelReading(Frozen):
    """One reading: the levels, each item-location once, the records refused, and a version that changes with both."""

    version: str
    levels: tuple[SourcedLevel, ...]
    refused: tuple[Quarantined, ...] = ()

    def in_force(self) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
        """Return minimum and target by item-location."""
        return {(x.item, x.location): (x.minimum, x.target) for x in self.levels}
