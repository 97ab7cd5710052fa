"""Columns and sheets of reference data: declared once; reader, checks, template and export all derive from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

Value = str | int | bool | Decimal | date | time | tuple[int, ...]
"""What a cell means: weekdays are a tuple with Monday 0, shares a decimal between 0 and 1."""
Key = tuple[Value, ...]
RowValues = dict[str, Value]
"""A row by column; an empty cell is not in it."""


class Kind(StrEnum):
    """How a cell is read and written."""

    CODE = "code"
    TEXT = "text"
    AMOUNT = "amount of money"
    QUANTITY = "quantity"
    WHOLE = "whole number"
    SHARE = "share"
    DATE = "date"
    TIME = "time of day"
    YES_NO = "yes or no"
    WEEKDAYS = "weekdays"
    CHOICE = "choice"
    CURRENCY = "currency"
    TIME_ZONE = "time zone"


class Origin(StrEnum):
    """Who knows it; what the ERP holds is read there and never asked for."""

    ERP = "the ERP"
    PLANNING = "planning"
    PURCHASING = "purchasing"
    LOGISTICS = "logistics"
    SALES = "sales"
    FINANCE = "finance"


@dataclass(frozen=True)
class Column:
    """One column; `least` and `most` are included, `positive` excludes zero; `of` is the sheet a code belongs to."""

    name: str
    kind: Kind
    meaning: str
    example: str
    origin: Origin
    unit: str = ""
    required: bool = False
    also: tuple[str, ...] = ()
    """Other headings under which it is known."""
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    positive: bool = False
    of: str = ""
    context: bool = False
    """Shown for orientation and not taken over."""

    @property
    def from_erp(self) -> bool:
        """Tell whether the ERP is asked instead of a person."""
        return self.origin is Origin.ERP


@dataclass(frozen=True)
class Sheet:
    """A table of reference data; `key` are the columns that name a row."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(c for c in self.columns if c.name == name)

    def key_of(self, values: RowValues) -> Key | None:
        """Return what names the row, or None where a part of it is empty."""
        if any(part not in values for part in self.key):
            return None
        return tuple(values[part] for part in self.key)
