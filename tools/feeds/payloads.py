"""Payloads: what the data of each type of event must hold, checked before an event from outside is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.estimation.observations import (
    ConfirmationExpected,
    DemandObserved,
    DemandTold,
    ForecastTold,
    LaneTold,
    Period,
    PromotionTold,
    ReceiptObserved,
    first_problem,
)
from tools.feeds.plausibility import impossible
from trimtab import subjects
from trimtab.errors import InputError, InvalidField, UnknownReference
from trimtab.events import Event, EventType, Quarantined
from trimtab.network import Code
from trimtab.state import OpenPurchaseLine, OpenRequest, OpenSalesLine, OpenTransferLine, OrderPoint


class StockChanged(BaseModel):
    """Data of `stock.changed`: an item-location whose stock moved, by how many stock units."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    item: Code
    location: Code
    quantity: Decimal


MODELS: dict[EventType, type[BaseModel]] = {
    EventType.DEMAND_OBSERVED: DemandObserved,
    EventType.DEMAND_HISTORY: DemandTold,
    EventType.FORECAST_CHANGED: ForecastTold,
    EventType.PROMOTION_CHANGED: PromotionTold,
    EventType.LANE_CHANGED: LaneTold,
    EventType.RECEIPT_OBSERVED: ReceiptObserved,
    EventType.PURCHASE_CHANGED: OpenPurchaseLine,
    EventType.CONFIRMATION_EXPECTED: ConfirmationExpected,
    EventType.SALES_CHANGED: OpenSalesLine,
    EventType.TRANSFER_CHANGED: OpenTransferLine,
    EventType.ORDER_POINT_CHANGED: OrderPoint,
    EventType.STOCK_CHANGED: StockChanged,
    EventType.REQUEST_CHANGED: OpenRequest,
}


@dataclass(frozen=True)
class Known:
    """The codes that records may name, and the present, after which nothing can have happened.

    An empty collection means that there is no network to check against; without `now` the future is not looked at.
    """

    items: Collection[str] = ()
    locations: Collection[str] = ()
    suppliers: Collection[str] = ()
    customers: Collection[str] = ()
    now: datetime | None = None


def sifted(events: Iterable[Event], known: Known, at: datetime) -> tuple[list[Event], list[Quarantined]]:
    """Return the events an agent can read, and the others as they go into quarantine, refused `at` that moment."""
    good: list[Event] = []
    refused: list[Quarantined] = []
    for event in events:
        try:
            check_payload(event, known)
        except InputError as error:
            refused.append(
                Quarantined(
                    source=event.source,
                    record=error.record,
                    field=error.field,
                    code=error.code,
                    message=error.message,
                    payload=event.model_dump(mode="json"),
                    at=at,
                )
            )
        else:
            good.append(event)
    return good, refused


def check_payload(event: Event, known: Known) -> None:
    """Raise InvalidField or UnknownReference naming the event and the field of its data that is wrong.

    Wrong is also what cannot have happened (see `plausibility`).
    """
    record = f"event {event.source} {event.id}"
    try:
        payload = MODELS[event.type].model_validate(event.data)
    except ValidationError as error:
        field, reason = first_problem(error)
        raise InvalidField(reason, record=record, field=f"data.{field}") from None
    for field, reason in impossible(event, payload, known.now):
        raise InvalidField(reason, record=record, field=field)
    named = {
        "item": known.items,
        "location": known.locations,
        "origin": known.locations,
        "destination": known.locations,
        "supplier": known.suppliers,
        "customer": known.customers,
    }
    for field, codes in named.items():
        value = getattr(payload, field, None)
        if value is not None and codes and value not in codes:
            raise UnknownReference(f"{value!r} is not in the network", record=record, field=f"data.{field}")
    wanted = _subject(payload)
    if wanted and event.subject != wanted:
        raise InvalidField(f"is {event.subject!r}, its data say {wanted!r}", record=record, field="subject")


def _subject(payload: BaseModel) -> str:
    """Return the subject an event must have, by which it is found again; empty where any will do."""
    if isinstance(payload, DemandObserved | DemandTold | Period | StockChanged):
        return subjects.item_location(payload.item, payload.location)
    if isinstance(payload, OpenPurchaseLine | ConfirmationExpected):
        return subjects.purchase_line(payload.document, payload.line)
    if isinstance(payload, LaneTold):
        return subjects.lane(payload.origin, payload.destination)
    if isinstance(payload, OpenRequest):
        return subjects.request(payload.document)
    return ""
