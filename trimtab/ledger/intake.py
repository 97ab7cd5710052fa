"""The intake of events: kept once, with a count of what every source told again, late or wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from trimtab.events import Event
from trimtab.intake import SourceIntake
from trimtab.ledger import schema
from trimtab.ledger.events import MOST_AT_ONCE
from trimtab.ledger.rows import Repository

_Subject = tuple[str, str]


class Intake(Repository):
    """Counts by source."""

    def take(self, events: Sequence[Event], *, looks_back: bool = False) -> list[Event]:
        """Keep the events that are new and return them; count what was told again, and what is late.

        A feed that `looks_back` on purpose tells again what it has told: that is no repetition.
        """
        newest = self._newest({e.subject for e in events})
        new = self._tx.events.add(events)
        late = Counter(e.source for e in new if e.time < newest.get((e.subject, e.type.value), e.time))
        repeated = Counter(e.source for e in events if not looks_back)
        repeated.subtract(e.source for e in new if not looks_back)
        for source in sorted(late.keys() | repeated.keys()):
            self._add(source, repeated[source], late[source])
        return new

    def by_source(self) -> list[SourceIntake]:
        """Return the counts of every source that was ever heard of, by name."""
        event, refused, table = schema.event, schema.quarantine, schema.intake
        kept = select(event.c.source, func.count()).where(event.c.company == self._company).group_by(event.c.source)
        wrong = (
            select(refused.c.source, refused.c.field, func.count())
            .where(refused.c.company == self._company)
            .group_by(refused.c.source, refused.c.field)
            .order_by(refused.c.source, refused.c.field)
        )
        found: dict[str, SourceIntake] = {}
        for source, count in self._connection.execute(kept):
            found[source] = SourceIntake(source=source, kept=count)
        for row in self._connection.execute(select(table).where(table.c.company == self._company)):
            known = found.get(row.source, SourceIntake(source=row.source))
            found[row.source] = known.model_copy(update={"repeated": row.repeated, "late": row.late})
        for source, field, count in self._connection.execute(wrong):
            known = found.get(source, SourceIntake(source=source))
            found[source] = known.model_copy(update={"refused": {**known.refused, field: count}})
        return [found[source] for source in sorted(found)]

    def _newest(self, subjects: set[str]) -> dict[_Subject, datetime]:
        """Return the time of the newest event about each of some subjects, by subject and type."""
        table, wanted = schema.event, sorted(subjects)
        newest: dict[_Subject, datetime] = {}
        for start in range(0, len(wanted), MOST_AT_ONCE):
            rows = self._connection.execute(
                select(table.c.subject, table.c.type, func.max(table.c.time, type_=table.c.time.type))
                .where(table.c.company == self._company, table.c.subject.in_(wanted[start : start + MOST_AT_ONCE]))
                .group_by(table.c.subject, table.c.type)
            )
            newest |= {(subject, type_): at for subject, type_, at in rows}
        return newest

    def _add(self, source: str, repeated: int, late: int) -> None:
        table = schema.intake
        self._insert_if_absent(table, source=source, repeated=0, late=0)
        self._connection.execute(
            update(table)
            .where(table.c.company == self._company, table.c.source == source)
            .values(repeated=table.c.repeated + repeated, late=table.c.late + late)
        )
