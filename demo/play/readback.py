"""Reading back: what the ERP holds, over its own JSON-RPC, against what was approved; our adapters take no part."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from demo.erp.driver import ErpDriver
from demo.play.api import Json

ORDERED = frozenset({"confirmed", "processing", "done"})
MOVING = frozenset({"assigned", "packed", "shipped", "done"})
MODELS = {"place_purchase": "purchase.purchase", "transfer_stock": "stock.shipment.internal"}


def held(driver: ErpDriver, action: Json) -> list[Json]:
    """Return every document of the ERP that an action became, in the terms of the action; cancelled ones too."""
    readers = {"place_purchase": _purchases, "transfer_stock": _transfers, "adjust_level": _levels}
    read = readers.get(action["kind"])
    return read(driver, action) if read is not None else []


def differences(action: Json, documents: list[Json]) -> list[str]:
    """Say how what the ERP holds differs from what was approved; nothing where it is equal, exactly once."""
    if len(documents) != 1:
        return [f"{len(documents)} documents where one is expected"]
    document = documents[0]
    wanted = _wanted(action)
    found = [f"{k}: {document[k]!r} in the ERP, {wanted[k]!r} approved" for k in wanted if document[k] != wanted[k]]
    live = {"place_purchase": ORDERED, "transfer_stock": MOVING}.get(action["kind"])
    if live is not None and document["state"] not in live:
        found.append(f"state {document['state']!r}")
    return found


def traces(driver: ErpDriver, actions: Iterable[Json]) -> list[str]:
    """Return the documents that carry the id of one of these actions, which were never to be executed."""
    found = []
    for action in actions:
        model = MODELS.get(action["kind"])
        if model is not None and driver.search_read(model, [["reference", "=", action["id"]]], ["id"]):
            found.append(f"{model} with reference {action['id']}")
    return found


def _wanted(action: Json) -> Json:
    match action["kind"]:
        case "place_purchase":
            lines = sorted(
                [x["item"], _number(x["quantity"]), _number(x["unit_price"]["amount"])] for x in action["lines"]
            )
            return {"supplier": action["supplier"], "warehouse": action["location"], "lines": lines}
        case "transfer_stock":
            lines = sorted([x["item"], _number(x["quantity"])] for x in action["lines"])
            ends = {"origin": action["origin"], "destination": action["destination"]}
            return {**ends, "lines": lines, "planned_date": action["due"]}
        case "adjust_level":
            levels = {"minimum": _number(action["minimum_after"]), "target": _number(action["target_after"])}
            return {"item": action["item"], **levels}
        case _:
            return {}


def _purchases(driver: ErpDriver, action: Json) -> list[Json]:
    fields = ["number", "state", "party.code", "warehouse.code"]
    found = []
    for head in driver.search_read("purchase.purchase", [["reference", "=", action["id"]]], fields):
        lines = driver.search_read(
            "purchase.line",
            [["purchase", "=", head["id"]]],
            ["product.code", "quantity", "unit_price", "delivery_date"],
        )
        found.append(
            {
                "model": "purchase.purchase",
                "id": head["id"],
                "number": head["number"],
                "state": head["state"],
                "supplier": head["party."]["code"],
                "warehouse": head["warehouse."]["code"],
                "lines": sorted(
                    [x["product."]["code"], _number(x["quantity"]), _number(x["unit_price"])] for x in lines
                ),
                "delivery_dates": sorted({str(x["delivery_date"]) for x in lines}),
            }
        )
    return found


def _transfers(driver: ErpDriver, action: Json) -> list[Json]:
    found = []
    for shipment in driver.internal_shipments():
        if shipment.reference != action["id"]:
            continue
        arriving: dict[str, float] = {}
        for move in shipment.moves:
            if move.to_location == shipment.to_location and move.state != "cancelled":
                arriving[move.item] = arriving.get(move.item, 0.0) + move.quantity
        found.append(
            {
                "model": "stock.shipment.internal",
                "id": shipment.id,
                "number": shipment.number,
                "state": shipment.state,
                "origin": shipment.from_location.partition("-")[0],
                "destination": shipment.to_location.partition("-")[0],
                "lines": sorted([item, _number(quantity)] for item, quantity in arriving.items()),
                "planned_date": str(shipment.planned_date),
            }
        )
    return found


def _levels(driver: ErpDriver, action: Json) -> list[Json]:
    return [
        {
            "model": "stock.order_point",
            "id": point.id,
            "number": f"order point {point.id}",
            "state": "in force",
            "item": point.item,
            "minimum": _number(point.minimum or 0),
            "target": _number(point.target),
        }
        for point in driver.order_points()
        if str(point.id) == action["document"]
    ]


def _number(value: Any) -> str:
    """A quantity or price in one form, whatever type it came in: 24, 24.0 and Decimal('24.00') are the same."""
    return f"{Decimal(str(value)).normalize():f}"
