"""Cases and the open claims they hold: one open case per item-location or document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from trimtab.cases import Case, CaseState
from trimtab.errors import ClaimTaken, NotFound
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository


class Cases(Repository):
    """Cases by id, and their claims."""

    def open(self, case: Case) -> None:
        """Open a case and take its claims; raises ClaimTaken, and keeps nothing, where another open case holds one."""
        with self._connection.begin_nested():
            self._connection.execute(
                insert(schema.case).values(
                    company=self._company,
                    id=case.id,
                    state=case.state.value,
                    round=case.round,
                    opened_at=case.opened_at,
                    body=case.model_dump(mode="json"),
                )
            )
            self.claim(case.id, case.subjects)

    def claim(self, case_id: str, resources: Iterable[str]) -> None:
        """Take claims for a case; those it holds already are fine; raises ClaimTaken."""
        for resource in sorted(set(resources)):
            if not self._insert_if_absent(schema.claim, resource=resource, case_id=case_id):
                holder = self.claimed_by(resource)
                if holder != case_id:
                    raise ClaimTaken(
                        f"{resource} belongs to the open case {holder}",
                        remedy="The signal joins that case; nothing is proposed twice.",
                    )

    def claimed_by(self, resource: str) -> str | None:
        """Return the case that holds a resource."""
        return self._connection.execute(
            select(schema.claim.c.case_id).where(
                schema.claim.c.company == self._company, schema.claim.c.resource == resource
            )
        ).scalar()

    def get(self, case_id: str) -> Case:
        """Return a case; raises NotFound."""
        return self._read(case_id, lock=False)

    def lock(self, case_id: str) -> Case:
        """Return a case and hold its row until the transaction ends; raises NotFound."""
        return self._read(case_id, lock=True)

    def exists(self, case_id: str) -> bool:
        """Tell whether there is such a case."""
        query = select(schema.case.c.id).where(schema.case.c.company == self._company, schema.case.c.id == case_id)
        return self._connection.execute(query).first() is not None

    def save(self, case: Case) -> None:
        """Write back a case that was locked; closing it releases its claims."""
        closed = case.state is CaseState.CLOSED
        self._connection.execute(
            update(schema.case)
            .where(schema.case.c.company == self._company, schema.case.c.id == case.id)
            .values(
                state=case.state.value,
                round=case.round,
                body=case.model_dump(mode="json"),
                closed_at=self._tx.business_now if closed else None,
            )
        )
        if closed:
            self._connection.execute(
                delete(schema.claim).where(schema.claim.c.company == self._company, schema.claim.c.case_id == case.id)
            )

    def all(self, state: CaseState | None = None, limit: int = 200) -> list[Case]:
        """Return cases, newest first."""
        query = select(schema.case.c.body).where(schema.case.c.company == self._company)
        if state is not None:
            query = query.where(schema.case.c.state == state.value)
        rows = self._connection.execute(query.order_by(schema.case.c.opened_at.desc(), schema.case.c.id).limit(limit))
        return [Case.model_validate(row.body) for row in rows]

    def closed_since(self, moment: datetime) -> list[Case]:
        """Return the cases closed at or after a moment of business time, the last closed first."""
        table = schema.case
        query = select(table.c.body).where(
            table.c.company == self._company, table.c.state == CaseState.CLOSED.value, table.c.closed_at >= moment
        )
        rows = self._connection.execute(query.order_by(table.c.closed_at.desc(), table.c.id))
        return [Case.model_validate(row.body) for row in rows]

    def opened_since(self, moment: datetime) -> list[Case]:
        """Return the cases opened at or after a moment of business time, the last opened first."""
        table = schema.case
        query = select(table.c.body).where(table.c.company == self._company, table.c.opened_at >= moment)
        rows = self._connection.execute(query.order_by(table.c.opened_at.desc(), table.c.id))
        return [Case.model_validate(row.body) for row in rows]

    def _read(self, case_id: str, *, lock: bool) -> Case:
        query = select(schema.case.c.body).where(schema.case.c.company == self._company, schema.case.c.id == case_id)
        body = self._connection.execute(query.with_for_update() if lock else query).scalar()
        if body is None:
            raise NotFound(f"no case {case_id!r}")
        return Case.model_validate(body)
