"""The page of a case."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.case import case_page
from interfaces.web.forms import FormSender
from interfaces.web.pages import page, reader_of
from trimtab.approvals.retries import retry

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
        given_up = [row for row in tx.outbox.dead() if row.subject in {case_id, *(bundle.id for bundle in bundles)}]
    shown = case_page(case, bundles, events, people, context.names, reader.almanac, given_up)
    return page("case.html", reader, case=shown)


@router.post("/cases/{case_id}/retry")
def retry_case(case_id: str, caller: FormSender, context: InContext) -> Response:
    """Let a case that could not be worked out be tried again."""
    retry(context.ledger, case_id, caller.principal.id)
    return RedirectResponse(f"/cases/{case_id}", status_code=303)
