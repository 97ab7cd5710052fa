"""Edits: a revision that a person changed and the solver completed, put in force to be approved by its own digest."""

from __future__ import annotations

from trimtab.approvals.submit import Proposal, submitted
from trimtab.bundles import Bundle, BundleState, Requirement
from trimtab.errors import AlreadyDecided, BundleExpired, InvalidField, NotPermitted, StaleRevision
from trimtab.ledger import Ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.policy import may_steer


def propose_edit(ledger: Ledger, bundle_id: str, digest: str, principal_id: str, proposal: Proposal) -> int:
    """Put an edited revision in force in place of the one whose digest is named; returns the new revision.

    Approvals carry over as `carried_over` says. Raises NotFound, NotPermitted, AlreadyDecided (undo it first),
    StaleRevision, BundleExpired, ClaimTaken or InvalidField; then nothing has changed.
    """
    with ledger.write() as tx:
        record = tx.bundles.lock(bundle_id)
        principal = tx.people.get(principal_id)
        if not principal.active or not may_steer(principal, record.route):
            raise NotPermitted(f"{principal.name} owns no part of this bundle")
        if record.state is BundleState.DECIDED:
            raise AlreadyDecided("this bundle is decided", remedy="Take the decision back first, then edit.")
        if record.state is not BundleState.AWAITING:
            raise AlreadyDecided(f"this bundle is {record.state.value}", remedy="Look at its page for what happened.")
        if record.digest != digest:
            raise StaleRevision(
                f"this is revision {record.revision} now, the edit was made on another one",
                remedy="Look at the new revision and edit that.",
            )
        if tx.business_now >= record.expires_at:
            raise BundleExpired(f"this bundle expired at {record.expires_at:%Y-%m-%d %H:%M} UTC; nothing was executed")
        _check(record, principal.id, proposal.bundle)
        granted = tx.approvals.granted(bundle_id, record.revision)
        kept = [r.id for r in carried_over(record, proposal, granted.keys() - _own(granted, proposal, principal.id))]
        tx.cases.claim(record.bundle.case_id, proposal.bundle.claims)
        tx.bundles.revise(proposal.bundle, proposal.route)
        tx.approvals.carry_over(bundle_id, record.revision, proposal.bundle.revision, kept)
        tx.approvals.withdraw(bundle_id, record.revision)
        tx.audit.append(
            principal.id,
            "bundle.edited",
            bundle_id,
            revision=proposal.bundle.revision,
            before=record.digest,
            carried_over=kept,
        )
        submitted(tx, proposal)
        return proposal.bundle.revision


def carried_over(record: BundleRecord, proposal: Proposal, granted: set[str]) -> tuple[Requirement, ...]:
    """Return the requirements of the new revision that approvals of the old one still meet.

    One does if the same rule of the same policy asked for it about the same legs with the same content. If all would,
    so that nobody had to look at the new revision, none does.
    """
    old, new = record.route, proposal.route
    before = {r.id: r for r in old.requirements}
    kept = tuple(
        r
        for r in new.requirements
        if r.id in granted
        and r.id in before
        and (before[r.id].role, before[r.id].rule, old.policy_version) == (r.role, r.rule, new.policy_version)
        and _contents(before[r.id], record.bundle) == _contents(r, proposal.bundle)
    )
    return kept if len(kept) < len(new.requirements) else ()


def _contents(requirement: Requirement, bundle: Bundle) -> list[str]:
    return sorted(bundle.leg(leg_id).digest() for leg_id in requirement.legs)


def _own(granted: dict[str, str], proposal: Proposal, editor: str) -> set[str]:
    """Return the approvals that the editor gave and may not have given, where policy asks for different people."""
    return {r for r, who in granted.items() if who == editor} if proposal.route.distinct_people else set()


def _check(record: BundleRecord, editor: str, bundle: Bundle) -> None:
    wrong = {
        "id": bundle.id != record.id,
        "case_id": bundle.case_id != record.bundle.case_id,
        "revision": bundle.revision != record.revision + 1,
        "edited_by": bundle.edited_by != editor,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise InvalidField("does not continue the revision in force", record=f"bundle {record.id}", field=field)
