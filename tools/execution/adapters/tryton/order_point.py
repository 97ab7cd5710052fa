"""Order points in Tryton: minimum and target changed only where they still hold what was approved as before."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM, Row
from tools.tryton.values import quantity
from trimtab.actions import Action, AdjustLevel
from trimtab.bundles import LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

MODEL = "stock.order_point"


class OrderPointAdapter(ExecutionAdapter):
    """Adjusts levels. The effect is idempotent by its nature: a field that holds the new value is done."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"adjust_level"})

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will change, and what is expected before."""
        level = _level(action)
        return Preview(
            system=SYSTEM,
            summary=f"order point {level.item}@{level.location}: {level.minimum_after:f} up to {level.target_after:f}",
            expected_before={"minimum": f"{level.minimum_before:f}", "target": f"{level.target_before:f}"},
        )

    def execute(self, action: Action, key: str) -> Receipt:
        """Write both fields; raises FieldConflict where they hold neither the old nor the new values."""
        level = _level(action)
        held, before, after = self._held(level), _before(level), _after(level)
        if held != after:
            if held != before:
                raise FieldConflict(
                    f"the order point of {level.item} at {level.location} holds {_words(held)}, "
                    f"expected {_words(before)}",
                    system=SYSTEM,
                    remedy="Somebody changed it meanwhile; the case is solved again.",
                )
            self._client.write(
                MODEL, int(level.document), {"min_quantity": float(after[0]), "target_quantity": float(after[1])}
            )
        return self._receipt(level, key)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return a receipt where the new values are in force, None where they are not."""
        level = _level(action)
        return self._receipt(level, key) if self._held(level) == _after(level) else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Compare the order point in the ERP with what was approved."""
        del receipt
        level = _level(action)
        held, after = self._held(level), _after(level)
        differences = () if held == after else (f"holds {_words(held)}, approved {_words(after)}",)
        return Verification(confirmed=not differences, differences=differences, document_state="in force")

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Put the old values back where the new ones are still in force."""
        level = _level(action)
        if self._held(level) == _after(level):
            old = _before(level)
            self._client.write(
                MODEL, int(level.document), {"min_quantity": float(old[0]), "target_quantity": float(old[1])}
            )
        return receipt.model_copy(update={"document_state": "put back"})

    def _held(self, level: AdjustLevel) -> tuple[Decimal, Decimal]:
        fields = ["min_quantity", "target_quantity", "product.code"]
        known = level.document.isdecimal()
        found = self._client.read(MODEL, fields, [["id", "=", int(level.document)]]) if known else []
        if len(found) != 1 or found[0]["product"]["code"] != level.item:
            raise Refused(f"order point {level.document} is not that of {level.item} any more", system=SYSTEM)
        row: Row = found[0]
        return quantity(row["min_quantity"] or 0), quantity(row["target_quantity"] or 0)

    def _receipt(self, level: AdjustLevel, key: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=level.document,
            number=f"order point {level.document}",
            document_state="in force",
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


def _level(action: Action) -> AdjustLevel:
    if not isinstance(action, AdjustLevel):
        raise Refused(f"{action.kind} is no level", system=SYSTEM)
    return action


def _before(level: AdjustLevel) -> tuple[Decimal, Decimal]:
    return quantity(level.minimum_before), quantity(level.target_before)


def _after(level: AdjustLevel) -> tuple[Decimal, Decimal]:
    return quantity(level.minimum_after), quantity(level.target_after)


def _words(level: tuple[Decimal, Decimal]) -> str:
    return f"{level[0]:f} up to {level[1]:f}"
