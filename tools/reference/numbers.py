"""Numbers as people and spreadsheets write them: a decimal mark is read where it is certain and never guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from tools.reference.grid import SPACES, Cell, shown

SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_GROUPED = re.compile(r"^-?[1-9]\d{0,2}([.,])\d{3}$")
_PLAIN = re.compile(r"^-?\d+$")
_ONE_MARK = re.compile(r"^-?\d*([.,])\d+$")
_MONEY = re.compile(r"^(?P<before>[A-Z]{3}|[€$£¥])?\s*(?P<number>.*?)\s*(?P<after>[A-Z]{3}|[€$£¥])?$")


class DecimalMark(StrEnum):
    """What separates the decimals."""

    POINT = "point"
    COMMA = "comma"


class CellError(Exception):
    """What is wrong with a cell, and what to do."""

    def __init__(self, what: str, remedy: str = "") -> None:
        """Keep both."""
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def number(text: str, mark: DecimalMark | None) -> Decimal:
    """Return the number that stands there; raises CellError where it is none or could be two.

    >>> number("1.234,50", None)
    Decimal('1234.50')
    >>> number("0,125", None)
    Decimal('0.125')
    """
    compact = text.replace("−", "-")
    for space in SPACES:
        compact = compact.replace(space, "")
    if _PLAIN.match(compact):
        return Decimal(compact)
    certain = _mark_of(compact, text) if mark is None else mark
    point, group = (".", ",") if certain is DecimalMark.POINT else (",", ".")
    whole, _, decimals = compact.partition(point)
    if not re.match(rf"^-?(\d*|\d{{1,3}}({re.escape(group)}\d{{3}})+)$", whole) or not re.match(r"^\d*$", decimals):
        raise _no_number(text)
    if not (whole.strip("-") or decimals):
        raise _no_number(text)
    return Decimal(f"{whole.replace(group, '') or '0'}.{decimals or '0'}" if decimals else whole.replace(group, ""))


def _mark_of(compact: str, text: str) -> DecimalMark:
    """Return the decimal mark a number shows by itself."""
    if _GROUPED.match(compact):
        thousand = re.sub(r"[.,]", "", compact)
        raise CellError(
            f"can be {compact.replace(',', '.')} or {thousand}",
            "Write it without a thousands separator, or say --decimal point or --decimal comma",
        )
    one = _ONE_MARK.match(compact)
    if one:
        return DecimalMark.POINT if one.group(1) == "." else DecimalMark.COMMA
    last = max(compact.rfind("."), compact.rfind(","))
    if last < 0:
        raise _no_number(text)
    marks = {c for c in compact if c in ".,"}
    if len(marks) == 1:
        # The same mark several times can only separate thousands.
        return DecimalMark.COMMA if compact[last] == "." else DecimalMark.POINT
    return DecimalMark.POINT if compact[last] == "." else DecimalMark.COMMA


def _no_number(text: str) -> CellError:
    if re.match(r"^-?\d+([.,]\d+)?[eE][+-]?\d+$", text):
        return CellError("is in scientific notation", "Write the number in full")
    if re.match(r"^-?[\d.,]+\s*[^\d.,\s]", text):
        return CellError("is more than a number", "Write the number alone; its unit stands in the header")
    return CellError("is not a number", "Write a number such as 12 or 12.50")


def read_number(cell: Cell, mark: DecimalMark | None, unit: str = "") -> Decimal:
    """Return the number in a cell of a workbook or of a CSV file, without looking at bounds."""
    if isinstance(cell, bool):
        raise CellError("is not a number", "Write a number such as 12 or 12.50")
    if isinstance(cell, int | float):
        # Sixteen digits are what a spreadsheet keeps; beyond them it shows noise such as 0.30000000000000004.
        return Decimal(f"{cell:.15g}")
    if not isinstance(cell, str):
        raise CellError("is a date or a time, not a number", "Format the cell as a number and write it again")
    text = shown(cell)
    if unit == "days":
        return _days(text, mark)
    return number(text, mark)


def _days(text: str, mark: DecimalMark | None) -> Decimal:
    found = re.match(r"^(?P<number>\d+)\s*(?P<unit>[a-z]+)\.?$", text, re.IGNORECASE)
    if found is None:
        return number(text, mark)
    unit, count = found["unit"].casefold(), Decimal(found["number"])
    if unit in {"d", "day", "days"}:
        return count
    if unit in {"w", "wk", "week", "weeks"}:
        raise CellError("is in weeks, the column is in days", f"Write {count * 7}")
    raise CellError("is not a number of days", "Write whole days, such as 35")


def read_share(cell: Cell, mark: DecimalMark | None) -> Decimal:
    """Return a share between 0 and 1; percent only where the sign says so."""
    if isinstance(cell, str):
        text = shown(cell)
        if text.endswith("%"):
            return number(text[:-1].strip(SPACES), mark) / 100
        value = number(text, mark)
    else:
        value = read_number(cell, mark)
    if value > 1:
        raise CellError("is neither a share nor a percentage", f"Write {value} % or {value / 100}, whichever is meant")
    return value


def read_amount(cell: Cell, mark: DecimalMark | None) -> tuple[Decimal, str]:
    """Return an amount and the currency that stands with it, if one does."""
    if not isinstance(cell, str):
        return read_number(cell, mark), ""
    found = _MONEY.match(shown(cell))
    assert found is not None  # noqa: S101 - the pattern matches every text
    sign = found["before"] or found["after"] or ""
    return number(found["number"], mark), SIGNS.get(sign, sign)
