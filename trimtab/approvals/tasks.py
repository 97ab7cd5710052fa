"""Confirming tasks: a person says that a leg without a system behind it was done, with a reference."""

from __future__ import annotations

from trimtab.approvals.changes import announce
from trimtab.approvals.settle import close_if_settled
from trimtab.beliefs import Function
from trimtab.bundles import LegState
from trimtab.errors import InvalidField, NotPermitted
from trimtab.ledger import Ledger
from trimtab.people import ROLE_OF_FUNCTION
from trimtab.receipts import Receipt, Task


def complete_task(ledger: Ledger, task_id: str, principal_id: str, reference: str) -> Task:
    """Confirm a task; raises NotFound, NotPermitted, AlreadyDecided or InvalidField.

    A reference is needed, and a task that asks the other side for something wants its answer instead.
    """
    reference = reference.strip()
    if not 1 <= len(reference) <= 200:
        raise InvalidField(
            "say where this can be found, in 1 to 200 characters (an e-mail, a call, a document number)",
            record=f"task {task_id}",
            field="reference",
        )
    with ledger.write() as tx:
        task = tx.tasks.get(task_id)
        tx.bundles.lock(task.bundle_id)
        principal = tx.people.get(principal_id)
        role = ROLE_OF_FUNCTION[Function(task.owner)]
        if role not in principal.roles or not principal.active:
            raise NotPermitted(f"this task belongs to {role.value.replace('_', ' ')}")
        task = tx.tasks.complete(task_id, principal.id, reference)
        intent = tx.intents.get(task_id)
        tx.bundles.set_leg_state(task.bundle_id, intent.revision, intent.leg_id, LegState.COMMITTED)
        if intent.receipt is not None:
            tx.intents.update_receipt(as_confirmed(intent.receipt, task))
        tx.audit.append(principal.id, "task.done", task.bundle_id, task=task_id, reference=reference)
        announce(tx, "bundle", task.bundle_id, LegState.COMMITTED.value)
        close_if_settled(tx, task.bundle_id)
        return task


def as_confirmed(receipt: Receipt, task: Task | None) -> Receipt:
    """Return a receipt with what a person has confirmed or the other side said, which may come before it is written.

    What the other side accepted is not committed yet: the system of record has to be told first.
    """
    if task is None or task.done_at is None:
        return receipt
    if task.asks:
        state = LegState(task.answer.kind.value) if task.answer else LegState.SILENT
        return receipt.model_copy(update={"leg_state": state, "document_state": task.state})
    confirmed = {"leg_state": LegState.COMMITTED, "document_state": task.state, "number": task.reference}
    return receipt.model_copy(update=confirmed)
