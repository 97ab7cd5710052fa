"""What suppliers confirmed, in a real Tryton: dates and cancellations of what is to come, and orders elsewhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from demo.erp.documents import Purchase, purchases
from tests.tools.execution.adapters.conformance import ACCEPTED, CommitmentCase, CommitmentConformance
from tests.tools.execution.adapters.tryton.cases import OpenOrder, new_id
from tests.tools.tryton.service import Crashed, Faulty, Service
from tests.trimtab.proposals import euro
from tools.execution.adapters.tryton.commitment import PurchaseCommitments
from tools.tryton import TrytonClient, TrytonReader
from trimtab.actions import (
    CancelPurchase,
    ExpeditePurchase,
    PurchaseChange,
    PurchaseLine,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.clock import SystemClock
from trimtab.commitments import Answer, AnswerKind
from trimtab.errors import Ambiguous, FieldConflict, Refused
from trimtab.state import OpenPurchaseLine


def orders(service: Service, field: str, value: object) -> list[Purchase]:
    """The orders with a value in a field."""
    return purchases(service.erp.driver.rpc, [[field, "=", value]])


KINDS = ("expedite_purchase", "reschedule_purchase", "cancel_purchase", "switch_supplier")


class TrytonCommitments(CommitmentCase):
    """Every change is one of an order of its own: 60 shackles and 4 coils of Brest."""

    def __init__(self, service: Service, kind: str) -> None:
        self.service = service
        self.kind = kind

    def adapter(self, client: TrytonClient | None = None) -> PurchaseCommitments:
        return PurchaseCommitments(client or self.service.client(), SystemClock())

    def action(self) -> PurchaseChange:
        order = OpenOrder(self.service)
        head = {"id": new_id(), **order.head()}
        lines = order.changed(-2 if self.kind == "expedite_purchase" else 6)
        match self.kind:
            case "expedite_purchase":
                return ExpeditePurchase(**head, lines=lines, fee=euro("250"))
            case "reschedule_purchase":
                return ReschedulePurchase(**head, lines=lines)
            case "cancel_purchase":
                return CancelPurchase(**head, lines=lines, fee=euro("0"))
            case _:
                return SwitchSupplier(
                    **head, lines=lines, fee=euro("0"), to_supplier="KMW", to_lines=(self.elsewhere(),)
                )

    @staticmethod
    def elsewhere() -> PurchaseLine:
        due = date.today() + timedelta(days=40)  # noqa: DTZ011 - the ERP's own day
        return PurchaseLine(item="SHACK-10", quantity=Decimal(60), unit="Unit", unit_price=euro("3.00"), due=due)

    def state(self, action: PurchaseChange) -> object:
        return [*orders(self.service, "id", int(action.document)), *orders(self.service, "reference", action.id)]

    def change(self, action: PurchaseChange) -> None:
        """A buyer re-dates an order, or hears that only half of a line comes."""
        driver = self.service.erp.driver
        (order,) = orders(self.service, "id", int(action.document))
        for line in order.lines:
            values = {"planned_date": order.lines[0].delivery_date + timedelta(days=77)}
            if self.kind in {"cancel_purchase", "switch_supplier"}:
                values = {"quantity": line.quantity / 2}
            driver.write("stock.move", [move.id for move in line.moves], values)

    def open_lines(self, action: PurchaseChange) -> list[OpenPurchaseLine]:
        """What the snapshot still shows of the order."""
        reader = TrytonReader(self.service.client(), self.service.network, SystemClock())
        return [p for p in reader.snapshot().purchases if p.document == action.document]


@pytest.fixture(params=KINDS)
def commitment(request: pytest.FixtureRequest, service: Service) -> TrytonCommitments:
    return TrytonCommitments(service, request.param)


class TestConformance(CommitmentConformance):
    pass


def test_the_confirmed_date_is_what_the_erp_expects(service: Service) -> None:
    case = TrytonCommitments(service, "expedite_purchase")
    action = case.action()
    asked = action.lines[0].due_after  # type: ignore[attr-defined]
    said = Answer(kind=AnswerKind.ACCEPTED, text="a day later is what we can do", due=asked + timedelta(days=1))
    receipt = case.adapter().commit(action, said, action.id)
    assert {line.due for line in case.open_lines(action)} == {said.due}
    assert case.adapter().verify(action, said, receipt).confirmed
    assert not case.adapter().verify(action, ACCEPTED, receipt).confirmed


@pytest.mark.parametrize("kind", ["cancel_purchase", "switch_supplier"])
def test_what_was_taken_back_is_gone_and_the_order_is_in_no_exception(service: Service, kind: str) -> None:
    case = TrytonCommitments(service, kind)
    action = case.action()
    receipt = case.adapter().commit(action, ACCEPTED, action.id)
    assert case.open_lines(action) == []
    (order,) = orders(service, "id", int(action.document))
    assert order.shipment_state == "none"
    assert [move.state for line in order.lines for move in line.moves] == ["cancelled", "cancelled"]
    placed = orders(service, "reference", action.id)
    assert [(p.supplier, p.state, str(p.id)) for p in placed] == (
        [("KMW", "processing", receipt.document)] if kind == "switch_supplier" else []
    )


def test_one_line_of_an_order_can_be_taken_back_and_the_other_still_comes(service: Service) -> None:
    case = TrytonCommitments(service, "cancel_purchase")
    whole = case.action()
    one = whole.model_copy(update={"lines": whole.lines[:1]})
    case.adapter().commit(one, ACCEPTED, one.id)
    assert [line.line for line in case.open_lines(one)] == [whole.lines[1].line]
    (order,) = orders(service, "id", int(one.document))
    assert order.shipment_state == "partially shipped"


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("expedite_purchase", "write"),
        ("cancel_purchase", "cancel"),
        ("cancel_purchase", "write"),
        ("switch_supplier", "process"),
        ("switch_supplier", "create"),
    ],
)
@pytest.mark.parametrize("how", ["crash_before", "lose_after"])
def test_after_a_crash_or_a_lost_answer_the_next_try_ends_at_the_same(
    service: Service, kind: str, step: str, how: str
) -> None:
    case = TrytonCommitments(service, kind)
    action, client = case.action(), service.client(Faulty)
    setattr(client, how, step)
    with pytest.raises((Crashed, Ambiguous)):
        case.adapter(client).commit(action, ACCEPTED, action.id)
    receipt = case.adapter().commit(action, ACCEPTED, action.id)
    assert case.adapter().verify(action, ACCEPTED, receipt).confirmed
    placed = [p.state for p in orders(service, "reference", action.id)]
    assert placed == (["processing"] if kind == "switch_supplier" else [])


def test_of_two_lines_none_is_written_where_one_is_in_conflict(service: Service) -> None:
    case = TrytonCommitments(service, "reschedule_purchase")
    action = case.action()
    (order,) = orders(service, "id", int(action.document))
    second = order.lines[1].moves[0]
    service.erp.driver.write("stock.move", [second.id], {"planned_date": order.lines[1].delivery_date + timedelta(1)})
    before = case.state(action)
    with pytest.raises(FieldConflict, match="is due on"):
        case.adapter().commit(action, ACCEPTED, action.id)
    assert case.state(action) == before


def test_an_order_to_a_stranger_takes_nothing_back(service: Service) -> None:
    case = TrytonCommitments(service, "switch_supplier")
    action = case.action().model_copy(update={"to_supplier": "NOBODY"})
    before = case.state(action)
    with pytest.raises(Refused, match="NOBODY"):
        case.adapter().commit(action, ACCEPTED, action.id)
    assert case.state(action) == before


def test_a_line_the_order_does_not_have_is_refused(service: Service) -> None:
    case = TrytonCommitments(service, "cancel_purchase")
    action = case.action()
    wrong = action.lines[0].model_copy(update={"item": "FURL-2"})
    with pytest.raises(Refused, match="of FURL-2 any more"):
        case.adapter().commit(action.model_copy(update={"lines": (wrong,)}), ACCEPTED, action.id)


def test_what_has_arrived_cannot_be_taken_back(service: Service) -> None:
    case = TrytonCommitments(service, "cancel_purchase")
    action = case.action()
    (order,) = orders(service, "id", int(action.document))
    service.erp.driver.button("stock.move", "do", [order.lines[0].moves[0].id])
    with pytest.raises(FieldConflict, match="0 of the SHACK-10"):
        case.adapter().commit(action, ACCEPTED, action.id)
