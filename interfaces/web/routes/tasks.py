"""Tasks for people: the list, and confirming one with a reference."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.task import task_view
from interfaces.web.forms import FormSender
from interfaces.web.pages import page, reader_of
from trimtab.approvals import complete_task

router = APIRouter(include_in_schema=False)

RECENT = 20


@router.get("/tasks")
def show_tasks(caller: InBrowser, context: InContext) -> Response:
    """Show what is to be done, the reader's own first, then what was done lately."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        tasks = tx.tasks.all(state=None)
        people = {p.id: p.name for p in tx.people.all()}
        headlines = {t.bundle_id: tx.bundles.get(t.bundle_id).bundle.headline for t in tasks}
    views = [task_view(t, headlines[t.bundle_id], caller.principal, people, reader.almanac) for t in tasks]
    open_ = sorted((v for v in views if v.done is None), key=lambda v: not v.yours)
    done = sorted((v for v in views if v.done is not None), key=lambda v: v.done.iso if v.done else "", reverse=True)
    return page("tasks.html", reader, tasks=open_, done=done[:RECENT])


@router.post("/tasks/{task_id}/done")
def confirm_task(
    task_id: str, caller: FormSender, context: InContext, reference: Annotated[str, Form()] = ""
) -> Response:
    """Confirm a task."""
    complete_task(context.ledger, task_id, caller.principal.id, reference)
    return RedirectResponse("/tasks", status_code=303)
