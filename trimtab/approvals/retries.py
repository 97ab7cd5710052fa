"""Retries: work that was given up after many attempts is tried again when a person says so."""

from __future__ import annotations

from trimtab.errors import NotFound, NotPermitted
from trimtab.ledger import Ledger
from trimtab.people import Role

WHO = frozenset({Role.SUPPLY_PLANNER, Role.ADMINISTRATOR})


def retry(ledger: Ledger, case_id: str, principal_id: str) -> int:
    """Let what was given up about a case and its bundles be tried again; returns how many pieces of work.

    Raises NotPermitted for who is neither planner nor administrator, NotFound where nothing was given up.
    """
    with ledger.write() as tx:
        principal = tx.people.get(principal_id)
        if not principal.active or not WHO & set(principal.roles):
            raise NotPermitted("planners and administrators let work be tried again")
        subjects = [case_id, *(record.id for record in tx.bundles.of_case(case_id))]
        revived = sum(tx.outbox.revived(subject) for subject in subjects)
        if not revived:
            raise NotFound(f"nothing about case {case_id} was given up")
        tx.audit.append(principal.id, "outbox.retried", case_id, pieces=revived)
        return revived
