"""T0: bundles enter the ledger; the case graph may run again, so everything here can be repeated without effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.approvals.changes import announce
from trimtab.approvals.settle import close_case_if_idle
from trimtab.bundles import Bundle, BundleState, Route
from trimtab.cases import CaseState
from trimtab.decisions import Channel
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.outbox import OutboxKind


@dataclass(frozen=True)
class Proposal:
    """A bundle and how policy routes it."""

    bundle: Bundle
    route: Route


def submit(ledger: Ledger, case_id: str, round_: int, proposals: Sequence[Proposal], *, because: str = "") -> list[str]:
    """Write the proposals of one round of a case and return their ids; an empty list of them closes the case.

    A round that the case has left behind writes nothing. Older bundles of the case that still await a decision are
    superseded. Raises ClaimTaken where another open case holds what a bundle is about: then nothing is written.
    """
    with ledger.write() as tx:
        tx.bundles.lock_all_of_case(case_id)
        case = tx.cases.lock(case_id)
        if case.round != round_ or case.state is CaseState.CLOSED:
            return []
        _supersede(tx, case_id, keep={p.bundle.id for p in proposals})
        for proposal in proposals:
            tx.cases.claim(case_id, proposal.bundle.claims)
            if tx.bundles.add(proposal.bundle, proposal.route):
                submitted(tx, proposal)
        nothing = not proposals and not _open_bundles(tx, case_id)
        state = CaseState.CLOSED if nothing else CaseState.PROPOSED
        closed_because = because or "nothing is worth doing" if nothing else ""
        if nothing:
            tx.audit.append("agents", "case.closed", case_id, round=round_, because=closed_because)
        tx.cases.save(case.model_copy(update={"state": state, "closed_because": closed_because}))
        announce(tx, "case", case_id, state.value)
        return [p.bundle.id for p in proposals]


def revise(ledger: Ledger, bundle_id: str, stale_revision: int, proposal: Proposal | None) -> BundleState:
    """Answer a stale revision: put the new one in force, or withdraw the bundle where nothing is worth doing any more.

    Returns the bundle's state. Repeating the call changes nothing.
    """
    with ledger.write() as tx:
        record = tx.bundles.lock(bundle_id)
        if record.state is not BundleState.STALE or record.revision != stale_revision:
            return record.state
        if proposal is None:
            because = f"nothing is worth doing any more: {record.because}"
            tx.bundles.set_state(bundle_id, BundleState.SUPERSEDED, because=because)
            tx.audit.append("agents", "bundle.withdrawn", bundle_id, revision=stale_revision, because=because)
            announce(tx, "bundle", bundle_id, BundleState.SUPERSEDED.value)
            close_case_if_idle(tx, record.bundle.case_id, because)
            return BundleState.SUPERSEDED
        tx.cases.claim(record.bundle.case_id, proposal.bundle.claims)
        tx.bundles.revise(proposal.bundle, proposal.route)
        submitted(tx, proposal)
        return tx.bundles.get(bundle_id).state


def submitted(tx: Transaction, proposal: Proposal) -> None:
    """Write what follows from a revision that has just been put in force: audit, route, wake and notify rows."""
    bundle, route = proposal.bundle, proposal.route
    tx.audit.append(
        bundle.proposed_by,
        "bundle.submitted",
        bundle.id,
        case=bundle.case_id,
        revision=bundle.revision,
        digest=bundle.digest(),
        policy=route.policy_version,
        requirements=[r.id for r in route.requirements],
        legs=[leg.action.content() for leg in bundle.legs],
        bound=bundle.solver.bound,
        cost=bundle.solver.cost,
    )
    state = BundleState.AWAITING
    if not route.requirements:
        state = BundleState.DECIDED
        for use in route.budgets:
            tx.budgets.reserve(use)
        tx.bundles.set_state(bundle.id, state, decision_id=Channel.POLICY.value, not_before=tx.wall_now)
        tx.audit.append(Channel.POLICY.value, "bundle.decided", bundle.id, policy=route.policy_version)
    else:
        tx.outbox.put(OutboxKind.NOTIFY, bundle.id, {"what": "bundle.awaiting", "revision": bundle.revision})
    tx.outbox.put(OutboxKind.WAKE_BUNDLE, bundle.id, {"revision": bundle.revision})
    announce(tx, "bundle", bundle.id, state.value)


def _supersede(tx: Transaction, case_id: str, keep: set[str]) -> None:
    for old in tx.bundles.of_case(case_id):
        if old.id in keep or old.state not in {BundleState.AWAITING, BundleState.STALE}:
            continue
        because = "a newer round of the case replaced it"
        tx.bundles.set_state(old.id, BundleState.SUPERSEDED, because=because)
        tx.audit.append("agents", "bundle.superseded", old.id, revision=old.revision, because=because)
        tx.outbox.put(OutboxKind.WAKE_BUNDLE, old.id)
        announce(tx, "bundle", old.id, BundleState.SUPERSEDED.value)


def _open_bundles(tx: Transaction, case_id: str) -> list[BundleRecord]:
    return [b for b in tx.bundles.of_case(case_id) if not b.state.final]
