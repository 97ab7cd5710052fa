"""Reading back: what the ERP holds, over its own JSON-RPC, against what was approved; our adapters take no part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from demo.erp.driver import ErpDriver
from demo.play import readback_lines as lines
from demo.play.api import Json

ORDERED = frozenset({"confirmed", "processing", "done"})
MOVING = frozenset({"assigned", "packed", "shipped", "done"})
MODELS = {
    "place_purchase": "purchase.purchase",
    "release_request": "purchase.purchase",
    "switch_supplier": "purchase.purchase",
    "transfer_stock": "stock.shipment.internal",
}


def held(driver: ErpDriver, action: Json) -> list[Json]:
    """Return every document of the ERP that an action became, in the terms of the action; cancelled ones too."""
    read = READERS.get(action["kind"])
    return read(driver, action) if read is not None else []


def differences(action: Json, documents: list[Json]) -> list[str]:
    """Say how what the ERP holds differs from what was approved; nothing where it is equal, exactly once.

    Of a changed order every line is a document, of a withdrawn request none is left.
    """
    wanted = _wanted(action)
    if len(documents) != len(wanted):
        return [f"{len(documents)} documents where {len(wanted)} is expected"]
    found = [
        f"{name}: {document[name]!r} in the ERP, {expected[name]!r} approved"
        for document, expected in zip(documents, wanted, strict=True)
        for name in expected
        if document.get(name) != expected[name]
    ]
    for document in documents:
        live = {"purchase.purchase": ORDERED, "stock.shipment.internal": MOVING}.get(document["model"])
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


def _wanted(action: Json) -> list[Json]:
    """Return what the ERP should hold, document by document; nothing for what people confirm, and what is withdrawn."""
    wanted = WANTED.get(action["kind"])
    return wanted(action) if wanted is not None else []


def _ordered(action: Json) -> list[Json]:
    return [_order(action["supplier"], action["location"], action["lines"])]


def _released_order(action: Json) -> list[Json]:
    return [_order(action["supplier"], action["location"], [action]) | {"request": "gone"}]


def _transfer(action: Json) -> list[Json]:
    moved = sorted([x["item"], number(x["quantity"])] for x in action["lines"])
    ends = {"origin": action["origin"], "destination": action["destination"]}
    return [{**ends, "lines": moved, "planned_date": action["due"]}]


def _level(action: Json) -> list[Json]:
    levels = {"minimum": number(action["minimum_after"]), "target": number(action["target_after"])}
    return [{"item": action["item"], **levels}]


def _redated(action: Json) -> list[Json]:
    return [_coming(line) for line in action["lines"]]


def _rerouted(action: Json) -> list[Json]:
    return [_coming(line) | {"to": [action["to_location"]]} for line in action["lines"]]


def _cancelled(action: Json) -> list[Json]:
    return [_taken_back(line) for line in action["lines"]]


def _replaced(action: Json) -> list[Json]:
    return [*_cancelled(action), _order(action["to_supplier"], action["location"], action["to_lines"])]


def _handed_over(action: Json) -> list[Json]:
    return [{"item": action["item"], "set_aside": "enough", "other_due": [action["due_after"]]}]


def _order(supplier: str, warehouse: str, ordered: list[Json]) -> Json:
    rows = sorted([x["item"], number(x["quantity"]), number(x["unit_price"]["amount"])] for x in ordered)
    return {"supplier": supplier, "warehouse": warehouse, "lines": rows}


def _coming(line: Json) -> Json:
    return {"item": line["item"], "open": number(line["quantity"]), "dates": [line["due_after"]]}


def _taken_back(line: Json) -> Json:
    return {"item": line["item"], "open": "0", "dates": [], "exception": False}


def _purchases(driver: ErpDriver, action: Json) -> list[Json]:
    fields = ["number", "state", "party.code", "warehouse.code"]
    found = []
    for head in driver.search_read("purchase.purchase", [["reference", "=", action["id"]]], fields):
        rows = driver.search_read(
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
                "lines": sorted([x["product."]["code"], number(x["quantity"]), number(x["unit_price"])] for x in rows),
                "delivery_dates": sorted({str(x["delivery_date"]) for x in rows}),
            }
        )
    return found


def _released(driver: ErpDriver, action: Json) -> list[Json]:
    request = "there" if lines.requests(driver, action) else "gone"
    return [order | {"request": request} for order in _purchases(driver, action)]


def _switched(driver: ErpDriver, action: Json) -> list[Json]:
    return [*lines.purchase_lines(driver, action), *_purchases(driver, action)]


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
                "lines": sorted([item, number(quantity)] for item, quantity in arriving.items()),
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
            "minimum": number(point.minimum or 0),
            "target": number(point.target),
        }
        for point in driver.order_points()
        if str(point.id) == action["document"]
    ]


def number(value: Any) -> str:
    """Return a quantity or price in one form, whatever type it came in: 24, 24.0 and Decimal('24.00') are the same."""
    return f"{Decimal(str(value)).normalize():f}"


READERS: Mapping[str, Callable[[ErpDriver, Json], list[Json]]] = {
    "place_purchase": _purchases,
    "release_request": _released,
    "cancel_request": lines.requests,
    "switch_supplier": _switched,
    "expedite_purchase": lines.purchase_lines,
    "reschedule_purchase": lines.purchase_lines,
    "cancel_purchase": lines.purchase_lines,
    "reroute_shipment": lines.purchase_lines,
    "reallocate_supply": lines.set_aside,
    "transfer_stock": _transfers,
    "adjust_level": _levels,
}

WANTED: Mapping[str, Callable[[Json], list[Json]]] = {
    "place_purchase": _ordered,
    "release_request": _released_order,
    "switch_supplier": _replaced,
    "expedite_purchase": _redated,
    "reschedule_purchase": _redated,
    "cancel_purchase": _cancelled,
    "reroute_shipment": _rerouted,
    "reallocate_supply": _handed_over,
    "transfer_stock": _transfer,
    "adjust_level": _level,
}
