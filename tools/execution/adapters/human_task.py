"""People as a system: an action that no system takes becomes a task, a request to a supplier a question.

A task is done when its owner confirms it with a reference. A question is done when the other side has answered; where
no system of record is told of it, the answer itself, kept in the ledger, is the commitment.
"""

from __future__ import annotations

from typing import ClassVar

from tools.execution.adapters.instructions import answer_due, instruction
from trimtab.actions import Action, PurchaseChange
from trimtab.bundles import LegState
from trimtab.commitments import ASKED_OF_A_SUPPLIER, Answer, AnswerKind
from trimtab.errors import Refused
from trimtab.ledger import Ledger, Transaction
from trimtab.network import Network
from trimtab.ports import Clock, CommitmentAdapter, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Task, Verification

SYSTEM = "people"


class HumanTaskAdapter(ExecutionAdapter):
    """Opens tasks in the ledger; the action's id is the task's id, so repeating changes nothing."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, ledger: Ledger, network: Network) -> None:
        """Keep tasks in the ledger; the network has the names, and says how soon a supplier answers."""
        self._ledger = ledger
        self._network = network

    def preview(self, action: Action) -> Preview:
        """Say what the person will be asked."""
        return Preview(system=SYSTEM, summary=instruction(action, self._network))

    def execute(self, action: Action, key: str) -> Receipt:
        """Open the task, or the question with the day by which an answer is due."""
        text = instruction(action, self._network)
        with self._ledger.write() as tx:
            intent = tx.intents.get(key)
            owner = tx.bundles.get(intent.bundle_id).bundle.leg(intent.leg_id).owner
            due_at = None
            if isinstance(action, PurchaseChange):
                due_at = answer_due(action, self._network, tx.business_now)
            task = tx.tasks.open(
                key, intent.bundle_id, owner.value, text, asks=isinstance(action, PurchaseChange), due_at=due_at
            )
            return _receipt(tx, task)

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
        wanted = instruction(action, self._network)
        differences = () if task.text == wanted else (f"text is {task.text!r}, approved was {wanted!r}",)
        return Verification(confirmed=not differences, differences=differences, document_state=task.state)

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Refuse: what a person was asked to do is taken back by asking again."""
        del action
        raise Refused(f"the task {receipt.action_id} was given to a person", system=SYSTEM, remedy="Tell its owner.")


class AnswersOnRecord(CommitmentAdapter):
    """Commits to nothing but the answer: for changes that no system of record is told of."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = ASKED_OF_A_SUPPLIER

    def __init__(self, clock: Clock) -> None:
        """Note the time."""
        self._clock = clock

    def commit(self, action: Action, answer: Answer, key: str) -> Receipt:
        """Return the answer as a receipt; raises Refused where it is no acceptance."""
        if not isinstance(action, PurchaseChange):
            raise Refused(f"{action.kind} is no change of a purchase order", system=SYSTEM)
        if answer.kind is not AnswerKind.ACCEPTED:
            raise Refused(f"this was {answer.kind.value}; nothing is to be written", system=SYSTEM)
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=action.document,
            number=action.number,
            document_state=answer.kind.value,
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )

    def verify(self, action: Action, answer: Answer, receipt: Receipt) -> Verification:
        """Confirm: the answer is where it was."""
        del action, receipt
        return Verification(confirmed=True, document_state=answer.kind.value)


def _receipt(tx: Transaction, task: Task) -> Receipt:
    return Receipt(
        action_id=task.id,
        system=SYSTEM,
        document=task.id,
        number=task.reference or "task",
        document_state=task.state,
        leg_state=LegState.COMMITTED if task.state == "done" and not task.asks else LegState.REQUESTED,
        at=tx.business_now,
    )
