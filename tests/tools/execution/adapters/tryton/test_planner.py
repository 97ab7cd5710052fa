"""After every kind of action the ERP's own planner finds nothing to add and nothing to undo."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo.erp.seed import erp_today
from tests.tools.execution.adapters.conformance import ACCEPTED
from tests.tools.execution.adapters.tryton.calm import a_shortage, calm_service, snapshot, supply_run
from tests.tools.execution.adapters.tryton.cases import a_purchase, a_transfer, new_id
from tests.tools.tryton.service import Service
from tests.trimtab.proposals import euro
from tools.execution.adapters.tryton import tryton_adapters, tryton_commitments
from trimtab.actions import (
    Action,
    AdjustLevel,
    CancelPurchase,
    CancelRequest,
    ExpeditePurchase,
    PurchaseLine,
    ReallocateSupply,
    RedatedLine,
    ReleaseRequest,
    RerouteShipment,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.clock import SystemClock
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.state import OpenPurchaseLine


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with calm_service(tmp_path_factory.mktemp("planner")) as ours:
        yield ours


def carry_out(service: Service, action: Action) -> None:
    """Carry out one action as the executor would, the answer being yes."""
    client = service.client()
    if action.kind in ASKED_OF_A_SUPPLIER:
        (commitments,) = tryton_commitments(client, SystemClock())
        receipt = commitments.commit(action, ACCEPTED, action.id)
        assert commitments.verify(action, ACCEPTED, receipt).confirmed
        return
    (adapter,) = [a for a in tryton_adapters(client, SystemClock()) if action.kind in a.kinds]
    receipt = adapter.execute(action, action.id)
    assert adapter.verify(action, receipt).confirmed


def the_winches(service: Service) -> OpenPurchaseLine:
    return next(p for p in snapshot(service).purchases if p.item == "WINCH-40")


def redated(line: OpenPurchaseLine, days: int) -> RedatedLine:
    return RedatedLine(
        line=line.line,
        item=line.item,
        quantity=line.quantity,
        due_before=line.due,
        due_after=line.due + timedelta(days=days),
        unit_price=euro("212"),
    )


def head(line: OpenPurchaseLine) -> dict[str, Any]:
    return {"document": line.document, "number": line.number, "supplier": line.supplier}


def a_level(service: Service, item: str, change: int) -> AdjustLevel:
    point = next(p for p in snapshot(service).order_points if p.item == item and p.location == "CEN")
    return AdjustLevel(
        id=new_id(),
        item=item,
        location="CEN",
        document=point.document,
        minimum_before=point.minimum,
        target_before=point.target,
        minimum_after=point.minimum + change,
        target_after=point.target + change,
    )


def expedite(service: Service) -> list[Action]:
    line = the_winches(service)
    return [ExpeditePurchase(id=new_id(), **head(line), location="CEN", lines=(redated(line, -2),), fee=euro("250"))]


def reschedule(service: Service) -> list[Action]:
    line = the_winches(service)
    return [ReschedulePurchase(id=new_id(), **head(line), location="CEN", lines=(redated(line, 1),))]


def cancel(service: Service) -> list[Action]:
    """What is taken back comes from elsewhere first."""
    line = the_winches(service)
    instead = a_purchase(WINCH_40=(300, "268.00"))
    return [
        CancelPurchase(id=new_id(), **head(line), location="CEN", lines=(redated(line, 0),), fee=euro("0")),
        instead,
    ]


def switch(service: Service) -> list[Action]:
    line = the_winches(service)
    there = PurchaseLine(
        item="WINCH-40",
        quantity=line.quantity,
        unit="Unit",
        unit_price=euro("268"),
        due=erp_today() + timedelta(days=6),
    )
    lines = (redated(line, 0),)
    return [
        SwitchSupplier(
            id=new_id(),
            **head(line),
            location="CEN",
            lines=lines,
            fee=euro("0"),
            to_supplier="BRF",
            to_lines=(there,),
        )
    ]


def reroute(service: Service) -> list[Action]:
    """What goes elsewhere is ordered again for here."""
    line = the_winches(service)
    away = RerouteShipment(
        id=new_id(),
        **head(line),
        from_location="CEN",
        to_location="NOR",
        lines=(redated(line, 2),),
        cost=euro("80"),
    )
    return [away, a_purchase(WINCH_40=(300, "268.00"))]


def reallocate(service: Service) -> list[Action]:
    """A sooner customer gets what is set aside for a later one."""
    orders = {s.number: s for s in snapshot(service).sales if s.item == "WINCH-40"}
    giver, taker = orders["SO-VEND-211"], orders["SO-VEND-208"]
    service.erp.driver.button("stock.shipment.out", "assign_try", [int(giver.shipment)])
    return [
        ReallocateSupply(
            id=new_id(),
            item="WINCH-40",
            location="CEN",
            quantity=taker.quantity,
            from_document=giver.document,
            from_number=giver.number,
            from_line=giver.line,
            from_customer=giver.customer,
            due_before=giver.due,
            due_after=giver.due + timedelta(days=3),
            to_document=taker.document,
            to_number=taker.number,
            to_line=taker.line,
            to_customer=taker.customer,
        )
    ]


def level(service: Service) -> list[Action]:
    """A raised level goes last, after the order that covers it."""
    return [a_purchase(SHACK_10=(240, "3.10")), a_level(service, "SHACK-10", 60)]


MODES: dict[str, Callable[[Service], list[Action]]] = {
    "place_purchase": lambda _: [a_purchase(SHACK_10=(60, "3.10"))],
    "transfer_stock": lambda _: [a_transfer("BLOCK-57", 20)],
    "adjust_level": level,
    "expedite_purchase": expedite,
    "reschedule_purchase": reschedule,
    "cancel_purchase": cancel,
    "switch_supplier": switch,
    "reroute_shipment": reroute,
    "reallocate_supply": reallocate,
}


@pytest.mark.parametrize("kind", MODES)
def test_our_own_orders_leave_the_planner_nothing_to_do(service: Service, kind: str) -> None:
    for action in MODES[kind](service):
        carry_out(service, action)
    before, after = supply_run(service)
    assert before == after


@pytest.mark.parametrize("kind", ["release_request", "cancel_request", "adjust_level"])
def test_where_the_erp_orders_the_planner_has_no_more_than_it_had(service: Service, kind: str) -> None:
    rope = a_shortage(service, "ROPE-12", 70, 100)
    before = service.erp.driver.documents_snapshot()["purchase requests"]
    asked: dict[str, Any] = {
        "document": rope.document,
        "item": rope.item,
        "location": rope.location,
        "quantity_before": rope.quantity,
    }
    if kind == "release_request":
        terms = {"quantity": rope.quantity, "unit": "Unit", "unit_price": euro("96"), "due": rope.due}
        carry_out(service, ReleaseRequest(id=new_id(), **asked, supplier="BRF", **terms))
    elif kind == "cancel_request":
        carry_out(service, a_level(service, "ROPE-12", -40))
        carry_out(service, CancelRequest(id=new_id(), **asked))
    else:
        carry_out(service, a_level(service, "ROPE-12", -40))
        supply_run(service)
    left, after = supply_run(service)
    assert left == after
    assert after["purchase requests"] == []
    assert [Decimal(str(r["quantity"])) for r in before] == [rope.quantity]


def test_a_withdrawn_request_that_is_still_needed_is_made_anew_and_nothing_beside_it(service: Service) -> None:
    rope = a_shortage(service, "ROPE-12", 70, 100)
    had = service.erp.driver.documents_snapshot()
    asked = {"item": rope.item, "location": rope.location, "quantity_before": rope.quantity}
    carry_out(service, CancelRequest(id=new_id(), document=rope.document, **asked))
    _, after = supply_run(service)
    assert after == had
