"""Events as feeds tell them, for tests of estimators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tools.estimation.demand import DemandHistory
from tools.estimation.estimate import Estimate, midnight
from trimtab.beliefs import Normal
from trimtab.events import Event, EventType
from trimtab.subjects import item_location, source

MONDAY = date(2026, 1, 5)


def demand(day: date, quantity: float, recorded_at: str = "2026-03-01", event_id: str = "") -> Event:
    return Event(
        id=event_id or f"dem-{day}-{quantity}",
        source="csv/demand_csv",
        type=EventType.DEMAND_OBSERVED,
        subject=item_location("WINCH", "CEN"),
        time=midnight(day),
        data={
            "date": day.isoformat(),
            "item": "WINCH",
            "location": "CEN",
            "quantity": str(quantity),
            "recorded_at": recorded_at,
        },
    )


def demand_series(quantities: Iterable[float], first: date = MONDAY) -> list[Event]:
    return [demand(first + timedelta(days=n), float(quantity)) for n, quantity in enumerate(quantities)]


def receipt(
    number: int, late: int, *, item: str = "WINCH", supplier: str = "FAR", quoted: int = 35, every: int = 14
) -> Event:
    """The receipt of the n-th purchase order, one every `every` days, promised `quoted` days after the order."""
    ordered = MONDAY + timedelta(days=every * number)
    promised = ordered + timedelta(days=quoted)
    received = promised + timedelta(days=late)
    return Event(
        id=f"rcv-{number}-{item}-{late}",
        source="csv/receipts_csv",
        type=EventType.RECEIPT_OBSERVED,
        subject=source(supplier, item),
        time=midnight(received),
        data={
            "purchase_order": f"PO-{number:03}",
            "supplier": supplier,
            "item": item,
            "ordered": ordered.isoformat(),
            "promised": promised.isoformat(),
            "received": received.isoformat(),
            "quantity": "10",
        },
    )


def day(n: int) -> date:
    """Return a day by its number, from a Monday."""
    return MONDAY + timedelta(days=n)


def estimated(*events: Event) -> Estimate:
    """Return what is believed of the demand of a winch after some events."""
    history = DemandHistory(item="WINCH", location="CEN")
    history.fold(events)
    found = history.estimate()
    assert found is not None
    return found


def normal(*events: Event) -> Normal:
    """Return its distribution."""
    found = estimated(*events).distribution
    assert isinstance(found, Normal)
    return found
