"""Ledgers on both engines for every test of floor 1."""

from tests.trimtab.ledgers import embedded, office, shared_ledger

__all__ = ["embedded", "office", "shared_ledger"]
