"""The official fake: an honest system of record that, like an ERP without unique references, can be asked twice."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from tests.tools.execution.adapters.changes import a_change
from tests.tools.execution.adapters.conformance import (
    AdapterConformance,
    CommitmentCase,
    CommitmentConformance,
    ConformanceCase,
)
from tests.trimtab.proposals import NOW, level, promise, purchase, transfer
from tools.execution.adapters.fake import FakeCommitments, FakeErp
from trimtab.actions import Action, PurchaseChange
from trimtab.clock import ManualClock
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.errors import FieldConflict, Unavailable
from trimtab.receipts import Receipt
from trimtab.state import OpenPurchaseLine, OrderPoint, OrderPointKind, Snapshot, StockOnHand

_numbers = count(1)


def fake() -> FakeErp:
    point = OrderPoint(
        document="1",
        item="WINCH-40",
        location="CEN",
        kind=OrderPointKind.PURCHASE,
        minimum=Decimal(431),
        target=Decimal(491),
    )
    on_hand = (StockOnHand(item="WINCH-40", location="CEN", quantity=Decimal(64)),)
    other = point.model_copy(update={"document": "2", "location": "NOR"})
    return FakeErp(Snapshot(as_of=NOW, system="fake", on_hand=on_hand, order_points=(point, other)), ManualClock(NOW))


class FakeCase(ConformanceCase):
    def __init__(self) -> None:
        self.erp = fake()

    def adapter(self) -> FakeErp:
        return self.erp

    def action(self) -> Action:
        return purchase(f"act_fake_{next(_numbers)}")

    def documents(self, action: Action) -> list[str]:
        return [receipt.document_state for receipt in self.erp.documents.get(action.id, [])]

    def change(self, action: Action, receipt: Receipt) -> None:
        """Somebody enters the order a second time."""
        self.erp.execute(action, action.id)


@pytest.fixture
def case() -> FakeCase:
    return FakeCase()


class TestConformance(AdapterConformance):
    finished = "confirmed"


def test_asking_twice_makes_two_documents_so_that_a_test_can_see_it() -> None:
    erp, action = fake(), purchase()
    first, second = erp.execute(action, action.id), erp.execute(action, action.id)
    assert first.document != second.document
    assert len(erp.snapshot().purchases) == 2


def test_what_was_executed_shows_in_the_next_reading() -> None:
    erp = fake()
    for action in (purchase(), transfer(), level()):
        erp.execute(action, action.id)
    state = erp.snapshot()
    assert [(p.supplier, p.quantity, p.reference) for p in state.purchases] == [("BRF", 60, purchase().id)]
    assert [(t.origin, t.destination, t.quantity) for t in state.transfers] == [("NOR", "CEN", 20)]
    point = state.order_point("WINCH-40", "CEN")
    assert point is not None
    assert (point.minimum, point.target) == (450, 520)
    assert state.position("WINCH-40", "CEN") == 64 + 60 + 20


def test_a_level_is_changed_once_and_a_conflict_is_one() -> None:
    erp = fake()
    erp.execute(level(), "act_level_1")
    erp.execute(level(), "act_level_1")
    with pytest.raises(FieldConflict, match="expected"):
        erp.execute(level(target="600").model_copy(update={"minimum_before": Decimal(1)}), "act_level_2")
    assert erp.preview(level()).expected_before == {"minimum": "431", "target": "491"}


def test_failing_before_leaves_nothing_and_failing_after_leaves_a_document() -> None:
    def fail(action: Action) -> None:
        raise Unavailable("down", system="fake-erp")

    erp = fake()
    erp.before = fail
    with pytest.raises(Unavailable):
        erp.execute(purchase(), "act_purchase_1")
    assert erp.find(purchase(), "act_purchase_1") is None
    erp.before, erp.after = (lambda _: None), fail
    with pytest.raises(Unavailable):
        erp.execute(purchase(), "act_purchase_1")
    assert erp.find(purchase(), "act_purchase_1") is not None


def test_taking_back_removes_the_document() -> None:
    erp = fake()
    receipt = erp.execute(promise(), promise().id)
    assert erp.compensate(promise(), receipt).document_state == "cancelled"
    assert erp.find(promise(), promise().id) is None


def test_a_reading_is_as_of_now() -> None:
    clock = ManualClock(NOW)
    erp = FakeErp(Snapshot(as_of=NOW, system="fake"), clock)
    clock.advance(timedelta(hours=3))
    assert erp.snapshot().as_of == NOW + timedelta(hours=3)


class FakeAnswers(CommitmentCase):
    """Open lines of an order each, in one fake."""

    def __init__(self, kind: str) -> None:
        self.erp = fake()
        self.kind = kind

    def adapter(self) -> FakeCommitments:
        return self.erp.commitments

    def action(self) -> PurchaseChange:
        number = next(_numbers)
        line = OpenPurchaseLine(
            document=f"{number}",
            number=f"PO-{number}",
            line="1",
            supplier="KMW",
            item="WINCH-40",
            location="CEN",
            quantity=Decimal(300),
            due=NOW.date() + timedelta(days=20),
        )
        self.erp.state = self.erp.state.model_copy(update={"purchases": (*self.erp.state.purchases, line)})
        return a_change(self.kind, line)

    def state(self, action: PurchaseChange) -> object:
        return sorted(self.erp.state.purchases, key=lambda p: (p.document, p.line)), self.erp.commitments.written

    def change(self, action: PurchaseChange) -> None:
        purchases = tuple(
            p.model_copy(update={"due": p.due + timedelta(days=70), "quantity": p.quantity / 2})
            if p.document == action.document
            else p
            for p in self.erp.state.purchases
        )
        self.erp.state = self.erp.state.model_copy(update={"purchases": purchases})


@pytest.fixture(params=sorted(ASKED_OF_A_SUPPLIER))
def commitment(request: pytest.FixtureRequest) -> FakeAnswers:
    return FakeAnswers(request.param)


class TestCommitments(CommitmentConformance):
    pass
