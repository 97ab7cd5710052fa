"""The page of a bundle: what changes, why now, what it is worth, and deciding."""

from __future__ import annotations

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.bundle import bundle_page
from interfaces.views.dossier import read_dossier
from interfaces.views.inbox import inbox
from interfaces.web.answers import ANSWERS
from interfaces.web.pages import page, reader_of
from interfaces.web.reference import read_reference

router = APIRouter(include_in_schema=False)


@router.get("/bundles/{bundle_id}")
def show_bundle(bundle_id: str, caller: InBrowser, context: InContext) -> Response:
    """Show one bundle, with what comes before and after it in the reader's queue."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        dossier = read_dossier(tx, bundle_id, caller.principal)
        queue = [entry.record.id for entry in inbox(tx, caller.principal) if entry.can_approve]
    before, after = _neighbours(bundle_id, queue)
    suppliers = dict(read_reference(context.settings.network_file).suppliers_of)
    view = bundle_page(dossier, caller.principal, context.names, reader.almanac, suppliers, context.erp_links)
    asked = [(a.answered, reader.almanac.moment(a.at)) for a in ANSWERS.of(caller.secret, bundle_id)]
    solves = context.casework is not None
    return page("bundle.html", reader, bundle=view, before=before, after=after, solves=solves, asked=asked)


def _neighbours(bundle_id: str, queue: list[str]) -> tuple[str, str]:
    """Return the ids before and after; for a bundle that is not in the queue, the first one follows."""
    if bundle_id not in queue:
        return "", queue[0] if queue else ""
    place = queue.index(bundle_id)
    return queue[place - 1] if place else "", queue[place + 1] if place + 1 < len(queue) else ""
