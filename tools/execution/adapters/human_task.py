"""The human-task adapter: an action no system takes becomes a task that its owner confirms with a reference."""

from __future__ import annotations

from typing import ClassVar

from trimtab.actions import Action, RepromiseOrder
from trimtab.bundles import LegState
from trimtab.errors import Refused
from trimtab.ledger import Ledger, Transaction
from trimtab.ports import ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Task, Verification

SYSTEM = "people"


class HumanTaskAdapter(ExecutionAdapter):
    """Opens tasks in the ledger; the action's id is the task's id, so repeating changes nothing."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, ledger: Ledger) -> None:
        """Keep tasks in the ledger."""
        self._ledger = ledger

    def preview(self, action: Action) -> Preview:
        """Say what the person will be asked."""
        return Preview(system=SYSTEM, summary=instruction(action))

    def execute(self, action: Action, key: str) -> Receipt:
        """Open the task."""
        with self._ledger.write() as tx:
            intent = tx.intents.get(key)
            owner = tx.bundles.get(intent.bundle_id).bundle.leg(intent.leg_id).owner
            return _receipt(tx, tx.tasks.open(key, intent.bundle_id, owner.value, instruction(action)))

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return the task's receipt, None where no task was opened."""
        del action
        with self._ledger.read() as tx:
            task = tx.tasks.find(key)
            return _receipt(tx, task) if task is not None else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Confirm that the task says what was approved."""
        with self._ledger.read() as tx:
            task = tx.tasks.find(receipt.action_id)
        if task is None:
            return Verification(confirmed=False, differences=("the task is gone",))
        wanted = instruction(action)
        differences = () if task.text == wanted else (f"text is {task.text!r}, approved was {wanted!r}",)
        return Verification(confirmed=not differences, differences=differences, document_state=task.state)

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Refuse: what a person was asked to do is taken back by asking again."""
        del action
        raise Refused(f"the task {receipt.action_id} was given to a person", system=SYSTEM, remedy="Tell its owner.")


def instruction(action: Action) -> str:
    """Return what a person is asked to do, in one sentence."""
    if isinstance(action, RepromiseOrder):
        return (
            f"Tell {action.customer} that {action.quantity.normalize():f} {action.item} of order {action.number} "
            f"will come on {action.due_after.isoformat()} instead of {action.due_before.isoformat()}."
        )
    details = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in action.content().items() if k != "kind")
    return f"Please {action.kind.replace('_', ' ')}: {details}."


def _receipt(tx: Transaction, task: Task) -> Receipt:
    return Receipt(
        action_id=task.id,
        system=SYSTEM,
        document=task.id,
        number=task.reference or "task",
        document_state=task.state,
        leg_state=LegState.COMMITTED if task.state == "done" else LegState.REQUESTED,
        at=tx.business_now,
    )
