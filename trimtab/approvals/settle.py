"""Settling: a bundle is done when every leg is committed, and a case is closed when none of its bundles is open."""

from __future__ import annotations

from trimtab import subjects
from trimtab.approvals.changes import announce
from trimtab.bundles import BundleState, LegState
from trimtab.bus.topics import MOVED
from trimtab.cases import CaseState
from trimtab.ledger import Transaction
from trimtab.ledger.intents import IntentState
from trimtab.ledger.outbox import OutboxKind


def close_if_settled(tx: Transaction, bundle_id: str) -> BundleState:
    """Close an executing bundle whose legs are all committed; returns its state. The bundle's row must be locked."""
    record = tx.bundles.get(bundle_id)
    if record.state is not BundleState.EXECUTING:
        return record.state
    legs = tx.bundles.leg_states(bundle_id, record.revision)
    intents = [i for i in tx.intents.of_bundle(bundle_id) if i.revision == record.revision]
    sent = all(i.state is IntentState.DONE for i in intents)
    if not sent or any(state is not LegState.COMMITTED for state in legs.values()):
        return record.state
    tx.bundles.set_state(bundle_id, BundleState.DONE)
    tx.audit.append("executor", "bundle.done", bundle_id, revision=record.revision)
    tx.outbox.put(OutboxKind.NOTIFY, bundle_id, {"what": "bundle.done"})
    announce(tx, "bundle", bundle_id, BundleState.DONE.value)
    close_case_if_idle(tx, record.bundle.case_id, "every leg is committed")
    return BundleState.DONE


def close_case_if_idle(tx: Transaction, case_id: str, because: str) -> None:
    """Close a case when none of its bundles is open; its items are priced once more, for what moved meanwhile."""
    case = tx.cases.lock(case_id)
    if case.state is not CaseState.PROPOSED or any(not b.state.final for b in tx.bundles.of_case(case_id)):
        return
    tx.cases.save(case.model_copy(update={"state": CaseState.CLOSED, "closed_because": because}))
    tx.audit.append("agents", "case.closed", case_id, because=because)
    items = sorted({subjects.split_item_location(s)[0] for s in case.subjects})
    tx.messages.publish(MOVED, {"items": items, "moves": [], "events": []})
    announce(tx, "case", case_id, CaseState.CLOSED.value)
