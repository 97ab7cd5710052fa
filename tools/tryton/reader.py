"""The state reader: one fresh reading of stock, open documents and order points of what the network knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tools.tryton.client import SYSTEM, Row, TrytonClient
from tools.tryton.places import Places, read_places
from tools.tryton.values import quantity
from trimtab.network import Network
from trimtab.ports import Clock, StateReader
from trimtab.state import (
    OpenPurchaseLine,
    OpenSalesLine,
    OpenTransferLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

OVER = frozenset({"done", "cancelled"})
OUR_KEY = "act_"
"""How the references begin under which Trimtab itself creates documents: action ids."""
_MOVES = ["lines.moves.state", "lines.moves.internal_quantity", "lines.moves.planned_date"]
_LINES = ["lines.id", "lines.product.code", "lines.quantity"]
PURCHASE_FIELDS = [
    "number",
    "reference",
    "state",
    "party.code",
    "warehouse.code",
    *_LINES,
    "lines.unit_price",
    "lines.delivery_date",
    *_MOVES,
]
SALE_FIELDS = ["number", "reference", "state", "party.code", "warehouse.code", *_LINES, "lines.shipping_date", *_MOVES]
TRANSFER_FIELDS = [
    "number",
    "reference",
    "state",
    "from_location",
    "to_location",
    "planned_date",
    "moves.id",
    "moves.product.code",
    "moves.internal_quantity",
    "moves.state",
    "moves.to_location",
    "moves.planned_date",
]


class TrytonReader(StateReader):
    """Reads Tryton afresh at every call; only the map of places is kept."""

    def __init__(self, client: TrytonClient, network: Network, clock: Clock) -> None:
        """Read what the network knows."""
        self._client = client
        self._clock = clock
        self._items = {i.code for i in network.items}
        self._locations = {x.code for x in network.locations}
        self._suppliers = {s.code for s in network.suppliers}
        self._customers = {c.code for c in network.customers}

    @cached_property
    def places(self) -> Places:
        """Return the company's warehouses."""
        return read_places(self._client)

    def snapshot(self) -> Snapshot:
        """Return the state now; raises Unavailable or Refused."""
        as_of = self._clock.business_now()
        return Snapshot(
            as_of=as_of,
            system=SYSTEM,
            on_hand=tuple(self._on_hand(as_of.date())),
            purchases=tuple(self.purchase_lines(["state", "in", ["confirmed", "processing"]])),
            transfers=tuple(self._transfers()),
            sales=tuple(self.sales_lines(["state", "in", ["confirmed", "processing"]])),
            order_points=tuple(self.order_points()),
        )

    def purchase_lines(self, *domain: Any, closed: bool = False) -> Iterable[OpenPurchaseLine]:
        """Yield what is still to come on purchase orders in a domain; with `closed` also lines with nothing to come."""
        for row in self._client.read("purchase.purchase", PURCHASE_FIELDS, domain):
            supplier, location = row["party"]["code"], _code(row["warehouse"])
            if supplier not in self._suppliers or location not in self._locations:
                continue
            for line in row["lines"]:
                item, (open_quantity, due) = _code(line["product"]), _still_open(line, "delivery_date")
                if item in self._items and due is not None and (open_quantity > 0 or closed):
                    yield OpenPurchaseLine(
                        document=str(row["id"]),
                        number=_order_name(row),
                        line=str(line["id"]),
                        supplier=supplier,
                        item=item,
                        location=location,
                        quantity=open_quantity,
                        due=due,
                        reference=row["reference"] or "",
                        unit_price=line["unit_price"],
                    )

    def sales_lines(self, *domain: Any) -> Iterable[OpenSalesLine]:
        """Yield what is still owed on sales orders in a domain."""
        for row in self._client.read("sale.sale", SALE_FIELDS, domain):
            customer, location = row["party"]["code"], _code(row["warehouse"])
            if customer not in self._customers or location not in self._locations:
                continue
            for line in row["lines"]:
                item, (open_quantity, due) = _code(line["product"]), _still_open(line, "shipping_date")
                if item in self._items and due is not None and open_quantity > 0:
                    yield OpenSalesLine(
                        document=str(row["id"]),
                        number=row["reference"] or row["number"] or str(row["id"]),
                        line=str(line["id"]),
                        customer=customer,
                        item=item,
                        location=location,
                        quantity=open_quantity,
                        due=due,
                    )

    def order_points(self) -> Iterable[OrderPoint]:
        """Yield the order points of purchase and internal type."""
        fields = ["product.code", "location", "type", "min_quantity", "target_quantity", "provisioning_location"]
        for row in self._client.read("stock.order_point", fields, [["type", "in", ["purchase", "internal"]]]):
            item, location = _code(row["product"]), self._place(row["location"])
            if item in self._items and location in self._locations:
                yield OrderPoint(
                    document=str(row["id"]),
                    item=item,
                    location=location,
                    kind=OrderPointKind(row["type"]),
                    minimum=quantity(row["min_quantity"] or 0),
                    target=quantity(row["target_quantity"] or 0),
                    provisioning=self._place(row["provisioning_location"]) or None,
                )

    def _on_hand(self, today: date) -> Iterable[StockOnHand]:
        for location in sorted(self._locations & self.places.warehouse_id.keys()):
            context = {
                "locations": [self.places.warehouse_id[location]],
                "with_childs": True,
                "stock_date_end": today,
            }
            rows = self._client.read("product.product", ["code", "quantity"], [["type", "=", "goods"]], context=context)
            for row in rows:
                if row["code"] in self._items:
                    yield StockOnHand(item=row["code"], location=location, quantity=quantity(row["quantity"] or 0))

    def _transfers(self) -> Iterable[OpenTransferLine]:
        open_states = ["state", "in", ["draft", "waiting", "assigned", "packed", "shipped"]]
        for row in self._client.read("stock.shipment.internal", TRANSFER_FIELDS, [open_states]):
            origin, destination = self._place(row["from_location"]), self._place(row["to_location"])
            if not {origin, destination} <= self._locations or origin == destination:
                continue
            for move in row["moves"]:
                arrives = self._place(move["to_location"]) == destination and move["state"] not in OVER
                due = move["planned_date"] or row["planned_date"]
                if arrives and due is not None and _code(move["product"]) in self._items:
                    yield OpenTransferLine(
                        document=str(row["id"]),
                        number=row["number"] or str(row["id"]),
                        line=str(move["id"]),
                        item=_code(move["product"]),
                        origin=origin,
                        destination=destination,
                        quantity=quantity(move["internal_quantity"]),
                        due=due,
                        shipped=row["state"] == "shipped",
                        reference=row["reference"] or "",
                    )

    def _place(self, value: Any) -> str:
        key = value["id"] if isinstance(value, dict) else value
        return self.places.warehouse_of.get(key, "") if key is not None else ""


def _code(row: Row | None) -> str:
    return str(row["code"]) if row and row.get("code") else ""


def _order_name(row: Row) -> str:
    """Name a purchase order as the buyer and the supplier do: by the reference, unless that is a key of ours."""
    reference = str(row["reference"] or "")
    return reference if reference and not reference.startswith(OUR_KEY) else str(row["number"] or row["id"])


def _still_open(line: Row, date_field: str) -> tuple[Decimal, date | None]:
    """Return open quantity and earliest date of an order line, from its moves; before it has any, from itself."""
    if not line["moves"]:
        return quantity(line["quantity"] or 0), line[date_field]
    moves = [m for m in line["moves"] if m["state"] not in OVER]
    dates = [m["planned_date"] for m in moves if m["planned_date"] is not None]
    return sum((quantity(m["internal_quantity"]) for m in moves), Decimal(0)), min(dates, default=line[date_field])
