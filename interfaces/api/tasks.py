"""Tasks: work for people where no system of record takes an action, and questions to the other side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import ConfigDict, Field

from interfaces.api.channel import InChannel
from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab import approvals
from trimtab.commitments import Answer
from trimtab.measures import Frozen
from trimtab.receipts import Task

router = APIRouter(tags=["tasks"])

_EXAMPLES = {
    "accepted": {"summary": "As we asked", "value": {"kind": "accepted", "text": "Ms Lam confirmed by e-mail"}},
    "countered": {
        "summary": "On other terms",
        "value": {
            "kind": "countered",
            "text": "Half by air, on the 11th",
            "due": "2026-12-11",
            "quantity": "150",
            "fee": {"amount": "410.50", "currency": "EUR"},
            "valid_until": "2026-11-27T17:00:00Z",
        },
    },
    "refused": {"summary": "No", "value": {"kind": "refused", "text": "No vessel before"}},
}


class TaskDone(Frozen):
    """Where the proof can be found: an e-mail, a call, a document number."""

    model_config = ConfigDict(json_schema_extra={"example": {"reference": "Phoned Ms Lindqvist, 24 Nov, 14:10"}})

    reference: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/tasks", summary="Work for people, oldest first")
def list_tasks(
    caller: SignedIn,
    context: InContext,
    *,
    done: Annotated[bool, Query(description="Also those that are done")] = False,
) -> list[Task]:
    """Return open tasks, or all."""
    del caller
    with context.ledger.read() as tx:
        return tx.tasks.all(state=None) if done else tx.tasks.all()


@router.post("/tasks/{task_id}/done", summary="Confirm that a task was done")
def confirm_task(task_id: str, body: TaskDone, caller: SignedIn, context: InContext) -> Task:
    """Confirm a task with a reference; 403 for those it does not belong to, 409 where it is done already."""
    return approvals.complete_task(context.ledger, task_id, caller.principal.id, body.reference)


@router.post("/tasks/{task_id}/answer", summary="Report what the other side answered to a request")
def answer_task(
    task_id: str,
    answer: Annotated[Answer, Body(openapi_examples=_EXAMPLES)],
    caller: SignedIn,
    channel: InChannel,
    context: InContext,
) -> Task:
    """Go on, or stop and solve again; an acceptance with another date than was asked for counts as a counter-offer."""
    return approvals.answer(context.ledger, task_id, caller.principal.id, answer, channel)
