"""Dismissals: what was looked at and left alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.dismissals import Dismissal

router = APIRouter(tags=["dismissals"])


@router.get("/dismissals", summary="Signals that were not worth acting on, newest first")
def list_dismissals(
    caller: SignedIn, context: InContext, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[Dismissal]:
    """Return what moved, what acting would have saved, and the limit it stayed below."""
    del caller
    with context.ledger.read() as tx:
        return tx.dismissals.recent(limit)
