"""Tasks as they are shown: what to do, for which bundle, and whether the reader may confirm it."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.times import Almanac, Moment
from interfaces.views.words import capital
from trimtab.beliefs import Function
from trimtab.people import ROLE_OF_FUNCTION, Principal
from trimtab.receipts import Task


@dataclass(frozen=True)
class TaskView:
    """One task; `done` is None while it is open."""

    id: str
    bundle_id: str
    headline: str
    owner: str
    text: str
    opened: Moment
    yours: bool
    done: Moment | None
    done_by: str
    reference: str


def task_view(task: Task, headline: str, reader: Principal, people: dict[str, str], almanac: Almanac) -> TaskView:
    """Return a task for a reader."""
    return TaskView(
        id=task.id,
        bundle_id=task.bundle_id,
        headline=headline,
        owner=capital(task.owner),
        text=task.text,
        opened=almanac.moment(task.opened_at),
        yours=ROLE_OF_FUNCTION[Function(task.owner)] in reader.roles,
        done=almanac.moment(task.done_at) if task.done_at else None,
        done_by=people.get(task.done_by, task.done_by),
        reference=task.answer.text if task.answer else task.reference,
    )
