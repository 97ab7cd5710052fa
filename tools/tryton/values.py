"""Tryton's JSON values: decimals, dates, timestamps and durations to Python and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

_DATE = ("year", "month", "day")
_DATETIME = (*_DATE, "hour", "minute", "second", "microsecond")


def _timestamp(value: dict[str, Any]) -> datetime:
    year, month, day, hour, minute, second, micro = (int(value.get(part, 0)) for part in _DATETIME)
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)


_MAKERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "Decimal": lambda value: Decimal(value["decimal"]),
    "date": lambda value: date(*(value[part] for part in _DATE)),
    "datetime": _timestamp,
    "timedelta": lambda value: timedelta(seconds=value["seconds"]),
}


def decode(value: Any) -> Any:
    """Return a value as Tryton's REST interface sends it, in Python types; timestamps are UTC.

    >>> decode({"__class__": "Decimal", "decimal": "2.50"})
    Decimal('2.50')
    """
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("__class__")
    make = _MAKERS.get(str(kind))
    return make(value) if make is not None else {k: decode(v) for k, v in value.items()}


def encode(value: Any) -> Any:
    """Return a value as Tryton's REST interface takes it; timestamps are sent as naive UTC.

    >>> encode([Decimal("1.5"), date(2026, 3, 1)])
    [{'__class__': 'Decimal', 'decimal': '1.5'}, {'__class__': 'date', 'year': 2026, 'month': 3, 'day': 1}]
    """
    if isinstance(value, dict):
        return {k: encode(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [encode(v) for v in value]
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        utc = value.astimezone(UTC)
        return {"__class__": "datetime"} | {part: getattr(utc, part) for part in _DATETIME}
    if isinstance(value, date):
        return {"__class__": "date"} | {part: getattr(value, part) for part in _DATE}
    return value


def packed(value: Any) -> str:
    """Return a value as JSON in URL-safe base64, as domains and contexts travel.

    >>> packed({"company": 1})
    'eyJjb21wYW55IjogMX0='
    """
    return base64.urlsafe_b64encode(json.dumps(encode(value)).encode()).decode()


def quantity(value: float | Decimal) -> Decimal:
    """Return a quantity, which Tryton keeps as a float, as the decimal people see.

    >>> quantity(0.1 + 0.2)
    Decimal('0.3')
    """
    return Decimal(str(round(float(value), 6))).normalize() + Decimal(0)
