"""T1 and T2: who may decide on what, exactly once, and take it back while nothing is on its way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.proof.company import APPROVERS, proof_policy
from tests.trimtab.ledgers import Office
from trimtab.approvals import decide, expire, mark_stale, undo
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState
from trimtab.cases import CaseState
from trimtab.decisions import Approve, Channel, Decision, Defer, Reject, RejectCode
from trimtab.errors import (
    AlreadyDecided,
    BudgetExhausted,
    BundleExpired,
    InvalidField,
    NotFound,
    NotPermitted,
    StaleRevision,
    TooLateToUndo,
)
from trimtab.ledger.outbox import OutboxKind
from trimtab.people import Principal, Role
from trimtab.policy.model import PurchaseBudget


def no(office: Office, *legs: str) -> Reject:
    return Reject(digest=office.bundle().digest, code=RejectCode.WRONG_DATA, text="the count is wrong", legs=legs)


def say(office: Office, who: str, decision: Decision) -> BundleState:
    assert isinstance(decision, Approve | Reject | Defer)
    return decide(office.ledger, office.bundle_id(), who, decision, Channel.WEB).state


def test_a_bundle_is_decided_when_everybody_asked_has_approved(office: Office) -> None:
    office.submitted()
    missing = [office.approve(who).missing for who in APPROVERS.values()]
    assert [len(m) for m in missing] == [3, 2, 1, 0]
    assert office.bundle().state is BundleState.DECIDED


def test_the_undo_window_is_told_and_the_thread_is_woken_after_it(office: Office) -> None:
    office.submitted()
    outcomes = [office.approve(who) for who in APPROVERS.values()]
    until = office.clock.wall_now() + timedelta(seconds=10)
    assert [o.undo_until for o in outcomes] == [None, None, None, until]
    assert office.bundle().not_before == until
    office.wait(seconds=10)
    with office.ledger.read() as tx:
        woken = [r for r in tx.outbox.due() if r.payload.get("decision") == outcomes[-1].decision_id]
    assert [r.kind for r in woken] == [OutboxKind.WAKE_BUNDLE]


@pytest.mark.parametrize("who", ["vic", "fin"])
def test_who_was_not_asked_cannot_approve(office: Office, who: str) -> None:
    office.submitted()
    with pytest.raises(NotPermitted):
        office.approve(who)


def test_who_has_left_cannot_approve(office: Office) -> None:
    office.submitted()
    with office.ledger.write() as tx:
        tx.people.save(tx.people.get("bea").model_copy(update={"active": False}))
    with pytest.raises(NotPermitted, match="no longer active"):
        office.approve("bea")


def test_the_proposer_cannot_approve(office: Office) -> None:
    office.submitted()
    with office.ledger.write() as tx:
        tx.people.save(Principal(id="agents", name="Agents", roles=frozenset({Role.PROCUREMENT})))
    with pytest.raises(NotPermitted, match="proposed this bundle"):
        office.approve("agents")


def test_one_person_with_two_roles_meets_both_unless_four_eyes_are_asked(office: Office) -> None:
    both = Principal(id="both", name="Both", roles=frozenset({Role.PROCUREMENT, Role.SALES}))
    with office.ledger.write() as tx:
        tx.people.save(both)
    office.submitted(1)
    assert set(office.approve("both", 1).missing) == {"logistics", "supply_planner"}
    office.submitted(2, policy=proof_policy().model_copy(update={"distinct_people": True}))
    assert len(office.approve("both", 2).missing) == 3
    with pytest.raises(NotPermitted, match="different people"):
        office.approve("both", 2)


def test_the_same_requirement_counts_once(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    for who in ("bea", "ben"):
        with pytest.raises(AlreadyDecided, match="bea"):
            office.approve(who)
    with office.ledger.read() as tx:
        assert tx.approvals.granted(office.bundle_id(), 1) == {"procurement": "bea"}
        assert len(tx.approvals.decisions(office.bundle_id())) == 1


def test_a_decision_on_another_digest_is_refused(office: Office) -> None:
    office.submitted()
    with pytest.raises(StaleRevision):
        office.approve("bea", digest="0" * 64)


def test_an_unknown_bundle_or_person_is_not_found(office: Office) -> None:
    office.submitted()
    with pytest.raises(NotFound):
        decide(office.ledger, "bnd_nothing", "bea", Approve(digest="0" * 64), Channel.WEB)
    with pytest.raises(NotFound):
        office.approve("nobody")


def test_nothing_is_decided_after_its_time(office: Office) -> None:
    office.submitted()
    office.wait(hours=48)
    with pytest.raises(BundleExpired):
        office.approve("bea")
    assert expire(office.ledger) == [office.bundle_id()]
    assert office.bundle().state is BundleState.EXPIRED
    assert expire(office.ledger) == []


def test_what_is_not_awaiting_cannot_be_decided(office: Office) -> None:
    office.decided()
    for who in ("bea", "pat"):
        with pytest.raises(AlreadyDecided):
            office.approve(who)
        with pytest.raises(AlreadyDecided):
            say(office, who, no(office))


def test_a_rejection_ends_the_bundle_opens_a_round_and_says_what_was_learnt(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    assert say(office, "pat", no(office, "buy")) is BundleState.REJECTED
    with office.ledger.read() as tx:
        case = tx.cases.get(office.case_id())
        assert (case.state, case.round) == (CaseState.OPEN, 2)
        assert {c.kind for c in case.constraints} == {"forbid_source"}
        assert tx.approvals.granted(office.bundle_id(), 1) == {}


def test_a_rejection_of_a_leg_that_is_not_there_changes_nothing(office: Office) -> None:
    office.submitted()
    with pytest.raises(InvalidField, match="sell"):
        say(office, "pat", no(office, "sell"))
    assert office.bundle().state is BundleState.AWAITING
    assert "decision.reject" not in office.audit_types()


def test_who_owns_no_part_cannot_reject(office: Office) -> None:
    office.submitted()
    with pytest.raises(NotPermitted):
        say(office, "vic", no(office))


@pytest.mark.parametrize(("hours", "fits"), [(0, False), (-1, False), (1, True), (48, True), (48.1, False)])
def test_a_deferral_is_to_a_time_before_expiry(office: Office, hours: float, fits: bool) -> None:
    office.submitted()
    later = Defer(digest=office.bundle().digest, until=office.clock.business_now() + timedelta(hours=hours))
    if fits:
        assert say(office, "bea", later) is BundleState.AWAITING
        assert office.bundle().deferred_until == later.until
    else:
        with pytest.raises(InvalidField):
            say(office, "bea", later)


def test_a_budget_that_is_used_up_refuses_the_last_approval_and_nothing_else(office: Office) -> None:
    scarce = proof_policy().model_copy(update={"budgets": (PurchaseBudget(supplier="BRF", per_day=Decimal(1000)),)})
    office.decided(1, policy=scarce)
    office.submitted(2, policy=scarce)
    for who in ("bea", "lou", "sam"):
        office.approve(who, 2)
    with pytest.raises(BudgetExhausted):
        office.approve("pat", 2)
    assert office.bundle(2).state is BundleState.AWAITING
    undo(office.ledger, office.bundle_id(1), "pat", Channel.WEB)
    assert office.approve("pat", 2).state is BundleState.DECIDED


def test_undo_gives_everything_back(office: Office) -> None:
    record = office.decided()
    undo(office.ledger, record.id, "bea", Channel.WEB)
    again = office.bundle()
    assert (again.state, again.decision_id, again.not_before) == (BundleState.AWAITING, None, None)
    with office.ledger.read() as tx:
        assert tx.approvals.granted(record.id, 1) == {}
        assert [tx.budgets.used(u.scope) for u in record.route.budgets] == [0]
        assert len(tx.approvals.decisions(record.id)) == 4
    for who in APPROVERS.values():
        office.approve(who)
    assert office.bundle().state is BundleState.DECIDED


def test_undo_is_for_those_who_own_a_part_and_for_what_is_decided(office: Office) -> None:
    office.submitted()
    with pytest.raises(TooLateToUndo):
        undo(office.ledger, office.bundle_id(), "bea", Channel.WEB)
    for who in APPROVERS.values():
        office.approve(who)
    with pytest.raises(NotPermitted):
        undo(office.ledger, office.bundle_id(), "vic", Channel.WEB)


def test_undo_is_too_late_once_an_intent_is_written(office: Office) -> None:
    record = office.decided()
    with office.ledger.write() as tx:
        tx.intents.plan(record.id, 1, [(leg, {}) for leg in record.bundle.legs], 1)
    with pytest.raises(TooLateToUndo):
        undo(office.ledger, record.id, "bea", Channel.WEB)


def test_a_stale_bundle_takes_no_decision_and_keeps_no_approval(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    with office.ledger.write() as tx:
        breach = Breach(subject="order-point:WINCH-40@CEN", what="minimum", assumed="30", actual="33")
        mark_stale(tx, tx.bundles.lock(office.bundle_id()), [breach], "agents")
    with pytest.raises(AlreadyDecided):
        office.approve("lou")
    assert "minimum of order-point:WINCH-40@CEN was 30, is 33" in office.bundle().because
    with office.ledger.read() as tx:
        assert tx.approvals.granted(office.bundle_id(), 1) == {}


def test_every_decision_is_in_the_audit_trail_with_its_policy(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    say(office, "pat", no(office))
    assert office.audit_types() == ["bundle.submitted", "decision.approve", "decision.reject"]
    with office.ledger.read() as tx:
        entries = list(tx.audit.entries(office.bundle_id()))
    assert all('"policy":"1+' in (e.payload or "") for e in entries)
