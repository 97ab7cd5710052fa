"""Dismissals as they were made: looked at, priced, and left alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trimtab.dismissals import Dismissal
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository


class Dismissals(Repository):
    """Dismissals by id; they are only ever added."""

    def add(self, dismissal: Dismissal) -> bool:
        """Add a dismissal; False where it is there already (the signal was priced again)."""
        return self._insert_if_absent(
            schema.dismissal, id=dismissal.id, at=dismissal.at, body=dismissal.model_dump(mode="json")
        )

    def since(self, moment: datetime) -> list[Dismissal]:
        """Return the dismissals made at or after a moment of business time, newest first."""
        table = schema.dismissal
        query = select(table.c.body).where(table.c.company == self._company, table.c.at >= moment)
        return [
            Dismissal.model_validate(row.body)
            for row in self._connection.execute(query.order_by(table.c.at.desc(), table.c.id))
        ]

    def recent(self, limit: int = 100) -> list[Dismissal]:
        """Return the newest dismissals, newest first."""
        table = schema.dismissal
        rows = self._connection.execute(
            select(table.c.body)
            .where(table.c.company == self._company)
            .order_by(table.c.at.desc(), table.c.id)
            .limit(limit)
        )
        return [Dismissal.model_validate(row.body) for row in rows]
