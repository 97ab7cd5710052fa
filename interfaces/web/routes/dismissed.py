"""What was looked at and left alone, and why."""

from __future__ import annotations

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.dismissals import dismissal_view
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)

RECENT = 50


@router.get("/dismissed")
def show_dismissed(caller: InBrowser, context: InContext) -> Response:
    """Show the newest dismissals with the events behind them."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        found = tx.dismissals.recent(RECENT)
        wanted = sorted({key for dismissal in found for key in dismissal.event_ids})
        events = {e.id: e for e in tx.events.named(wanted)} if wanted else {}
    views = [dismissal_view(d, events, context.names, reader.almanac) for d in found]
    return page("dismissed.html", reader, dismissed=views)
