"""Time-outs: a bundle nobody decided in time expires; nothing is executed by default."""

from __future__ import annotations

from trimtab.approvals.changes import announce
from trimtab.approvals.settle import close_case_if_idle
from trimtab.bundles import BundleState
from trimtab.ledger import Ledger
from trimtab.ledger.outbox import OutboxKind


def expire(ledger: Ledger) -> list[str]:
    """Expire every awaiting bundle whose time has passed and return their ids."""
    with ledger.read() as tx:
        due = [b.id for b in tx.bundles.in_states([BundleState.AWAITING]) if b.expires_at <= tx.business_now]
    expired = []
    for bundle_id in due:
        with ledger.write() as tx:
            record = tx.bundles.lock(bundle_id)
            if record.state is not BundleState.AWAITING or record.expires_at > tx.business_now:
                continue
            because = "nobody decided in time; nothing was executed"
            tx.bundles.set_state(bundle_id, BundleState.EXPIRED, because=because)
            tx.approvals.withdraw(bundle_id, record.revision)
            tx.outbox.put(OutboxKind.WAKE_BUNDLE, bundle_id)
            tx.audit.append("policy", "bundle.expired", bundle_id, revision=record.revision)
            announce(tx, "bundle", bundle_id, BundleState.EXPIRED.value)
            close_case_if_idle(tx, record.bundle.case_id, because)
            expired.append(bundle_id)
    return expired
