"""Plausibility: what is well-formed and still cannot have happened, so that one slip does not pass for news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pydantic import BaseModel

from tools.estimation.observations import MOST_DAYS, DemandObserved, DemandTold, Period, ReceiptObserved
from tools.feeds.cells import EARLIEST, LARGEST_QUANTITY, LATEST
from trimtab.events import Event

AHEAD = timedelta(days=1)
"""Somewhere the next day has begun already, and no two clocks agree."""


def impossible(event: Event, payload: BaseModel, now: datetime | None) -> Iterator[tuple[str, str]]:
    """Yield the fields of an event that cannot be right, and why; `now` is the present, None where nobody knows it.

    A day before `EARLIEST` or from `LATEST` on, more than `LARGEST_QUANTITY` units, a promotion or forecast of ten
    years, a receipt from before its order, and what was observed later than `AHEAD` of the present: one such day would
    push a whole history out of sight.
    """
    if event.time.date() < EARLIEST:
        yield "time", f"{event.time.isoformat()} is before {EARLIEST}"
    if now is not None and event.time > now + AHEAD:
        yield "time", f"{event.time.isoformat()} is in the future (it is {now.isoformat()})"
    yield from _out_of_bounds(payload)
    yield from _out_of_order(payload)
    found = _observed_on(payload)
    if now is not None and found is not None and found[1] > (now + AHEAD).date():
        field, day = found
        yield f"data.{field}", f"{day} is in the future (today is {now.date()})"


def _out_of_bounds(payload: BaseModel) -> Iterator[tuple[str, str]]:
    for field, value in payload:
        day = value.date() if isinstance(value, datetime) else value
        if isinstance(day, date) and not EARLIEST <= day < LATEST:
            yield f"data.{field}", f"{day} is not between {EARLIEST} and {LATEST}"
    for field in ("quantity", "quantities", "ordered_quantity", "per_day"):
        told = getattr(payload, field, None)
        several = told if isinstance(told, tuple) else (told,)
        if any(x is not None and abs(x) > LARGEST_QUANTITY for x in several):
            yield f"data.{field}", f"is more than {LARGEST_QUANTITY:,} units"


def _out_of_order(payload: BaseModel) -> Iterator[tuple[str, str]]:
    if isinstance(payload, Period) and (payload.end - payload.start).days >= MOST_DAYS:
        yield "data.end", f"{payload.end} is {MOST_DAYS} days after {payload.start}, or more"
    if isinstance(payload, ReceiptObserved):
        for field, day in (("promised", payload.promised), ("received", payload.received)):
            if day < payload.ordered:
                yield f"data.{field}", f"{day} is before the order of {payload.ordered}"


def _observed_on(payload: BaseModel) -> tuple[str, date] | None:
    """Return the last day that a payload has seen, and the field that says so; None for what may lie ahead."""
    if isinstance(payload, DemandObserved):
        return "date", payload.date
    if isinstance(payload, DemandTold):
        return "quantities", payload.start + timedelta(days=len(payload.quantities) - 1)
    if isinstance(payload, ReceiptObserved):
        return "received", payload.received
    return None
