"""The page of an answer that did not count: what happened meanwhile, and where to go on."""

from __future__ import annotations

from fastapi import Response

from interfaces.context import Context
from interfaces.identity import Caller
from interfaces.views.bundle import bundle_page
from interfaces.views.dossier import read_dossier
from interfaces.views.people import with_names
from interfaces.views.times import local_times
from interfaces.views.words import short_digest
from interfaces.web.pages import page, reader_of
from trimtab.errors import ConflictError


def conflict_page(bundle_id: str, caller: Caller, context: Context, error: ConflictError, digest: str) -> Response:
    """Say who or what was faster, and show what is in force now."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        dossier = read_dossier(tx, bundle_id, caller.principal)
    view = bundle_page(dossier, caller.principal, context.names, reader.almanac)
    seen = next((b.revision for b, _ in dossier.revisions if b.digest() == digest), None)
    return page(
        "conflict.html",
        reader,
        status=error.status,
        error=error,
        message=local_times(with_names(error.message, dossier.names_of_people), reader.almanac),
        bundle=view,
        seen_revision=seen,
        seen_digest=short_digest(digest) if digest else "",
    )
