"""Tasks for people: actions that no system of record takes, and questions to the other side."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, select, update

from trimtab.commitments import Answer
from trimtab.errors import AlreadyDecided, InvalidField, NotFound
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.receipts import Task

OPEN, DONE, SILENT, WITHDRAWN = "open", "done", "silent", "withdrawn"


class Tasks(Repository):
    """Tasks by id, which is the action's id."""

    def open(
        self,
        task_id: str,
        bundle_id: str,
        owner: str,
        text: str,
        *,
        asks: bool = False,
        due_at: datetime | None = None,
    ) -> Task:
        """Open a task, or return the one that is there; one that `asks` wants an answer by `due_at` (business time)."""
        self._insert_if_absent(
            schema.task,
            id=task_id,
            bundle_id=bundle_id,
            owner=owner,
            text=text,
            state=OPEN,
            opened_at=self._tx.business_now,
            asks=asks,
            due_at=due_at,
        )
        return self.get(task_id)

    def find(self, task_id: str) -> Task | None:
        """Return a task, None where there is none."""
        row = (
            self._connection.execute(
                select(schema.task).where(schema.task.c.company == self._company, schema.task.c.id == task_id)
            )
            .mappings()
            .first()
        )
        return _task(row) if row is not None else None

    def get(self, task_id: str) -> Task:
        """Return a task; raises NotFound."""
        found = self.find(task_id)
        if found is None:
            raise NotFound(f"no task {task_id!r}")
        return found

    def complete(self, task_id: str, done_by: str, reference: str) -> Task:
        """Mark an open task as done; raises AlreadyDecided where it is done, InvalidField where it wants an answer."""
        done = self._connection.execute(
            update(schema.task)
            .where(
                schema.task.c.company == self._company,
                schema.task.c.id == task_id,
                schema.task.c.state == OPEN,
                ~schema.task.c.asks,
            )
            .values(state=DONE, done_by=done_by, reference=reference, done_at=self._tx.business_now)
        )
        task = self.get(task_id)
        if task.asks:
            raise InvalidField(
                "this asks the other side for something",
                record=f"task {task_id}",
                field="answer",
                remedy="Say what they answered: accepted, countered or refused.",
            )
        if done.rowcount != 1:
            raise AlreadyDecided(f"the task was confirmed by {task.done_by} with reference {task.reference!r}")
        return task

    def answered(self, task_id: str, answer: Answer, by: str) -> Task:
        """Keep the answer to an open question; raises AlreadyDecided where it was answered or is closed."""
        done = self._close(task_id, DONE, done_by=by, answer=answer.model_dump(mode="json"))
        task = self.get(task_id)
        if done:
            return task
        if task.answer is not None:
            raise AlreadyDecided(f"this was answered by {task.done_by}: {task.answer.kind.value}, {task.answer.text}")
        why = "no answer came in time" if task.state == SILENT else "what it belongs to was stopped"
        raise AlreadyDecided(
            f"this question is closed: {why}",
            remedy="Assert what the other side says as a fact; it counts from now on.",
        )

    def silent(self, task_id: str) -> bool:
        """Close an open question that nobody answered; False where it is not open."""
        return self._close(task_id, SILENT)

    def withdraw(self, task_id: str) -> bool:
        """Close an open question that is of no use any more; False where it is not open."""
        return self._close(task_id, WITHDRAWN)

    def asks_overdue(self, now: datetime) -> list[Task]:
        """Return the open questions whose answer was due by `now` (business time), the longest overdue first."""
        table = schema.task
        query = select(table).where(
            table.c.company == self._company, table.c.asks, table.c.due_at <= now, table.c.state == OPEN
        )
        return [_task(row) for row in self._connection.execute(query.order_by(table.c.due_at, table.c.id)).mappings()]

    def of_bundle(self, bundle_id: str) -> list[Task]:
        """Return the tasks of a bundle, oldest first."""
        query = select(schema.task).where(schema.task.c.company == self._company, schema.task.c.bundle_id == bundle_id)
        return [_task(row) for row in self._connection.execute(query.order_by(schema.task.c.opened_at)).mappings()]

    def all(self, state: str | None = OPEN) -> list[Task]:
        """Return tasks in a state (all if None), oldest first."""
        query = select(schema.task).where(schema.task.c.company == self._company)
        if state is not None:
            query = query.where(schema.task.c.state == state)
        return [_task(row) for row in self._connection.execute(query.order_by(schema.task.c.opened_at)).mappings()]

    def _close(self, task_id: str, state: str, **values: object) -> bool:
        table = schema.task
        done = self._connection.execute(
            update(table)
            .where(table.c.company == self._company, table.c.id == task_id, table.c.asks, table.c.state == OPEN)
            .values(state=state, done_at=self._tx.business_now, **values)
        )
        return done.rowcount == 1


def _task(row: RowMapping) -> Task:
    return Task(**{k: v for k, v in row.items() if k != "company"})
