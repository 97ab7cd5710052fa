"""Allocations: the stock that outgoing shipments have set aside, by the move that will leave the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tools.tryton.client import Row, TrytonClient
from tools.tryton.values import quantity

MODEL = "stock.shipment.out"
OPEN = ["draft", "waiting", "assigned", "picked", "packed"]
_SET_ASIDE = frozenset({"assigned", "done"})
FIELDS = [
    "state",
    "number",
    "outgoing_moves.id",
    "outgoing_moves.state",
    "outgoing_moves.origin",
    "outgoing_moves.product.code",
    "outgoing_moves.internal_quantity",
    "outgoing_moves.planned_date",
    "inventory_moves.id",
    "inventory_moves.state",
    "inventory_moves.origin",
    "inventory_moves.internal_quantity",
    "inventory_moves.planned_date",
]


@dataclass(frozen=True)
class Allocations:
    """What is set aside, in stock units, by outgoing move."""

    by_move: dict[int, Decimal] = field(default_factory=dict)

    def of_line(self, line: Row) -> Decimal:
        """Return what is set aside for a sales line."""
        return sum((self.by_move.get(move["id"], Decimal(0)) for move in line["moves"]), Decimal(0))


def read_allocations(client: TrytonClient) -> Allocations:
    """Return what the open outgoing shipments have set aside."""
    found: dict[int, Decimal] = {}
    for shipment in client.read(MODEL, FIELDS, [["state", "in", OPEN]]):
        found |= set_aside(shipment)
    return Allocations(found)


def set_aside(shipment: Row) -> dict[int, Decimal]:
    """Return what one shipment has set aside, by outgoing move.

    Where goods leave from the shelf itself there are no moves inside the warehouse, and the outgoing ones are assigned.
    """
    if not shipment["inventory_moves"]:
        return {
            move["id"]: quantity(move["internal_quantity"])
            for move in shipment["outgoing_moves"]
            if move["state"] == "assigned"
        }
    found: dict[int, Decimal] = {}
    for move in shipment["inventory_moves"]:
        if move["state"] in _SET_ASIDE:
            outgoing = int(str(move["origin"] or "stock.move,0").partition(",")[2])
            found[outgoing] = found.get(outgoing, Decimal(0)) + quantity(move["internal_quantity"])
    return found
