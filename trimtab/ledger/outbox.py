"""The outbox: wake and notify rows, written with the change they announce, delivered at least once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update

from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

MAX_ATTEMPTS = 8


class OutboxKind(StrEnum):
    """What a row asks a worker to do."""

    WAKE_CASE = "wake_case"
    WAKE_BUNDLE = "wake_bundle"
    NOTIFY = "notify"


class OutboxState(StrEnum):
    """Where a row stands; `dead` rows wait for a person."""

    PENDING = "pending"
    DEAD = "dead"


@dataclass(frozen=True)
class OutboxRow:
    """One row: `subject` is the case or bundle it is about."""

    sequence: int
    kind: OutboxKind
    subject: str
    payload: dict[str, Any]
    not_before: datetime
    attempts: int
    error: str


class Outbox(Repository):
    """Rows in the order of their writing."""

    def put(
        self, kind: OutboxKind, subject: str, payload: dict[str, Any] | None = None, not_before: datetime | None = None
    ) -> None:
        """Ask for something to be done, not before a wall time."""
        self._connection.execute(
            insert(schema.outbox).values(
                company=self._company,
                kind=kind.value,
                subject=subject,
                payload=payload or {},
                state=OutboxState.PENDING.value,
                not_before=not_before or self._tx.wall_now,
                attempts=0,
                error="",
            )
        )

    def due(self, limit: int = 20) -> list[OutboxRow]:
        """Return pending rows whose time has come, oldest first."""
        table = schema.outbox
        rows = self._connection.execute(
            select(table)
            .where(
                table.c.company == self._company,
                table.c.state == OutboxState.PENDING.value,
                table.c.not_before <= self._tx.wall_now,
            )
            .order_by(table.c.sequence)
            .limit(limit)
        )
        return [_row(row) for row in rows]

    def claim(self, sequence: int, seconds: float) -> bool:
        """Take a due row for some seconds, after which it comes again; False where another worker was faster."""
        table, now = schema.outbox, self._tx.wall_now
        done = self._connection.execute(
            update(table)
            .where(table.c.sequence == sequence, table.c.state == OutboxState.PENDING.value, table.c.not_before <= now)
            .values(not_before=now + timedelta(seconds=seconds))
        )
        return done.rowcount == 1

    def dead(self) -> list[OutboxRow]:
        """Return rows that were given up."""
        table = schema.outbox
        rows = self._connection.execute(
            select(table).where(table.c.company == self._company, table.c.state == OutboxState.DEAD.value)
        )
        return [_row(row) for row in rows]

    def revived(self, subject: str) -> int:
        """Let what was given up about a subject be tried again now; returns how many rows."""
        table = schema.outbox
        done = self._connection.execute(
            update(table)
            .where(
                table.c.company == self._company,
                table.c.state == OutboxState.DEAD.value,
                table.c.subject == subject,
            )
            .values(state=OutboxState.PENDING.value, attempts=0, not_before=self._tx.wall_now)
        )
        return done.rowcount

    def delivered(self, sequence: int) -> None:
        """Remove a row whose work is done."""
        self._connection.execute(delete(schema.outbox).where(schema.outbox.c.sequence == sequence))

    def failed(self, row: OutboxRow, error: str) -> OutboxState:
        """Try a row again later, with growing delay, or give it up after `MAX_ATTEMPTS`; returns its new state."""
        attempts = row.attempts + 1
        state = OutboxState.DEAD if attempts >= MAX_ATTEMPTS else OutboxState.PENDING
        self._connection.execute(
            update(schema.outbox)
            .where(schema.outbox.c.sequence == row.sequence)
            .values(
                attempts=attempts,
                error=error,
                state=state.value,
                not_before=self._tx.wall_now + timedelta(seconds=min(60.0, 0.5 * 2**attempts)),
            )
        )
        return state


def _row(row: Any) -> OutboxRow:
    return OutboxRow(
        sequence=row.sequence,
        kind=OutboxKind(row.kind),
        subject=row.subject,
        payload=row.payload,
        not_before=row.not_before,
        attempts=row.attempts,
        error=row.error,
    )
