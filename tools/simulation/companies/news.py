"""News: what a system of record and people tell, as the events that feeds bring in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tools.simulation.companies.company import morning_of
from tools.simulation.companies.record import PurchaseRecord, day_of
from trimtab import subjects
from trimtab.events import Event, EventType
from trimtab.state import OpenPurchaseLine

Place = tuple[str, str]


class News:
    """Makes events, each with an id of its own and the time of the day on which it is told."""

    def __init__(self, source: str) -> None:
        """Tell in the name of a source."""
        self._source = source
        self._told = 0

    def history(self, place: Place, start: int, quantities: Sequence[int]) -> Event:
        """Tell the demand of a stretch of days."""
        data = {"item": place[0], "location": place[1], "start": day_of(start).isoformat(), "quantities": quantities}
        return self._event(EventType.DEMAND_HISTORY, subjects.item_location(*place), start + len(quantities), data)

    def demand(self, place: Place, day: int, quantity: int) -> Event:
        """Tell the demand of a day."""
        data = {"item": place[0], "location": place[1], "date": day_of(day).isoformat(), "quantity": quantity}
        return self._event(EventType.DEMAND_OBSERVED, subjects.item_location(*place), day, data)

    def receipt(self, line: PurchaseRecord, day: int) -> Event:
        """Tell that a line came in."""
        data = {
            "purchase_order": line.document,
            "supplier": line.supplier,
            "item": line.item,
            "location": line.location,
            "ordered": day_of(line.ordered).isoformat(),
            "promised": day_of(line.promised).isoformat(),
            "received": day_of(day).isoformat(),
            "quantity": str(line.quantity),
        }
        return self._event(EventType.RECEIPT_OBSERVED, subjects.source(line.supplier, line.item), day, data)

    def purchase(self, line: OpenPurchaseLine, day: int) -> Event:
        """Tell how an open line stands."""
        subject = subjects.purchase_line(line.document, line.line)
        return self._event(EventType.PURCHASE_CHANGED, subject, day, line.model_dump(mode="json"))

    def promotion(self, place: Place, day: int, first: int, last: int, per_day: float) -> Event:
        """Tell of a promotion; none a day says that it is off."""
        data = {
            "item": place[0],
            "location": place[1],
            "start": day_of(first).isoformat(),
            "end": day_of(last).isoformat(),
            "per_day": per_day,
        }
        return self._event(EventType.PROMOTION_CHANGED, subjects.item_location(*place), day, data)

    def lane(self, lane: tuple[str, str], day: int, closed_until: date | None) -> Event:
        """Tell that a lane is closed, or open again."""
        data: dict[str, Any] = {"origin": lane[0], "destination": lane[1], "open": closed_until is None}
        if closed_until is not None:
            data |= {"until": closed_until.isoformat(), "reason": "closed"}
        return self._event(EventType.LANE_CHANGED, subjects.lane(*lane), day, data)

    def _event(self, kind: EventType, subject: str, day: int, data: dict[str, Any]) -> Event:
        self._told += 1
        at = morning_of(day) + timedelta(microseconds=self._told)
        return Event(id=f"{self._told}", source=self._source, type=kind, subject=subject, time=at, data=data)
