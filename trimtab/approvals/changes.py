"""Announcing changes: one message per change of a bundle or case, from which pages and streams refresh."""

from __future__ import annotations

from trimtab.bus.topics import CHANGES
from trimtab.ledger import Transaction


def announce(tx: Transaction, kind: str, subject: str, state: str) -> None:
    """Tell whoever watches that `subject` is now in `state`."""
    tx.messages.publish(CHANGES, {"kind": kind, "subject": subject, "state": state})
