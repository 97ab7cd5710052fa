"""Purchase orders in Tryton: created as a draft under the action id, quoted, confirmed, read back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from tools.execution.adapters.tryton.once import (
    create_once,
    documents_of,
    kept_of,
    nothing_left_behind,
    one_at_a_time,
    press,
)
from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM, Row
from tools.tryton.places import read_places
from tools.tryton.values import quantity
from trimtab.actions import Action, PlacePurchase, PurchaseLine
from trimtab.bundles import LegState
from trimtab.errors import Refused
from trimtab.network import Network
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

MODEL = "purchase.purchase"
CONFIRMED = frozenset({"confirmed", "processing", "done"})
_FIELDS = ["party.code", "warehouse.code", "lines.product.code", "lines.quantity", "lines.unit_price"]
_FIELDS += ["lines.moves.state", "lines.moves.internal_quantity"]


class PurchaseAdapter(ExecutionAdapter):
    """Places purchase orders.

    The date of a line is the ERP's own (order date plus the supplier's agreed lead time) where the ERP knows the
    supplier for the item, else the date asked for: a later arrival that is only expected stays a belief.
    """

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"place_purchase"})

    def __init__(self, client: TrytonClient, network: Network, clock: Clock) -> None:
        """Write through the client; units come from the network."""
        self._client = client
        self._network = network
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will be ordered; raises Refused where the ERP does not know supplier or item."""
        order = _order(action)
        self._values(order)
        lines = ", ".join(f"{line.quantity:f} {line.item}" for line in order.lines)
        return Preview(system=SYSTEM, summary=f"purchase order to {order.supplier}: {lines}")

    def execute(self, action: Action, key: str) -> Receipt:
        """Create, quote and confirm the order; goes on from whatever step an earlier try reached."""
        order = _order(action)
        with one_at_a_time(key):
            kept = create_once(self._client, MODEL, key, lambda: self._values(order))
            with nothing_left_behind(self._client, MODEL, kept["id"]):
                if kept["state"] == "draft":
                    press(self._client, MODEL, kept["id"], "quote", CONFIRMED | {"quotation"})
                if kept["state"] in {"draft", "quotation"}:
                    press(self._client, MODEL, kept["id"], "confirm", CONFIRMED)
            return self._receipt(key, kept_of(self._client, MODEL, key, kept["id"]))

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return the order that carries the key; incomplete while it is not confirmed or has rival drafts."""
        del action
        found = documents_of(self._client, MODEL, key, [])
        if not found:
            return None
        confirmed = next((row for row in found if row["state"] in CONFIRMED), None)
        receipt = self._receipt(key, confirmed or found[0])
        return receipt.model_copy(update={"complete": confirmed is not None and len(found) == 1})

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Compare the order in the ERP with what was approved."""
        order = _order(action)
        found = documents_of(self._client, MODEL, receipt.action_id, _FIELDS)
        if len(found) != 1:
            return Verification(confirmed=False, differences=(f"{len(found)} orders carry {receipt.action_id}",))
        row = found[0]
        held = (row["party"]["code"], row["warehouse"]["code"], _lines_held(row))
        wanted = (order.supplier, order.location, sorted(self._line_wanted(line) for line in order.lines))
        names = ("supplier", "location", "lines")
        differences = [f"{n}: {h}, approved {w}" for n, h, w in zip(names, held, wanted, strict=True) if h != w]
        coming, asked = _coming(row), _asked(order)
        differences += [f"receipts: {coming}, approved {asked}"] if coming and coming != asked else []
        differences += [] if row["state"] in CONFIRMED else [f"state is {row['state']}"]
        return Verification(confirmed=not differences, differences=tuple(differences), document_state=row["state"])

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Cancel the order where the ERP still allows it; raises Refused once it is being processed."""
        del action
        self._client.button(MODEL, int(receipt.document), "cancel")
        return receipt.model_copy(update={"document_state": "cancelled"})

    def _values(self, order: PlacePurchase) -> Mapping[str, Any]:
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
            "product.product", ["purchase_uom", "template"], [["code", "=", line.item]], f"item {line.item}"
        )
        terms = self._client.read(
            "purchase.product_supplier",
            ["id"],
            [
                ["party", "=", party],
                ["OR", ["product", "=", product["id"]], ["template", "=", _id(product["template"])]],
            ],
        )
        values = {
            "type": "line",
            "product": product["id"],
            "quantity": float(self._in_purchase_units(line)),
            "unit": _id(product["purchase_uom"]),
            "unit_price": self._price_per_purchase_unit(line),
        }
        if terms:
            return values | {"product_supplier": terms[0]["id"]}
        return values | {"delivery_date_edit": True, "delivery_date_store": line.due}

    def _one(self, model: str, fields: list[str], domain: list[Any], what: str) -> Row:
        found = self._client.read(model, fields, domain)
        if len(found) != 1:
            raise Refused(f"{what} is {len(found)} records in the ERP, not one", system=SYSTEM)
        return found[0]

    def _factor(self, item: str) -> Decimal:
        units = (s.purchase_unit for s in self._network.sources_of(item) if s.purchase_unit is not None)
        return next((unit.factor for unit in units), Decimal(1))

    def _in_purchase_units(self, line: PurchaseLine) -> Decimal:
        return line.quantity / self._factor(line.item)

    def _price_per_purchase_unit(self, line: PurchaseLine) -> Decimal:
        return line.unit_price.amount * self._factor(line.item)

    def _line_wanted(self, line: PurchaseLine) -> tuple[str, Decimal, Decimal]:
        return line.item, quantity(self._in_purchase_units(line)), quantity(self._price_per_purchase_unit(line))

    def _receipt(self, key: str, row: Row) -> Receipt:
        done = row["state"] in CONFIRMED
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=str(row["id"]),
            number=row["number"] or f"draft {row['id']}",
            document_state=row["state"],
            leg_state=LegState.COMMITTED if done else LegState.REQUESTED,
            at=self._clock.business_now(),
            complete=done,
        )


def _order(action: Action) -> PlacePurchase:
    if not isinstance(action, PlacePurchase):
        raise Refused(f"{action.kind} is no purchase", system=SYSTEM)
    return action


def _lines_held(row: Row) -> list[tuple[str, Decimal, Decimal]]:
    return sorted((x["product"]["code"], quantity(x["quantity"]), quantity(x["unit_price"])) for x in row["lines"])


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
