"""Legs that move supply, as documents: orders, what we ask suppliers, the ERP's requests, transfers and reroutes."""

from __future__ import annotations

from interfaces.views.documents import LegLine, LegView, Pen, charge, note, one_unit
from interfaces.views.money import amount_text, money_text
from interfaces.views.times import days_apart
from interfaces.views.words import quantity, words
from tools.language.names import order_named
from trimtab.actions import (
    CancelPurchase,
    CancelRequest,
    ExpeditePurchase,
    PlacePurchase,
    PurchaseChange,
    RedatedLine,
    ReleaseRequest,
    RerouteShipment,
    ReschedulePurchase,
    SwitchSupplier,
    TransferStock,
)

_ASKED = "A request: nothing changes in the ERP before the supplier confirms."


def purchase(pen: Pen, action: PlacePurchase) -> LegView:
    """Write a purchase order."""
    lines = tuple(
        LegLine(
            label=pen.names.label(line.item),
            note=note(
                pen.names.code_beside(line.item),
                f"due {pen.almanac.day(line.due)}",
                f"{amount_text(line.unit_price.amount)} each",
            ),
            before="0",
            after=quantity(line.quantity),
            last=amount_text(line.quantity * line.unit_price.amount),
        )
        for line in action.lines
    )
    return LegView(
        title=f"Purchase order to {pen.names.supplier(action.supplier)}",
        lines=lines,
        unit=one_unit({line.unit for line in action.lines}),
        last=action.lines[0].unit_price.currency,
        total=amount_text(action.value()) if len(lines) > 1 else "",
        facts=(("Deliver to", pen.names.location(action.location)),),
    )


def transfer(pen: Pen, action: TransferStock) -> LegView:
    """Write a transfer order."""
    return LegView(
        title=f"Transfer to {pen.names.location(action.destination)}",
        lines=tuple(
            LegLine(
                label=pen.names.label(line.item),
                note=pen.names.code_beside(line.item),
                before="0",
                after=quantity(line.quantity),
            )
            for line in action.lines
        ),
        unit=one_unit({line.unit for line in action.lines}),
        facts=(
            ("From", pen.names.location(action.origin)),
            ("Leaves", f"{pen.almanac.day(action.ship)} by {words(action.mode)}"),
            ("Arrives", pen.almanac.day(action.due)),
            ("Freight", money_text(action.cost.amount, action.cost.currency, cents=True)),
        ),
    )


def redate(pen: Pen, action: ExpeditePurchase | ReschedulePurchase) -> LegView:
    """Write what we ask a supplier to deliver on another day."""
    verb = "Expedite" if isinstance(action, ExpeditePurchase) else "Reschedule"
    fee = charge("Fee", action.fee) if isinstance(action, ExpeditePurchase) else ()
    return LegView(
        title=f"{verb} {order_named(action.number)}",
        first="Due date",
        lines=tuple(_redated(pen, line) for line in action.lines),
        last="Change",
        facts=(*_parties(pen, action), *fee),
        caution=_ASKED,
    )


def cancel(pen: Pen, action: CancelPurchase) -> LegView:
    """Write what we ask a supplier to take back."""
    return LegView(
        title=f"Cancel {order_named(action.number)}",
        lines=tuple(
            LegLine(pen.names.label(line.item), pen.names.code_beside(line.item), quantity(line.quantity), "0")
            for line in action.lines
        ),
        unit=one_unit({pen.names.unit(line.item) for line in action.lines}),
        facts=(*_parties(pen, action), *charge("Fee", action.fee)),
        caution=_ASKED,
    )


def switch(pen: Pen, action: SwitchSupplier) -> LegView:
    """Write what one supplier is to give back and another to deliver."""
    return LegView(
        title=f"Another supplier for {order_named(action.number)}",
        lines=tuple(
            LegLine(
                label=pen.names.label(line.item),
                note=note(
                    pen.pieces(line.item, line.quantity),
                    f"due {pen.almanac.day(line.due)}",
                    f"{amount_text(line.unit_price.amount)} each",
                ),
                before=pen.names.supplier(action.supplier),
                after=pen.names.supplier(action.to_supplier),
                last=amount_text(line.quantity * line.unit_price.amount),
            )
            for line in action.to_lines
        ),
        last=action.to_lines[0].unit_price.currency,
        total=amount_text(action.value() - action.fee.amount) if len(action.to_lines) > 1 else "",
        facts=(("Deliver to", pen.names.location(action.location)), *charge("Cancellation fee", action.fee)),
        caution=f"{_ASKED} The new order is placed once the old one is taken back.",
    )


def release(pen: Pen, action: ReleaseRequest) -> LegView:
    """Write a request of the ERP that becomes an order."""
    currency = action.unit_price.currency
    return LegView(
        title=f"Release the ERP's request {action.document}",
        lines=(
            LegLine(
                label=pen.names.label(action.item),
                note=note(
                    pen.names.code_beside(action.item),
                    f"due {pen.almanac.day(action.due)}",
                    f"{amount_text(action.unit_price.amount)} each",
                ),
                before=quantity(action.quantity_before),
                after=quantity(action.quantity),
                last=amount_text(action.value()),
            ),
        ),
        unit=action.unit,
        last=currency,
        facts=(
            ("Supplier", pen.names.supplier(action.supplier)),
            ("Deliver to", pen.names.location(action.location)),
        ),
    )


def withdraw(pen: Pen, action: CancelRequest) -> LegView:
    """Write a request of the ERP that is not needed."""
    line = LegLine(
        pen.names.label(action.item), pen.names.code_beside(action.item), quantity(action.quantity_before), "0"
    )
    return LegView(
        title=f"Withdraw the ERP's request {action.document}",
        lines=(line,),
        unit=pen.names.unit(action.item),
        facts=(("At", pen.names.location(action.location)),),
    )


def reroute(pen: Pen, action: RerouteShipment) -> LegView:
    """Write a shipment that goes elsewhere."""
    before, after = pen.names.location(action.from_location), pen.names.location(action.to_location)
    return LegView(
        title=f"Reroute {order_named(action.number)}",
        first="Deliver to",
        lines=tuple(
            LegLine(
                label=pen.names.label(line.item),
                note=note(
                    pen.names.code_beside(line.item),
                    pen.pieces(line.item, line.quantity),
                    f"arrives {pen.almanac.day(line.due_after)}",
                ),
                before=before,
                after=after,
                last=days_apart(line.due_before, line.due_after),
            )
            for line in action.lines
        ),
        last="Arrives",
        facts=(("Supplier", pen.names.supplier(action.supplier)), *charge("Extra freight", action.cost)),
    )


def _redated(pen: Pen, line: RedatedLine) -> LegLine:
    return LegLine(
        label=pen.names.label(line.item),
        note=note(pen.names.code_beside(line.item), pen.pieces(line.item, line.quantity)),
        before=pen.almanac.day(line.due_before),
        after=pen.almanac.day(line.due_after),
        last=days_apart(line.due_before, line.due_after),
    )


def _parties(pen: Pen, action: PurchaseChange) -> tuple[tuple[str, str], ...]:
    return (
        ("Asked of", pen.names.supplier(action.supplier)),
        ("Delivers to", pen.names.location(action.location)),
    )
