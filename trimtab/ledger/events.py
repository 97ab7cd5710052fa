"""Events as received, feed cursors, and the quarantine of refused records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, func, select, update

from trimtab.errors import NotFound
from trimtab.events import Event, Quarantined
from trimtab.identifiers import deterministic_id
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

MOST_AT_ONCE = 500
"""Names in one query: both engines bind many more."""


class Events(Repository):
    """Events deduplicated by (source, id), the cursors of feeds, and quarantined records."""

    def add(self, events: Iterable[Event]) -> list[Event]:
        """Keep the events that are new and return them."""
        return [
            e
            for e in events
            if self._insert_if_absent(
                schema.event,
                source=e.source,
                id=e.id,
                type=e.type.value,
                subject=e.subject,
                time=e.time,
                received_at=self._tx.wall_now,
                data=e.data,
            )
        ]

    def by_id(self, ids: Sequence[tuple[str, str]]) -> list[Event]:
        """Return events by (source, id), in the order of the ids."""
        found = {}
        for source, event_id in ids:
            row = (
                self._connection.execute(
                    select(schema.event).where(
                        schema.event.c.company == self._company,
                        schema.event.c.source == source,
                        schema.event.c.id == event_id,
                    )
                )
                .mappings()
                .first()
            )
            if row is not None:
                found[(source, event_id)] = _event(row)
        return [found[key] for key in ids if key in found]

    def of_types(self, types: Iterable[str], since: datetime | None = None) -> list[Event]:
        """Return all events of some types, oldest first."""
        query = select(schema.event).where(
            schema.event.c.company == self._company, schema.event.c.type.in_([str(t) for t in types])
        )
        if since is not None:
            query = query.where(schema.event.c.time >= since)
        rows = self._connection.execute(
            query.order_by(schema.event.c.time, schema.event.c.received_at, schema.event.c.id)
        )
        return [_event(row) for row in rows.mappings()]

    def of_subject(self, subject: str) -> list[Event]:
        """Return all events about a subject, oldest first."""
        rows = self._connection.execute(
            select(schema.event)
            .where(schema.event.c.company == self._company, schema.event.c.subject == subject)
            .order_by(schema.event.c.time, schema.event.c.received_at, schema.event.c.id)
        )
        return [_event(row) for row in rows.mappings()]

    def of_subjects(self, subjects: Collection[str], types: Iterable[str]) -> list[Event]:
        """Return the events of some types about some subjects, oldest first; nobody else's are read."""
        wanted, kinds = sorted(set(subjects)), [str(t) for t in types]
        found: list[Event] = []
        for start in range(0, len(wanted), MOST_AT_ONCE):
            rows = self._connection.execute(
                select(schema.event)
                .where(
                    schema.event.c.company == self._company,
                    schema.event.c.subject.in_(wanted[start : start + MOST_AT_ONCE]),
                    schema.event.c.type.in_(kinds),
                )
                .order_by(schema.event.c.time, schema.event.c.received_at, schema.event.c.id)
            )
            found += [_event(row) for row in rows.mappings()]
        return sorted(found, key=lambda e: e.time) if len(wanted) > MOST_AT_ONCE else found

    def named(self, event_ids: Iterable[str]) -> list[Event]:
        """Return the events with these ids from any source, oldest first."""
        rows = self._connection.execute(
            select(schema.event)
            .where(schema.event.c.company == self._company, schema.event.c.id.in_(list(event_ids)))
            .order_by(schema.event.c.time)
        )
        return [_event(row) for row in rows.mappings()]

    def cursor(self, name: str) -> str | None:
        """Return where a feed goes on, None at its first reading."""
        return self._connection.execute(
            select(schema.cursor.c.value).where(schema.cursor.c.company == self._company, schema.cursor.c.name == name)
        ).scalar()

    def move_cursor(self, name: str, value: str) -> None:
        """Remember where a feed goes on."""
        if not self._insert_if_absent(schema.cursor, name=name, value=value):
            self._connection.execute(
                update(schema.cursor)
                .where(schema.cursor.c.company == self._company, schema.cursor.c.name == name)
                .values(value=value)
            )

    def quarantine(self, refused: Iterable[Quarantined]) -> int:
        """Keep refused records, each once, and return how many are new."""
        return sum(
            self._insert_if_absent(
                schema.quarantine,
                id=deterministic_id("qua", q.source, q.record, q.field, q.code, q.payload),
                source=q.source,
                record=q.record,
                field=q.field,
                code=q.code,
                message=q.message,
                payload=q.payload,
                at=q.at,
            )
            for q in refused
        )

    def quarantined(self, limit: int = 200) -> list[tuple[str, Quarantined]]:
        """Return open quarantined records with their ids, newest first."""
        rows = self._connection.execute(
            select(schema.quarantine)
            .where(schema.quarantine.c.company == self._company, schema.quarantine.c.resolved_at.is_(None))
            .order_by(schema.quarantine.c.at.desc(), schema.quarantine.c.id)
            .limit(limit)
        )
        fields = Quarantined.model_fields
        return [(row["id"], Quarantined(**{k: v for k, v in row.items() if k in fields})) for row in rows.mappings()]

    def resolve_quarantined(self, quarantine_id: str) -> None:
        """Mark a quarantined record as dealt with; raises NotFound."""
        done = self._connection.execute(
            update(schema.quarantine)
            .where(
                schema.quarantine.c.company == self._company,
                schema.quarantine.c.id == quarantine_id,
                schema.quarantine.c.resolved_at.is_(None),
            )
            .values(resolved_at=self._tx.wall_now)
        )
        if done.rowcount != 1:
            raise NotFound(f"no open quarantined record {quarantine_id!r}")

    def count(self) -> int:
        """Return how many events the company has."""
        query = select(func.count()).select_from(schema.event).where(schema.event.c.company == self._company)
        return int(self._connection.execute(query).scalar_one())


def _event(row: RowMapping) -> Event:
    return Event(**{k: row[k] for k in ("id", "source", "type", "subject", "time", "data")})
