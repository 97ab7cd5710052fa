"""Intents: what is to be sent to a system of record, is on its way, or was sent; each step fenced by an epoch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update

from trimtab.actions import Action
from trimtab.bundles import Leg
from trimtab.errors import LeaseLost, NotFound
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.receipts import Receipt

_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


class IntentState(StrEnum):
    """`sending` and `unknown` block undo, re-pricing and superseding until `find` is definite."""

    PLANNED = "planned"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    HALTED = "halted"

    @property
    def in_flight(self) -> bool:
        """Tell whether nobody knows yet what the system of record holds."""
        return self in {IntentState.SENDING, IntentState.UNKNOWN}


@dataclass(frozen=True)
class Intent:
    """One action on its way; `epoch` is the lease's epoch under which it was last touched."""

    action: Action
    bundle_id: str
    revision: int
    leg_id: str
    position: int
    state: IntentState
    epoch: int
    attempts: int
    not_before: datetime
    expected_before: dict[str, str]
    error: str
    receipt: Receipt | None
    changed_at: datetime


class Intents(Repository):
    """Intents by action id, which is the idempotency key."""

    def plan(self, bundle_id: str, revision: int, legs: Iterable[tuple[Leg, dict[str, str]]], epoch: int) -> None:
        """Write all intents of a bundle at once, in the order in which they will be sent."""
        self._connection.execute(
            insert(schema.intent),
            [
                {
                    "company": self._company,
                    "action_id": leg.action.id,
                    "bundle_id": bundle_id,
                    "revision": revision,
                    "leg_id": leg.id,
                    "position": position,
                    "state": IntentState.PLANNED.value,
                    "epoch": epoch,
                    "attempts": 0,
                    "not_before": self._tx.wall_now,
                    "action": leg.action.model_dump(mode="json"),
                    "action_digest": leg.action.content_digest(),
                    "expected_before": expected_before,
                    "error": "",
                    "receipt": None,
                    "changed_at": self._tx.wall_now,
                }
                for position, (leg, expected_before) in enumerate(legs)
            ],
        )

    def of_bundle(self, bundle_id: str) -> list[Intent]:
        """Return the intents of a bundle in the order of sending."""
        return self._select(schema.intent.c.bundle_id == bundle_id)

    def get(self, action_id: str) -> Intent:
        """Return one intent; raises NotFound."""
        found = self._select(schema.intent.c.action_id == action_id)
        if not found:
            raise NotFound(f"nothing was armed under {action_id!r}")
        return found[0]

    def in_states(self, states: Iterable[IntentState]) -> list[Intent]:
        """Return all intents in some states."""
        return self._select(schema.intent.c.state.in_([s.value for s in states]))

    def done_of_kind(self, kind: str, since: datetime) -> list[Intent]:
        """Return the intents of one kind of action settled since then (wall time), the first at the beginning."""
        table = schema.intent
        wanted = (table.c.state == IntentState.DONE.value) & (table.c.action["kind"].as_string() == kind)
        wanted &= table.c.changed_at >= since
        return sorted(self._select(wanted), key=lambda intent: intent.changed_at)

    def mark_sending(self, action_id: str, epoch: int) -> None:
        """Announce a send before it happens; raises LeaseLost unless the intent is still planned."""
        self._move(
            action_id,
            [IntentState.PLANNED],
            IntentState.SENDING,
            epoch=epoch,
            attempts=schema.intent.c.attempts + 1,
            error="",
        )

    def adopt(self, action_id: str, epoch: int) -> None:
        """Take over an intent that another epoch left in flight."""
        in_flight = [IntentState.SENDING, IntentState.UNKNOWN]
        self._move(action_id, in_flight, IntentState.UNKNOWN, older_than=epoch + 1, epoch=epoch)

    def settle(self, action_id: str, epoch: int, receipt: Receipt) -> None:
        """T4: write the receipt, only where the epoch still matches; raises LeaseLost."""
        in_flight = [IntentState.SENDING, IntentState.UNKNOWN]
        body = receipt.model_dump(mode="json")
        self._move(action_id, in_flight, IntentState.DONE, only_epoch=epoch, receipt=body, error="")

    def put_back(self, action_id: str, epoch: int, not_before: datetime, error: str) -> None:
        """Return an intent that certainly did not happen to `planned`, for a later try."""
        in_flight = [IntentState.SENDING, IntentState.UNKNOWN]
        self._move(action_id, in_flight, IntentState.PLANNED, only_epoch=epoch, not_before=not_before, error=error)

    def mark_unknown(self, action_id: str, epoch: int, error: str) -> None:
        """Record that nobody knows whether it happened."""
        in_flight = [IntentState.SENDING, IntentState.UNKNOWN]
        self._move(action_id, in_flight, IntentState.UNKNOWN, only_epoch=epoch, error=error)

    def fail(self, action_id: str, epoch: int, error: str) -> None:
        """Record a definite no."""
        in_flight = [IntentState.SENDING, IntentState.UNKNOWN]
        self._move(action_id, in_flight, IntentState.FAILED, only_epoch=epoch, error=error)

    def halt_planned(self, bundle_id: str) -> int:
        """Stop everything of a bundle that was not sent; returns how many."""
        return self._connection.execute(
            update(schema.intent)
            .where(
                schema.intent.c.company == self._company,
                schema.intent.c.bundle_id == bundle_id,
                schema.intent.c.state == IntentState.PLANNED.value,
            )
            .values(state=IntentState.HALTED.value, changed_at=self._tx.wall_now)
        ).rowcount

    def update_receipt(self, receipt: Receipt) -> None:
        """Replace the receipt of a settled intent by what was read back later."""
        self._connection.execute(
            update(schema.intent)
            .where(schema.intent.c.company == self._company, schema.intent.c.action_id == receipt.action_id)
            .values(receipt=receipt.model_dump(mode="json"), changed_at=self._tx.wall_now)
        )

    def _move(
        self,
        action_id: str,
        from_states: list[IntentState],
        to_state: IntentState,
        *,
        only_epoch: int | None = None,
        older_than: int | None = None,
        **values: Any,
    ) -> None:
        table = schema.intent
        condition = [
            table.c.company == self._company,
            table.c.action_id == action_id,
            table.c.state.in_([s.value for s in from_states]),
        ]
        if only_epoch is not None:
            condition.append(table.c.epoch == only_epoch)
        if older_than is not None:
            condition.append(table.c.epoch < older_than)
        done = self._connection.execute(
            update(table).where(*condition).values(state=to_state.value, changed_at=self._tx.wall_now, **values)
        )
        if done.rowcount != 1:
            raise LeaseLost(f"the intent {action_id} was moved on by another process")

    def _select(self, condition: Any) -> list[Intent]:
        rows = self._connection.execute(
            select(schema.intent)
            .where(schema.intent.c.company == self._company, condition)
            .order_by(schema.intent.c.bundle_id, schema.intent.c.revision, schema.intent.c.position)
        )
        return [
            Intent(
                action=_ACTION.validate_python(row.action),
                bundle_id=row.bundle_id,
                revision=row.revision,
                leg_id=row.leg_id,
                position=row.position,
                state=IntentState(row.state),
                epoch=row.epoch,
                attempts=row.attempts,
                not_before=row.not_before,
                expected_before=row.expected_before,
                error=row.error,
                receipt=Receipt.model_validate(row.receipt) if row.receipt else None,
                changed_at=row.changed_at,
            )
            for row in rows
        ]
