"""One action of every kind that changes what is already open, and the legs that ask for them."""

from decimal import Decimal
from typing import Any

from tests.trimtab.proposals import day, euro
from trimtab.actions import (
    Action,
    CancelPurchase,
    CancelRequest,
    ChangedLine,
    ExpeditePurchase,
    PurchaseLine,
    ReallocateSupply,
    RedatedLine,
    ReleaseRequest,
    RequestInformation,
    RerouteShipment,
    ReschedulePurchase,
    ShapeDemand,
    SubstituteItem,
    SwitchSupplier,
)
from trimtab.beliefs import Function
from trimtab.bundles import Leg

ORDER: dict[str, Any] = {"document": "12", "number": "PO-12", "supplier": "KMW", "location": "CEN"}
REQUEST: dict[str, Any] = {"document": "40", "item": "WINCH-40", "location": "CEN", "quantity_before": Decimal(30)}


def redated(line: str = "34", before: int = 20, after: int = 10, quantity: str = "12") -> RedatedLine:
    return RedatedLine(
        line=line, item="WINCH-40", quantity=Decimal(quantity), due_before=day(before), due_after=day(after)
    )


def changed(line: str = "34", quantity: str = "12", price: str | None = "200") -> ChangedLine:
    known = {"due_before": day(20), "unit_price": euro(price)} if price else {}
    return ChangedLine(line=line, item="WINCH-40", quantity=Decimal(quantity), **known)


def expedite(key: str = "act_expedite_1", *lines: RedatedLine, fee: str = "300") -> ExpeditePurchase:
    return ExpeditePurchase(id=key, **ORDER, lines=lines or (redated(),), fee=euro(fee))


def reschedule(key: str = "act_reschedule_1") -> ReschedulePurchase:
    return ReschedulePurchase(id=key, **ORDER, lines=(redated(after=30),))


def cancel(key: str = "act_cancel_1", price: str | None = "200") -> CancelPurchase:
    return CancelPurchase(id=key, **ORDER, lines=(changed(price=price),), fee=euro("75"))


def switch(key: str = "act_switch_1") -> SwitchSupplier:
    to_line = PurchaseLine(item="WINCH-40", quantity=Decimal(12), unit="Unit", unit_price=euro("268.00"), due=day(6))
    return SwitchSupplier(id=key, **ORDER, lines=(changed(),), fee=euro("50"), to_supplier="BRF", to_lines=(to_line,))


def release(key: str = "act_release_1") -> ReleaseRequest:
    return ReleaseRequest(
        id=key, **REQUEST, supplier="BRF", quantity=Decimal(25), unit="Unit", unit_price=euro("268"), due=day(5)
    )


def cancel_request(key: str = "act_cancel_request_1") -> CancelRequest:
    return CancelRequest(id=key, **REQUEST)


def reroute(key: str = "act_reroute_1") -> RerouteShipment:
    order = {k: v for k, v in ORDER.items() if k != "location"}
    return RerouteShipment(
        id=key, **order, from_location="CEN", to_location="NOR", lines=(redated(after=20),), cost=euro("9.90")
    )


def reallocate(key: str = "act_reallocate_1") -> ReallocateSupply:
    return ReallocateSupply(
        id=key,
        item="WINCH-40",
        location="CEN",
        quantity=Decimal(3),
        from_document="7",
        from_number="SO-7",
        from_line="9",
        from_customer="SKAG",
        due_before=day(4),
        due_after=day(12),
        to_document="8",
        to_number="SO-8",
        to_line="1",
        to_customer="VEND",
    )


def substitute(key: str = "act_substitute_1") -> SubstituteItem:
    return SubstituteItem(
        id=key,
        document="7",
        number="SO-7",
        line="9",
        customer="SKAG",
        location="CEN",
        item="WINCH-40",
        substitute="WINCH-46",
        quantity=Decimal(1),
        discount=euro("20"),
    )


def shape(key: str = "act_shape_1") -> ShapeDemand:
    return ShapeDemand(
        id=key,
        item="WINCH-40",
        location="CEN",
        start=day(5),
        end=day(9),
        start_after=day(20),
        quantity=Decimal(60),
        request="Delay the promotion",
        cost=euro("120"),
    )


def question(key: str = "act_question_1") -> RequestInformation:
    return RequestInformation(id=key, subject="source:KMW/WINCH-40", question="When does it sail?")


def leg_for(action: Action, *offers: str, owner: Function = Function.PROCUREMENT, leg_id: str = "ask") -> Leg:
    return Leg(id=leg_id, owner=owner, action=action, because="so", offers=offers)
