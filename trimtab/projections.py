"""Projections: expected stock of an item-location over time, without and with a bundle, for charts and evidence."""

from __future__ import annotations

from datetime import date

from trimtab.measures import Frozen


class StockProjection(Frozen):
    """Expected stock at the end of each day in stock units; `low` and `high` are the 10% and 90% quantiles.

    All series have the length of `days`; `low` and `high` are with the bundle. `minimum_before` and `minimum_after` are
    the order point in force and the new one.
    """

    item: str
    location: str
    unit: str
    days: tuple[date, ...]
    without: tuple[float, ...]
    with_bundle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    minimum_before: float | None = None
    minimum_after: float | None = None
