"""Writing sheets: a workbook with notes, lists and locked cells, or a folder of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from tools.reference.cells import written
from tools.reference.columns import Column, Kind, RowValues, Sheet, Value
from tools.reference.dates import EARLIEST
from tools.reference.disassemble import Rows
from tools.reference.erp import NO_ERP, ErpReference
from tools.reference.grid import QUOTED
from tools.reference.network_file import write_whole
from tools.reference.sheets import BY_NAME, SHEETS

INSTRUCTIONS = "instructions"
LISTED_ROWS = 5000
WIDEST = 40
MOST_CHOICES = 255
"""Characters a spreadsheet allows in a list that stands in the rule itself."""


@dataclass(frozen=True)
class Book:
    """What is written: the rows of some sheets, what of them the ERP holds, and the words in front of them."""

    rows: Rows
    erp: ErpReference = NO_ERP
    instructions: tuple[str, ...] = ()

    @property
    def sheets(self) -> Iterable[Sheet]:
        """Return the sheets that are written, in the order in which they are filled in."""
        return (sheet for sheet in SHEETS if sheet.name in self.rows)

    def columns(self, sheet: Sheet) -> list[Column]:
        """Return the columns to write: those for orientation only where something stands in them."""
        return [c for c in sheet.columns if not c.context or any(c.name in row for row in self.rows[sheet.name])]


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> neutral("=cmd|'/c calc'!A1")[:5]
    "'=cmd"
    """
    return f"'{text}" if text.lstrip("'").startswith(QUOTED) else text


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell; only what people wrote can be taken for a formula."""
    return neutral(value) if isinstance(value, str) else written(value)


def write_folder(book: Book, folder: Path) -> list[Path]:
    """Write one CSV file per sheet, UTF-8 with its mark so that Excel reads it right, and return the paths."""
    paths = []
    for sheet in book.sheets:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        columns = book.columns(sheet)
        writer.writerow([column.name for column in columns])
        for row in book.rows[sheet.name]:
            writer.writerow([cell_text(row[c.name]) if c.name in row else "" for c in columns])
        paths.append(folder / f"{sheet.name}.csv")
        write_whole(paths[-1], text.getvalue().encode("utf-8-sig"))
    if book.instructions:
        paths.append(folder / f"{INSTRUCTIONS}.md")
        write_whole(paths[-1], ("\n\n".join([*book.instructions, *_described(book)]) + "\n").encode())
    return paths


def _described(book: Book) -> Iterable[str]:
    for sheet in book.sheets:
        yield f"## {sheet.name}\n\n{sheet.meaning}\n\n" + "\n".join(
            f"- `{c.name}`: {meaning_of(c)}" for c in book.columns(sheet)
        )


def meaning_of(column: Column) -> str:
    """Return what a column means, its unit, whether it must be filled in, and who knows it."""
    unit = f", {column.unit}" if column.unit else ""
    need = "required" if column.required else "may stay empty"
    origin = "comes from the ERP" if column.from_erp else f"{column.origin.value} knows it"
    return f"{column.meaning} ({column.kind.value}{unit}). For example {column.example}. {need}; {origin}."


def write_workbook(book: Book, path: Path) -> None:
    """Write one workbook with a sheet for each table; grey cells are held by the ERP and locked."""
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as workbook:
        looks = _Looks(workbook)
        if book.instructions:
            _instruct(workbook, book, looks)
        for sheet in book.sheets:
            _Sheet(workbook, book, sheet, looks).write()
    write_whole(path, content.getvalue())


class _Looks:
    def __init__(self, workbook: Any) -> None:
        grey = {"bg_color": "#E4E4E0", "font_color": "#55554F", "locked": True}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.asked = workbook.add_format({"bold": True, "bg_color": "#D7E6DA", "bottom": 1})
        self.held = workbook.add_format({"bold": True, "bg_color": "#D2D2CC", "bottom": 1})
        formats = {Kind.DATE: "yyyy-mm-dd", Kind.TIME: "hh:mm", Kind.CODE: "@", Kind.TEXT: "@"}
        self.open = {k: workbook.add_format({"locked": False, "num_format": formats.get(k, "General")}) for k in Kind}
        self.locked = {k: workbook.add_format({**grey, "num_format": formats.get(k, "General")}) for k in Kind}


def _instruct(workbook: Any, book: Book, looks: _Looks) -> None:
    page = workbook.add_worksheet(INSTRUCTIONS)
    page.hide_gridlines(2)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    row = 0
    for number, text in enumerate(book.instructions):
        page.write_string(row, 0, text.lstrip("# "), looks.title if number == 0 else None)
        row += 1
    for sheet in book.sheets:
        row += 1
        page.write_string(row, 0, sheet.name, looks.asked)
        page.write_string(row, 1, sheet.meaning, looks.asked)
        for column in book.columns(sheet):
            row += 1
            page.write_string(row, 0, column.name)
            page.write_string(row, 1, meaning_of(column), looks.wrapped)
        row += 1


class _Sheet:
    """One sheet being written."""

    def __init__(self, workbook: Any, book: Book, sheet: Sheet, looks: _Looks) -> None:
        self.page = workbook.add_worksheet(sheet.name)
        self.book, self.sheet, self.looks = book, sheet, looks
        self.columns = book.columns(sheet)

    def write(self) -> None:
        template = bool(self.book.instructions)
        rows = self.book.rows[self.sheet.name]
        for place, column in enumerate(self.columns):
            texts = [written(row[column.name]) for row in rows[:200] if column.name in row]
            width = min(WIDEST, max(len(text) for text in [column.name, *texts]) + 2)
            self.page.set_column(place, place, width, self.looks.open[column.kind])
            look = self.looks.held if column.from_erp else self.looks.asked
            self.page.write_string(0, place, column.name, look)
            self.page.write_comment(0, place, meaning_of(column), {"x_scale": 2.2, "y_scale": 1.2})
            if template:
                self._rule(place, column)
        for number, row in enumerate(rows, start=1):
            held = self.book.erp.row(self.sheet, row)
            for place, column in enumerate(self.columns):
                self._cell(number, place, column, row, locked=column.name in held and column.from_erp)
        self.page.freeze_panes(1, len(self.sheet.key))
        if template:
            self.page.protect("", {"insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True,
                                   "format_columns": True, "format_rows": True})  # fmt: skip

    def _cell(self, number: int, place: int, column: Column, row: RowValues, *, locked: bool) -> None:
        look = (self.looks.locked if locked else self.looks.open)[column.kind]
        value = row.get(column.name)
        match value:
            case None:
                if locked:
                    self.page.write_blank(number, place, None, look)
            case bool():
                self.page.write_string(number, place, written(value), look)
            case int():
                self.page.write_number(number, place, value, look)
            case Decimal() if Decimal(f"{float(value):.15g}") == value:
                self.page.write_number(number, place, float(value), look)
            case time():
                self.page.write_datetime(number, place, value, look)
            case date():
                self.page.write_datetime(number, place, value, look)
            case _:
                self.page.write_string(number, place, cell_text(value), look)

    def _rule(self, place: int, column: Column) -> None:
        rule: dict[str, Any] = {"ignore_blank": True, "error_title": column.name, "error_message": column.meaning[:200]}
        if column.choices and len(",".join(column.choices)) <= MOST_CHOICES:
            rule |= {"validate": "list", "source": list(column.choices)}
        elif column.kind is Kind.YES_NO:
            rule |= {"validate": "list", "source": ["yes", "no"]}
        elif column.of and column.of != self.sheet.name and column.of in self.book.rows:
            of = BY_NAME[column.of]
            keys = next(n for n, c in enumerate(self.book.columns(of)) if c.name == of.key[0])
            letter = chr(ord("A") + keys)
            rule |= {"validate": "list", "source": f"={column.of}!${letter}$2:${letter}${LISTED_ROWS}"}
        elif column.kind in {Kind.AMOUNT, Kind.QUANTITY, Kind.WHOLE, Kind.SHARE}:
            rule |= _bounds(column)
        elif column.kind is Kind.DATE:
            rule |= {"validate": "date", "criteria": ">=", "value": EARLIEST}
        else:
            return
        self.page.data_validation(1, place, LISTED_ROWS, place, rule)


def _bounds(column: Column) -> dict[str, Any]:
    kind = "integer" if column.kind is Kind.WHOLE else "decimal"
    most = Decimal(1) if column.kind is Kind.SHARE and column.most is None else column.most
    if most is not None:
        return {
            "validate": kind,
            "criteria": "between",
            "minimum": float(column.least or 0),
            "maximum": float(most),
        }
    return {"validate": kind, "criteria": ">" if column.positive else ">=", "value": float(column.least or 0)}
