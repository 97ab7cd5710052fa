"""Intents: each step only from the state before it, only under the epoch that holds it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.trimtab.ledgers import Office
from trimtab.bundles import LegState
from trimtab.errors import LeaseLost, NotFound
from trimtab.ledger import Transaction
from trimtab.ledger.intents import Intent, Intents, IntentState
from trimtab.receipts import Receipt

Step = Callable[[Intents, str], None]


def planned(office: Office) -> str:
    """Plan the intents of a decided bundle under epoch 1; return the id of the first."""
    record = office.decided()
    with office.ledger.write() as tx:
        tx.intents.plan(record.id, 1, [(leg, {}) for leg in record.bundle.legs], 1)
    return record.bundle.legs[0].action.id


def intent(office: Office, action_id: str) -> Intent:
    with office.ledger.read() as tx:
        return tx.intents.get(action_id)


def receipt(tx: Transaction, action_id: str) -> Receipt:
    return Receipt(
        action_id=action_id,
        system="erp",
        document="1",
        number="PO-1",
        document_state="confirmed",
        leg_state=LegState.COMMITTED,
        at=tx.business_now,
    )


def act(office: Office, action_id: str, step: str, epoch: int) -> None:
    with office.ledger.write() as tx:
        match step:
            case "send":
                tx.intents.mark_sending(action_id, epoch)
            case "settle":
                tx.intents.settle(action_id, epoch, receipt(tx, action_id))
            case "unknown":
                tx.intents.mark_unknown(action_id, epoch, "no answer")
            case "adopt":
                tx.intents.adopt(action_id, epoch)
            case "put back":
                tx.intents.put_back(action_id, epoch, tx.wall_now + timedelta(seconds=5), "busy")
            case "fail":
                tx.intents.fail(action_id, epoch, "refused")


FROM = {
    "send": {IntentState.PLANNED},
    "settle": {IntentState.SENDING, IntentState.UNKNOWN},
    "unknown": {IntentState.SENDING, IntentState.UNKNOWN},
    "adopt": {IntentState.SENDING, IntentState.UNKNOWN},
    "put back": {IntentState.SENDING, IntentState.UNKNOWN},
    "fail": {IntentState.SENDING, IntentState.UNKNOWN},
}
TO = {
    "send": IntentState.SENDING,
    "settle": IntentState.DONE,
    "unknown": IntentState.UNKNOWN,
    "adopt": IntentState.UNKNOWN,
    "put back": IntentState.PLANNED,
    "fail": IntentState.FAILED,
}
REACHED_BY: dict[IntentState, list[str]] = {
    IntentState.PLANNED: [],
    IntentState.SENDING: ["send"],
    IntentState.UNKNOWN: ["send", "unknown"],
    IntentState.DONE: ["send", "settle"],
    IntentState.FAILED: ["send", "fail"],
}


@pytest.mark.parametrize("state", REACHED_BY)
@pytest.mark.parametrize("step", FROM)
def test_every_step_is_possible_from_its_states_only(embedded: Office, state: IntentState, step: str) -> None:
    action_id = planned(embedded)
    for before in REACHED_BY[state]:
        act(embedded, action_id, before, 1)
    if state in FROM[step]:
        act(embedded, action_id, step, 1)
        assert intent(embedded, action_id).state is TO[step]
    else:
        with pytest.raises(LeaseLost):
            act(embedded, action_id, step, 1)
        assert intent(embedded, action_id).state is state


@pytest.mark.parametrize("step", ["settle", "unknown", "put back", "fail"])
def test_a_stale_epoch_writes_nothing(office: Office, step: str) -> None:
    action_id = planned(office)
    act(office, action_id, "send", 1)
    act(office, action_id, "adopt", 2)
    with pytest.raises(LeaseLost):
        act(office, action_id, step, 1)
    held = intent(office, action_id)
    assert (held.state, held.epoch, held.receipt) == (IntentState.UNKNOWN, 2, None)
    act(office, action_id, step, 2)


def test_an_older_epoch_does_not_adopt(office: Office) -> None:
    action_id = planned(office)
    act(office, action_id, "send", 5)
    with pytest.raises(LeaseLost):
        act(office, action_id, "adopt", 4)


def test_attempts_are_counted_and_a_later_try_waits(office: Office) -> None:
    action_id = planned(office)
    act(office, action_id, "send", 1)
    act(office, action_id, "put back", 1)
    held = intent(office, action_id)
    assert (held.attempts, held.error) == (1, "busy")
    assert held.not_before == office.clock.wall_now() + timedelta(seconds=5)
    act(office, action_id, "send", 1)
    assert intent(office, action_id).attempts == 2


def test_halting_stops_what_was_not_sent(office: Office) -> None:
    action_id = planned(office)
    act(office, action_id, "send", 1)
    with office.ledger.write() as tx:
        assert tx.intents.halt_planned(office.bundle_id()) == 3
    with office.ledger.read() as tx:
        states = [i.state for i in tx.intents.of_bundle(office.bundle_id())]
    assert states == [IntentState.SENDING, *[IntentState.HALTED] * 3]


def test_nothing_is_known_of_what_was_never_armed(office: Office) -> None:
    with pytest.raises(NotFound, match="act_nothing"):
        intent(office, "act_nothing")
