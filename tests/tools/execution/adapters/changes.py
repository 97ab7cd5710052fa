"""Changes of an open purchase line, one of each kind that is asked of a supplier."""

from datetime import timedelta

from tests.trimtab.proposals import euro
from trimtab.actions import (
    CancelPurchase,
    ExpeditePurchase,
    PurchaseChange,
    PurchaseLine,
    RedatedLine,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.state import OpenPurchaseLine


def a_change(kind: str, line: OpenPurchaseLine, key: str = "", days: int = 5) -> PurchaseChange:
    """A change of the whole line, by so many days where it is about a date."""
    later = days if kind == "reschedule_purchase" else -days
    head = {
        "id": key or f"act_{kind}_{line.document}",
        "document": line.document,
        "number": line.number,
        "supplier": line.supplier,
        "location": line.location,
        "lines": (
            RedatedLine(
                line=line.line,
                item=line.item,
                quantity=line.quantity,
                due_before=line.due,
                due_after=line.due + timedelta(days=later),
                unit_price=euro("212"),
            ),
        ),
    }
    match kind:
        case "expedite_purchase":
            return ExpeditePurchase(**head, fee=euro("250"))
        case "reschedule_purchase":
            return ReschedulePurchase(**head)
        case "cancel_purchase":
            return CancelPurchase(**head, fee=euro("0"))
        case _:
            instead = PurchaseLine(
                item=line.item, quantity=line.quantity, unit="Unit", unit_price=euro("268"), due=line.due
            )
            return SwitchSupplier(**head, fee=euro("0"), to_supplier="BRF", to_lines=(instead,))
