"""Against the weekly cycle: the company as it was, beside a twin that kept to its weekly planning."""

from __future__ import annotations

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.outcomes import outcomes_page
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)


@router.get("/outcomes")
def show_outcomes(caller: InBrowser, context: InContext) -> Response:
    """Show stock, service, late units and cash of both, day by day."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        days = tx.outcomes.days()
    return page("outcomes.html", reader, outcomes=outcomes_page(days, reader.almanac))
