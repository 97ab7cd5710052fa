"""Edits: a solved revision takes the place of the one it was made on, and keeps only approvals of what is unchanged."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.proof.company import APPROVERS, legs_of, proof_policy
from tests.trimtab.ledgers import POINT, Office, an_office
from trimtab.actions import PlacePurchase
from trimtab.approvals import Outcome, Proposal, mark_stale, propose_edit, undo
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState, Leg
from trimtab.decisions import Channel
from trimtab.errors import AlreadyDecided, BundleExpired, InvalidField, NotPermitted, StaleRevision
from trimtab.ledger.outbox import OutboxKind
from trimtab.policy import Policy, route

AtOnce = Callable[[list[Callable[[], object]]], list[object]]


def edited(
    office: Office, *changed: str, without: tuple[str, ...] = (), editor: str = "pat", policy: Policy | None = None
) -> Proposal:
    """The revision in force with other content in some legs, and without others; keys are new, as a solver's are."""
    record = office.bundle()
    now = office.clock.business_now()
    fresh = {leg.id: leg for leg in legs_of(f"{record.id}:{record.revision + 1}", POINT, now)}
    kept = [leg.id for leg in record.bundle.legs if leg.id not in without]
    legs = tuple(_other(fresh[leg_id]) if leg_id in changed else fresh[leg_id] for leg_id in kept)
    update = {"legs": legs, "revision": record.revision + 1, "edited_by": editor}
    bundle = record.bundle.model_copy(update=update)
    return Proposal(bundle, route(bundle, policy or proof_policy(), now))


def _other(leg: Leg) -> Leg:
    action = leg.action
    if isinstance(action, PlacePurchase):
        more = tuple(line.model_copy(update={"quantity": line.quantity + 1}) for line in action.lines)
        return leg.model_copy(update={"action": action.model_copy(update={"lines": more})})
    field = {"adjust_level": "target_after", "transfer_stock": "mode", "repromise_order": "number"}[action.kind]
    value = {"target_after": Decimal(999), "mode": "rail", "number": "S-2"}[field]
    return leg.model_copy(update={"action": action.model_copy(update={field: value})})


def edit(office: Office, proposal: Proposal, who: str = "pat", digest: str | None = None) -> int:
    return propose_edit(office.ledger, office.bundle_id(), digest or office.bundle().digest, who, proposal)


def granted(office: Office) -> dict[str, str]:
    with office.ledger.read() as tx:
        return tx.approvals.granted(office.bundle_id(), office.bundle().revision)


def test_an_edit_is_a_new_revision_that_awaits_its_own_approvals(office: Office) -> None:
    old = office.submitted()
    assert edit(office, edited(office, "buy")) == 2
    record = office.bundle()
    assert (record.state, record.revision, record.bundle.edited_by) == (BundleState.AWAITING, 2, "pat")
    assert record.digest != old.digest
    with pytest.raises(StaleRevision):
        office.approve("bea", digest=old.digest)
    for who in APPROVERS.values():
        office.approve(who)
    assert office.bundle().state is BundleState.DECIDED
    assert office.audit_types()[:3] == ["bundle.submitted", "bundle.edited", "bundle.submitted"]


def test_who_approved_an_unchanged_part_need_not_approve_again(office: Office) -> None:
    office.submitted()
    for who in ("bea", "lou", "sam"):
        office.approve(who)
    edit(office, edited(office, "buy"))
    assert granted(office) == {"logistics": "lou", "sales": "sam"}
    with office.ledger.read() as tx:
        assert tx.approvals.granted(office.bundle_id(), 1) == {}
    assert office.approve("bea").missing == ("supply_planner",)
    assert office.approve("pat").state is BundleState.DECIDED


def test_who_answers_for_the_whole_approves_again_when_a_leg_goes(office: Office) -> None:
    office.submitted()
    for who in ("bea", "pat"):
        office.approve(who)
    edit(office, edited(office, without=("promise",)))
    assert granted(office) == {"procurement": "bea"}
    assert {r.id for r in office.bundle().route.requirements} == {"procurement", "logistics", "supply_planner"}


