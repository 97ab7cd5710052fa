"""Tables: from a grid to typed rows under the columns of a sheet, with every cell that is wrong reported."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.reference.cells import Reading, read_cell
from tools.reference.columns import RowValues, Sheet
from tools.reference.grid import Cell, Grid, is_empty, letters, shown
from tools.reference.numbers import CellError
from tools.reference.problems import Place, Report
from tools.reference.sheets import BY_NAME, NAMES

HEADER_WITHIN_ROWS = 20
TOTALS = frozenset({"total", "totals", "grand total", "sum", "subtotal", "summe", "gesamt", "totaal", "somme"})


@dataclass(frozen=True)
class Row:
    """A row of a file; `broken` are the columns that could not be read, by their names."""

    number: int
    values: RowValues
    broken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """What one file says about one sheet; `headings` are the columns it has."""

    sheet: Sheet
    file: str
    part: str
    rows: tuple[Row, ...]
    headings: frozenset[str] = field(default_factory=frozenset)

    def place(self, row: int | None, column: str = "") -> Place:
        """Return where a cell of one of the rows stands."""
        return Place(self.file, self.part, row, column)


def sheet_of(grid: Grid, named: str | None, report: Report) -> Sheet | None:
    """Return which sheet a grid is: what somebody said, else its name; an unknown name is a problem."""
    wanted = _norm(named or grid.sheet)
    found = NAMES.get(wanted)
    if found is None and not named:
        # Copies of a file are called items-2026 or items (2).
        first = re.match(r"[a-z_]+?(?=_?[\d(.-]|$)", wanted)
        found = NAMES.get(first.group().rstrip("_")) if first else None
    if found is not None:
        return BY_NAME[found]
    close = difflib.get_close_matches(wanted, NAMES, 1, 0.6)
    meant = f"Did you mean {NAMES[close[0]]}? " if close else ""
    report.add(
        Place(grid.file, grid.sheet),
        "is not the name of a table of reference data",
        f"{meant}Name it {', '.join(BY_NAME)}, or say which it is with --sheet",
        named or grid.sheet,
    )
    return None


def read_table(grid: Grid, sheet: Sheet, reading: Reading, report: Report) -> Table | None:
    """Return the rows of a grid; None where its header cannot be used."""
    start = next((n for n, row in enumerate(grid.rows) if not all(map(is_empty, row))), None)
    if start is None:
        report.add(Place(grid.file, grid.sheet), "is empty", "Fill it in, or delete it")
        return None
    names = _header(grid, sheet, start, Place(grid.file, grid.sheet, start + 1), report)
    if names is None:
        return None
    rows = []
    for number, cells in enumerate(grid.rows[start + 1 :], start=start + 2):
        if not all(map(is_empty, cells)):
            row = _row(grid, sheet, names, (number, cells), reading, report)
            if row is not None:
                rows.append(row)
    return Table(sheet, grid.file, grid.sheet, tuple(rows), frozenset(n for n in names if n))


def _header(grid: Grid, sheet: Sheet, start: int, place: Place, report: Report) -> list[str] | None:
    """Return the column names in the order of the file, empty where there is no heading."""
    first = grid.rows[start]
    names = _named(first, sheet)
    known = sum(bool(n) for n in names)
    for below in range(start + 1, min(len(grid.rows), start + HEADER_WITHIN_ROWS)):
        if known < 2 and sum(bool(n) for n in _named(grid.rows[below], sheet)) > max(known, 1):
            what = f"is not the header, which stands in row {below + 1}"
            report.add(place, what, "Delete the rows above the header", shown(first[0]))
            return None
    before = len(report.problems)
    if known == 0:
        wanted = ", ".join(c.name for c in sheet.columns if c.required)
        text = " ".join(shown(c) for c in first)
        report.add(place, "is not a header", f"The first row must name {wanted}", text)
        return None
    for number, (cell, name) in enumerate(zip(first, names, strict=True)):
        if name and names.index(name) != number:
            report.add(place.at(place.row, name), "the column stands there twice", "Keep the right one", shown(cell))
        elif not name and not is_empty(cell):
            at = place.at(place.row, letters(number))
            report.add(at, "is not a column of this sheet", _meant(cell, sheet), shown(cell))
    if len(report.problems) == before:
        for column in sheet.columns:
            asked = column.name in sheet.key or (column.required and not column.from_erp)
            if asked and column.name not in names:
                remedy = f"Add it: {column.meaning}, such as {column.example}"
                report.add(place.at(place.row, column.name), "the column is missing", remedy)
    return names if len(report.problems) == before else None


def _meant(cell: Cell, sheet: Sheet) -> str:
    known = {_norm(alias): c.name for c in sheet.columns for alias in (c.name, *c.also)}
    close = difflib.get_close_matches(_norm(shown(cell)), known, 1, 0.6)
    return f"Did you mean {known[close[0]]}?" if close else f"Known are {', '.join(c.name for c in sheet.columns)}"


def _named(cells: Sequence[Cell], sheet: Sheet) -> list[str]:
    known = {_norm(alias): c.name for c in sheet.columns for alias in (c.name, *c.also)}
    # A column's own name wins over another's synonym.
    known |= {c.name: c.name for c in sheet.columns}
    return [known.get(_norm(shown(cell)), "") if isinstance(cell, str) else "" for cell in cells]


def _norm(heading: str) -> str:
    """Return a heading without case, spacing, unit in brackets and the star of what is required.

    >>> _norm(" Lead time (days) *")
    'lead_time'
    """
    bare = re.sub(r"[\[(].*?[\])]", " ", heading.casefold()).replace("*", " ")
    return re.sub(r"[\W_]+", "_", bare).strip("_")


def _row(
    grid: Grid, sheet: Sheet, names: list[str], line: tuple[int, Sequence[Cell]], reading: Reading, report: Report
) -> Row | None:
    number, cells = line
    place = Place(grid.file, grid.sheet, number)
    if _is_no_row(sheet, names, cells, place, report):
        return None
    values: RowValues = {}
    broken = set()
    carried: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if not name or is_empty(cell):
            continue
        try:
            values[name], currency = read_cell(sheet.column(name), cell, reading)
        except CellError as error:
            broken.add(name)
            report.add(place.at(number, name), error.what, error.remedy, shown(cell))
            continue
        if currency:
            carried[name] = currency
    for name, currency in carried.items():
        stated = values.setdefault("currency", currency)
        if stated != currency:
            report.add(place.at(number, name), f"is in {currency}, its row in {stated}", "Convert it", currency)
    return Row(number, values, frozenset(broken))


def _is_no_row(sheet: Sheet, names: list[str], cells: Sequence[Cell], place: Place, report: Report) -> bool:
    """Tell, and report, whether a row is a total, another header, or longer than the header."""
    filled = [cell for cell in cells if not is_empty(cell)]
    first = shown(filled[0])
    if len(filled) > 1 and first.casefold().rstrip(":") in TOTALS:
        report.add(place, "is a row of totals", "Delete the row", first)
        return True
    if sum(bool(name) for name in _named(cells, sheet)) >= max(2, len(filled) / 2):
        report.add(place, "is a second header", "Keep one header, in the first row", first)
        return True
    for number, cell in enumerate(cells):
        if not is_empty(cell) and (number >= len(names) or not names[number]):
            remedy = "Delete it, or put quotes around a cell that holds the separator"
            report.add(place.at(place.row, letters(number)), "stands under no heading", remedy, shown(cell))
            return True
    return False
