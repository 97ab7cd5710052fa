"""Transfers in Tryton: an internal shipment under the action id, waiting and then assigned to stock."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from tools.execution.adapters.tryton.documents import DocumentAdapter, Step, unlike
from tools.tryton.client import SYSTEM, Row
from tools.tryton.places import Places, read_places
from tools.tryton.values import quantity
from trimtab.actions import Action, TransferStock
from trimtab.errors import Refused
from trimtab.receipts import Preview

ASSIGNED = frozenset({"assigned", "packed", "shipped", "done"})


class TransferAdapter(DocumentAdapter):
    """Moves stock between warehouses. A transfer that cannot be assigned in full is withdrawn and refused."""

    kinds: ClassVar[frozenset[str]] = frozenset({"transfer_stock"})
    model = "stock.shipment.internal"
    noun = "shipments"
    finished = ASSIGNED
    steps = (
        Step("wait", frozenset({"draft"}), ASSIGNED | {"waiting"}),
        Step("assign_try", frozenset({"draft", "waiting"}), ASSIGNED),
    )
    fields = (
        "from_location",
        "to_location",
        "planned_date",
        "moves.product.code",
        "moves.internal_quantity",
        "moves.to_location",
        "moves.state",
    )

    def preview(self, action: Action) -> Preview:
        """Say what will be moved; raises Refused where the ERP does not know place or item."""
        move = _move(action)
        self._values(move)
        lines = ", ".join(f"{line.quantity:f} {line.item}" for line in move.lines)
        return Preview(system=SYSTEM, summary=f"transfer {move.origin} to {move.destination}: {lines}")

    def _check(self, action: Action) -> None:
        _move(action)

    def _confirm(self, action: Action, row: Row) -> None:
        if row["state"] not in ASSIGNED:
            origin = _move(action).origin
            raise Refused(
                f"the stock at {origin} does not cover the transfer any more; it was withdrawn", system=SYSTEM
            )

    def _differences(self, action: Action, row: Row) -> list[str]:
        move, places = _move(action), read_places(self._client)
        return unlike(
            ("origin", "destination", "quantities"),
            (_place(places, row["from_location"]), _place(places, row["to_location"]), _held(row)),
            (move.origin, move.destination, {line.item: quantity(line.quantity) for line in move.lines}),
        )

    def _values(self, action: Action) -> Mapping[str, Any]:
        move = _move(action)
        storage = read_places(self._client).storage_id
        for place in (move.origin, move.destination):
            if place not in storage:
                raise Refused(f"the ERP has no warehouse {place}", system=SYSTEM)
        origin, destination = storage[move.origin], storage[move.destination]
        return {
            "from_location": origin,
            "to_location": destination,
            "planned_start_date": move.ship,
            "planned_date": move.due,
            "moves": [["create", [self._line(x.item, x.quantity, origin, destination) for x in move.lines]]],
        }

    def _line(self, item: str, amount: Decimal, origin: int, destination: int) -> Mapping[str, Any]:
        found = self._client.read("product.product", ["default_uom"], [["code", "=", item]])
        if len(found) != 1:
            raise Refused(f"item {item} is {len(found)} records in the ERP, not one", system=SYSTEM)
        unit = found[0]["default_uom"]
        return {
            "product": found[0]["id"],
            "quantity": float(amount),
            "unit": unit["id"] if isinstance(unit, dict) else unit,
            "from_location": origin,
            "to_location": destination,
        }


def _move(action: Action) -> TransferStock:
    if not isinstance(action, TransferStock):
        raise Refused(f"{action.kind} is no transfer", system=SYSTEM)
    return action


def _place(places: Places, value: Any) -> str:
    return places.warehouse_of.get(int(value["id"] if isinstance(value, dict) else value), "")


def _held(row: Row) -> dict[str, Decimal]:
    """Return what arrives, by item: moves into the destination that are not cancelled."""
    arriving: dict[str, Decimal] = {}
    target = row["to_location"]["id"] if isinstance(row["to_location"], dict) else row["to_location"]
    for move in row["moves"]:
        to = move["to_location"]["id"] if isinstance(move["to_location"], dict) else move["to_location"]
        if to == target and move["state"] != "cancelled":
            item = move["product"]["code"]
            arriving[item] = arriving.get(item, Decimal(0)) + quantity(move["internal_quantity"])
    return arriving
