"""T2: taking back a decision, only while nothing of the bundle is on its way to a system of record."""

from __future__ import annotations

from trimtab.approvals.changes import announce
from trimtab.bundles import BundleState
from trimtab.decisions import Channel
from trimtab.errors import NotPermitted, TooLateToUndo
from trimtab.ledger import Ledger
from trimtab.ledger.outbox import OutboxKind
from trimtab.policy import may_steer


def undo(ledger: Ledger, bundle_id: str, principal_id: str, channel: Channel) -> None:
    """Return a decided bundle to its approvers; raises TooLateToUndo once it is executing, NotPermitted, NotFound."""
    with ledger.write() as tx:
        record = tx.bundles.lock(bundle_id)
        principal = tx.people.get(principal_id)
        if not may_steer(principal, record.route):
            raise NotPermitted(f"{principal.name} owns no part of this bundle")
        if record.state is not BundleState.DECIDED or tx.intents.of_bundle(bundle_id):
            raise TooLateToUndo(
                f"this bundle is {record.state.value}; there is nothing left that could be taken back",
                remedy="Propose the opposite as a new bundle.",
            )
        for use in record.route.budgets:
            tx.budgets.release(use)
        tx.approvals.withdraw(bundle_id, record.revision)
        tx.bundles.set_state(bundle_id, BundleState.AWAITING, decision_id=None, not_before=None)
        tx.outbox.put(OutboxKind.WAKE_BUNDLE, bundle_id)
        tx.audit.append(principal.id, "decision.undone", bundle_id, channel=channel.value, decision=record.decision_id)
        announce(tx, "bundle", bundle_id, BundleState.AWAITING.value)
