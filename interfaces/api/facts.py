"""Facts: what a person knows and the data does not, for as long as it holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import AwareDatetime

from interfaces.api.channel import InChannel
from interfaces.context import InContext
from interfaces.identity import SignedIn
from interfaces.references import require_known
from trimtab import approvals
from trimtab.beliefs import Parameter
from trimtab.decisions import AssertFact, Text
from trimtab.facts import Fact, Statement
from trimtab.ledger import Transaction
from trimtab.measures import Frozen

router = APIRouter(tags=["facts"])

_UNTIL = "2026-12-18T17:00:00Z"
EXAMPLES = {
    "promotion": {
        "summary": "A promotion is off",
        "value": {
            "statement": {
                "kind": "promotion",
                "item": "WINCH-40",
                "location": "CEN",
                "start": "2026-12-01",
                "end": "2026-12-14",
                "per_day": 0,
            },
            "expires_at": _UNTIL,
            "text": "The boat show was cancelled.",
        },
    },
    "arrival": {
        "summary": "A supplier has confirmed a date",
        "value": {
            "statement": {"kind": "arrival", "document": "2417", "line": "1", "on": "2026-12-14"},
            "expires_at": _UNTIL,
            "text": "E-mail of Ms Lam, 24 Nov",
        },
    },
    "stock": {
        "summary": "Stock was counted",
        "value": {
            "statement": {"kind": "stock", "item": "WINCH-40", "location": "CEN", "quantity": "64"},
            "expires_at": _UNTIL,
        },
    },
}


class FactAsserted(Frozen):
    """What somebody knows, until `expires_at` (business time); `case_id` where it is said about a case."""

    statement: Statement
    expires_at: AwareDatetime
    text: Text = ""
    case_id: str = ""


class FactOnRecord(Frozen):
    """A fact with the parameter of the subject it speaks of; `holds` says whether it counts now."""

    fact: Fact
    subject: str
    parameter: Parameter
    holds: bool


@router.post("/facts", summary="Assert a fact: it counts at once, and what rests on it is priced again")
def assert_fact(
    body: Annotated[FactAsserted, Body(openapi_examples=EXAMPLES)],
    caller: SignedIn,
    channel: InChannel,
    context: InContext,
) -> FactOnRecord:
    """Assert a fact; 403 unless you own what it is about or plan supply."""
    require_known(body.statement, context.names)
    asserted = AssertFact(statement=body.statement, expires_at=body.expires_at, text=body.text)
    fact = approvals.assert_fact(context.ledger, caller.principal.id, asserted, channel, body.case_id)
    return _on_record(fact, holds=True)


@router.get("/facts", summary="Facts, the last said first")
def list_facts(
    caller: SignedIn,
    context: InContext,
    *,
    ended: Annotated[bool, Query(description="Also those that hold no longer")] = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[FactOnRecord]:
    """Return the facts that hold, or all."""
    del caller
    with context.ledger.read() as tx:
        holding = _holding(tx)
        found = tx.facts.all(limit) if ended else [*reversed(holding.values())][:limit]
    return [_on_record(fact, holds=fact.id in holding) for fact in found]


@router.delete("/facts/{fact_id}", summary="Withdraw a fact: the estimate counts again")
def withdraw_fact(fact_id: str, caller: SignedIn, channel: InChannel, context: InContext) -> FactOnRecord:
    """Withdraw a fact; 403 unless you could have asserted it, 409 where it holds no longer."""
    fact = approvals.withdraw_fact(context.ledger, fact_id, caller.principal.id, channel)
    return _on_record(fact, holds=False)


def _holding(tx: Transaction) -> dict[str, Fact]:
    return {fact.id: fact for fact in tx.facts.active(tx.business_now)}


def _on_record(fact: Fact, *, holds: bool) -> FactOnRecord:
    return FactOnRecord(fact=fact, subject=fact.subject(), parameter=fact.parameter(), holds=holds)
