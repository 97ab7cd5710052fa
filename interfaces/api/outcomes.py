"""Outcomes: the company's days, beside those of its twin that kept to its weekly cycle."""

from __future__ import annotations

from fastapi import APIRouter

from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.outcomes import CompanyDay, Course

router = APIRouter(tags=["outcomes"])


@router.get("/outcomes", summary="Company days, oldest first")
def list_outcomes(caller: SignedIn, context: InContext, course: Course | None = None) -> list[CompanyDay]:
    """Return the days of one course, or of all: stock, service, and cash and losses since the first day."""
    del caller
    with context.ledger.read() as tx:
        return tx.outcomes.days(course)
