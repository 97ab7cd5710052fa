"""Reallocating in Tryton: the stock one outgoing shipment has set aside goes to another customer's shipment.

Tryton sets stock aside shipment by shipment and knows no handing over: the one is put back to waiting, the other is
assigned, and what is left goes back to the first. The new date of the first line is written in between, and is what
tells a repetition that the handing over is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from tools.execution.adapters.tryton.once import one_at_a_time
from tools.tryton import TrytonClient
from tools.tryton.allocations import FIELDS, MODEL, OPEN, set_aside
from tools.tryton.client import SYSTEM, Row
from tools.tryton.orders import OVER
from tools.tryton.values import quantity
from trimtab.actions import Action, ReallocateSupply
from trimtab.bundles import LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

BEFORE_PICKING = frozenset({"draft", "waiting", "assigned"})
STATE = "handed over"


@dataclass(frozen=True)
class ShippedLine:
    """A sales line as its outgoing shipment holds it."""

    line: str
    shipment: Row
    moves: tuple[Row, ...]

    @property
    def allocated(self) -> Decimal:
        """What is set aside for the line, in stock units."""
        aside = set_aside(self.shipment)
        return sum((aside.get(move["id"], Decimal(0)) for move in self.moves), Decimal(0))

    @property
    def owed(self) -> Decimal:
        """What is still to leave for the line, in stock units."""
        return sum((quantity(move["internal_quantity"]) for move in self.moves), Decimal(0))

    @property
    def due(self) -> date | None:
        """The day on which the first of it leaves."""
        return min((m["planned_date"] for m in self.moves if m["planned_date"] is not None), default=None)

    def others(self) -> dict[str, Decimal]:
        """Return what the shipment's other lines lack, by item (negative: what they have set aside)."""
        aside, found = set_aside(self.shipment), dict[str, Decimal]()
        own = {move["id"] for move in self.moves}
        for move in self.shipment["outgoing_moves"]:
            if move["id"] not in own and move["state"] not in OVER:
                held = aside.get(move["id"], Decimal(0))
                found[move["product"]["code"]] = quantity(move["internal_quantity"]) - held if not held else -held
        return found


