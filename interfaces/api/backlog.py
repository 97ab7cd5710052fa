"""Backlog: what has come in and was not looked at yet, and which cases wait to be solved."""

from __future__ import annotations

from fastapi import APIRouter

from agents.sensing import GROUP
from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.bus.topics import EVENTS, MOVED
from trimtab.cases import CaseState
from trimtab.measures import Frozen

router = APIRouter(tags=["backlog"])


class Backlog(Frozen):
    """How much waits for a worker: events for the agents, moved beliefs to be priced, cases to be solved."""

    events: int
    moves: int
    cases: int


@router.get("/backlog", summary="What waits for a worker")
def backlog(caller: SignedIn, context: InContext) -> Backlog:
    """Count what no worker has finished with; all zero where everything that came in was looked at."""
    del caller
    with context.ledger.read() as tx:
        return Backlog(
            events=tx.messages.waiting(EVENTS, GROUP),
            moves=tx.messages.waiting(MOVED, GROUP),
            cases=sum(case.state is CaseState.OPEN for case in tx.cases.all()),
        )
