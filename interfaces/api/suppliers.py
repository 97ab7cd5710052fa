"""Suppliers: how each has kept what it promised."""

from __future__ import annotations

from fastapi import APIRouter

from agents.promises import Promises, promises
from interfaces.context import InContext
from interfaces.identity import SignedIn

router = APIRouter(tags=["suppliers"])


@router.get("/suppliers", summary="How each supplier has kept what it promised")
def list_suppliers(caller: SignedIn, context: InContext) -> list[Promises]:
    """Return, by supplier, what came on the day and in the quantity promised, and what is open, put off or overdue."""
    del caller
    with context.ledger.read() as tx:
        return promises(tx, tx.business_now.date())
