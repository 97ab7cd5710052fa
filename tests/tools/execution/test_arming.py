"""T3: armed only what is decided, still right, and nobody's hands are tied; or nothing is written."""

import pytest

from tests.proof.company import APPROVERS
from tests.tools.execution.desk import ExecutionDesk
from tests.trimtab.ledgers import Office
from tools.execution import Arming
from trimtab.approvals import undo
from trimtab.bundles import BundleState, LegState
from trimtab.decisions import Channel
from trimtab.errors import ExecutionStopped, LeaseLost, Refused
from trimtab.ledger.intents import IntentState


@pytest.fixture
def desk(office: Office) -> ExecutionDesk:
    return ExecutionDesk.of(office)


def test_arming_writes_all_intents_in_the_order_of_sending(desk: ExecutionDesk) -> None:
    desk.armed()
    assert [*desk.intents()] == ["repromise_order", "transfer_stock", "place_purchase", "adjust_level"]
    assert {i.state for i in desk.intents().values()} == {IntentState.PLANNED}
    assert desk.office.bundle().state is BundleState.EXECUTING
    assert desk.erp.documents == {}
    with desk.office.ledger.read() as tx:
        assert set(tx.bundles.leg_states(desk.bundle_id, 1).values()) == {LegState.APPROVED}


def test_arming_again_changes_nothing(desk: ExecutionDesk) -> None:
    epoch = desk.armed()
    before = desk.intents()
    assert desk.arm(epoch) is Arming.ARMED
    assert desk.intents() == before
    assert desk.office.audit_types().count("bundle.armed") == 1


def test_what_is_not_decided_is_not_armed(desk: ExecutionDesk) -> None:
    desk.office.submitted()
    assert desk.arm(desk.lease()) is Arming.WITHDRAWN
    assert desk.intents() == {}


def test_a_decision_that_was_taken_back_and_made_anew_is_not_the_one_that_is_armed(desk: ExecutionDesk) -> None:
    first = desk.office.decided().decision_id
    undo(desk.office.ledger, desk.bundle_id, "pat", Channel.WEB)
    for who in APPROVERS.values():
        desk.office.approve(who)
    desk.office.wait(seconds=11)
    assert first is not None
    assert desk.executor.arm(desk.bundle_id, first, desk.lease()) is Arming.WITHDRAWN
    assert desk.intents() == {}


def test_nothing_is_armed_inside_the_undo_window(desk: ExecutionDesk) -> None:
    desk.office.decided()
    desk.office.wait(seconds=9)
    assert desk.arm(desk.lease()) is Arming.BLOCKED
    assert desk.office.bundle().state is BundleState.DECIDED


def test_what_no_longer_holds_is_stale_and_gives_back_approvals_and_budget(desk: ExecutionDesk) -> None:
    desk.office.decided()
    desk.office.wait(seconds=11)
    desk.somebody_changes_the_point()
    assert desk.arm(desk.lease()) is Arming.STALE
    record = desk.office.bundle()
    assert (record.state, record.decision_id) == (BundleState.STALE, None)
    assert [(b.what, b.assumed, b.actual) for b in record.breaches] == [("minimum", "30", "31")]
    with desk.office.ledger.read() as tx:
        assert tx.approvals.granted(desk.bundle_id, 1) == {}
        assert [tx.budgets.used(u.scope) for u in record.route.budgets] == [0]
    assert desk.intents() == {}


def test_what_the_erp_would_refuse_already_is_stale_and_says_why(
    desk: ExecutionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(action: object) -> None:
        raise Refused("request 12 was released by somebody else", system="fake-erp")

    desk.office.decided()
    desk.office.wait(seconds=11)
    monkeypatch.setattr(desk.erp, "preview", refuse)
    assert desk.arm(desk.lease()) is Arming.STALE
    assert {(b.what, b.actual) for b in desk.office.bundle().breaches} == {
        ("feasibility", "request 12 was released by somebody else")
    }
    assert desk.intents() == {}


def test_what_outlived_its_assumptions_is_stale(desk: ExecutionDesk) -> None:
    desk.office.decided()
    desk.office.wait(hours=72)
    assert desk.arm(desk.lease()) is Arming.STALE
    assert [b.what for b in desk.office.bundle().breaches] == ["validity"]


def test_the_kill_switch_leaves_a_decided_bundle_as_it_is(desk: ExecutionDesk) -> None:
    desk.office.decided()
    desk.office.wait(seconds=11)
    with desk.office.ledger.write() as tx:
        tx.leases.stop_execution(stopped=True, because="stock count")
    with pytest.raises(ExecutionStopped):
        desk.arm(desk.lease())
    assert desk.office.bundle().state is BundleState.DECIDED
    assert desk.intents() == {}


def test_who_lost_the_lease_arms_nothing(desk: ExecutionDesk) -> None:
    desk.office.decided()
    epoch = desk.lease("sleeper")
    desk.office.wait(seconds=31)
    desk.lease("successor")
    with pytest.raises(LeaseLost):
        desk.arm(epoch)
    assert desk.intents() == {}


def test_a_bundle_waits_while_another_of_its_case_is_on_its_way(desk: ExecutionDesk) -> None:
    desk.office.decided()
    desk.office.wait(seconds=11)
    sibling = desk.office.proposal().bundle.model_copy(update={"id": "bnd_sibling"})
    legs = [
        leg.model_copy(update={"action": leg.action.model_copy(update={"id": f"{leg.action.id[:20]}_sib"})})
        for leg in sibling.legs
    ]
    route = desk.office.bundle().route
    with desk.office.ledger.write() as tx:
        tx.bundles.add(sibling.model_copy(update={"legs": tuple(legs)}), route)
        tx.intents.plan("bnd_sibling", 1, [(legs[0], {})], 1)
        tx.intents.mark_sending(legs[0].action.id, 1)
    assert desk.arm(desk.lease()) is Arming.BLOCKED
