"""The audit trail as it is shown: whether the chain verifies, where it ends, and its newest entries."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from trimtab.errors import IntegrityError
from trimtab.ledger import Transaction
from trimtab.ledger.audit import AuditEntry, AuditHead


@dataclass(frozen=True)
class Trail:
    """The state of the chain; `problem` is empty where it verifies. Entries are newest first."""

    head: AuditHead
    problem: str
    entries: tuple[AuditEntry, ...]


def read_trail(tx: Transaction, newest: int) -> Trail:
    """Verify the whole chain and return its newest entries."""
    problem = ""
    try:
        tx.audit.verify()
    except IntegrityError as error:
        problem = error.message
    return Trail(tx.audit.head(), problem, tuple(reversed(deque(tx.audit.entries(), maxlen=newest))))
