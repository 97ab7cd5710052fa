"""Offers of changes for the company of one winch: one function a kind, varied by keyword."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.tools.optimizer.planning.company import CEN, NOR, TODAY, WINCH, eur, purchase
from trimtab.beliefs import Function
from trimtab.offers import (
    CancelOffer,
    CancelRequestOffer,
    ExpediteOffer,
    ReallocateOffer,
    ReleaseOffer,
    RerouteOffer,
    RescheduleOffer,
    ShapeOffer,
    SubstituteOffer,
    SwitchOffer,
)
from trimtab.state import OpenPurchaseLine, OpenRequest, OpenSalesLine, OrderPointKind

OPEN = purchase(60, 4)


def on(days: int) -> date:
    """Return the date so many days from today."""
    return TODAY + timedelta(days=days)


def of_line(kind: str, line: OpenPurchaseLine, **more: Any) -> dict[str, Any]:
    """Return the fields that all changes of an open purchase line share."""
    fields = {name: getattr(line, name) for name in ("document", "number", "line", "supplier", "item", "location")}
    usual = {"id": kind, "function": Function.PROCUREMENT, "quantity": line.quantity, "due": line.due}
    return fields | usual | more


def expedite(to: int, fee: float, line: OpenPurchaseLine = OPEN, **more: Any) -> ExpediteOffer:
    return ExpediteOffer.model_validate(of_line("expedite", line, to=on(to), fee=eur(fee)) | more)


def reschedule(to: int, line: OpenPurchaseLine = OPEN, **more: Any) -> RescheduleOffer:
    return RescheduleOffer.model_validate(of_line("reschedule", line, to=on(to)) | more)


def cancel(fee: float, saved: float, line: OpenPurchaseLine = OPEN, **more: Any) -> CancelOffer:
    return CancelOffer.model_validate(of_line("cancel", line, fee=eur(fee), saved=eur(saved)) | more)


def switch(to: int, fee: float, price: float, line: OpenPurchaseLine = OPEN, **more: Any) -> SwitchOffer:
    prices = {"unit_price": eur(price), "unit_price_before": eur(212)}
    fields = of_line("switch", line, to=on(to), fee=eur(fee), to_supplier="BRF", **prices)
    return SwitchOffer.model_validate(fields | more)


def reroute(to: int, cost: float, line: OpenPurchaseLine = OPEN, **more: Any) -> RerouteOffer:
    fields = of_line("reroute", line, to=on(to), cost=eur(cost), to_location=NOR)
    return RerouteOffer.model_validate(fields | {"function": Function.LOGISTICS} | more)


def request(quantity: float, location: str = CEN, **more: Any) -> OpenRequest:
    usual = {
        "document": "pr-1",
        "kind": OrderPointKind.PURCHASE,
        "item": WINCH,
        "location": location,
        "quantity": Decimal(str(quantity)),
        "due": on(35),
        "supplier": "KMW",
    }
    return OpenRequest.model_validate(usual | more)


def release(asked: OpenRequest, **more: Any) -> ReleaseOffer:
    usual = {
        "id": "release",
        "function": Function.PROCUREMENT,
        "document": asked.document,
        "supplier": "KMW",
        "item": asked.item,
        "location": asked.location,
        "quantity": asked.quantity,
        "unit_price": eur(212),
        "lead_time_days": 35,
        "minimum_order": Decimal(60),
        "lot_multiple": Decimal(12),
    }
    return ReleaseOffer.model_validate(usual | more)


def cancel_request(asked: OpenRequest, **more: Any) -> CancelRequestOffer:
    fields = {name: getattr(asked, name) for name in ("document", "item", "location", "quantity", "due")}
    usual = {"id": "cancel_request", "function": Function.PROCUREMENT}
    return CancelRequestOffer.model_validate(fields | usual | more)


def reallocate(taken: OpenSalesLine, given: OpenSalesLine, later: int, cost: float, **more: Any) -> ReallocateOffer:
    usual = {
        "id": "reallocate",
        "function": Function.LOGISTICS,
        "item": taken.item,
        "location": taken.location,
        "quantity": taken.quantity,
        "from_document": taken.document,
        "from_number": taken.number,
        "from_line": taken.line,
        "from_customer": taken.customer,
        "due": taken.due,
        "later": on(later),
        "to_document": given.document,
        "to_number": given.number,
        "to_line": given.line,
        "to_customer": given.customer,
        "cost": eur(cost),
    }
    return ReallocateOffer.model_validate(usual | more)


def substitute(line: OpenSalesLine, item: str, discount: float, **more: Any) -> SubstituteOffer:
    fields = {name: getattr(line, name) for name in ("document", "number", "line", "customer", "location", "item")}
    usual = {"id": "substitute", "function": Function.SALES, "quantity": line.quantity, "due": line.due}
    return SubstituteOffer.model_validate(fields | usual | {"substitute": item, "discount": eur(discount)} | more)


def shape(start: int, end: int, later: int, per_day: float, cost: float, **more: Any) -> ShapeOffer:
    usual = {
        "id": "shape",
        "function": Function.SALES,
        "item": WINCH,
        "location": CEN,
        "start": on(start),
        "end": on(end),
        "later": on(later),
        "per_day": per_day,
        "request": "Move the promotion",
        "cost": eur(cost),
    }
    return ShapeOffer.model_validate(usual | more)
