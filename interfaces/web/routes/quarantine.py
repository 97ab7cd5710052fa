"""The quarantine: records that were refused, each with the field that is wrong and the whole record."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.words import sentence
from interfaces.web.pages import page, reader_of

router = APIRouter(include_in_schema=False)


@router.get("/quarantine")
def show_quarantine(caller: InBrowser, context: InContext) -> Response:
    """Show refused records, newest first."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        found = tx.events.quarantined()
    records = [
        {
            "id": key,
            "source": record.source,
            "record": record.record,
            "field": record.field,
            "message": sentence(record.message),
            "payload": json.dumps(record.payload, indent=2, ensure_ascii=False, default=str),
            "at": reader.almanac.moment(record.at),
        }
        for key, record in found
    ]
    return page("quarantine.html", reader, records=records)
