"""Expected receipts: the open moves of purchase order lines, re-dated, sent elsewhere or cancelled.

A line of an order in processing is locked; its moves are not, and the line's date follows them. Every change compares
before it writes: what holds the new value is done, what holds the old one is written, anything else is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM, Row
from tools.tryton.orders import OVER
from tools.tryton.values import quantity
from trimtab.actions import ChangedLine
from trimtab.errors import FieldConflict, Refused

MODEL = "purchase.purchase"
_FIELDS = [
    "purchase.number",
    "purchase.shipment_state",
    "product.code",
    "moves_ignored",
    "moves.id",
    "moves.state",
    "moves.internal_quantity",
    "moves.planned_date",
    "moves.to_location",
    "moves.shipment",
]


@dataclass(frozen=True)
class ExpectedReceipts:
    """One line of a purchase order and what is still to come of it."""

    name: str
    line: int
    open: tuple[Row, ...]
    cancelled: tuple[int, ...]
    ignored: tuple[int, ...]
    """The cancelled moves that the order was told to ignore; while others are left it stands in exception."""
    shipment_state: str

    @property
    def excepted(self) -> tuple[int, ...]:
        """The cancelled moves that nobody has decided about."""
        return tuple(move for move in self.cancelled if move not in self.ignored)

    @property
    def quantity(self) -> Decimal:
        """What is still to come, in stock units."""
        return sum((quantity(m["internal_quantity"]) for m in self.open), Decimal(0))

    @property
    def due(self) -> date | None:
        """The day on which the first of it comes."""
        return min((m["planned_date"] for m in self.open if m["planned_date"] is not None), default=None)


def expected_receipts(client: TrytonClient, document: str, line: ChangedLine) -> ExpectedReceipts:
    """Return what is to come of a line; raises Refused where the order has no such line of that item."""
    known = document.isdecimal() and line.line.isdecimal()
    domain = [["id", "=", int(line.line)], ["purchase", "=", int(document)]] if known else []
    found = client.read("purchase.line", _FIELDS, domain) if known else []
    if len(found) != 1 or (found[0]["product"] or {}).get("code") != line.item:
        raise Refused(f"purchase order {document} has no line {line.line} of {line.item} any more", system=SYSTEM)
    row = found[0]
    return ExpectedReceipts(
        name=f"{line.item} of order {row['purchase']['number']}",
        line=row["id"],
        open=tuple(m for m in row["moves"] if m["state"] not in OVER),
        cancelled=tuple(m["id"] for m in row["moves"] if m["state"] == "cancelled"),
        ignored=tuple(id_of(move) for move in row["moves_ignored"]),
        shipment_state=str(row["purchase"]["shipment_state"]),
    )


def require_as_decided(receipts: ExpectedReceipts, line: ChangedLine, before: date | None, after: date) -> None:
    """Raise FieldConflict where a line cannot be re-dated as decided: other quantity, or another date than both."""
    approved = quantity(line.quantity)
    if receipts.quantity == 0 or receipts.quantity > approved:
        to_come = f"{receipts.quantity:f}" if receipts.quantity else "nothing"
        raise FieldConflict(
            f"{to_come} of the {receipts.name} is still to come, this was decided about {approved:f}",
            system=SYSTEM,
            remedy="Only a buyer can split a line in the ERP; the case is solved again on what it holds.",
        )
    if receipts.due not in {None, before, after}:
        raise FieldConflict(
            f"the {receipts.name} is due on {receipts.due}, expected {before}",
            system=SYSTEM,
            remedy="Somebody changed it meanwhile; the case is solved again.",
        )


def redate(client: TrytonClient, receipts: ExpectedReceipts, before: date | None, after: date) -> None:
    """Let everything open of a line come on a day, which is earlier or later than before."""
    for move in receipts.open:
        if off(move["planned_date"], before, after):
            client.write("stock.move", move["id"], {"planned_date": after})


def off(planned: date | None, before: date | None, after: date) -> bool:
    """Tell whether a receipt has to be moved: what already comes earlier, or later if that was asked, may stay so."""
    if planned is None or before is None:
        return planned != after
    return planned > after if after < before else planned < after


def cancel_all(client: TrytonClient, document: str, lines: Iterable[ChangedLine]) -> None:
    """Cancel what is to come of some lines, whole, and tell the order to ignore it, so that it ends in no exception.

    Raises FieldConflict, before anything is written, where a line is not open as it was when this was decided.
    """
    lines = tuple(lines)
    for line in lines:
        receipts = expected_receipts(client, document, line)
        untouched = not receipts.open and not receipts.cancelled
        if untouched or (receipts.open and receipts.quantity != quantity(line.quantity)):
            raise FieldConflict(
                f"{receipts.quantity:f} of the {receipts.name} is still to come, "
                f"{quantity(line.quantity):f} was to be cancelled",
                system=SYSTEM,
                remedy="Somebody changed it meanwhile; the case is solved again.",
            )
        _none_on_a_shipment(receipts)
    for line in lines:
        for move in expected_receipts(client, document, line).open:
            _cancel(client, move["id"])
        excepted = expected_receipts(client, document, line).excepted
        if excepted:
            client.write("purchase.line", int(line.line), {"moves_ignored": [["add", list(excepted)]]})
    if expected_receipts(client, document, lines[0]).shipment_state == "exception":
        client.button(MODEL, int(document), "process")


def send_elsewhere(client: TrytonClient, receipts: ExpectedReceipts, location: int, due: date) -> None:
    """Let everything open of a line arrive at another location on a day, each receipt in one write."""
    _none_on_a_shipment(receipts)
    for move in receipts.open:
        if id_of(move["to_location"]) != location or move["planned_date"] != due:
            client.write("stock.move", move["id"], {"to_location": location, "planned_date": due})


def id_of(value: Any) -> int:
    """Return the id of a reference, which Tryton sends as a number or as a record."""
    return int(value["id"] if isinstance(value, dict) else value)


def _none_on_a_shipment(receipts: ExpectedReceipts) -> None:
    taken = next((m for m in receipts.open if m["shipment"] is not None), None)
    if taken is not None:
        raise FieldConflict(
            f"the {receipts.name} is on supplier shipment {str(taken['shipment']).partition(',')[2]} already",
            system=SYSTEM,
            remedy="The goods are announced at the gate; the case is solved again.",
        )


def _cancel(client: TrytonClient, move: int) -> None:
    try:
        client.button("stock.move", move, "cancel")
    except Refused:
        found = client.read("stock.move", ["state"], [["id", "=", move]])
        if not found or found[0]["state"] != "cancelled":
            raise
