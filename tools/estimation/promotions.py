"""Promotions: on which days of an item-location demand was not the usual; what was said last of a day holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from trimtab.measures import Frozen


class Promotion(Frozen):
    """A promotion as one event told it: from `start` to `end`, both included, `per_day` units beyond the usual."""

    start: date
    end: date
    per_day: float


def in_force(told: Mapping[str, Promotion]) -> list[Promotion]:
    """Return the promotions that hold, by start; `told` is keyed so that what was said later sorts later.

    What is said of a stretch of days takes the place of every promotion that overlaps it; zero a day only takes away.
    """
    held: list[Promotion] = []
    for key in sorted(told):
        said = told[key]
        held = [p for p in held if p.end < said.start or said.end < p.start]
        if said.per_day:
            held.append(said)
    return sorted(held, key=lambda p: (p.start, p.end))


def promoted_days(promotions: Iterable[Promotion]) -> frozenset[date]:
    """Return all days of some promotions."""
    return frozenset(p.start + timedelta(days=n) for p in promotions for n in range((p.end - p.start).days + 1))
