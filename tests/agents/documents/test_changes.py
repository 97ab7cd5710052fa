"""Changes as documents: one per order and question, with every line of it, and the fixed fee once."""

from decimal import Decimal
from typing import Any

import pytest

from agents.documents import Document, documents_of
from tests.agents.plans import a_plan, take
from tests.agents.small_case import bought, day, euro, network, state
from trimtab.actions import CancelPurchase, ExpeditePurchase, RerouteShipment, ReschedulePurchase, SwitchSupplier
from trimtab.beliefs import Function
from trimtab.offers import (
    CancelOffer,
    ExpediteOffer,
    Offer,
    RerouteOffer,
    RescheduleOffer,
    Standing,
    SwitchOffer,
)

STATE = state(purchases=(bought(), bought("2", 40, 22, item="CAPSTAN"), bought(document="13", due=30)))


def line_of(document: str, line: str, function: Function = Function.PROCUREMENT) -> dict[str, Any]:
    found = next(p for p in STATE.purchases if (p.document, p.line) == (document, line))
    return found.model_dump(exclude={"reference", "unit_price"}) | {"function": function}


def expedite(document: str = "12", line: str = "1", fee: str = "1264", **more: Any) -> ExpediteOffer:
    held = {"id": f"expedite:{document}/{line}:1", "to": day(8), "fee": euro(fee)} | line_of(document, line)
    return ExpediteOffer(**(held | more))


def documents(*offers: Offer) -> list[Document]:
    return documents_of(a_plan(*(take(o) for o in offers)), STATE, network(), "bnd_1:1")


def test_lines_of_one_order_are_one_request_with_the_fixed_fee_once() -> None:
    (document,) = documents(expedite(), expedite(line="2", fee="560", to=day(10)))
    action = document.action
    assert isinstance(action, ExpeditePurchase)
    assert document.owner is Function.PROCUREMENT
    assert (document.leg_id, action.document, action.number) == ("expedite-12-CEN", "12", "PO-12")
    assert [(x.line, x.item, x.quantity, x.due_before, x.due_after) for x in action.lines] == [
        ("2", "CAPSTAN", 40, day(22), day(10)),
        ("1", "WINCH", 216, day(20), day(8)),
    ]
    assert document.offer_ids == ("expedite:12/2:1", "expedite:12/1:1")
    assert action.fee.amount == 1264 + 560 - 400
    assert [x.unit_price for x in action.lines] == [euro("200"), euro("200")]


def test_a_quoted_fee_is_the_whole_fee() -> None:
    quoted = expedite(fee="900", standing=Standing.QUOTED)
    (document,) = documents(quoted, expedite(line="2", fee="560"))
    assert document.action.value() == 900 + 560


def test_two_orders_are_two_requests() -> None:
    first, second = documents(expedite(), expedite("13"))
    assert {first.leg_id, second.leg_id} == {"expedite-12-CEN", "expedite-13-CEN"}
    assert first.action.id != second.action.id


def test_two_questions_about_one_order_are_two_documents() -> None:
    later = RescheduleOffer(id="reschedule:12/2:1", to=day(50), **line_of("12", "2"))
    kinds = {d.leg_id: type(d.action) for d in documents(expedite(), later)}
    assert kinds == {"expedite-12-CEN": ExpeditePurchase, "reschedule-12-CEN": ReschedulePurchase}


def test_a_cancellation_names_lines_as_they_stand_and_its_fee() -> None:
    gone = CancelOffer(id="cancel:12/1", fee=euro("4320"), saved=euro("43200"), **line_of("12", "1"))
    (document,) = documents(gone)
    action = document.action
    assert isinstance(action, CancelPurchase)
    assert (action.fee.amount, action.lines[0].due_before, action.lines[0].unit_price) == (4320, day(20), euro("200"))


def test_a_switch_orders_the_same_elsewhere() -> None:
    moved = SwitchOffer(
        id="switch:12/1>BRF",
        fee=euro("4320"),
        to_supplier="BRF",
        unit_price=euro("260"),
        unit_price_before=euro("200"),
        to=day(5),
        **line_of("12", "1"),
    )
    (document,) = documents(moved)
    action = document.action
    assert isinstance(action, SwitchSupplier)
    assert document.leg_id == "switch-12-CEN-BRF"
    assert [(x.item, x.quantity, x.unit, x.due) for x in action.to_lines] == [("WINCH", 216, "pcs", day(5))]
    assert action.value() == 4320 + Decimal(216 * 260)


def test_a_reroute_is_per_order_and_place_and_logistics() -> None:
    sent = RerouteOffer(
        id="reroute:12/1>NOR",
        to_location="NOR",
        to=day(20),
        cost=euro("259.20"),
        **line_of("12", "1", Function.LOGISTICS),
    )
    (document,) = documents(sent)
    action = document.action
    assert isinstance(action, RerouteShipment)
    assert document.owner is Function.LOGISTICS
    assert (action.from_location, action.to_location, action.cost.amount) == ("CEN", "NOR", Decimal("259.20"))


@pytest.mark.parametrize("key", ["bnd_1:1", "bnd_1:2"])
def test_the_same_change_has_the_same_content_in_every_revision(key: str) -> None:
    (first,) = documents_of(a_plan(take(expedite())), STATE, network(), "bnd_1:1")
    (again,) = documents_of(a_plan(take(expedite())), STATE, network(), key)
    assert first.action.content_digest() == again.action.content_digest()
    assert (first.action.id == again.action.id) is (key == "bnd_1:1")
