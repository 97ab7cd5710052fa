"""Human tasks: an action no system takes is asked of a person once, in a sentence that says what was approved."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.tools.execution.adapters.changes import a_change
from tests.tools.execution.adapters.conformance import (
    ACCEPTED,
    REFUSED,
    AdapterConformance,
    ConformanceCase,
    ExactlyOnce,
)
from tests.tools.tryton.service import HALYARD
from tests.trimtab.proposals import bundle, promise
from tools.execution.adapters.human_task import AnswersOnRecord, HumanTaskAdapter
from trimtab.actions import Action, PurchaseChange
from trimtab.bundles import LegState, Route
from trimtab.cases import Case, CaseState, Drift
from trimtab.clock import ManualClock
from trimtab.errors import NotFound, Refused
from trimtab.ledger import Ledger, open_ledger, schema
from trimtab.receipts import Receipt
from trimtab.state import OpenPurchaseLine

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path: Path = tmp_path_factory.mktemp("people") / "ledger.sqlite"
    return open_ledger(f"sqlite:///{path}", "halyard", ManualClock(NOW))


def armed(ledger: Ledger, action: Action, number: int) -> None:
    """Put an action into a bundle and arm it, as the executor does before it calls an adapter."""
    zero = Drift.model_validate({"currency": "EUR", "level_per_day": 0, "plan": 0, "avoidable": 0, "sunk": 0})
    case = Case(id=f"cas_{number}", title="Late", state=CaseState.OPEN, round=1, subjects=(), drift=zero, opened_at=NOW)
    asked = bundle(action, id=f"bnd_{number}", case_id=case.id)
    route = Route(policy_version="1", requirements=(), expires_at=NOW, undo_window_seconds=0)
    with ledger.write() as tx:
        tx.cases.open(case)
        tx.bundles.add(asked, route)
        tx.intents.plan(asked.id, 1, [(asked.legs[0], {})], 1)


class HumanTaskCase(ConformanceCase):
    """Every action is armed in a bundle of its own, as the executor does before it calls an adapter."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def adapter(self) -> HumanTaskAdapter:
        return HumanTaskAdapter(self.ledger, HALYARD)

    def action(self) -> Action:
        number = next(_numbers)
        action = promise(f"act_promise_{number}")
        armed(self.ledger, action, number)
        return action

    def documents(self, action: Action) -> list[str]:
        with self.ledger.read() as tx:
            task = tx.tasks.find(action.id)
        return [task.state] if task else []

    def change(self, action: Action, receipt: Receipt) -> None:
        with self.ledger.write() as tx:
            tx.connection.execute(
                update(schema.task).where(schema.task.c.id == action.id).values(text="Do as you please.")
            )


@pytest.fixture
def case(ledger: Ledger) -> HumanTaskCase:
    return HumanTaskCase(ledger)


class TestConformance(AdapterConformance, ExactlyOnce):
    finished = "open"


def test_a_task_binds_nobody_until_its_owner_has_done_it(case: HumanTaskCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    assert receipt.leg_state is LegState.REQUESTED
    with case.ledger.write() as tx:
        tx.tasks.complete(action.id, "sam", "mail of 2 March")
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert (found.leg_state, found.number) == (LegState.COMMITTED, "mail of 2 March")


def test_the_owner_of_the_leg_is_asked(case: HumanTaskCase) -> None:
    action = case.action()
    case.adapter().execute(action, action.id)
    with case.ledger.read() as tx:
        assert tx.tasks.get(action.id).owner == "sales"


def test_a_task_that_is_gone_is_not_confirmed(case: HumanTaskCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    never = receipt.model_copy(update={"action_id": "act_never_asked"})
    assert case.adapter().verify(action, never).differences == ("the task is gone",)


def test_what_was_never_armed_is_not_asked(case: HumanTaskCase) -> None:
    with pytest.raises(NotFound, match="act_never_armed"):
        case.adapter().execute(promise("act_never_armed"), "act_never_armed")


def test_a_task_is_not_taken_back_silently(case: HumanTaskCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    with pytest.raises(Refused, match="Tell its owner"):
        case.adapter().compensate(action, receipt)


def a_question(ledger: Ledger, adapter: HumanTaskAdapter) -> PurchaseChange:
    """Ask Kowloon to expedite, as the executor does."""
    number = next(_numbers)
    line = OpenPurchaseLine(
        document=f"{number}",
        number="KMW-2424",
        line="1",
        supplier="KMW",
        item="WINCH-40",
        location="CEN",
        quantity=Decimal(216),
        due=NOW.date() + timedelta(days=20),
    )
    action = a_change("expedite_purchase", line, f"act_question_{number}")
    armed(ledger, action, number)
    adapter.execute(action, action.id)
    return action


def test_a_question_waits_for_an_answer_until_a_day_and_is_not_committed(ledger: Ledger) -> None:
    adapter = HumanTaskAdapter(ledger, HALYARD)
    action = a_question(ledger, adapter)
    with ledger.read() as tx:
        task = tx.tasks.get(action.id)
    assert task.asks
    assert task.due_at == NOW + timedelta(days=2)
    assert task.text.startswith("Ask Kowloon Marine Works to bring 216 pcs Self-tailing winch 40 (WINCH-40) of")
    receipt = adapter.find(action, action.id)
    assert receipt is not None
    assert receipt.leg_state is LegState.REQUESTED


def test_where_no_system_is_told_the_answer_itself_is_the_commitment(ledger: Ledger) -> None:
    action = a_question(ledger, HumanTaskAdapter(ledger, HALYARD))
    answers = AnswersOnRecord(ManualClock(NOW))
    receipt = answers.commit(action, ACCEPTED, action.id)
    assert receipt.leg_state is LegState.COMMITTED
    assert (receipt.system, receipt.document) == ("people", action.document)
    assert answers.verify(action, ACCEPTED, receipt).confirmed
    with pytest.raises(Refused, match="nothing is to be written"):
        answers.commit(action, REFUSED, action.id)
    with pytest.raises(Refused, match="no change of a purchase order"):
        answers.commit(promise(), ACCEPTED, promise().id)
