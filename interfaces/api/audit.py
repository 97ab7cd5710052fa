"""The audit trail: whether the chain verifies, and where it ends."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from interfaces.api.bundles import AuditLine
from interfaces.context import InContext
from interfaces.identity import SignedIn
from interfaces.views.trail import problem_of_chain, read_trail
from trimtab.measures import Frozen

router = APIRouter(tags=["audit"])


class Head(Frozen):
    """The end of the chain: keep it elsewhere to be able to show later that nothing was cut off."""

    sequence: int
    hash: str


class AuditReport(Frozen):
    """The result of recomputing the whole chain; `problem` names the first entry that is wrong."""

    verified: bool
    problem: str | None
    head: Head
    entries: tuple[AuditLine, ...]


@router.get("/audit", summary="Verify the audit chain and read its end")
def read_audit(
    caller: SignedIn,
    context: InContext,
    limit: Annotated[int, Query(ge=0, le=1000, description="How many of the newest entries to return")] = 0,
) -> AuditReport:
    """Recompute the chain from its first entry and return its head."""
    del caller
    with context.ledger.read() as tx:
        trail, problem = read_trail(tx, limit), problem_of_chain(tx)
    return AuditReport(
        verified=not problem,
        problem=problem or None,
        head=Head(sequence=trail.head.sequence, hash=trail.head.hash),
        entries=tuple(
            AuditLine.model_validate({name: getattr(entry, name) for name in AuditLine.model_fields})
            for entry in trail.entries
        ),
    )
