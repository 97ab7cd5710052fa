"""Withdrawing requests of the ERP's own planner: purchase requests and requested transfers nobody has released."""

from __future__ import annotations

from typing import ClassVar

from tools.execution.adapters.tryton.requested import held_request, take_away
from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM
from tools.tryton.values import quantity
from trimtab.actions import Action, CancelRequest
from trimtab.bundles import LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

GONE = "withdrawn"


class WithdrawAdapter(ExecutionAdapter):
    """Cancels requests. Idempotent by its nature: what is gone is done; that it was there, arming has put on record."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"cancel_request"})

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will be withdrawn and what it asks for now."""
        cancel = _cancel(action)
        held = held_request(self._client, cancel)
        return Preview(
            system=SYSTEM,
            summary=f"request {cancel.document} for {quantity(cancel.quantity_before):f} {cancel.item} is withdrawn",
            expected_before={"quantity": f"{held:f}" if held is not None else "gone"},
        )

    def execute(self, action: Action, key: str) -> Receipt:
        """Delete the request; raises FieldConflict where it asks for another quantity or a buyer has released it."""
        cancel = _cancel(action)
        held, before = held_request(self._client, cancel), quantity(cancel.quantity_before)
        if held not in {None, before}:
            raise FieldConflict(
                f"request {cancel.document} asks for {held:f} {cancel.item}, expected {before:f}",
                system=SYSTEM,
                remedy="Somebody changed it meanwhile; the case is solved again.",
            )
        take_away(self._client, cancel)
        return self._receipt(cancel, key)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return a receipt where the request is gone, None while it is there."""
        cancel = _cancel(action)
        return self._receipt(cancel, key) if held_request(self._client, cancel) is None else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Confirm that the request is gone."""
        del receipt
        held = held_request(self._client, _cancel(action))
        differences = () if held is None else (f"it still asks for {held:f}",)
        return Verification(
            confirmed=held is None, differences=differences, document_state=GONE if held is None else ""
        )

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Refuse: the ERP's planner makes what is still needed anew in its next run."""
        del receipt
        raise Refused(
            f"request {_cancel(action).document} cannot be put back",
            system=SYSTEM,
            remedy="The ERP's next supply run makes what is still needed anew.",
        )

    def _receipt(self, cancel: CancelRequest, key: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=cancel.document,
            number=f"request {cancel.document}",
            document_state=GONE,
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


def _cancel(action: Action) -> CancelRequest:
    if not isinstance(action, CancelRequest):
        raise Refused(f"{action.kind} is no withdrawal", system=SYSTEM)
    return action
