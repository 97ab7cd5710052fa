"""Tasks for people: actions that no system of record takes."""

from __future__ import annotations

from sqlalchemy import RowMapping, select, update

from trimtab.errors import AlreadyDecided, NotFound
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.receipts import Task

OPEN, DONE = "open", "done"


class Tasks(Repository):
    """Tasks by id, which is the action's id."""

    def open(self, task_id: str, bundle_id: str, owner: str, text: str) -> Task:
        """Open a task, or return the one that is there."""
        self._insert_if_absent(
            schema.task,
            id=task_id,
            bundle_id=bundle_id,
            owner=owner,
            text=text,
            state=OPEN,
            opened_at=self._tx.business_now,
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
        """Mark an open task as done; raises AlreadyDecided where it is done."""
        done = self._connection.execute(
            update(schema.task)
            .where(schema.task.c.company == self._company, schema.task.c.id == task_id, schema.task.c.state == OPEN)
            .values(state=DONE, done_by=done_by, reference=reference, done_at=self._tx.business_now)
        )
        task = self.get(task_id)
        if done.rowcount != 1:
            raise AlreadyDecided(f"the task was confirmed by {task.done_by} with reference {task.reference!r}")
        return task

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


def _task(row: RowMapping) -> Task:
    return Task(**{k: v for k, v in row.items() if k != "company"})
