"""Beliefs: every version is kept, one version of each is current; facts that hold are laid over them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from trimtab.beliefs import Belief, Parameter, Persistence
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

_LASTING = frozenset({Parameter.DEMAND, Parameter.LEAD_TIME})


class Beliefs(Repository):
    """Versions of beliefs per (subject, parameter)."""

    def current(self) -> dict[tuple[str, str], Belief]:
        """Return what counts now, keyed by (subject, parameter): the estimates, and over them the facts that hold."""
        beliefs = self.estimated()
        estimated = dict(beliefs)
        for fact in self._tx.facts.active(self._tx.business_now):
            key = (fact.subject(), fact.parameter().value)
            beliefs[key] = fact.belief(estimated.get(key))
        return beliefs

    def estimated(self) -> dict[tuple[str, str], Belief]:
        """Return the current version of every estimate, keyed by (subject, parameter), whatever facts say."""
        rows = self._connection.execute(
            select(schema.belief.c.body).where(schema.belief.c.company == self._company, schema.belief.c.current)
        )
        beliefs = (Belief.model_validate(row.body) for row in rows)
        return {(b.subject, b.parameter.value): b for b in beliefs}

    def record(self, beliefs: Iterable[Belief]) -> list[Belief]:
        """Append new versions of estimates and return them; one that says the same as the last is skipped."""
        known = self.estimated()
        recorded = []
        for proposed in beliefs:
            key = (proposed.subject, proposed.parameter.value)
            old = known.get(key)
            if old and (old.distribution, old.persistence) == (proposed.distribution, proposed.persistence):
                continue
            belief = proposed.model_copy(update={"version": old.version + 1 if old else 1})
            self._connection.execute(
                update(schema.belief)
                .where(
                    schema.belief.c.company == self._company,
                    schema.belief.c.subject == belief.subject,
                    schema.belief.c.parameter == belief.parameter.value,
                )
                .values(current=False)
            )
            self._connection.execute(
                insert(schema.belief).values(
                    company=self._company,
                    subject=belief.subject,
                    parameter=belief.parameter.value,
                    version=belief.version,
                    current=True,
                    as_of=belief.as_of,
                    body=belief.model_dump(mode="json"),
                )
            )
            known[key] = belief
            recorded.append(belief)
        return recorded

    def version(self, subject: str, parameter: str, version: int) -> Belief | None:
        """Return one version of a belief, None where there is none."""
        body = self._connection.execute(
            select(schema.belief.c.body).where(
                schema.belief.c.company == self._company,
                schema.belief.c.subject == subject,
                schema.belief.c.parameter == parameter,
                schema.belief.c.version == version,
            )
        ).scalar()
        return Belief.model_validate(body) if body is not None else None

    def lasting(self, beliefs: Iterable[Belief]) -> tuple[Belief, ...]:
        """Return, for the one-off ones among beliefs about demand and lead times, the last estimate meant to stay.

        That is what held before a blip, or what a fact stands over. Where no estimate was ever meant to stay, the first
        stands in for demand: its mean leaves odd days out. A lead time is then as agreed, and nothing is returned.
        """
        found = (self._lasting(b) for b in beliefs if b.persistence is Persistence.ONE_OFF and b.parameter in _LASTING)
        return tuple(belief for belief in found if belief is not None)

    def _lasting(self, belief: Belief) -> Belief | None:
        first = None
        for version in range(belief.version, 0, -1):
            first = self.version(belief.subject, belief.parameter.value, version)
            if first is not None and first.persistence is not Persistence.ONE_OFF:
                return first
        return first if belief.parameter is Parameter.DEMAND else None
