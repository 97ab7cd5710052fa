"""Commitments in Tryton: what a supplier has confirmed about open order lines becomes what the ERP expects.

| confirmed        | in the ERP                                                                      |
|------------------|---------------------------------------------------------------------------------|
| another date     | the open receipts of the lines are planned for the confirmed date               |
| taken back       | the open receipts are cancelled and ignored; the order is not left in exception |
| another supplier | as taken back; then an order at the new supplier under the action's id          |
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from tools.execution.adapters.tryton.once import one_at_a_time
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.execution.adapters.tryton.receipts import cancel_all, expected_receipts, off, redate, require_as_decided
from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM
from trimtab.actions import (
    Action,
    CancelPurchase,
    ChangedLine,
    ExpeditePurchase,
    PlacePurchase,
    PurchaseChange,
    RedatedLine,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.bundles import LegState
from trimtab.commitments import ASKED_OF_A_SUPPLIER, Answer, AnswerKind
from trimtab.errors import Refused
from trimtab.ports import Clock, CommitmentAdapter
from trimtab.receipts import Receipt, Verification


class PurchaseCommitments(CommitmentAdapter):
    """Writes accepted changes of purchase orders; every step looks before it writes, so repeating changes nothing."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = ASKED_OF_A_SUPPLIER

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock
        self._orders = PurchaseAdapter(client, clock)

    def commit(self, action: Action, answer: Answer, key: str) -> Receipt:
        """Write what was accepted; raises FieldConflict where the ERP no longer holds what it was decided about."""
        change = _change(action)
        if answer.kind is not AnswerKind.ACCEPTED:
            raise Refused(f"the supplier {answer.kind.value} this; nothing is to be written", system=SYSTEM)
        if isinstance(change, SwitchSupplier):
            self._orders.preview(_replacement(change, answer))
        with one_at_a_time(f"purchase order {change.document}"):
            if isinstance(change, ExpeditePurchase | ReschedulePurchase):
                return self._redated(change, answer, key)
            cancel_all(self._client, change.document, change.lines)
        if isinstance(change, SwitchSupplier):
            return self._orders.execute(_replacement(change, answer), key)
        return self._receipt(change, key, "cancelled")

    def verify(self, action: Action, answer: Answer, receipt: Receipt) -> Verification:
        """Compare what the ERP expects with what was confirmed."""
        change = _change(action)
        if isinstance(change, ExpeditePurchase | ReschedulePurchase):
            differences = [told for line in change.lines for told in self._not_redated(change, line, answer)]
        else:
            differences = [told for line in change.lines for told in self._not_cancelled(change.document, line)]
        if isinstance(change, SwitchSupplier):
            placed = self._orders.verify(_replacement(change, answer), receipt)
            return placed.model_copy(
                update={
                    "confirmed": placed.confirmed and not differences,
                    "differences": (*differences, *placed.differences),
                }
            )
        state = receipt.document_state if not differences else ""
        return Verification(confirmed=not differences, differences=tuple(differences), document_state=state)

    def _redated(self, change: ExpeditePurchase | ReschedulePurchase, answer: Answer, key: str) -> Receipt:
        held = [(line, expected_receipts(self._client, change.document, line)) for line in change.lines]
        for line, receipts in held:
            require_as_decided(receipts, line, line.due_before, confirmed_for(line, answer))
        for line, receipts in held:
            redate(self._client, receipts, line.due_before, confirmed_for(line, answer))
        days = sorted({confirmed_for(line, answer) for line in change.lines})
        return self._receipt(change, key, f"due {', '.join(day.isoformat() for day in days)}")

    def _not_redated(
        self, change: ExpeditePurchase | ReschedulePurchase, line: RedatedLine, answer: Answer
    ) -> list[str]:
        receipts, wanted = expected_receipts(self._client, change.document, line), confirmed_for(line, answer)
        wrong = [m["planned_date"] for m in receipts.open if off(m["planned_date"], line.due_before, wanted)]
        if receipts.open and (wrong or receipts.due != wanted):
            return [f"the {receipts.name} is due on {receipts.due}, confirmed was {wanted}"]
        return []

    def _not_cancelled(self, document: str, line: ChangedLine) -> list[str]:
        receipts = expected_receipts(self._client, document, line)
        found = [f"{receipts.quantity:f} of the {receipts.name} is still to come"] if receipts.open else []
        return found + ([f"the {receipts.name} was left in exception"] if receipts.excepted else [])

    def _receipt(self, change: PurchaseChange, key: str, state: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=change.document,
            number=change.number,
            document_state=state,
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


def confirmed_for(line: RedatedLine, answer: Answer) -> date:
    """Return the day the supplier has confirmed for a line: the one named in the answer, else the one asked for."""
    return answer.due or line.due_after


def _replacement(change: SwitchSupplier, answer: Answer) -> PlacePurchase:
    lines = tuple(line.model_copy(update={"due": answer.due}) if answer.due else line for line in change.to_lines)
    return PlacePurchase(id=change.id, supplier=change.to_supplier, location=change.location, lines=lines)


def _change(action: Action) -> ExpeditePurchase | ReschedulePurchase | CancelPurchase | SwitchSupplier:
    if not isinstance(action, ExpeditePurchase | ReschedulePurchase | CancelPurchase | SwitchSupplier):
        raise Refused(f"{action.kind} is no change of a purchase order", system=SYSTEM)
    return action
