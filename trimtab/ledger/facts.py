"""Facts: what people asserted, while it holds, and once when it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from trimtab.beliefs import Parameter
from trimtab.errors import AlreadyDecided, NotFound
from trimtab.facts import Fact
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository


class Facts(Repository):
    """Facts by id; several about one thing may hold at a time, the last one said counts."""

    def add(self, fact: Fact) -> None:
        """Add a fact."""
        self._connection.execute(
            insert(schema.fact).values(
                company=self._company,
                id=fact.id,
                subject=fact.subject(),
                parameter=fact.parameter().value,
                asserted_at=fact.asserted_at,
                expires_at=fact.expires_at,
                withdrawn_at=fact.withdrawn_at,
                announced=False,
                body=fact.model_dump(mode="json"),
            )
        )

    def get(self, fact_id: str) -> Fact:
        """Return a fact; raises NotFound."""
        found = self._select(schema.fact.c.id == fact_id)
        if not found:
            raise NotFound(f"no fact {fact_id!r}")
        return found[0]

    def active(self, now: datetime) -> list[Fact]:
        """Return the facts that hold at `now` (business time), in the order in which they were said."""
        table = schema.fact
        return self._select(
            (table.c.asserted_at <= now)
            & (table.c.expires_at > now)
            & or_(table.c.withdrawn_at.is_(None), table.c.withdrawn_at > now)
        )

    def all(self, limit: int = 200) -> list[Fact]:
        """Return facts whether they hold or not, the last said first."""
        table = schema.fact
        rows = self._connection.execute(
            select(table.c.body)
            .where(table.c.company == self._company)
            .order_by(table.c.asserted_at.desc(), table.c.id)
            .limit(limit)
        )
        return [Fact.model_validate(row.body) for row in rows]

    def promotions(self) -> list[Fact]:
        """Return every promotion that was stated and not taken back, over or not, in the order they were stated."""
        table = schema.fact
        return self._select((table.c.parameter == Parameter.PROMOTION.value) & table.c.withdrawn_at.is_(None))

    def withdraw(self, fact_id: str, at: datetime) -> Fact:
        """End a fact at `at` (business time); raises NotFound, AlreadyDecided where it ended before."""
        held = self.get(fact_id)
        table = schema.fact
        withdrawn = held.model_copy(update={"withdrawn_at": at})
        done = self._connection.execute(
            update(table)
            .where(
                table.c.company == self._company,
                table.c.id == fact_id,
                table.c.withdrawn_at.is_(None),
                table.c.expires_at > at,
            )
            .values(withdrawn_at=at, announced=True, body=withdrawn.model_dump(mode="json"))
        )
        if done.rowcount != 1:
            raise AlreadyDecided("this fact holds no longer: it was withdrawn, or its time is over")
        return withdrawn

    def ended(self, now: datetime) -> list[Fact]:
        """Return the facts whose time was over by `now` (business time) and whose end nobody was told of yet."""
        return self._select(~schema.fact.c.announced & (schema.fact.c.expires_at <= now))

    def announce_end(self, fact_id: str) -> bool:
        """Note that the end of a fact was told; False where it was told before."""
        table = schema.fact
        done = self._connection.execute(
            update(table)
            .where(table.c.company == self._company, table.c.id == fact_id, ~table.c.announced)
            .values(announced=True)
        )
        return done.rowcount == 1

    def _select(self, condition: Any) -> list[Fact]:
        table = schema.fact
        rows = self._connection.execute(
            select(table.c.body)
            .where(table.c.company == self._company, condition)
            .order_by(table.c.asserted_at, table.c.id)
        )
        return [Fact.model_validate(row.body) for row in rows]
