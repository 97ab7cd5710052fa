"""Asking a supplier: the questions go first, the rest waits for the answers, and what was agreed is written once."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.tools.execution.desk import ExecutionDesk, fails
from tests.trimtab.asking import asking_legs, decided_with
from tests.trimtab.ledgers import Office
from tests.trimtab.proposals import day
from tools.execution import Arming
from trimtab.approvals import answer, silence
from trimtab.bundles import BundleState, LegState
from trimtab.commitments import Answer, AnswerKind
from trimtab.decisions import Channel
from trimtab.errors import Ambiguous, LeaseLost, Refused, Unavailable
from trimtab.state import OpenPurchaseLine

YES = Answer(kind=AnswerKind.ACCEPTED, text="agreed")
NO = Answer(kind=AnswerKind.REFUSED, text="impossible")
ACCEPTED, ASKED, WRITTEN = LegState.ACCEPTED, LegState.REQUESTED, LegState.COMMITTED


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def desk(office: Office) -> ExecutionDesk:
    """Two lines of an order in the ERP, a bundle that asks for both to move and then buys, decided and armed."""
    desk = ExecutionDesk.of(office)
    desk.erp.state = desk.erp.state.model_copy(update={"purchases": tuple(a_line(n) for n in ("34", "36"))})
    decided_with(office, asking_legs(office.company))
    office.wait(seconds=11)
    desk.epoch = desk.lease()
    assert desk.arm(desk.epoch) is Arming.ARMED
    return desk


def a_line(number: str) -> OpenPurchaseLine:
    return OpenPurchaseLine(
        document="12",
        number="PO-12",
        line=number,
        supplier="KMW",
        item="WINCH-40",
        location="CEN",
        quantity=Decimal(12),
        due=day(20),
    )


def due(desk: ExecutionDesk) -> dict[str, int]:
    """Days from the first of the tests until each line of the order comes."""
    return {p.line: (p.due - day(0)).days for p in desk.erp.state.purchases if p.document == "12"}


def legs(desk: ExecutionDesk) -> dict[str, LegState]:
    with desk.office.ledger.read() as tx:
        return tx.bundles.leg_states(desk.bundle_id, 1)


def says(desk: ExecutionDesk, leg: str, said: Answer = YES) -> None:
    answer(desk.office.ledger, desk.office.bundle().bundle.leg(leg).action.id, "bea", said, Channel.WEB)


def send(desk: ExecutionDesk) -> object:
    return desk.executor.send(desk.bundle_id, desk.epoch)


def test_nothing_is_written_and_nothing_is_bought_before_everybody_has_answered(desk: ExecutionDesk) -> None:
    for answered in ((), ("fast",)):
        for leg in answered:
            says(desk, leg)
        sending = desk.executor.send(desk.bundle_id, desk.epoch)
        assert (sending.state, sending.wait_until, sending.asked) == (BundleState.EXECUTING, None, True)
        assert desk.made() == {}
        assert due(desk) == {"34": 20, "36": 20}
    assert legs(desk) == {"fast": ACCEPTED, "slow": ASKED, "buy": LegState.APPROVED}


def test_what_was_agreed_is_written_first_and_then_the_rest_is_sent(desk: ExecutionDesk) -> None:
    send(desk)
    order: list[str] = []
    desk.erp.before = lambda action: order.append(action.kind)
    says(desk, "fast")
    says(desk, "slow")
    sending = desk.executor.send(desk.bundle_id, desk.epoch)
    assert (sending.wait_until, sending.asked) == (None, False)
    assert order == ["expedite_purchase", "reschedule_purchase", "place_purchase"]
    assert due(desk) == {"34": 10, "36": 30}
    assert legs(desk) == {"fast": WRITTEN, "slow": WRITTEN, "buy": WRITTEN}
    assert desk.executor.verify(desk.bundle_id, desk.epoch).state is BundleState.EXECUTING
    assert desk.executor.close(desk.bundle_id) is BundleState.DONE
    receipt = desk.intents()["expedite_purchase"].receipt
    assert receipt is not None
    assert (receipt.system, receipt.document, receipt.leg_state) == ("fake-erp", "12", WRITTEN)
    assert desk.office.audit_types().count("leg.committed") == 2


def test_sending_again_writes_nothing_again(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    for _ in range(3):
        send(desk)
    assert len(desk.erp.commitments.written) == 2
    assert desk.made() == {"place_purchase": 1}
    assert desk.office.audit_types().count("leg.committed") == 2


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["expedite_purchase", "reschedule_purchase"])
def test_a_process_killed_around_a_commitment_is_followed_by_one_that_ends_at_the_same(
    desk: ExecutionDesk, kind: str, when: str
) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    setattr(desk.erp, when, fails(kind, Killed()))
    with pytest.raises(Killed):
        send(desk)
    desk.office.wait(seconds=31)
    desk.executor.send(desk.bundle_id, desk.lease("successor"))
    assert due(desk) == {"34": 10, "36": 30}
    assert len(desk.erp.commitments.written) == 2
    assert desk.made() == {"place_purchase": 1}
    assert desk.executor.close(desk.bundle_id) is BundleState.DONE


@pytest.mark.parametrize("error", [Ambiguous, Unavailable])
def test_an_erp_that_does_not_answer_is_told_again_later(desk: ExecutionDesk, error: Callable[..., Exception]) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    desk.erp.after = fails("expedite_purchase", error("time-out", system="fake-erp"))
    sending = desk.executor.send(desk.bundle_id, desk.epoch)
    assert sending.wait_until is not None
    assert legs(desk)["fast"] is ACCEPTED
    assert desk.made() == {}
    desk.executor.send(desk.bundle_id, desk.epoch)
    assert due(desk) == {"34": 10, "36": 30}
    assert desk.made() == {"place_purchase": 1}


def test_a_line_somebody_changed_meanwhile_halts_the_bundle_before_anything_is_bought(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    moved = tuple(p.model_copy(update={"due": day(77)}) for p in desk.erp.state.purchases)
    desk.erp.state = desk.erp.state.model_copy(update={"purchases": moved})
    assert desk.executor.send(desk.bundle_id, desk.epoch).state is BundleState.HALTED
    assert "expected" in desk.office.bundle().because
    assert due(desk) == {"34": 77, "36": 77}
    assert desk.made() == {}
    with desk.office.ledger.read() as tx:
        assert tx.cases.get(desk.office.case_id()).round == 2


def test_a_refusal_or_silence_leaves_everything_as_it_was(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow", NO)
    assert desk.executor.send(desk.bundle_id, desk.epoch).state is BundleState.HALTED
    assert due(desk) == {"34": 20, "36": 20}
    assert desk.made() == {}


def test_who_does_not_answer_in_time_is_silent_and_nothing_is_written(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    desk.office.wait(days=2, seconds=1)
    assert silence(desk.office.ledger) == 1
    assert desk.executor.send(desk.bundle_id, desk.epoch).state is BundleState.HALTED
    assert due(desk) == {"34": 20, "36": 20}


def test_the_kill_switch_holds_what_was_agreed_back(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    with desk.office.ledger.write() as tx:
        tx.leases.stop_execution(stopped=True, because="stock count")
    assert desk.executor.send(desk.bundle_id, desk.epoch).wait_until is not None
    assert due(desk) == {"34": 20, "36": 20}


def test_a_worker_that_lost_its_lease_writes_nothing_into_the_erp(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")

    def oversleep(action: object) -> None:
        desk.office.wait(seconds=31)
        desk.lease("successor")

    desk.erp.before = oversleep
    with pytest.raises(LeaseLost):
        desk.executor.send(desk.bundle_id, desk.epoch)
    assert due(desk) == {"34": 20, "36": 20}


def test_what_the_erp_refuses_to_take_halts_the_bundle(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    desk.erp.before = fails("expedite_purchase", Refused("the order is closed", system="fake-erp"))
    assert desk.executor.send(desk.bundle_id, desk.epoch).state is BundleState.HALTED
    assert "the order is closed" in desk.office.bundle().because


def test_what_was_agreed_is_read_back_against_the_answer(desk: ExecutionDesk) -> None:
    send(desk)
    says(desk, "fast")
    says(desk, "slow")
    send(desk)
    moved = tuple(p.model_copy(update={"due": day(77)}) for p in desk.erp.state.purchases)
    desk.erp.state = desk.erp.state.model_copy(update={"purchases": moved})
    assert desk.executor.verify(desk.bundle_id, desk.epoch).state is BundleState.HALTED
    assert "is due on" in desk.office.bundle().because
