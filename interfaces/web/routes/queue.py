"""The queue: what awaits the reader, everything that is open, and what was decided lately."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from fastapi import APIRouter, Response

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.inbox import InboxEntry, inbox
from interfaces.views.money import money_text
from interfaces.views.people import people_of
from interfaces.views.queue import decided_row, queue_row
from interfaces.web.pages import page, reader_of
from trimtab.bundles import BundleState
from trimtab.ledger import Transaction
from trimtab.ledger.outbox import OutboxKind

router = APIRouter(include_in_schema=False)

RECENT = 50


class Show(StrEnum):
    """The three views of the queue."""

    MINE = "mine"
    OPEN = "open"
    DECIDED = "decided"


@router.get("/")
def show_queue(caller: InBrowser, context: InContext, show: Show = Show.MINE) -> Response:
    """Show bundles, the costliest to leave first."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        entries = inbox(tx, caller.principal, with_deferred=True)
        people = people_of(tx)
        given_up = given_up_in(tx)
        decided = tx.bundles.in_states([s for s in BundleState if s is not BundleState.AWAITING])
    due = [e for e in entries if e.record.deferred_until is None or e.record.deferred_until <= reader.almanac.now]
    mine = [e for e in due if e.can_approve]
    shown = mine if show is Show.MINE else entries
    recent = sorted(decided, key=lambda record: (record.changed_at, record.id), reverse=True)[:RECENT]
    return page(
        "queue.html",
        reader,
        show=show.value,
        rows=[queue_row(entry, reader.almanac) for entry in shown],
        decided=[decided_row(record, people, context.names, reader.almanac) for record in recent],
        counts={"mine": len(mine), "open": len(entries), "decided": len(recent)},
        at_stake=_at_stake(mine),
        deferred=len(entries) - len(due),
        given_up=given_up,
    )


def given_up_in(tx: Transaction) -> list[tuple[str, str]]:
    """Return address and title of every case that Trimtab gave up on, or whose bundle it did."""
    found: dict[str, str] = {}
    for row in tx.outbox.dead():
        case_id = row.subject if row.kind is OutboxKind.WAKE_CASE else tx.bundles.get(row.subject).bundle.case_id
        found[f"/cases/{case_id}"] = tx.cases.get(case_id).title
    return list(found.items())


def _at_stake(entries: list[InboxEntry]) -> str:
    """Say what leaving everything until the next look costs; nothing where currencies differ or nothing is lost."""
    currencies = {entry.record.bundle.impact.currency for entry in entries}
    total = sum((entry.loss_before_next_look for entry in entries), Decimal(0))
    return money_text(total, currencies.pop()) if len(currencies) == 1 and total > 0 else ""
