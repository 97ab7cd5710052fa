"""Beliefs: what the function agents believe now."""

from __future__ import annotations

from fastapi import APIRouter

from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.beliefs import Belief, Function, Parameter

router = APIRouter(tags=["beliefs"])


@router.get("/beliefs", summary="The current version of every belief")
def list_beliefs(
    caller: SignedIn, context: InContext, owner: Function | None = None, parameter: Parameter | None = None
) -> list[Belief]:
    """Return beliefs by subject and parameter; of one function or one parameter where that is asked for."""
    del caller
    with context.ledger.read() as tx:
        current = tx.beliefs.current()
    return [
        belief
        for _, belief in sorted(current.items())
        if owner in {None, belief.owner} and parameter in {None, belief.parameter}
    ]
