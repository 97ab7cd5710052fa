"""Tasks for people: the list, confirming one with a reference, and recording what another company answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.views.asks import AskView, ask_view
from interfaces.views.documents import Pen
from interfaces.views.people import people_of
from interfaces.views.task import TaskView, task_view
from interfaces.web.forms import FormFields, FormSender, amount, day, local_path, local_time, number
from interfaces.web.pages import page, reader_of
from trimtab.approvals import answer, complete_task
from trimtab.commitments import Answer, AnswerKind
from trimtab.decisions import Channel
from trimtab.errors import InvalidField
from trimtab.ledger import Transaction
from trimtab.ledger.tasks import DONE, OPEN
from trimtab.people import Principal
from trimtab.receipts import Task

router = APIRouter(include_in_schema=False)

RECENT = 20

FormText = Annotated[str, Form()]


@router.get("/tasks")
def show_tasks(caller: InBrowser, context: InContext) -> Response:
    """Show what is to be done, the reader's own first, then what was done lately."""
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        pen = Pen(context.names, reader.almanac)
        people = people_of(tx)
        tasks = tx.tasks.all(state=None)
        headlines = {t.bundle_id: tx.bundles.get(t.bundle_id).bundle.headline for t in tasks}
        asks = {t.id: _ask(tx, t, caller.principal, people, pen) for t in tasks if t.asks and t.state == OPEN}
    views = {t.id: task_view(t, headlines[t.bundle_id], caller.principal, people, reader.almanac) for t in tasks}
    open_ = sorted((views[t.id] for t in tasks if t.state == OPEN), key=lambda v: not v.yours)
    finished = (views[t.id] for t in tasks if t.state == DONE)
    done = sorted(finished, key=lambda v: v.done.iso if v.done else "", reverse=True)
    waiting: list[tuple[TaskView, AskView]] = [(v, asks[v.id]) for v in open_ if v.id in asks]
    by_hand = [v for v in open_ if v.id not in asks]
    return page("tasks.html", reader, asks=waiting, tasks=by_hand, done=done[:RECENT])


@router.post("/tasks/{task_id}/done")
def confirm_task(task_id: str, caller: FormSender, context: InContext, reference: FormText = "") -> Response:
    """Confirm a task."""
    complete_task(context.ledger, task_id, caller.principal.id, reference)
    return RedirectResponse("/tasks", status_code=303)


@router.post("/tasks/{task_id}/answer")
def record_answer(task_id: str, caller: FormSender, context: InContext, fields: FormFields) -> Response:
    """Record what the other side says to what it was asked."""
    typed = {name: value.strip() for name, value in fields}
    said = _answer(typed, context.zone, record=f"the answer to task {task_id}")
    answer(context.ledger, task_id, caller.principal.id, said, Channel.WEB)
    return RedirectResponse(local_path(typed.get("back", ""), otherwise="/tasks"), status_code=303)


def _answer(typed: Mapping[str, str], zone: ZoneInfo, record: str) -> Answer:
    until, currency = typed.get("valid_until", ""), typed.get("currency", "")
    try:
        return Answer(
            kind=AnswerKind(typed.get("kind", "")),
            text=typed.get("text", ""),
            due=day(typed.get("due", ""), record=record, field="date"),
            quantity=number(typed.get("quantity", ""), record=record, field="quantity"),
            fee=amount(typed.get("fee", ""), currency, record=record, field="fee"),
            valid_until=local_time(until, zone, record=record, field="valid until") if until else None,
        )
    except ValidationError as error:
        first = error.errors()[0]
        field, wrong = ".".join(str(part) for part in first["loc"]), first["msg"]
    except ValueError:
        field, wrong = "answer", "say whether it was accepted, countered or refused"
    raise InvalidField(
        wrong, record=record, field=field, remedy="Go back, correct it, and send the form again; nothing was recorded."
    )


def _ask(tx: Transaction, task: Task, reader: Principal, people: dict[str, str], pen: Pen) -> AskView:
    currency = tx.bundles.get(task.bundle_id).bundle.impact.currency
    return ask_view(task, tx.intents.get(task.id).action, currency, reader, people, pen)
