"""The state reader: one fresh reading of stock, open documents, requests and order points of what the network knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tools.tryton.allocations import Allocations, read_allocations
from tools.tryton.client import SYSTEM, Row, TrytonClient
from tools.tryton.orders import OVER, PURCHASE_FIELDS, SALE_FIELDS, code_of, factor, open_parts, order_name
from tools.tryton.places import Places, read_places
from tools.tryton.requests import internal_requests, purchase_requests
from tools.tryton.values import quantity
from trimtab.network import Network
from trimtab.ports import Clock, StateReader
from trimtab.state import (
    OpenPurchaseLine,
    OpenRequest,
    OpenSalesLine,
    OpenTransferLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

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
            purchases=tuple(line for line, _ in self.purchase_lines(["state", "in", ["confirmed", "processing"]])),
            transfers=tuple(self._transfers()),
            sales=tuple(self.sales_lines(["state", "in", ["confirmed", "processing"]])),
            order_points=tuple(self.order_points()),
            requests=tuple(self.requests()),
        )

    def purchase_lines(self, *domain: Any, closed: bool = False) -> Iterable[tuple[OpenPurchaseLine, bool]]:
        """Yield what is still to come on purchase orders in a domain, and whether the ERP holds a date for it.

        With `closed` also lines with nothing to come. A line without any date counts as due today: it is owed, and
        nobody has said that it is not. A line whose receipts go to several warehouses is yielded once for each.
        """
        today = self._clock.business_now().date()
        for row in self._client.read("purchase.purchase", PURCHASE_FIELDS, domain):
            supplier, home = row["party"]["code"], code_of(row["warehouse"])
            if supplier not in self._suppliers:
                continue
            for line in row["lines"]:
                item = code_of(line["product"])
                if item not in self._items:
                    continue
                for part in open_parts(line, "delivery_date", home, lambda m: self._place(m["to_location"])):
                    if part.location in self._locations and (part.quantity > 0 or closed):
                        read = OpenPurchaseLine(
                            document=str(row["id"]),
                            number=order_name(row),
                            line=str(line["id"]),
                            supplier=supplier,
                            item=item,
                            location=part.location,
                            quantity=part.quantity,
                            due=part.due or today,
                            reference=row["reference"] or "",
                            unit_price=_per_stock_unit(line),
                        )
                        yield read, part.due is not None

    def sales_lines(self, *domain: Any) -> Iterable[OpenSalesLine]:
        """Yield what is still owed on sales orders in a domain; a line without a date is owed today."""
        today = self._clock.business_now().date()
        allocations: Allocations | None = None
        for row in self._client.read("sale.sale", SALE_FIELDS, domain):
            customer, location = row["party"]["code"], code_of(row["warehouse"])
            if customer not in self._customers or location not in self._locations:
                continue
            for line in row["lines"]:
                item = code_of(line["product"])
                if item not in self._items:
                    continue
                for part in open_parts(line, "shipping_date", location, lambda _: ""):
                    if part.quantity > 0:
                        allocations = allocations or read_allocations(self._client)
                        yield OpenSalesLine(
                            document=str(row["id"]),
                            number=row["reference"] or row["number"] or str(row["id"]),
                            line=str(line["id"]),
                            customer=customer,
                            item=item,
                            location=location,
                            quantity=part.quantity,
                            due=part.due or today,
                            allocated=allocations.of_line(line),
                            shipment=_shipment(line),
                        )

    def requests(self) -> Iterable[OpenRequest]:
        """Yield what the ERP's own planner has proposed and nobody has released."""
        today = self._clock.business_now().date()
        yield from purchase_requests(self._client, self._items, self._locations, today)
        yield from internal_requests(self._client, self._items, self._locations, today, self._place)

    def order_points(self) -> Iterable[OrderPoint]:
        """Yield the order points of purchase and internal type."""
        fields = ["product.code", "location", "type", "min_quantity", "target_quantity", "provisioning_location"]
        for row in self._client.read("stock.order_point", fields, [["type", "in", ["purchase", "internal"]]]):
            item, location = code_of(row["product"]), self._place(row["location"])
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
                if arrives and due is not None and code_of(move["product"]) in self._items:
                    yield OpenTransferLine(
                        document=str(row["id"]),
                        number=row["number"] or str(row["id"]),
                        line=str(move["id"]),
                        item=code_of(move["product"]),
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


def _per_stock_unit(line: Row) -> Decimal | None:
    price = line["unit_price"]
    return None if price is None else quantity(price / Decimal(str(factor(line))))


def _shipment(line: Row) -> str:
    """Return the id of the first open outgoing shipment of a sales line, empty where it has none."""
    names = [str(m["shipment"] or "") for m in line["moves"] if m["state"] not in OVER]
    return next((n.partition(",")[2] for n in names if n.startswith("stock.shipment.out,")), "")
