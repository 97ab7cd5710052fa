"""Payloads: what the data of each type of event must hold, checked before an event from outside is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.estimation.observations import (
    DemandObserved,
    DemandTold,
    LaneTold,
    PromotionTold,
    ReceiptObserved,
    first_problem,
)
from trimtab import subjects
from trimtab.errors import InvalidField, UnknownReference
from trimtab.events import Event, EventType
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
    EventType.PROMOTION_CHANGED: PromotionTold,
    EventType.LANE_CHANGED: LaneTold,
    EventType.RECEIPT_OBSERVED: ReceiptObserved,
    EventType.PURCHASE_CHANGED: OpenPurchaseLine,
    EventType.SALES_CHANGED: OpenSalesLine,
    EventType.TRANSFER_CHANGED: OpenTransferLine,
    EventType.ORDER_POINT_CHANGED: OrderPoint,
    EventType.STOCK_CHANGED: StockChanged,
    EventType.REQUEST_CHANGED: OpenRequest,
}


@dataclass(frozen=True)
class Known:
    """The codes that records may name; an empty collection means that there is no network to check against."""

    items: Collection[str] = ()
    locations: Collection[str] = ()
    suppliers: Collection[str] = ()
    customers: Collection[str] = ()


def check_payload(event: Event, known: Known) -> None:
    """Raise InvalidField or UnknownReference naming the event and the field of its data that is wrong."""
    record = f"event {event.source} {event.id}"
    try:
        payload = MODELS[event.type].model_validate(event.data)
    except ValidationError as error:
        field, reason = first_problem(error)
        raise InvalidField(reason, record=record, field=f"data.{field}") from None
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
    if isinstance(payload, DemandObserved | DemandTold | PromotionTold | StockChanged):
        return subjects.item_location(payload.item, payload.location)
    if isinstance(payload, OpenPurchaseLine):
        return subjects.purchase_line(payload.document, payload.line)
    if isinstance(payload, LaneTold):
        return subjects.lane(payload.origin, payload.destination)
    if isinstance(payload, OpenRequest):
        return subjects.request(payload.document)
    return ""
