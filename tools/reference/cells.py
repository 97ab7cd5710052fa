"""Cells: what a cell means under its column, and how a value is written so that reading gives it back."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tools.reference.columns import Column, Kind, Value
from tools.reference.dates import WEEKDAYS, read_date, read_time, read_weekdays
from tools.reference.grid import EPOCH_1900, Cell, invisible, shown
from tools.reference.numbers import CellError, DecimalMark, read_amount, read_number, read_share

YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "j", "oui", "sí", "wahr", "waar", "vrai"})
NO = frozenset({"no", "n", "false", "0", "off", "nein", "nee", "non", "falsch", "onwaar", "faux"})
LONGEST_CODE = 64
LONGEST_TEXT = 300
_SPOILED = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|â[\u201a\u20ac]|Â[\u00a0°²³µ]")
_NUMBERED = re.compile(r"^\d+(\.0+)?$|^\d(\.\d+)?[eE]\+?\d+$")


@dataclass(frozen=True)
class Reading:
    """How the cells of one file are to be read: the decimal mark if somebody said it, and day 0 of serial dates."""

    mark: DecimalMark | None = None
    epoch: date = EPOCH_1900


def read_cell(column: Column, cell: Cell, reading: Reading) -> tuple[Value, str]:
    """Return the value, and the currency where an amount carries one; raises CellError."""
    currency = ""
    value: Value
    match column.kind:
        case Kind.CODE:
            value = _code(cell)
        case Kind.AMOUNT:
            value, currency = read_amount(cell, reading.mark)
        case Kind.QUANTITY:
            value = read_number(cell, reading.mark, column.unit)
        case Kind.SHARE:
            value = read_share(cell, reading.mark)
        case Kind.WHOLE:
            value = _whole(read_number(cell, reading.mark, column.unit))
        case Kind.DATE:
            value = read_date(cell, reading.epoch)
        case Kind.TIME:
            value = read_time(cell)
        case Kind.WEEKDAYS:
            value = read_weekdays(cell)
        case Kind.YES_NO:
            value = _yes_no(cell)
        case _:
            value = _WORDS.get(column.kind, _text)(column, cell)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        _within(column, Decimal(value))
    return value, currency


def _within(column: Column, value: Decimal) -> None:
    unit = f" {column.unit}" if column.unit in {"days", "m³"} else ""
    if column.positive and value <= 0:
        raise CellError("is not above zero", f"Write a number above 0, such as {column.example}")
    if column.least is not None and value < column.least:
        raise CellError(f"is below {column.least}{unit}", f"Write a number such as {column.example}")
    if column.most is not None and value > column.most:
        raise CellError(f"is above {column.most}{unit}", f"Check the unit; a usual value is {column.example}")
    if column.kind is Kind.SHARE and column.most is None and value >= 1:
        raise CellError("is not below 100 %", f"Write a share such as {column.example}")


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise CellError("is not a whole number", "Write it without decimals")
    return int(value)


def _plain(cell: Cell, longest: int) -> str:
    text = shown(cell)
    hidden = invisible(text)
    if hidden:
        raise CellError(f"contains a character nobody can see ({hidden.lower()})", "Type it again by hand")
    if _SPOILED.search(text):
        raise CellError("was spoiled by a wrong encoding", "Export the file again as CSV UTF-8, or as Excel workbook")
    if len(text) > longest:
        raise CellError(f"has {len(text)} characters, {longest} are possible", "Shorten it")
    return text


def _code(cell: Cell) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellError("was turned from a code into a date or truth value", "Format the column as text, type it again")
    if isinstance(cell, float) and not cell.is_integer():
        raise CellError("is a number, not a code", "Format the column as text and type the code again")
    if isinstance(cell, int | float) and abs(cell) >= 10**15:
        raise CellError("has lost digits: a spreadsheet keeps fifteen", "Format the column as text, type it again")
    raw = cell.strip() if isinstance(cell, str) else ""
    if raw.startswith(("=", "@", "+")):
        raise CellError("looks like a formula, not a code", "Write the code alone")
    return _plain(cell, LONGEST_CODE)


def numbered(code: str) -> bool:
    """Tell whether a code looks like what a spreadsheet makes of one with leading zeros.

    >>> numbered("123.0"), numbered("WINCH-40")
    (True, False)
    """
    return bool(_NUMBERED.match(code))


def _text(_: Column, cell: Cell) -> str:
    return _plain(cell, LONGEST_TEXT)


def _yes_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = shown(cell).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError("is neither yes nor no", "Write yes or no")


def _choice(column: Column, cell: Cell) -> str:
    word = re.sub(r"[\s\-]+", "_", shown(cell).casefold())
    if word in column.choices:
        return word
    close = difflib.get_close_matches(word, column.choices, 1, 0.5)
    meant = f"Did you mean {close[0]}? " if close else ""
    raise CellError("is not one of the choices", f"{meant}Write {', '.join(column.choices)}")


def _currency(_: Column, cell: Cell) -> str:
    word = shown(cell)
    if not re.fullmatch(r"[A-Z]{3}", word):
        raise CellError("is not a currency", "Write its three letters, such as EUR")
    return word


def _time_zone(_: Column, cell: Cell) -> str:
    name = shown(cell)
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        close = difflib.get_close_matches(name, available_timezones(), 1, 0.5)
        meant = f"Did you mean {close[0]}?" if close else "Write one like Europe/Amsterdam"
        raise CellError("is no time zone", meant) from None


_WORDS = {Kind.CHOICE: _choice, Kind.CURRENCY: _currency, Kind.TIME_ZONE: _time_zone}


def written(value: Value) -> str:
    """Return a value as text that reads back as the same value, with no mark that could mean two things.

    >>> from decimal import Decimal
    >>> written(Decimal("1.234")), written((0, 3)), written(True)
    ('1.2340', 'Mon Thu', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(WEEKDAYS[day] for day in value)
    return str(value)


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, decimals = text.partition(".")
    # Three decimals after one to three digits could be thousands: a zero more makes them decimals for everybody.
    return f"{text}0" if len(decimals) == 3 and len(whole.lstrip("-")) <= 3 else text or "0"
