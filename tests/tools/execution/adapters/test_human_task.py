"""Human tasks: an action no system takes is asked of a person once, in a sentence that says what was approved."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.tools.execution.adapters.conformance import AdapterConformance, ConformanceCase, ExactlyOnce
from tests.trimtab.proposals import bundle, promise
from tools.execution.adapters.human_task import HumanTaskAdapter, instruction
from trimtab.actions import Action, ShapeDemand
from trimtab.bundles import LegState, Route
from trimtab.cases import Case, CaseState, Drift
from trimtab.clock import ManualClock
from trimtab.errors import NotFound, Refused
from trimtab.ledger import Ledger, open_ledger, schema
from trimtab.receipts import Receipt

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path: Path = tmp_path_factory.mktemp("people") / "ledger.sqlite"
    return open_ledger(f"sqlite:///{path}", "halyard", ManualClock(NOW))


class HumanTaskCase(ConformanceCase):
    """Every action is armed in a bundle of its own, as the executor does before it calls an adapter."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def adapter(self) -> HumanTaskAdapter:
        return HumanTaskAdapter(self.ledger)

    def action(self) -> Action:
        number = next(_numbers)
        action = promise(f"act_promise_{number}")
        zero = Drift.model_validate({"currency": "EUR", "level_per_day": 0, "plan": 0, "avoidable": 0, "sunk": 0})
        case = Case(
            id=f"cas_{number}",
            title="Late",
            state=CaseState.OPEN,
            round=1,
            subjects=(),
            drift=zero,
            opened_at=NOW,
        )
        asked = bundle(action, id=f"bnd_{number}", case_id=case.id)
        route = Route(policy_version="1", requirements=(), expires_at=NOW, undo_window_seconds=0)
        with self.ledger.write() as tx:
            tx.cases.open(case)
            tx.bundles.add(asked, route)
            tx.intents.plan(asked.id, 1, [(asked.legs[0], {})], 1)
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


def test_a_promise_is_asked_in_a_sentence() -> None:
    assert instruction(promise()) == (
        "Tell SKAG that 40 WINCH-40 of order SO-SKAG-045 will come on 2026-03-22 instead of 2026-03-16."
    )


def test_any_other_action_is_asked_with_all_it_says() -> None:
    asks = ShapeDemand(id="act_12345678", item="WINCH-40", location="CEN", request="Delay the promotion")
    assert instruction(asks) == "Please shape demand: item WINCH-40, location CEN, request Delay the promotion."
