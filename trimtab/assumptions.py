"""Assumptions: the ranges of beliefs and state inside which a bundle stays right, and until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from trimtab.measures import Frozen


class NumberRange(Frozen):
    """A number that must stay between `low` and `high` (both included); `otherwise` counts where nothing is known."""

    kind: Literal["number"] = "number"
    subject: str
    what: str
    unit: str
    value: Decimal
    low: Decimal
    high: Decimal
    otherwise: Decimal | None = None

    def broken_by(self, actual: object) -> bool:
        """Tell whether the actual value lies outside; a missing value does too, unless something counts instead."""
        value = self.otherwise if actual is None else actual
        return not isinstance(value, int | float | Decimal) or not self.low <= Decimal(str(value)) <= self.high


class DateRange(Frozen):
    """A date that must stay between `low` and `high` (both included)."""

    kind: Literal["date"] = "date"
    subject: str
    what: str
    value: date
    low: date
    high: date

    def broken_by(self, actual: object) -> bool:
        """Tell whether the actual date lies outside; a missing date does too."""
        return not isinstance(actual, date) or not self.low <= actual <= self.high


AssumedRange = Annotated[NumberRange | DateRange, Field(discriminator="kind")]


class Breach(Frozen):
    """An assumption that no longer holds: what was assumed and what is."""

    subject: str
    what: str
    assumed: str
    actual: str

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.what} of {self.subject} was {self.assumed}, is {self.actual}"


class Assumptions(Frozen):
    """What a bundle rests on; `expires_at` is business time."""

    ranges: tuple[AssumedRange, ...]
    state_as_of: AwareDatetime
    network_version: str
    expires_at: AwareDatetime

    def network_breaches(self, version: str) -> tuple[Breach, ...]:
        """Return what other reference data breaks: costs, terms, calendars or lanes are not those it was solved on."""
        if version == self.network_version:
            return ()
        return (Breach(subject="reference data", what="version", assumed=self.network_version, actual=version),)

    def breaches(self, actual: dict[tuple[str, str], Decimal | date]) -> tuple[Breach, ...]:
        """Return every range that the actual values, keyed by (subject, what), break."""
        found = []
        for assumed in self.ranges:
            value = actual.get((assumed.subject, assumed.what))
            if assumed.broken_by(value):
                text = "gone" if value is None else str(value)
                found.append(
                    Breach(subject=assumed.subject, what=assumed.what, assumed=str(assumed.value), actual=text)
                )
        return tuple(found)