def test_another_rule_or_policy_asks_again(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    other = proof_policy().model_copy(update={"version": "2"})
    edit(office, edited(office, "move", policy=other))
    assert granted(office) == {}


def test_a_revision_nobody_had_to_look_at_keeps_no_approval(office: Office) -> None:
    no_planner = proof_policy().model_copy(update={"bundle_rules": ()})
    office.submitted(policy=no_planner)
    for who in ("bea", "lou", "sam"):
        office.approve(who)
    edit(office, edited(office, without=("level",), policy=no_planner))
    assert (granted(office), office.bundle().state) == ({}, BundleState.AWAITING)


def test_where_people_must_differ_the_editor_counts_as_proposer(office: Office) -> None:
    strict = proof_policy().model_copy(update={"distinct_people": True})
    office.submitted(policy=strict)
    office.approve("bea")
    edit(office, edited(office, "move", editor="bea", policy=strict), who="bea")
    assert granted(office) == {}
    with pytest.raises(NotPermitted, match="Bea edited this bundle"):
        office.approve("bea")
    assert office.approve("ben").state is BundleState.AWAITING
    assert granted(office) == {"procurement": "ben"}


def test_elsewhere_the_editor_approves_like_anybody(office: Office) -> None:
    office.submitted()
    edit(office, edited(office, "buy", editor="bea"), who="bea")
    office.approve("bea")
    assert granted(office) == {"procurement": "bea"}


def test_only_the_revision_in_force_and_who_owns_a_part(office: Office) -> None:
    office.submitted()
    proposal = edited(office, "buy")
    with pytest.raises(StaleRevision):
        edit(office, proposal, digest="0" * 64)
    with pytest.raises(NotPermitted):
        edit(office, edited(office, "buy", editor="vic"), who="vic")
    edit(office, proposal)
    with pytest.raises(StaleRevision):
        edit(office, proposal, digest="1" * 64)
    with pytest.raises(InvalidField, match="revision"):
        edit(office, proposal)
    with pytest.raises(InvalidField, match="edited_by"):
        edit(office, edited(office, "buy", editor="bea"))


def test_what_is_decided_must_be_taken_back_first(office: Office) -> None:
    record = office.decided()
    with pytest.raises(AlreadyDecided) as refused:
        edit(office, edited(office, "buy"))
    assert refused.value.remedy == "Take the decision back first, then edit."
    undo(office.ledger, record.id, "pat", Channel.WEB)
    assert edit(office, edited(office, "buy")) == 2


def test_what_is_stale_or_expired_is_not_edited(office: Office) -> None:
    office.submitted()
    office.wait(hours=48)
    with pytest.raises(BundleExpired):
        edit(office, edited(office, "buy"))
    with office.ledger.write() as tx:
        breach = Breach(subject="order-point:WINCH-40@CEN", what="minimum", assumed="30", actual="33")
        mark_stale(tx, tx.bundles.lock(office.bundle_id()), [breach], "agents")
    with pytest.raises(AlreadyDecided, match="stale"):
        edit(office, edited(office, "buy"))


def test_an_edit_wakes_the_thread_and_tells_who_is_asked(office: Office) -> None:
    office.submitted()
    edit(office, edited(office, "buy"))
    with office.ledger.read() as tx:
        rows = [(r.kind, r.payload.get("revision")) for r in tx.outbox.due(100) if r.subject == office.bundle_id()]
    assert rows[-2:] == [(OutboxKind.NOTIFY, 2), (OutboxKind.WAKE_BUNDLE, 2)]


def test_an_edit_and_an_approval_at_once_never_approve_what_was_not_seen(office: Office, at_once: AtOnce) -> None:
    office.submitted()
    for who in ("lou", "sam", "pat"):
        office.approve(who)
    old, proposal = office.bundle().digest, edited(office, "buy")
    made, approved = at_once([lambda: edit(office, proposal, digest=old), lambda: office.approve("bea", digest=old)])
    if made == 2:
        assert isinstance(approved, StaleRevision)
        assert granted(office) == {"logistics": "lou", "sales": "sam"}
        assert office.bundle().state is BundleState.AWAITING
    else:
        assert isinstance(made, AlreadyDecided)
        assert isinstance(approved, Outcome)
        assert (approved.state, office.bundle().revision) == (BundleState.DECIDED, 1)


def test_of_two_edits_at_once_one_is_in_force(office: Office, at_once: AtOnce) -> None:
    office.submitted()
    old = office.bundle().digest
    mine, theirs = edited(office, "buy"), edited(office, "move", editor="bea")
    told = at_once([lambda: edit(office, mine, digest=old), lambda: edit(office, theirs, "bea", digest=old)])
    assert sorted(str(t) for t in told if t == 2) == ["2"]
    assert sum(isinstance(t, StaleRevision) for t in told) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.sets(st.sampled_from(["bea", "lou", "sam", "pat"])),
    changed=st.sets(st.sampled_from(["buy", "level", "move", "promise"])),
    gone=st.sets(st.sampled_from(["buy", "level", "move", "promise"]), max_size=3),
)
def test_an_approval_that_carries_over_never_covers_a_leg_that_changed(
    embedded: Office, who: set[str], changed: set[str], gone: set[str]
) -> None:
    office = an_office(embedded.ledger)
    office.submitted()
    for one in sorted(who):
        office.approve(one)
    before = office.bundle()
    if before.state is not BundleState.AWAITING:
        return
    edit(office, edited(office, *changed, without=tuple(gone)))
    after = office.bundle()
    seen = {r.id: sorted(before.bundle.leg(x).digest() for x in r.legs) for r in before.route.requirements}
    for requirement in after.route.requirements:
        if requirement.id in granted(office):
            covers = sorted(after.bundle.leg(x).digest() for x in requirement.legs)
            assert seen[requirement.id] == covers
            assert not (set(requirement.legs) & changed)
    assert len(granted(office)) < len(after.route.requirements)
