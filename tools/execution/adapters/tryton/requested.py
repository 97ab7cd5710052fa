"""Requests of the ERP's planner, looked at one by one and taken away.

A purchase request goes by its id, a requested transfer by shipment and move, as `tools.tryton.requests` names them.
"""

from __future__ import annotations

from decimal import Decimal

from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM
from tools.tryton.orders import factor
from tools.tryton.requests import INTERNAL, PURCHASE_REQUEST, REQUESTED
from tools.tryton.values import quantity
from trimtab.actions import RequestChange
from trimtab.errors import FieldConflict, Refused


def held_request(client: TrytonClient, change: RequestChange) -> Decimal | None:
    """Return what a request asks for, in stock units; None where it is gone.

    Raises FieldConflict where a buyer has released it, Refused where it is about something else.
    """
    shipment, _, move = change.document.partition("/")
    if not shipment.isdecimal() or (move and not move.isdecimal()):
        raise Refused(f"{change.document!r} names no request of the ERP", system=SYSTEM)
    found = _transfer(client, int(shipment), int(move)) if move else _purchase(client, int(shipment))
    if found is None:
        return None
    item, held, released = found
    if item != change.item:
        raise Refused(f"request {change.document} is about {item}, not {change.item}", system=SYSTEM)
    if released:
        raise FieldConflict(
            f"request {change.document} for {change.item} was released by somebody else",
            system=SYSTEM,
            remedy="The case is solved again on the order they made of it.",
        )
    return held


def take_away(client: TrytonClient, change: RequestChange) -> None:
    """Delete a request; one that is gone needs no deleting. Raises FieldConflict where a buyer has released it."""
    if held_request(client, change) is None:
        return
    shipment, _, move = change.document.partition("/")
    model, record = ("stock.move", int(move)) if move else (PURCHASE_REQUEST, int(shipment))
    try:
        client.delete(model, record)
    except Refused:
        if held_request(client, change) is not None:
            raise
    if move and not client.read("stock.move", ["id"], [["shipment", "=", f"{INTERNAL},{shipment}"]]):
        _delete_empty(client, int(shipment))


def _purchase(client: TrytonClient, request: int) -> tuple[str, Decimal, bool] | None:
    fields = ["state", "product.code", "product.default_uom.factor", "unit.factor", "quantity", "purchase_line"]
    for row in client.read(PURCHASE_REQUEST, fields, [["id", "=", request]]):
        released = row["state"] != "draft" or row["purchase_line"] is not None
        return row["product"]["code"], quantity(row["quantity"] * factor(row)), released
    return None


def _transfer(client: TrytonClient, shipment: int, move: int) -> tuple[str, Decimal, bool] | None:
    owned = [["id", "=", move], ["shipment", "=", f"{INTERNAL},{shipment}"]]
    for row in client.read("stock.move", ["product.code", "internal_quantity"], owned):
        return row["product"]["code"], quantity(row["internal_quantity"]), not _requested(client, shipment)
    return None


def _delete_empty(client: TrytonClient, shipment: int) -> None:
    try:
        client.delete(INTERNAL, shipment)
    except Refused:
        if _requested(client, shipment):
            raise


def _requested(client: TrytonClient, shipment: int) -> bool:
    return bool(client.read(INTERNAL, ["id"], [["id", "=", shipment], *REQUESTED]))
