"""The page of a case."""

from __future__ import annotations

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.case import case_page
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}")
def show_case(case_id: str, caller: InBrowser, context: InContext) -> Response:
    """Show one case with its bundles, newest first."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        case = tx.cases.get(case_id)
        bundles = tx.bundles.of_case(case_id)
        events = tx.events.named(case.event_ids)
        people = {p.id: p.name for p in tx.people.all()}
    return page("case.html", reader, case=case_page(case, bundles, events, people, context.names, reader.almanac))
