"""T0: proposals enter once, however often the case graph runs; stale ones come back as revisions."""

import pytest

from tests.proof.company import a_case
from tests.trimtab.ledgers import Office
from trimtab.approvals import Proposal, close_if_settled, decide, mark_stale, revise, submit
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState
from trimtab.cases import CaseState
from trimtab.decisions import Channel, Reject, RejectCode
from trimtab.errors import ClaimTaken
from trimtab.ledger.outbox import OutboxKind


def made_stale(office: Office) -> None:
    with office.ledger.write() as tx:
        breach = Breach(subject="x", what="minimum", assumed="1", actual="2")
        mark_stale(tx, tx.bundles.lock(office.bundle_id()), [breach], "agents")


def case_state(office: Office) -> CaseState:
    with office.ledger.read() as tx:
        return tx.cases.get(office.case_id()).state


def test_submitting_again_changes_nothing(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    again = submit(office.ledger, office.case_id(), 1, [office.proposal()])
    assert again == [office.bundle_id()]
    assert office.audit_types() == ["bundle.submitted", "decision.approve"]
    with office.ledger.read() as tx:
        assert tx.approvals.granted(office.bundle_id(), 1) == {"procurement": "bea"}
        assert [r.kind for r in tx.outbox.due()] == [OutboxKind.NOTIFY, OutboxKind.WAKE_BUNDLE]


def test_a_round_that_was_left_behind_writes_nothing(office: Office) -> None:
    office.submitted()
    no = Reject(digest=office.bundle().digest, code=RejectCode.NOT_ALLOWED, text="no")
    decide(office.ledger, office.bundle_id(), "pat", no, Channel.WEB)
    assert submit(office.ledger, office.case_id(), 1, [office.proposal()]) == []
    assert office.bundle().state is BundleState.REJECTED


def test_nothing_worth_doing_closes_the_case_and_says_why(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.cases.open(a_case(office.company, tx.business_now))
    submit(office.ledger, office.case_id(), 1, [], because="it pays to wait")
    with office.ledger.read() as tx:
        closed = tx.cases.get(office.case_id())
        assert (closed.state, closed.closed_because) == (CaseState.CLOSED, "it pays to wait")
        assert tx.cases.claimed_by(closed.subjects[0]) is None


def test_what_another_case_holds_cannot_be_proposed_and_nothing_is_written(office: Office) -> None:
    office.submitted(1)
    with office.ledger.write() as tx:
        tx.cases.open(a_case(office.company, tx.business_now, 2))
    wanted = office.proposal(2)
    greedy = wanted.bundle.model_copy(update={"claims": (*wanted.bundle.claims, *office.bundle(1).bundle.claims)})
    with pytest.raises(ClaimTaken):
        submit(office.ledger, office.case_id(2), 1, [Proposal(greedy, wanted.route)])
    with office.ledger.read() as tx:
        assert tx.bundles.of_case(office.case_id(2)) == []
        assert tx.cases.claimed_by(wanted.bundle.claims[1]) is None


def test_a_bundle_nobody_has_to_approve_is_decided_by_policy_and_holds_its_budget(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.cases.open(a_case(office.company, tx.business_now))
    asked = office.proposal()
    free = Proposal(asked.bundle, asked.route.model_copy(update={"requirements": ()}))
    submit(office.ledger, office.case_id(), 1, [free])
    record = office.bundle()
    assert (record.state, record.decision_id) == (BundleState.DECIDED, Channel.POLICY.value)
    with office.ledger.read() as tx:
        assert [tx.budgets.used(u.scope) for u in record.route.budgets] == [u.amount for u in record.route.budgets]


def test_a_stale_bundle_comes_back_as_a_revision_with_keys_of_its_own(office: Office) -> None:
    before = office.submitted().bundle
    made_stale(office)
    assert revise(office.ledger, office.bundle_id(), 1, office.proposal(revision=2)) is BundleState.AWAITING
    after = office.bundle()
    assert after.revision == 2
    assert after.digest != before.digest()
    assert not {leg.action.id for leg in before.legs} & {leg.action.id for leg in after.bundle.legs}
    with office.ledger.read() as tx:
        (old, why), (_, nothing) = tx.bundles.revisions(office.bundle_id())
    assert (old.revision, [b.what for b in why], nothing) == (1, ["minimum"], ())


def test_revising_again_changes_nothing(office: Office) -> None:
    office.submitted()
    made_stale(office)
    for _ in range(2):
        revise(office.ledger, office.bundle_id(), 1, office.proposal(revision=2))
    assert office.bundle().revision == 2
    assert office.audit_types().count("bundle.submitted") == 2


def test_a_stale_bundle_that_is_not_worth_it_any_more_is_withdrawn_and_its_case_closed(office: Office) -> None:
    office.submitted()
    made_stale(office)
    assert revise(office.ledger, office.bundle_id(), 1, None) is BundleState.SUPERSEDED
    assert case_state(office) is CaseState.CLOSED


def test_a_bundle_is_not_done_before_all_of_it_is(office: Office) -> None:
    record = office.decided()
    with office.ledger.write() as tx:
        tx.bundles.set_state(record.id, BundleState.EXECUTING)
        tx.intents.plan(record.id, 1, [(leg, {}) for leg in record.bundle.legs], 1)
        assert close_if_settled(tx, record.id) is BundleState.EXECUTING
    assert case_state(office) is CaseState.PROPOSED


def test_what_a_bundle_says_survives_the_ledger_to_the_letter(office: Office) -> None:
    office.submitted()
    assert office.bundle().bundle == office.proposal().bundle
    assert office.bundle().bundle.digest() == office.bundle().digest
