"""Transfers in Tryton: an internal shipment under the action id, waiting and then assigned to stock."""

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
from tools.tryton.places import Places, read_places
from tools.tryton.values import quantity
from trimtab.actions import Action, TransferStock
from trimtab.bundles import LegState
from trimtab.errors import Refused
from trimtab.network import Network
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

MODEL = "stock.shipment.internal"
ASSIGNED = frozenset({"assigned", "packed", "shipped", "done"})
_FIELDS = ["from_location", "to_location", "planned_date", "moves.product.code", "moves.internal_quantity"]
_FIELDS += ["moves.to_location", "moves.state"]


class TransferAdapter(ExecutionAdapter):
    """Moves stock between warehouses. A transfer that cannot be assigned in full is withdrawn and refused."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"transfer_stock"})

    def __init__(self, client: TrytonClient, network: Network, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._network = network
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will be moved; raises Refused where the ERP does not know place or item."""
        move = _move(action)
        self._values(move)
        lines = ", ".join(f"{line.quantity:f} {line.item}" for line in move.lines)
        return Preview(system=SYSTEM, summary=f"transfer {move.origin} to {move.destination}: {lines}")

    def execute(self, action: Action, key: str) -> Receipt:
        """Create the shipment, set it waiting and assign it; goes on from whatever step an earlier try reached."""
        move = _move(action)
        with one_at_a_time(key):
            kept = create_once(self._client, MODEL, key, lambda: self._values(move))
            with nothing_left_behind(self._client, MODEL, kept["id"]):
                if kept["state"] == "draft":
                    press(self._client, MODEL, kept["id"], "wait", ASSIGNED | {"waiting"})
                if kept["state"] in {"draft", "waiting"}:
                    press(self._client, MODEL, kept["id"], "assign_try", ASSIGNED)
                row = kept_of(self._client, MODEL, key, kept["id"])
                if row["state"] not in ASSIGNED:
                    raise Refused(
                        f"the stock at {move.origin} does not cover the transfer any more; it was withdrawn",
                        system=SYSTEM,
                    )
            return self._receipt(key, row)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return the shipment that carries the key; incomplete until it is assigned and has no rival drafts."""
        del action
        found = documents_of(self._client, MODEL, key, [])
        if not found:
            return None
        assigned = next((row for row in found if row["state"] in ASSIGNED), None)
        receipt = self._receipt(key, assigned or found[0])
        return receipt.model_copy(update={"complete": assigned is not None and len(found) == 1})

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Compare the shipment in the ERP with what was approved."""
        move, places = _move(action), read_places(self._client)
        found = documents_of(self._client, MODEL, receipt.action_id, _FIELDS)
        if len(found) != 1:
            return Verification(confirmed=False, differences=(f"{len(found)} shipments carry {receipt.action_id}",))
        row = found[0]
        held = (_place(places, row["from_location"]), _place(places, row["to_location"]), _held(row))
        wanted = (move.origin, move.destination, {line.item: quantity(line.quantity) for line in move.lines})
        names = ("origin", "destination", "quantities")
        differences = [f"{n}: {h}, approved {w}" for n, h, w in zip(names, held, wanted, strict=True) if h != w]
        differences += [] if row["state"] in ASSIGNED else [f"state is {row['state']}"]
        return Verification(confirmed=not differences, differences=tuple(differences), document_state=row["state"])

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Cancel the shipment; raises Refused once it has left."""
        del action
        self._client.button(MODEL, int(receipt.document), "cancel")
        return receipt.model_copy(update={"document_state": "cancelled"})

    def _values(self, move: TransferStock) -> Mapping[str, Any]:
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

    def _receipt(self, key: str, row: Row) -> Receipt:
        done = row["state"] in ASSIGNED
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
