"""Tasks: work for people where no system of record takes an action."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.approvals import complete_task
from trimtab.measures import Frozen
from trimtab.receipts import Task

router = APIRouter(tags=["tasks"])


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
    return complete_task(context.ledger, task_id, caller.principal.id, body.reference)
