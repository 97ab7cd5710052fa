"""Requests: what the ERP's own planner has proposed and nobody has released, as purchase requests and transfers.

A purchase request goes by its id (`12`); a requested transfer by shipment and move (`7/31`), one per item.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from tools.tryton.client import TrytonClient
from tools.tryton.orders import code_of, factor
from tools.tryton.values import quantity
from trimtab.state import OpenRequest, OrderPointKind

PURCHASE_REQUEST = "purchase.request"
INTERNAL = "stock.shipment.internal"
UNRELEASED = [["state", "=", "draft"], ["purchase_line", "=", None]]
REQUESTED = [["state", "=", "request"]]
_PURCHASE_FIELDS = [
    "product.code",
    "product.default_uom.factor",
    "unit.factor",
    "quantity",
    "warehouse.code",
    "party.code",
    "supply_date",
]
_INTERNAL_FIELDS = [
    "from_location",
    "to_location",
    "planned_date",
    "moves.id",
    "moves.product.code",
    "moves.internal_quantity",
    "moves.to_location",
    "moves.planned_date",
]


def purchase_requests(
    client: TrytonClient, items: Collection[str], locations: Collection[str], today: date, *domain: Any
) -> Iterable[OpenRequest]:
    """Yield the purchase requests of known items; one without a date is wanted today."""
    for row in client.read(PURCHASE_REQUEST, _PURCHASE_FIELDS, [*UNRELEASED, *domain]):
        item, location = code_of(row["product"]), code_of(row["warehouse"])
        if item in items and location in locations:
            yield OpenRequest(
                document=str(row["id"]),
                kind=OrderPointKind.PURCHASE,
                item=item,
                location=location,
                quantity=quantity(row["quantity"] * factor(row)),
                due=row["supply_date"] or today,
                supplier=code_of(row["party"]) or None,
            )


def internal_requests(
    client: TrytonClient, items: Collection[str], locations: Collection[str], today: date, place: Callable[[Any], str]
) -> Iterable[OpenRequest]:
    """Yield the requested transfers between known locations, item by item."""
    for row in client.read(INTERNAL, _INTERNAL_FIELDS, REQUESTED):
        origin, destination = place(row["from_location"]), place(row["to_location"])
        if origin == destination or not {origin, destination} <= set(locations):
            continue
        for move in row["moves"]:
            item = code_of(move["product"])
            if item in items and place(move["to_location"]) == destination:
                yield OpenRequest(
                    document=f"{row['id']}/{move['id']}",
                    kind=OrderPointKind.INTERNAL,
                    item=item,
                    location=destination,
                    quantity=quantity(move["internal_quantity"]),
                    due=move["planned_date"] or row["planned_date"] or today,
                    origin=origin,
                )
