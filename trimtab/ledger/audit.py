"""The audit trail: append-only, hash-chained over salted payload digests; payloads can be erased, tampering shows.

hash(n) = SHA-256(hash(n-1) | sequence | time | actor | type | subject | payload digest),
payload digest = SHA-256(salt | payload).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from trimtab.errors import IntegrityError
from trimtab.identifiers import canonical_json
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

GENESIS = "0" * 64


@dataclass(frozen=True)
class AuditEntry:
    """One entry; `payload` is None once it was erased."""

    sequence: int
    at: datetime
    actor: str
    type: str
    subject: str
    payload: str | None
    salt: str | None
    payload_digest: str
    previous: str
    hash: str


@dataclass(frozen=True)
class AuditHead:
    """The end of the chain: keep it elsewhere to be able to show later that nothing was cut off."""

    sequence: int
    hash: str


class AuditTrail(Repository):
    """Entries are collected during a transaction and chained at its end, under the lock of the chain's head."""

    def __init__(self, transaction: Any) -> None:
        """Start with nothing to write."""
        super().__init__(transaction)
        self._waiting: list[tuple[str, str, str, dict[str, Any]]] = []

    def append(self, actor: str, type_: str, subject: str, **payload: Any) -> None:
        """Add an entry about `subject`; it is written when the transaction commits."""
        self._waiting.append((actor, type_, subject, payload))

    def flush(self) -> None:
        """Chain the collected entries."""
        if not self._waiting:
            return
        head = self._lock_head()
        for actor, type_, subject, payload in self._waiting:
            text = canonical_json(payload).decode()
            salt = secrets.token_hex(16)
            entry = AuditEntry(
                sequence=head.sequence + 1,
                at=self._tx.wall_now,
                actor=actor,
                type=type_,
                subject=subject,
                payload=text,
                salt=salt,
                payload_digest=payload_digest(salt, text),
                previous=head.hash,
                hash="",
            )
            head = AuditHead(entry.sequence, chain_hash(entry))
            self._connection.execute(
                insert(schema.audit).values(company=self._company, **(entry.__dict__ | {"hash": head.hash}))
            )
        self._waiting.clear()
        self._connection.execute(
            update(schema.audit_head)
            .where(schema.audit_head.c.company == self._company)
            .values(sequence=head.sequence, hash=head.hash)
        )

    def entries(self, subject: str | None = None) -> Iterator[AuditEntry]:
        """Yield entries in order, of one subject or of all."""
        query = select(schema.audit).where(schema.audit.c.company == self._company).order_by(schema.audit.c.sequence)
        if subject is not None:
            query = query.where(schema.audit.c.subject == subject)
        for row in self._connection.execute(query).mappings():
            yield AuditEntry(**{k: v for k, v in row.items() if k != "company"})

    def newest(self, limit: int) -> list[AuditEntry]:
        """Return the newest entries, newest first."""
        table = schema.audit
        rows = self._connection.execute(
            select(table).where(table.c.company == self._company).order_by(table.c.sequence.desc()).limit(limit)
        )
        return [AuditEntry(**{k: v for k, v in row.items() if k != "company"}) for row in rows.mappings()]

    def head(self) -> AuditHead:
        """Return the end of the chain."""
        row = self._connection.execute(
            select(schema.audit_head).where(schema.audit_head.c.company == self._company)
        ).first()
        return AuditHead(row.sequence, row.hash) if row is not None else AuditHead(0, GENESIS)

    def verify(self, anchor: AuditHead | None = None) -> AuditHead:
        """Recompute the whole chain and return its head; raises IntegrityError naming the first entry that is wrong.

        With an `anchor` kept elsewhere, a chain that was cut off or rewritten after it shows too.
        """
        previous, sequence = GENESIS, 0
        anchored = anchor is None or anchor.sequence == 0
        for entry in self.entries():
            sequence += 1
            _check(entry, sequence, previous)
            previous = entry.hash
            if anchor is not None and entry.sequence == anchor.sequence:
                if entry.hash != anchor.hash:
                    raise IntegrityError(f"entry {sequence} is not the one that was anchored: the chain was rewritten")
                anchored = True
        head = self.head()
        if (head.sequence, head.hash) != (sequence, previous):
            raise IntegrityError(
                f"the chain ends at entry {sequence}, its head says {head.sequence}: entries were cut off"
            )
        if not anchored:
            raise IntegrityError(f"the chain ends at entry {sequence}, before the anchor: entries were cut off")
        return head

    def erase_payload(self, sequence: int) -> None:
        """Erase one payload and its salt; the chain stays verifiable."""
        self._connection.execute(
            update(schema.audit)
            .where(schema.audit.c.company == self._company, schema.audit.c.sequence == sequence)
            .values(payload=None, salt=None)
        )

    def _lock_head(self) -> AuditHead:
        self._insert_if_absent(schema.audit_head, sequence=0, hash=GENESIS)
        row = self._connection.execute(
            select(schema.audit_head).where(schema.audit_head.c.company == self._company).with_for_update()
        ).one()
        return AuditHead(row.sequence, row.hash)


def payload_digest(salt: str, payload: str) -> str:
    """Return SHA-256(salt | payload) in hexadecimal."""
    return hashlib.sha256(f"{salt}{payload}".encode()).hexdigest()


def chain_hash(entry: AuditEntry) -> str:
    """Return the hash that ties an entry to the one before it."""
    parts = [
        entry.previous,
        entry.sequence,
        entry.at.isoformat(),
        entry.actor,
        entry.type,
        entry.subject,
        entry.payload_digest,
    ]
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def _check(entry: AuditEntry, sequence: int, previous: str) -> None:
    if entry.sequence != sequence:
        raise IntegrityError(f"entry {sequence} is missing")
    if entry.previous != previous or chain_hash(entry) != entry.hash:
        raise IntegrityError(f"entry {sequence} ({entry.type}) was changed")
    if entry.payload is not None and payload_digest(entry.salt or "", entry.payload) != entry.payload_digest:
        raise IntegrityError(f"the payload of entry {sequence} ({entry.type}) was changed")
