"""Workbooks: Excel and OpenDocument sheets as grids; what a person cannot see in them is refused."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from xml.sax.saxutils import unescape

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from tools.reference.csv_file import MOST_COLUMNS, MOST_ROWS
from tools.reference.grid import EPOCH_1900, EPOCH_1904, Grid, letters
from tools.reference.problems import Place, Report

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_UNPACKED = 400_000_000
OURS = frozenset({"instructions", "lists"})
"""Sheets of our own templates that hold nothing to import."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_SHEET = re.compile(r'<sheet\b[^>]*\bname="([^"]*)"[^>]*\br:id="([^"]*)"')
_TARGET = re.compile(r"<Relationship\b[^>]*>")


def read_workbook(file: str, content: bytes, report: Report) -> list[Grid]:
    """Return the visible sheets of a workbook; empty where the whole file cannot be read."""
    if content.startswith(OLE) and _ENCRYPTED in content:
        report.add(Place(file), "is protected by a password", "Save it without a password")
        return []
    if not _fits(file, content, report):
        return []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        report.add(Place(file), "is protected by a password", "Save it without a password")
        return []
    except (CalamineError, OSError, ValueError) as error:
        report.add(Place(file), f"cannot be opened ({str(error)[:100]})", "Open it in Excel and save it again")
        return []
    epoch = _epoch(content)
    grids = []
    for sheet in book.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.name.casefold() in OURS:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            where = Place(file, sheet.name, 1)
            report.add(where, "is hidden, so nobody has checked it", "Unhide it or delete it")
            continue
        grid = _grid(file, book, sheet.name, epoch, report)
        if grid is not None:
            grids.append(grid)
    _formula_errors(file, content, {g.sheet for g in grids}, report)
    return grids


def _grid(file: str, book: CalamineWorkbook, name: str, epoch: date, report: Report) -> Grid | None:
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        report.add(Place(file, name), f"cannot be read ({str(error)[:100]})", "Save the workbook again")
        return None
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        size = f"has {sheet.total_height:,} rows and {sheet.total_width:,} columns"
        most = f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns can be read"
        report.add(Place(file, name), f"{size}, {most}", "Delete what is empty, or split it")
        return None
    for (row, column), _ in sheet.merged_cell_ranges or []:
        where = Place(file, name, row + 1, letters(column))
        report.add(where, "is a merged cell", "Unmerge it and fill every cell")
    return Grid(file, name, sheet.to_python(skip_empty_area=False), typed=True, epoch=epoch)


def _fits(file: str, content: bytes, report: Report) -> bool:
    """Tell whether unpacking is safe; a file of another kind is left to the reader of workbooks."""
    if not content.startswith(ZIP):
        if content.startswith(OLE):
            return True
        report.add(Place(file), "is not a workbook", "Open it in Excel and save it as .xlsx")
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        report.add(Place(file), "is broken off or damaged", "Save or download it again")
        return False
    if size > MOST_UNPACKED:
        report.add(Place(file), f"unpacks to {size / 1e6:,.0f} MB", "Delete what is empty, or split it")
        return False
    return True


def _epoch(content: bytes) -> date:
    """Return day 0 of a workbook's serial dates."""
    return EPOCH_1904 if re.search(r'date1904="(1|true)"', _part(content, "xl/workbook.xml")) else EPOCH_1900


def _formula_errors(file: str, content: bytes, sheets: set[str], report: Report) -> None:
    """Report cells such as #N/A, which readers of workbooks show as empty."""
    targets = {}
    for relation in _TARGET.findall(_part(content, "xl/_rels/workbook.xml.rels")):
        key, target = re.search(r'\bId="([^"]*)"', relation), re.search(r'\bTarget="([^"]*)"', relation)
        if key and target:
            targets[key.group(1)] = target.group(1)
    for name, key in _SHEET.findall(_part(content, "xl/workbook.xml")):
        sheet = unescape(name, {"&quot;": '"', "&apos;": "'"})
        path = targets.get(key, "")
        if sheet not in sheets:
            continue
        xml = _part(content, path.lstrip("/") if path.startswith("/") else f"xl/{path}").encode()
        for column, row, value in _ERROR.findall(xml):
            where = Place(file, sheet, int(row), column.decode())
            report.add(where, "is the error of a formula", "Mend the formula, or write the value", value.decode())


def _part(content: bytes, path: str) -> str:
    if not content.startswith(ZIP):
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if path not in packed.namelist():
            return ""
        return packed.read(path).decode("utf-8", "replace")
