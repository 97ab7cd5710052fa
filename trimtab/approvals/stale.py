"""Going stale: what a bundle rests on no longer holds, so it cannot be decided or executed until it is solved again."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.approvals.changes import announce
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState
from trimtab.ledger import Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.outbox import OutboxKind


def mark_stale(tx: Transaction, record: BundleRecord, breaches: Iterable[Breach], actor: str) -> None:
    """Mark a locked bundle stale and wake its thread, which solves it again."""
    found = tuple(breaches)
    tx.bundles.mark_stale(record, found)
    tx.approvals.withdraw(record.id, record.revision)
    tx.outbox.put(OutboxKind.WAKE_BUNDLE, record.id, {"stale": record.revision})
    tx.audit.append(actor, "bundle.stale", record.id, revision=record.revision, breaches=found)
    announce(tx, "bundle", record.id, BundleState.STALE.value)
