"""CSV files: encoding and delimiter found with care, and a text that is neither is refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import PurePath

from tools.reference.grid import Grid
from tools.reference.problems import Place, Report

DELIMITERS = ",;\t|"
MOST_ROWS = 200_000
MOST_COLUMNS = 100
_DOUBLE = re.compile(f"[ÃÂ][\u00a0-\u00bf{bytes(b for b in range(0x80, 0xA0)).decode('cp1252', 'ignore')}]")
SAVE_AS = "Save it as CSV UTF-8, or as Excel workbook"
_TYPOGRAPHY = frozenset("€„…’“”•–—™\u2018\u201a\u00a0°±²³µ·¹º»«¼½¾¿¡§©®£¥×÷")


def read_csv(file: str, content: bytes, report: Report) -> list[Grid]:
    """Return the one grid of a CSV file, or none where it cannot be read."""
    text = _text(file, content, report)
    if text is None:
        return []
    if not text.strip():
        report.add(Place(file), "is empty", "Export it again, or leave it out")
        return []
    return _split(file, text, report)


def _split(file: str, text: str, report: Report) -> list[Grid]:
    lines = [line for line in text.splitlines() if line.strip()]
    named = re.match(r"\s*sep=(.)\r?\n", text)
    if named:
        # The line with which Excel is told the separator is no row, and the rows below keep their numbers.
        text = "\n" + text[named.end() :]
    delimiter = named.group(1) if named else _delimiter(lines)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            # A quoted cell may hold line breaks: the row keeps the number of the line it ends in.
            rows += [[] for _ in range(reader.line_num - len(rows) - 1)]
            rows.append(row)
            if len(rows) > MOST_ROWS:
                report.add(Place(file), f"has more than {MOST_ROWS:,} rows", "Split it")
                return []
    except csv.Error as error:
        where = Place(file, row=len(rows) + 1)
        report.add(where, f"cannot be split into cells ({error})", "Close the quotes in that row")
        return []
    if max(map(len, rows)) > MOST_COLUMNS:
        widest = next(n for n, cells in enumerate(rows, start=1) if len(cells) > MOST_COLUMNS)
        report.add(Place(file, row=widest), f"has more than {MOST_COLUMNS} columns", "Check the separator")
        return []
    return [Grid(file, PurePath(file).stem, rows)]


def _delimiter(lines: list[str]) -> str:
    """Return what separates the columns: the mark that makes most headings."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader(lines[:1], delimiter=mark), [])))


def _text(file: str, content: bytes, report: Report) -> str | None:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or Windows-1252 where every character speaks for it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            report.add(Place(file), "is UTF-16 that breaks off", SAVE_AS)
            return None
        return _without_nulls(file, text, report)
    if b"\0" in content:
        half = content[:2000:2].count(0), content[1:2000:2].count(0)
        wide = max(half) > len(content[:2000]) * 0.3
        what = "is UTF-16 without its mark" if wide else "is no text (it has NUL bytes)"
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        report.add(Place(file, row=row), what, SAVE_AS)
        return None
    try:
        return _without_nulls(file, content.decode("utf-8-sig"), report)
    except UnicodeDecodeError as error:
        return _western(file, content, content.count(b"\n", 0, error.start) + 1, report)


def _without_nulls(file: str, text: str, report: Report) -> str | None:
    junk = next((n for n, c in enumerate(text) if ord(c) < 32 and c not in "\t\r\n"), None)
    if junk is None:
        return text
    row = text.count("\n", 0, junk) + 1
    report.add(Place(file, row=row), "is no text (it has control characters)", SAVE_AS)
    return None


def _western(file: str, content: bytes, row: int, report: Report) -> str | None:
    """Return the text as Windows-1252, where nothing in it looks like another encoding."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        report.add(Place(file, row=row), "is neither UTF-8 nor Windows-1252 text", SAVE_AS)
        return None
    for number, line in enumerate(text.split("\n"), start=1):
        # UTF-8 read as Windows-1252 shows as a capital Ã or Â before a sign: both encodings in one file.
        if _DOUBLE.search(line):
            report.add(Place(file, row=number), "mixes UTF-8 and Windows-1252", SAVE_AS)
            return None
        if any(ord(c) > 127 and not c.isalpha() and c not in _TYPOGRAPHY for c in line):
            report.add(Place(file, row=number), "is neither UTF-8 nor Windows-1252 text", SAVE_AS)
            return None
        if any(ord(c) < 32 and c not in "\t\r" for c in line):
            report.add(Place(file, row=number), "is no text (it has control characters)", SAVE_AS)
            return None
    report.note(f"{file} was read as Windows-1252, from row {row} on it is not UTF-8.")
    return text
