"""A grid: the cells of one sheet or CSV file as they were read, before anybody knows what they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | date | datetime | time | timedelta | None
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
SPACES = " \t\r\n\u00a0\u2007\u202f\u2009\u3000"
QUOTED = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet takes for a formula; it is exported with an apostrophe before it."""


@dataclass(frozen=True)
class Grid:
    """Rows of cells; `typed` where the file knows numbers from text (a workbook), `epoch` is day 0 of its serials."""

    file: str
    sheet: str
    rows: Sequence[Sequence[Cell]]
    typed: bool = False
    epoch: date = EPOCH_1900


def shown(cell: Cell) -> str:
    """Return a cell as text, without the spaces around it and without the apostrophe of an export.

    >>> shown("'=SUM")
    '=SUM'
    >>> shown(12.0)
    '12'
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    text = str(cell).strip(SPACES)
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(QUOTED) else text


def is_empty(cell: Cell) -> bool:
    """Tell whether nothing stands there."""
    return cell is None or (isinstance(cell, str) and not cell.strip(SPACES))


def invisible(text: str) -> str:
    """Return the first character of a text that nobody can see, by its name, or an empty text.

    >>> invisible("WINCH" + chr(0x200B) + "-40")
    'ZERO WIDTH SPACE'
    """
    for character in text:
        if character in SPACES[4:] or unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}:
            return unicodedata.name(character, f"control character {ord(character)}")
    return ""


def letters(column: int) -> str:
    """Return a column's letters as a spreadsheet shows them, counting from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
