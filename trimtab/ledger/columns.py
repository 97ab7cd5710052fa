"""Columns: the types that are the same on both engines, and the columns that many tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Numeric, String, TypeDecorator
from sqlalchemy.types import TypeEngine

PLACES = Decimal("0.0001")


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, whatever the engine stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive time reached the ledger"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """A decimal with four places, exact on both engines: SQLite has no decimals, so there it is kept in 1/10,000."""

    impl = Numeric(20, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep whole numbers on SQLite."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(20, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Round to four places, half to even."""
        if value is None:
            return None
        exact = Decimal(value).quantize(PLACES, rounding=ROUND_HALF_EVEN)
        return int(exact / PLACES) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Return the decimal."""
        if value is None:
            return None
        return value * PLACES if dialect.name == "sqlite" else Decimal(value)


def company() -> Column[str]:
    """Return the first part of every key."""
    return Column("company", String(64), primary_key=True)


def key(name: str = "id", length: int = 64) -> Column[str]:
    """Return a further part of a key."""
    return Column(name, String(length), primary_key=True)


def time(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a moment in UTC."""
    return Column(name, Utc, nullable=nullable)
