"""The official fake of a system of record: keeps documents in memory, counts calls, fails when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from tools.execution.fence import check_fence
from trimtab.actions import (
    Action,
    AdjustLevel,
    ChangedLine,
    ExpeditePurchase,
    PlacePurchase,
    PurchaseChange,
    RedatedLine,
    ReschedulePurchase,
    SwitchSupplier,
    TransferStock,
)
from trimtab.bundles import LegState
from trimtab.commitments import ASKED_OF_A_SUPPLIER, Answer, AnswerKind
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, CommitmentAdapter, ExecutionAdapter, StateReader
from trimtab.receipts import Preview, Receipt, Verification
from trimtab.state import OpenPurchaseLine, OpenTransferLine, OrderPoint, Snapshot

SYSTEM = "fake-erp"


class FakeErp(ExecutionAdapter, StateReader):
    """Adapter and state reader over one snapshot; `before` and `after` hooks may raise to make a call fail."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"place_purchase", "transfer_stock", "adjust_level"})

    def __init__(self, snapshot: Snapshot, clock: Clock) -> None:
        """Start from a snapshot."""
        self.state = snapshot
        self.documents: dict[str, list[Receipt]] = {}
        self.before: Callable[[Action], None] = _pass
        self.after: Callable[[Action], None] = _pass
        self.commitments = FakeCommitments(self, clock)
        self._clock = clock

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        return self.state.model_copy(update={"as_of": self._clock.business_now()})

    def preview(self, action: Action) -> Preview:
        """Say what would be written."""
        expected = {}
        if isinstance(action, AdjustLevel):
            expected = {"minimum": str(action.minimum_before), "target": str(action.target_before)}
        return Preview(system=SYSTEM, summary=action.kind, expected_before=expected)

    def execute(self, action: Action, key: str) -> Receipt:
        """Create the document; calling it twice creates two, as an ERP without unique references would."""
        self.before(action)
        check_fence()
        made = self.documents.setdefault(key, [])
        document = f"{action.kind}-{len(self.documents)}-{len(made) + 1}"
        self._apply(action, document)
        made.append(self._receipt(key, document))
        self.after(action)
        return made[-1]

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return the first document with this key."""
        del action
        made = self.documents.get(key)
        return made[0] if made else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Confirm that exactly one document carries the key."""
        del action
        count = len(self.documents.get(receipt.action_id, []))
        differences = () if count == 1 else (f"{count} documents carry {receipt.action_id}",)
        return Verification(confirmed=not differences, differences=differences, document_state="confirmed")

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Remove the document."""
        del action
        self.documents.pop(receipt.action_id, None)
        return receipt.model_copy(update={"document_state": "cancelled"})

    def _receipt(self, key: str, document: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=document,
            number=document,
            document_state="confirmed",
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )

    def _apply(self, action: Action, document: str) -> None:
        if isinstance(action, PlacePurchase):
            self._extend("purchases", _purchase_lines(action, document))
        elif isinstance(action, TransferStock):
            self._extend("transfers", _transfer_lines(action, document))
        elif isinstance(action, AdjustLevel):
            points = tuple(self._adjusted(point, action) for point in self.state.order_points)
            self.state = self.state.model_copy(update={"order_points": points})

    def _extend(self, field: str, lines: tuple[object, ...]) -> None:
        self.state = self.state.model_copy(update={field: (*getattr(self.state, field), *lines)})

    @staticmethod
    def _adjusted(point: OrderPoint, action: AdjustLevel) -> OrderPoint:
        if point.document != action.document:
            return point
        held, before = (point.minimum, point.target), (action.minimum_before, action.target_before)
        wanted = (action.minimum_after, action.target_after)
        if held not in {before, wanted}:
            raise FieldConflict(f"{action.item} holds {held}, expected {before}", system=SYSTEM)
        return point.model_copy(update={"minimum": wanted[0], "target": wanted[1]})


class FakeCommitments(CommitmentAdapter):
    """Writes confirmed dates and cancellations into the fake's open purchase lines; its hooks may make it fail too."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = ASKED_OF_A_SUPPLIER

    def __init__(self, erp: FakeErp, clock: Clock) -> None:
        """Write into one fake."""
        self._erp = erp
        self._clock = clock
        self.written: list[str] = []
        """The keys under which something was changed, once for every time."""

    def commit(self, action: Action, answer: Answer, key: str) -> Receipt:
        """Change the lines; one that holds neither the old nor the new value is a conflict."""
        change = _asked(action)
        if answer.kind is not AnswerKind.ACCEPTED:
            raise Refused(f"this was {answer.kind.value}; nothing is to be written", system=SYSTEM)
        self._erp.before(action)
        check_fence()
        before = self._erp.state.purchases
        for line in change.lines:
            self._change(change, line, answer)
        if isinstance(change, SwitchSupplier) and all(p.reference != key for p in self._erp.state.purchases):
            order = PlacePurchase(id=key, supplier=change.to_supplier, location=change.location, lines=change.to_lines)
            added = _purchase_lines(order, f"replacement-{len(self.written) + 1}")
            self._erp.state = self._erp.state.model_copy(update={"purchases": (*self._erp.state.purchases, *added)})
        if self._erp.state.purchases != before:
            self.written.append(key)
        self._erp.after(action)
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=change.document,
            number=change.number,
            document_state="confirmed",
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )

    def verify(self, action: Action, answer: Answer, receipt: Receipt) -> Verification:
        """Compare the lines with what was confirmed."""
        del receipt
        change = _asked(action)
        differences = []
        for line in change.lines:
            held = self._held(change, line)
            confirmed = answer.due or line.due_after if _redates(change) and isinstance(line, RedatedLine) else None
            if held is not None and held.due != confirmed:
                differences.append(f"line {line.line} is due on {held.due}")
        return Verification(confirmed=not differences, differences=tuple(differences), document_state="confirmed")

    def _change(self, change: PurchaseChange, line: ChangedLine, answer: Answer) -> None:
        held = self._held(change, line)
        others = tuple(p for p in self._erp.state.purchases if p is not held)
        if held is None and _redates(change):
            raise FieldConflict(f"line {line.line} is not open any more", system=SYSTEM)
        if held is None:
            return
        if not _redates(change):
            if held.quantity != line.quantity:
                raise FieldConflict(f"line {line.line} has {held.quantity} open", system=SYSTEM)
            self._erp.state = self._erp.state.model_copy(update={"purchases": others})
            return
        assert isinstance(line, RedatedLine)  # noqa: S101 - what these two kinds have
        due = answer.due or line.due_after
        if held.due not in {line.due_before, due}:
            raise FieldConflict(f"line {line.line} is due on {held.due}, expected {line.due_before}", system=SYSTEM)
        if held.due != due:
            moved = held.model_copy(update={"due": due})
            self._erp.state = self._erp.state.model_copy(update={"purchases": (*others, moved)})

    def _held(self, change: PurchaseChange, line: ChangedLine) -> OpenPurchaseLine | None:
        return next(
            (p for p in self._erp.state.purchases if (p.document, p.line) == (change.document, line.line)), None
        )


def _redates(change: PurchaseChange) -> bool:
    return isinstance(change, ExpeditePurchase | ReschedulePurchase)


def _asked(action: Action) -> PurchaseChange:
    if not isinstance(action, PurchaseChange):
        raise Refused(f"{action.kind} is no change of a purchase order", system=SYSTEM)
    return action


def _purchase_lines(action: PlacePurchase, document: str) -> tuple[OpenPurchaseLine, ...]:
    return tuple(
        OpenPurchaseLine(
            document=document,
            number=document,
            line=str(number),
            supplier=action.supplier,
            item=line.item,
            location=action.location,
            quantity=line.quantity,
            due=line.due,
            reference=action.id,
        )
        for number, line in enumerate(action.lines, start=1)
    )


def _transfer_lines(action: TransferStock, document: str) -> tuple[OpenTransferLine, ...]:
    return tuple(
        OpenTransferLine(
            document=document,
            number=document,
            line=str(number),
            item=line.item,
            origin=action.origin,
            destination=action.destination,
            quantity=line.quantity,
            due=action.due,
            reference=action.id,
        )
        for number, line in enumerate(action.lines, start=1)
    )


def _pass(action: Action) -> None:
    del action
