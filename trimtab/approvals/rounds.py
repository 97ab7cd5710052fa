"""Rounds: a rejection or a halt sends a case back to be solved again, with what was learnt as constraints."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.approvals.changes import announce
from trimtab.cases import CaseState
from trimtab.ledger import Transaction
from trimtab.ledger.outbox import OutboxKind
from trimtab.offers import Constraint


def open_new_round(tx: Transaction, case_id: str, constraints: Iterable[Constraint] = ()) -> int:
    """Open the next round of a case and wake it; returns the round. Lock the bundle before, never after."""
    case = tx.cases.lock(case_id)
    again = case.model_copy(
        update={
            "round": case.round + 1,
            "state": CaseState.OPEN,
            "constraints": tuple(dict.fromkeys([*case.constraints, *constraints])),
        }
    )
    tx.cases.save(again)
    tx.outbox.put(OutboxKind.WAKE_CASE, case_id, {"round": again.round})
    announce(tx, "case", case_id, again.state.value)
    return again.round
