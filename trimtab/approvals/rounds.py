"""Rounds: a rejection, a halt or an answer sends a case back to be solved again, with what was learnt."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.approvals.changes import announce
from trimtab.cases import CaseState
from trimtab.ledger import Transaction
from trimtab.ledger.outbox import OutboxKind
from trimtab.offers import Constraint, ForbidOffer, Offer


def open_new_round(
    tx: Transaction, case_id: str, constraints: Iterable[Constraint] = (), quotes: Iterable[Offer] = ()
) -> int:
    """Open the next round of a case and wake it; returns the round. Lock the bundle before, never after.

    Constraints and quotes of earlier rounds stay; what was forbidden until a time that has passed goes, and a new quote
    replaces the one of the same offer.
    """
    case = tx.cases.lock(case_id)
    kept = [c for c in case.constraints if not (isinstance(c, ForbidOffer) and c.until and c.until <= tx.business_now)]
    quoted = {q.id: q for q in (*case.quotes, *quotes)}
    again = case.model_copy(
        update={
            "round": case.round + 1,
            "state": CaseState.OPEN,
            "constraints": tuple(dict.fromkeys([*kept, *constraints])),
            "quotes": tuple(quoted.values()),
        }
    )
    tx.cases.save(again)
    tx.outbox.put(OutboxKind.WAKE_CASE, case_id, {"round": again.round})
    announce(tx, "case", case_id, again.state.value)
    return again.round
