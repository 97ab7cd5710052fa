"""Sending: announced, made once, settled under the epoch; every way an ERP can answer leads somewhere."""

import pytest

from tests.tools.execution.desk import ExecutionDesk, fails
from tests.trimtab.ledgers import Office
from tools.execution.executor import MAX_ATTEMPTS
from tools.execution.fence import check_fence, fenced_by
from trimtab.approvals import complete_task
from trimtab.bundles import BundleState, LegState
from trimtab.cases import CaseState
from trimtab.errors import Ambiguous, FieldConflict, LeaseLost, Refused, Unavailable
from trimtab.ledger.intents import IntentState

ONCE = {"transfer_stock": 1, "place_purchase": 1, "adjust_level": 1}


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def desk(office: Office) -> ExecutionDesk:
    return ExecutionDesk.of(office)


def confirm(desk: ExecutionDesk) -> None:
    complete_task(desk.office.ledger, desk.intents()["repromise_order"].action.id, "sam", "mail")


def test_everything_is_sent_once_and_the_bundle_waits_for_the_person(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    assert desk.executor.send(desk.bundle_id, epoch).wait_until is None
    assert desk.executor.verify(desk.bundle_id, epoch).state is BundleState.EXECUTING
    assert desk.executor.close(desk.bundle_id) is BundleState.EXECUTING
    assert desk.made() == ONCE
    confirm(desk)
    assert desk.office.bundle().state is BundleState.DONE
    with desk.office.ledger.read() as tx:
        assert tx.cases.get(desk.office.case_id()).state is CaseState.CLOSED


def test_sending_again_sends_nothing_again(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    for _ in range(3):
        desk.executor.send(desk.bundle_id, epoch)
    assert desk.made() == ONCE
    assert desk.office.audit_types().count("leg.sent") == 4


@pytest.mark.parametrize("kind", ONCE)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_killed_around_a_send_leaves_one_document(desk: ExecutionDesk, kind: str, when: str) -> None:
    epoch = desk.armed()
    setattr(desk.erp, when, fails(kind, Killed()))
    with pytest.raises(Killed):
        desk.executor.send(desk.bundle_id, epoch)
    assert desk.intents()[kind].state is IntentState.SENDING
    desk.office.wait(seconds=31)
    desk.executor.send(desk.bundle_id, desk.lease("successor"))
    assert desk.made() == ONCE


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_never_came_is_looked_for_before_anything_else(desk: ExecutionDesk, when: str) -> None:
    epoch = desk.armed()
    setattr(desk.erp, when, fails("place_purchase", Ambiguous("time-out", system="fake-erp")))
    waiting = desk.executor.send(desk.bundle_id, epoch)
    assert waiting.wait_until is not None
    assert desk.intents()["place_purchase"].state is IntentState.UNKNOWN
    assert desk.intents()["adjust_level"].state is IntentState.PLANNED
    desk.executor.send(desk.bundle_id, epoch)
    assert desk.made() == ONCE


def test_an_erp_that_is_away_is_asked_again_later_and_not_sooner(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    desk.erp.before = fails("transfer_stock", Unavailable("away", system="fake-erp"))
    until = desk.executor.send(desk.bundle_id, epoch).wait_until
    assert until is not None
    assert desk.executor.send(desk.bundle_id, epoch).wait_until == until
    assert desk.made() == {}
    desk.office.wait(seconds=1)
    assert desk.executor.send(desk.bundle_id, epoch).wait_until is None
    assert desk.made() == ONCE


def test_an_erp_that_stays_away_halts_the_bundle_in_the_end(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    desk.erp.before = fails("transfer_stock", Unavailable("away", system="fake-erp"), times=99)
    for _ in range(MAX_ATTEMPTS):
        sending = desk.executor.send(desk.bundle_id, epoch)
        desk.office.wait(seconds=61)
    assert sending.state is BundleState.HALTED
    assert "given up after 10 tries" in desk.office.bundle().because


@pytest.mark.parametrize("error", [Refused("no", system="fake-erp"), FieldConflict("changed", system="fake-erp")])
def test_a_definite_no_halts_what_is_left_and_opens_a_round(desk: ExecutionDesk, error: Exception) -> None:
    epoch = desk.armed()
    desk.erp.before = fails("place_purchase", error)
    assert desk.executor.send(desk.bundle_id, epoch).state is BundleState.HALTED
    states = {kind: i.state for kind, i in desk.intents().items()}
    assert states["transfer_stock"] is IntentState.DONE
    assert states["place_purchase"] is IntentState.FAILED
    assert states["adjust_level"] is IntentState.HALTED
    assert desk.made() == {"transfer_stock": 1}
    assert desk.executor.send(desk.bundle_id, epoch).state is BundleState.HALTED
    with desk.office.ledger.read() as tx:
        case = tx.cases.get(desk.office.case_id())
        legs = tx.bundles.leg_states(desk.bundle_id, 1)
    assert (case.state, case.round) == (CaseState.OPEN, 2)
    assert legs["buy"] is LegState.REFUSED


def test_the_kill_switch_stops_between_two_sends(desk: ExecutionDesk) -> None:
    epoch = desk.armed()

    def stop(action: object) -> None:
        with desk.office.ledger.write() as tx:
            tx.leases.stop_execution(stopped=True, because="stock count")

    desk.erp.after = stop
    assert desk.executor.send(desk.bundle_id, epoch).wait_until is not None
    assert desk.made() == {"transfer_stock": 1}
    with desk.office.ledger.write() as tx:
        tx.leases.stop_execution(stopped=False, because="")
    desk.erp.after = lambda action: None  # noqa: ARG005 - a hook of the fake
    desk.executor.send(desk.bundle_id, epoch)
    assert desk.made() == ONCE


def test_a_worker_that_lost_its_lease_writes_no_receipt(desk: ExecutionDesk) -> None:
    epoch = desk.armed()

    def oversleep(action: object) -> None:
        desk.office.wait(seconds=31)
        desk.lease("successor")

    desk.erp.after = oversleep
    with pytest.raises(LeaseLost):
        desk.executor.send(desk.bundle_id, epoch)
    held = desk.intents()["transfer_stock"]
    assert (held.state, held.receipt) == (IntentState.SENDING, None)
    desk.erp.after = lambda action: None  # noqa: ARG005 - a hook of the fake
    desk.executor.send(desk.bundle_id, epoch + 1)
    assert desk.made() == ONCE


def test_a_worker_that_lost_its_lease_before_the_request_does_not_make_it(desk: ExecutionDesk) -> None:
    epoch = desk.armed()

    def oversleep(action: object) -> None:
        desk.office.wait(seconds=31)
        desk.lease("successor")

    desk.erp.before = oversleep
    with pytest.raises(LeaseLost):
        desk.executor.send(desk.bundle_id, epoch)
    assert desk.made() == {}


def test_the_fence_stands_only_inside_a_send() -> None:
    def refuse() -> None:
        raise LeaseLost("gone")

    check_fence()
    with fenced_by(refuse), pytest.raises(LeaseLost):
        check_fence()
    check_fence()


def test_a_document_that_is_not_as_approved_halts_the_bundle(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    desk.executor.send(desk.bundle_id, epoch)
    purchase = desk.intents()["place_purchase"]
    desk.erp.documents[purchase.action.id] *= 2
    assert desk.executor.verify(desk.bundle_id, epoch).state is BundleState.HALTED
    assert "2 documents" in desk.office.bundle().because


@pytest.mark.parametrize("moment", ["before its receipt is written", "while it is read back"])
def test_a_person_may_be_faster_than_the_ledger(desk: ExecutionDesk, moment: str) -> None:
    epoch = desk.armed()
    people = desk.executor._adapters.of(desk.intents()["repromise_order"].action)
    name = "execute" if moment == "before its receipt is written" else "verify"
    inner = getattr(people, name)

    def then_confirmed(*arguments: object) -> object:
        answer = inner(*arguments)
        confirm(desk)
        return inner(*arguments) if name == "verify" else answer

    setattr(people, name, then_confirmed)
    desk.executor.send(desk.bundle_id, epoch)
    desk.executor.verify(desk.bundle_id, epoch)
    assert desk.executor.close(desk.bundle_id) is BundleState.DONE
    receipt = desk.intents()["repromise_order"].receipt
    assert receipt is not None
    assert (receipt.number, receipt.leg_state, receipt.document_state) == ("mail", LegState.COMMITTED, "done")
