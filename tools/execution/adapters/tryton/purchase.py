"""Purchase orders in Tryton: created as a draft under the action id, quoted, confirmed, read back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from tools.execution.adapters.tryton.documents import DocumentAdapter, Step, unlike
from tools.tryton.client import SYSTEM, Row
from tools.tryton.orders import factor
from tools.tryton.places import read_places
from tools.tryton.values import quantity
from trimtab.actions import Action, PlacePurchase, PurchaseLine
from trimtab.errors import Refused
from trimtab.receipts import Preview

CONFIRMED = frozenset({"confirmed", "processing", "done"})


class PurchaseAdapter(DocumentAdapter):
    """Places purchase orders, in the ERP's own purchase unit of each item.

    The date of a line is the ERP's own (order date plus the supplier's agreed lead time) where the ERP knows the
    supplier for the item, else the date asked for: a later arrival that is only expected stays a belief.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({"place_purchase"})
    model = "purchase.purchase"
    noun = "orders"
    finished = CONFIRMED
    steps = (
        Step("quote", frozenset({"draft"}), CONFIRMED | {"quotation"}),
        Step("confirm", frozenset({"draft", "quotation"}), CONFIRMED),
    )
    fields = (
        "party.code",
        "warehouse.code",
        "lines.product.code",
        "lines.product.default_uom.factor",
        "lines.unit.factor",
        "lines.quantity",
        "lines.unit_price",
        "lines.moves.state",
        "lines.moves.internal_quantity",
    )

    def preview(self, action: Action) -> Preview:
        """Say what will be ordered; raises Refused where the ERP does not know supplier or item."""
        order = self._order(action)
        self._values(action)
        lines = ", ".join(f"{line.quantity:f} {line.item}" for line in order.lines)
        return Preview(system=SYSTEM, summary=f"purchase order to {order.supplier}: {lines}")

    def _order(self, action: Action) -> PlacePurchase:
        """Return the order to place; raises Refused for an action of another kind."""
        if not isinstance(action, PlacePurchase):
            raise Refused(f"{action.kind} is no purchase", system=SYSTEM)
        return action

    def _check(self, action: Action) -> None:
        self._order(action)

    def _differences(self, action: Action, row: Row) -> list[str]:
        order = self._order(action)
        wanted = sorted((x.item, quantity(x.quantity), quantity(x.unit_price.amount)) for x in order.lines)
        found = unlike(
            ("supplier", "location", "lines"),
            (row["party"]["code"], row["warehouse"]["code"], _lines_held(row)),
            (order.supplier, order.location, wanted),
        )
        coming, asked = _coming(row), _asked(order)
        return found + ([f"receipts: {coming}, approved {asked}"] if coming and coming != asked else [])

    def _values(self, action: Action) -> Mapping[str, Any]:
        order = self._order(action)
        warehouses = read_places(self._client).warehouse_id
        if order.location not in warehouses:
            raise Refused(f"the ERP has no warehouse {order.location}", system=SYSTEM)
        party = self._one("party.party", ["addresses"], [["code", "=", order.supplier]], f"supplier {order.supplier}")
        if not party["addresses"]:
            raise Refused(f"the supplier {order.supplier} has no address", system=SYSTEM)
        return {
            "party": party["id"],
            "invoice_address": _id(party["addresses"][0]),
            "warehouse": warehouses[order.location],
            "invoice_method": "manual",
            "lines": [["create", [self._line(line, party["id"]) for line in order.lines]]],
        }

    def _line(self, line: PurchaseLine, party: int) -> Mapping[str, Any]:
        product = self._one(
            "product.product",
            ["template", "purchase_uom.factor", "default_uom.factor"],
            [["code", "=", line.item]],
            f"item {line.item}",
        )
        terms = self._client.read(
            "purchase.product_supplier",
            ["id"],
            [
                ["party", "=", party],
                ["OR", ["product", "=", product["id"]], ["template", "=", _id(product["template"])]],
            ],
        )
        in_a_unit = Decimal(str(product["purchase_uom"]["factor"])) / Decimal(str(product["default_uom"]["factor"]))
        values = {
            "type": "line",
            "product": product["id"],
            "quantity": float(quantity(line.quantity / in_a_unit)),
            "unit": _id(product["purchase_uom"]),
            "unit_price": quantity(line.unit_price.amount * in_a_unit),
        }
        if terms:
            return values | {"product_supplier": terms[0]["id"]}
        return values | {"delivery_date_edit": True, "delivery_date_store": line.due}

    def _one(self, model: str, fields: list[str], domain: list[Any], what: str) -> Row:
        found = self._client.read(model, fields, domain)
        if len(found) != 1:
            raise Refused(f"{what} is {len(found)} records in the ERP, not one", system=SYSTEM)
        return found[0]


def _lines_held(row: Row) -> list[tuple[str, Decimal, Decimal]]:
    """Return item, quantity and price of each line, in stock units."""
    return sorted(
        (
            x["product"]["code"],
            quantity(x["quantity"] * factor(x)),
            quantity(x["unit_price"] / Decimal(str(factor(x)))),
        )
        for x in row["lines"]
    )


def _coming(row: Row) -> dict[str, str]:
    """Return what the ERP expects to receive or has received, by item in stock units; empty before it is processed."""
    found: dict[str, Decimal] = {}
    for line in row["lines"]:
        for move in line["moves"]:
            if move["state"] != "cancelled":
                item = line["product"]["code"]
                found[item] = found.get(item, Decimal(0)) + quantity(move["internal_quantity"])
    return {item: f"{total:f}" for item, total in sorted(found.items())}


def _asked(order: PlacePurchase) -> dict[str, str]:
    found: dict[str, Decimal] = {}
    for line in order.lines:
        found[line.item] = found.get(line.item, Decimal(0)) + line.quantity
    return {item: f"{quantity(total):f}" for item, total in sorted(found.items())}


def _id(value: Any) -> int:
    return int(value["id"] if isinstance(value, dict) else value)
