"""The audit trail: where the chain ends, its newest entries, and verifying it when somebody asks."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.people import people_of
from interfaces.views.times import Almanac
from interfaces.views.trail import read_trail, record_verification, trail_lines
from interfaces.web.forms import FormSender
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)

NEWEST = 100


@router.get("/audit")
def show_audit(caller: InBrowser, context: InContext) -> Response:
    """Show the end of the chain and when it was last verified."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        trail = read_trail(tx, NEWEST)
        people = people_of(tx)
        wall = Almanac(tx.wall_now, context.zone)
        lines = trail_lines(tx, trail, context.names, reader.almanac)
    return page("audit.html", reader, trail=trail, lines=lines, people=people, wall=wall)


@router.post("/audit/verify")
def verify_audit(caller: FormSender, context: InContext) -> Response:
    """Recompute the whole chain and put the result on record."""
    with context.ledger.write() as tx:
        record_verification(tx, caller.principal.id)
    return RedirectResponse("/audit", status_code=303)
