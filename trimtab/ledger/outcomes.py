"""Outcomes: the company's days and its twin's, one row per course and day."""

from __future__ import annotations

from sqlalchemy import select, update

from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.outcomes import CompanyDay, Course


class Outcomes(Repository):
    """Company days by course and day."""

    def record(self, day: CompanyDay) -> None:
        """Keep a day; what was recorded before for the same course and day is replaced."""
        table, body = schema.company_day, day.model_dump(mode="json")
        if not self._insert_if_absent(table, course=day.course.value, day=day.day, body=body):
            self._connection.execute(
                update(table)
                .where(table.c.company == self._company, table.c.course == day.course.value, table.c.day == day.day)
                .values(body=body)
            )

    def days(self, course: Course | None = None) -> list[CompanyDay]:
        """Return the days of a course (of every course if None), oldest first."""
        table = schema.company_day
        query = select(table.c.body).where(table.c.company == self._company)
        if course is not None:
            query = query.where(table.c.course == course.value)
        rows = self._connection.execute(query.order_by(table.c.day, table.c.course))
        return [CompanyDay.model_validate(row.body) for row in rows]
