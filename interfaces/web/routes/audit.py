"""The audit trail: whether the chain verifies, where it ends, and its newest entries."""

from __future__ import annotations

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.trail import read_trail
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)

NEWEST = 100


@router.get("/audit")
def show_audit(caller: InBrowser, context: InContext) -> Response:
    """Verify the chain and show its end."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        trail = read_trail(tx, NEWEST)
        people = {p.id: p.name for p in tx.people.all()}
    return page("audit.html", reader, trail=trail, people=people)
