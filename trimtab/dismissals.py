"""Dismissals: signals that were looked at and are not worth acting on; doing nothing is on the record too."""

from __future__ import annotations

from decimal import Decimal

from pydantic import AwareDatetime

from trimtab.measures import Currency, Frozen


class Dismissal(Frozen):
    """What moved, what acting would have saved (`avoidable` once, `level_per_day` lasting), and the limit above it."""

    id: str
    items: tuple[str, ...]
    title: str
    because: str
    currency: Currency
    avoidable: Decimal
    level_per_day: Decimal
    limit: Decimal
    event_ids: tuple[str, ...] = ()
    at: AwareDatetime