class ReallocateAdapter(ExecutionAdapter):
    """Hands stock that is set aside from one sales line to another."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"reallocate_supply"})

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will be handed over, and who holds how much now."""
        handing = _handing(action)
        giver, taker = self._lines(handing)
        return Preview(
            system=SYSTEM,
            summary=f"{quantity(handing.quantity):f} {handing.item} set aside for order {handing.from_number} go to "
            f"order {handing.to_number}",
            expected_before={
                "from": f"{giver.allocated:f} due {giver.due}",
                "to": f"{taker.allocated:f} due {taker.due}",
            },
        )

    def execute(self, action: Action, key: str) -> Receipt:
        """Hand over; raises FieldConflict where a line stands otherwise, Refused where more than that would move."""
        handing = _handing(action)
        with one_at_a_time(f"stock {handing.item} {handing.location}"):
            giver, taker = self._lines(handing)
            if giver.due != handing.due_after:
                _require_as_decided(handing, giver, taker)
                self._hand_over(handing, giver, taker)
            self._assign(giver.shipment["id"])
        return self._receipt(handing, key)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return a receipt where the stock was handed over, None where it was not."""
        handing = _handing(action)
        return None if self._differences(handing) else self._receipt(handing, key)

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Read who holds the stock, and when the other is to be served."""
        del receipt
        differences = tuple(self._differences(_handing(action)))
        return Verification(confirmed=not differences, differences=differences, document_state=STATE)

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Hand the stock back, and the old date with it."""
        handing = _handing(action)
        with one_at_a_time(f"stock {handing.item} {handing.location}"):
            giver, taker = self._lines(handing)
            for line in (taker, giver):
                self._client.button(MODEL, line.shipment["id"], "wait")
            self._write_date(self._line(handing.from_document, handing.from_line, handing.item), handing.due_before)
            self._assign(giver.shipment["id"])
            self._assign(taker.shipment["id"])
        return receipt.model_copy(update={"document_state": "handed back"})

    def _hand_over(self, handing: ReallocateSupply, giver: ShippedLine, taker: ShippedLine) -> None:
        if giver.allocated:
            self._client.button(MODEL, giver.shipment["id"], "wait")
        self._assign(taker.shipment["id"])
        giver, taker = self._lines(handing)
        if taker.allocated < quantity(handing.quantity):
            self._assign(giver.shipment["id"])
            raise Refused(
                f"order {handing.to_number} got {taker.allocated:f} of the {quantity(handing.quantity):f} "
                f"{handing.item}; what was left was set aside for order {handing.from_number} again",
                system=SYSTEM,
            )
        self._write_date(giver, handing.due_after)

    def _write_date(self, line: ShippedLine, due: date) -> None:
        """Let a line leave on a day: its outgoing moves, and those inside the warehouse that feed them."""
        own = {f"stock.move,{move['id']}" for move in line.moves}
        inside = [move for move in line.shipment["inventory_moves"] if move["origin"] in own]
        for move in (*line.moves, *inside):
            if move["state"] == "draft" and move["planned_date"] != due:
                self._client.write("stock.move", move["id"], {"planned_date": due})

    def _assign(self, shipment: int) -> None:
        """Set aside what there is; a shipment that is assigned already needs nothing."""
        found = self._client.read(MODEL, ["state"], [["id", "=", shipment]])
        if found and found[0]["state"] == "waiting":
            self._client.button(MODEL, shipment, "assign_try")

    def _differences(self, handing: ReallocateSupply) -> list[str]:
        giver, taker = self._lines(handing)
        found = []
        if taker.allocated < quantity(handing.quantity):
            found.append(
                f"order {handing.to_number} holds {taker.allocated:f} {handing.item}, approved "
                f"{quantity(handing.quantity):f}"
            )
        if giver.due != handing.due_after:
            found.append(f"order {handing.from_number} is due on {giver.due}, approved {handing.due_after}")
        return found

    def _lines(self, handing: ReallocateSupply) -> tuple[ShippedLine, ShippedLine]:
        giver = self._line(handing.from_document, handing.from_line, handing.item)
        return giver, self._line(handing.to_document, handing.to_line, handing.item)

    def _line(self, document: str, line: str, item: str) -> ShippedLine:
        known = document.isdecimal() and line.isdecimal()
        fields = ["product.code", "moves.id", "moves.state", "moves.shipment"]
        domain = [["id", "=", int(line)], ["sale", "=", int(document)]] if known else []
        rows = self._client.read("sale.line", fields, domain) if known else []
        if len(rows) != 1 or (rows[0]["product"] or {}).get("code") != item:
            raise Refused(f"sales order {document} has no line {line} of {item} any more", system=SYSTEM)
        open_moves = [m for m in rows[0]["moves"] if m["state"] not in OVER]
        shipments = {str(m["shipment"] or "").partition(",")[2] for m in open_moves}
        if len(shipments) != 1 or not (number := next(iter(shipments))).isdecimal():
            raise FieldConflict(
                f"line {line} of sales order {document} is on {len(shipments)} shipments, expected one",
                system=SYSTEM,
                remedy="Somebody shipped or split it meanwhile; the case is solved again.",
            )
        (shipment,) = self._client.read(MODEL, FIELDS, [["id", "=", int(number)], ["state", "in", OPEN]]) or [{}]
        own = {move["id"] for move in open_moves}
        return ShippedLine(line, shipment, tuple(m for m in shipment.get("outgoing_moves", ()) if m["id"] in own))

    def _receipt(self, handing: ReallocateSupply, key: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=handing.to_document,
            number=handing.to_number,
            document_state=STATE,
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


def _require_as_decided(handing: ReallocateSupply, giver: ShippedLine, taker: ShippedLine) -> None:
    if giver.due not in {None, handing.due_before}:
        raise FieldConflict(
            f"order {handing.from_number} is due on {giver.due}, expected {handing.due_before}",
            system=SYSTEM,
            remedy="Somebody changed it meanwhile; the case is solved again.",
        )
    for number, line in ((handing.from_number, giver), (handing.to_number, taker)):
        if line.shipment.get("state") not in BEFORE_PICKING:
            raise FieldConflict(
                f"the shipment of order {number} is {line.shipment.get('state', 'gone')}: its stock has left the shelf",
                system=SYSTEM,
                remedy="The case is solved again.",
            )
    lacking = taker.owed - taker.allocated
    if min(giver.allocated, lacking) > quantity(handing.quantity):
        raise Refused(
            f"order {handing.to_number} lacks {lacking:f} {handing.item} and would take more than the "
            f"{quantity(handing.quantity):f} approved",
            system=SYSTEM,
            remedy="Split the line of the order in the ERP, then ask again.",
        )
    free = {handing.item} | {item for item, lacks in giver.others().items() if lacks < 0}
    wanted = {item for item, lacks in taker.others().items() if lacks > 0}
    if free & wanted:
        raise Refused(
            f"the shipments of both orders hold {', '.join(sorted(free & wanted))} too, which would go with it",
            system=SYSTEM,
            remedy="Somebody at the warehouse has to hand over the item by itself.",
        )


def _handing(action: Action) -> ReallocateSupply:
    if not isinstance(action, ReallocateSupply):
        raise Refused(f"{action.kind} is no reallocation", system=SYSTEM)
    return action
