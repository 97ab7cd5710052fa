"""Ledgers on both engines for arming and sending."""

from tests.trimtab.ledgers import embedded, office, shared_ledger

__all__ = ["embedded", "office", "shared_ledger"]
