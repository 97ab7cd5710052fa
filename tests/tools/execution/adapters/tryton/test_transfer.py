"""Transfers in a real Tryton: assigned in full, or withdrawn and refused."""

import pytest

from tests.tools.execution.adapters.conformance import AdapterConformance, ExactlyOnce, RefusesOtherKinds
from tests.tools.execution.adapters.tryton.cases import TransferCase, a_transfer
from tests.tools.tryton.service import Crashed, Faulty, Service
from trimtab.actions import TransferStock
from trimtab.bundles import LegState
from trimtab.errors import Ambiguous, Refused

ON_HAND_AT_CENTRAL = 520


@pytest.fixture
def case(service: Service) -> TransferCase:
    return TransferCase(service)


class TestConformance(AdapterConformance, ExactlyOnce, RefusesOtherKinds):
    finished = "assigned"


def test_the_shipment_says_what_was_approved(case: TransferCase) -> None:
    action = a_transfer(quantity=3)
    receipt = case.adapter().execute(action, action.id)
    assert receipt.leg_state is LegState.COMMITTED
    (shipment,) = [s for s in case.service.erp.driver.internal_shipments() if s.id == int(receipt.document)]
    assert (shipment.planned_start_date, shipment.planned_date) == (action.ship, action.due)
    assert {(m.item, m.quantity) for m in shipment.moves} == {("BLOCK-57", 3.0)}
    assert (shipment.from_location, shipment.to_location) == ("CEN-STO", "NOR-STO")


@pytest.mark.parametrize(("step", "left"), [("wait", "draft"), ("assign_try", "waiting")])
def test_a_crash_leaves_an_unfinished_shipment_that_the_next_try_finishes(
    case: TransferCase, step: str, left: str
) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.crash_before = step
    with pytest.raises(Crashed):
        case.faulty(client).execute(action, action.id)
    assert case.documents(action) == [left]
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert not found.complete
    assert found.leg_state is LegState.REQUESTED
    receipt = case.adapter().execute(action, action.id)
    assert (receipt.document, receipt.complete) == (found.document, True)
    assert case.documents(action) == ["assigned"]


@pytest.mark.parametrize("step", ["create", "wait", "assign_try"])
def test_an_answer_that_was_lost_is_found_and_not_asked_twice(case: TransferCase, step: str) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.lose_after = step
    with pytest.raises(Ambiguous):
        case.faulty(client).execute(action, action.id)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert found.complete == (step == "assign_try")
    assert case.adapter().execute(action, action.id).document == found.document
    assert case.documents(action) == ["assigned"]


def test_of_two_drafts_with_one_reference_exactly_one_survives(case: TransferCase) -> None:
    action = case.action()
    first = case.a_rival(action)
    case.a_rival(action)
    receipt = case.adapter().execute(action, action.id)
    assert receipt.document == str(first)
    assert case.every_document(action) == ["assigned"]


def test_a_draft_beside_an_assigned_shipment_goes(case: TransferCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    case.a_rival(action)
    assert not case.adapter().verify(action, receipt).confirmed
    assert case.adapter().execute(action, action.id).document == receipt.document
    assert case.every_document(action) == ["assigned"]


def test_short_stock_is_refused_and_the_shipment_withdrawn(case: TransferCase) -> None:
    action = a_transfer(quantity=ON_HAND_AT_CENTRAL + 1)
    with pytest.raises(Refused, match="the stock at CEN does not cover the transfer any more; it was withdrawn"):
        case.adapter().execute(action, action.id)
    assert case.every_document(action) == ["cancelled"]
    assert case.adapter().find(action, action.id) is None
    shipments = [s for s in case.service.erp.driver.internal_shipments() if s.reference == action.id]
    assert [m.state for s in shipments for m in s.moves if m.is_open] == []


def test_a_shipment_one_line_of_which_is_short_reserves_nothing(case: TransferCase) -> None:
    enough, short = a_transfer("ROPE-12", 1), a_transfer("FURL-2", 48)
    both = enough.model_copy(update={"lines": (*enough.lines, *short.lines)})
    with pytest.raises(Refused, match="does not cover"):
        case.adapter().execute(both, both.id)
    assert case.every_document(both) == ["cancelled"]
    only = a_transfer("FURL-2", 40)
    assert case.adapter().execute(only, only.id).complete


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (a_transfer(item="GHOST-1"), "item GHOST-1 is 0 records in the ERP"),
        (a_transfer(destination="MOON"), "the ERP has no warehouse MOON"),
    ],
    ids=["item", "warehouse"],
)
def test_what_the_erp_does_not_know_is_refused_and_nothing_stays(
    case: TransferCase, action: TransferStock, says: str
) -> None:
    for ask in (case.adapter().preview, lambda a: case.adapter().execute(a, a.id)):
        with pytest.raises(Refused, match=says):
            ask(action)
    assert case.every_document(action) == []


def test_a_shipment_refused_at_its_first_step_is_deleted(case: TransferCase) -> None:
    class ErpSaysNo(Faulty):
        def button(self, model: str, record: int, name: str) -> None:
            if name == "wait":
                raise Refused("wait: no", system="tryton")
            super().button(model, record, name)

    action = case.action()
    with pytest.raises(Refused, match="wait: no"):
        case.faulty(case.service.client(ErpSaysNo)).execute(action, action.id)
    assert case.every_document(action) == []


def test_an_assigned_shipment_can_be_taken_back(case: TransferCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    assert case.adapter().compensate(action, receipt).document_state == "cancelled"
    assert case.adapter().find(action, action.id) is None
    assert case.documents(action) == []


def test_a_preview_says_from_where_to_where(case: TransferCase) -> None:
    assert case.adapter().preview(a_transfer(quantity=7)).summary == "transfer CEN to NOR: 7 BLOCK-57"
