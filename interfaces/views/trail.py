"""The audit trail as it is shown: where the chain ends, its newest entries, and when it was last verified."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from trimtab.errors import IntegrityError
from trimtab.ledger import Transaction
from trimtab.ledger.audit import AuditEntry, AuditHead

SUBJECT = "audit"
"""What the entries about verifying are about."""
VERIFIED = "audit.verified"


@dataclass(frozen=True)
class Verified:
    """One verification: by whom, when, up to which entry, and what was wrong (empty: nothing)."""

    by: str
    at: datetime
    sequence: int
    problem: str


@dataclass(frozen=True)
class Trail:
    """The end of the chain and its newest entries, newest first; `verified` is the last verification on record."""

    head: AuditHead
    entries: tuple[AuditEntry, ...]
    verified: Verified | None

    @property
    def since(self) -> int:
        """Return how many entries came after the last verification."""
        return self.head.sequence - self.verified.sequence if self.verified else self.head.sequence


def read_trail(tx: Transaction, newest: int) -> Trail:
    """Return the newest entries and the last verification, without verifying anything."""
    return Trail(tx.audit.head(), tuple(tx.audit.newest(newest)), _last_verified(tx))


def problem_of_chain(tx: Transaction) -> str:
    """Verify the whole chain and say what is wrong with it, nothing where it holds."""
    try:
        tx.audit.verify()
    except IntegrityError as error:
        return error.message
    return ""


def record_verification(tx: Transaction, principal_id: str) -> None:
    """Verify the whole chain and put the result on record."""
    problem, head = problem_of_chain(tx), tx.audit.head()
    # The entry made here is the one after the head, and follows from it.
    tx.audit.append(principal_id, VERIFIED, SUBJECT, up_to=head.sequence + 1, problem=problem)


def _last_verified(tx: Transaction) -> Verified | None:
    last = None
    for entry in tx.audit.entries(SUBJECT):
        if entry.type == VERIFIED and entry.payload is not None:
            told = json.loads(entry.payload)
            last = Verified(entry.actor, entry.at, int(told["up_to"]), str(told["problem"]))
    return last
