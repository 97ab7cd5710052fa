"""Cells: what the text in one cell of a table means; read only where it can mean one thing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from trimtab.errors import InvalidField, UnknownReference
from trimtab.network import Network

EARLIEST = date(1990, 1, 1)
"""No record of a company that trades today is older; 1900 and 1970 are what spreadsheets and epochs make of blanks."""
LATEST = date(2100, 1, 1)
"""What is due from here on is due never: 2999 and 9999 are what programs write for that."""
LARGEST_QUANTITY = Decimal(1_000_000)
"""More stock units than this in one row are taken for a slip of the keyboard or a wrong column."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,12})(?:(?P<mark>[.,])(?P<part>[0-9]{1,9}))?")


def to_code(text: str, *, record: str, field: str) -> str:
    """Return a code of 1 to 64 characters; raises InvalidField."""
    if not text:
        raise InvalidField("is empty", record=record, field=field)
    if len(text) > 64 or not text.isprintable():
        raise InvalidField("is not a code of at most 64 printable characters", record=record, field=field)
    return text


def to_date(text: str, *, record: str, field: str) -> date:
    """Return the date of `2026-03-31`, the only form read; raises InvalidField.

    >>> to_date("2026-03-31", record="row 2", field="date")
    datetime.date(2026, 3, 31)
    """
    if not _ISO_DATE.fullmatch(text):
        raise InvalidField(
            f"{_shown(text)} is not a date", record=record, field=field, remedy="Write dates as 2026-03-31."
        )
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidField(f"{text} is not in the calendar", record=record, field=field) from None
    if day < EARLIEST:
        raise InvalidField(f"{text} is before {EARLIEST}", record=record, field=field)
    return day


def to_quantity(text: str, *, decimal_comma: bool, record: str, field: str) -> Decimal:
    """Return the quantity of `12`, `12.5` or, where it can mean nothing else, `12,5`; raises InvalidField.

    Thousands separators are not read. One mark followed by exactly three digits could be one: `1,234` is refused
    always, and `1.234` in a file that may use decimal commas (`decimal_comma`: its columns are separated by
    semicolons). A number that begins with zero has no thousands: `0,125` is read.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise InvalidField(
            f"{_shown(text)} is not a number", record=record, field=field, remedy="Write quantities as 12 or 12.5."
        )
    whole, mark, part = found["whole"], found["mark"], found["part"] or "0"
    thousands_possible = len(part) == 3 and len(whole) <= 3 and not whole.startswith("0")
    if thousands_possible and (mark == "," or (mark == "." and decimal_comma)):
        raise InvalidField(
            f"{text} could be {whole}{part} or {whole}.{part}",
            record=record,
            field=field,
            remedy=f"Write {whole}{part} without a separator, or {whole}{mark}{part}0 with four decimals.",
        )
    quantity = Decimal(f"{found['sign']}{whole}.{part}")
    if quantity < 0:
        raise InvalidField(
            f"{text} is negative", record=record, field=field, remedy="Leave returns and corrections out of this file."
        )
    if quantity > LARGEST_QUANTITY:
        raise InvalidField(f"{text} is more than {LARGEST_QUANTITY:,} in one row", record=record, field=field)
    return quantity


def to_yes(text: str, *, record: str, field: str) -> bool:
    """Return whether a cell says yes: `yes`, `true` or `1`; `no`, `false`, `0` and nothing say no. Raises InvalidField.

    >>> to_yes("Yes", record="row 2", field="stocked_out")
    True
    """
    word = text.casefold()
    if word in {"yes", "true", "1"}:
        return True
    if word in {"no", "false", "0", ""}:
        return False
    raise InvalidField(f"{_shown(text)} is not yes or no", record=record, field=field, remedy="Write yes or no.")


def known(network: Network, kind: str, code: str, *, record: str) -> None:
    """Check that the network has the item, location or supplier (`kind`); raises UnknownReference naming the record."""
    find = {"item": network.item, "location": network.location, "supplier": network.supplier}[kind]
    try:
        find(code)
    except UnknownReference:
        raise UnknownReference(f"{code!r} is not in the network", record=record, field=kind) from None


def not_after(today: date, day: date, *, record: str, field: str) -> None:
    """Check that something that was observed does not lie in the future; raises InvalidField."""
    if day > today:
        raise InvalidField(f"{day} is in the future (today is {today})", record=record, field=field)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
