"""The inbox: what awaits a decision now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from interfaces.api.summaries import InboxItem, item_of
from interfaces.context import InContext
from interfaces.identity import SignedIn
from interfaces.views.inbox import inbox

router = APIRouter(tags=["deciding"])


@router.get("/inbox", summary="What awaits a decision, the costliest to leave first")
def read_inbox(
    caller: SignedIn,
    context: InContext,
    *,
    mine: Annotated[bool, Query(description="Only bundles you can approve")] = False,
    deferred: Annotated[bool, Query(description="Also those that were put off to a later time")] = False,
) -> list[InboxItem]:
    """Return bundles ordered by the loss expected before your next look (four hours), then by expiry."""
    with context.ledger.read() as tx:
        entries = inbox(tx, caller.principal, with_deferred=deferred)
    return [item_of(entry) for entry in entries if entry.can_approve or not mine]
