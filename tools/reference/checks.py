"""Checks across rows: what is missing, what stands there twice, and what names something that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tools.reference.cells import numbered, written
from tools.reference.columns import Column, Key, Kind, Sheet
from tools.reference.entries import Entries, Entry
from tools.reference.erp import ErpReference
from tools.reference.problems import Place, Report
from tools.reference.sheets import SHEETS

MOST_SUGGESTIONS = 20
KEPT_BY_THE_ERP = frozenset({"items", "suppliers", "customers", "locations"})


def check_rows(entries: Entries, erp: ErpReference, report: Report) -> None:
    """Report what is wrong with rows by themselves and with each other."""
    codes = {sheet.name: _codes(sheet, entries[sheet.name]) for sheet in SHEETS}
    for sheet in SHEETS:
        rows = entries[sheet.name]
        _once(sheet, rows, report)
        for entry in rows:
            _complete(sheet, entry, report)
            for column in sheet.columns:
                if column.kind is Kind.CODE and column.of and column.of != sheet.name:
                    _known(column, entry, codes[column.of], report)
        if sheet.name in KEPT_BY_THE_ERP and sheet.name in erp.rows:
            _in_erp(sheet, rows, {str(key[0]) for key in erp.rows[sheet.name]}, report)
    if not entries["costs"]:
        report.add(Place("costs"), "there are no cost parameters", "Give the sheet costs with the version in force")
    for extra in entries["costs"][1:]:
        extra.report(report, "version", "is a second version", "Keep the row of the version in force")


def _codes(sheet: Sheet, rows: Iterable[Entry]) -> set[str]:
    return {str(entry.values[sheet.key[0]]) for entry in rows if sheet.key[0] in entry.values}


def _once(sheet: Sheet, rows: list[Entry], report: Report) -> None:
    first: dict[Key, Entry] = {}
    cased: dict[str, tuple[str, Entry]] = {}
    for entry in rows:
        key = sheet.key_of(entry.values)
        if key is None:
            continue
        if key in first:
            named = " ".join(written(part) for part in key)
            other = first[key].place
            also = f"row {other.row}" if other.row else "what is in force"
            what = f"stands there twice ({named}): here and in {also}"
            entry.report(report, sheet.key[-1], what, "Keep the row that is right")
            continue
        first[key] = entry
        text = "\0".join(written(part) for part in key)
        alike, other_entry = cased.setdefault(text.casefold(), (text, entry))
        if alike != text and entry.of_file:
            row = f"row {other_entry.place.row}" if other_entry.of_file else "what is in force"
            what = f"differs from {row} in capital letters only"
            entry.report(report, sheet.key[-1], what, "Write the code in one way")


def _complete(sheet: Sheet, entry: Entry, report: Report) -> None:
    if not entry.of_file:
        return
    for column in sheet.columns:
        if column.required and column.name not in entry.values and column.name not in entry.broken:
            holder = "The ERP has none: enter it there, or write" if column.from_erp else "Write"
            entry.report(report, column.name, "is missing", f"{holder} {column.meaning.lower()}: {column.example}")
    amounts = [c.name for c in sheet.columns if c.kind is Kind.AMOUNT and c.name in entry.values]
    if amounts and "currency" not in entry.values and "currency" not in entry.broken:
        entry.report(report, "currency", f"is missing for {amounts[0]}", "Write its three letters, such as EUR")


def _known(column: Column, entry: Entry, codes: set[str], report: Report) -> None:
    code = entry.values.get(column.name)
    if code is None or code in codes:
        return
    remedy = _meant(str(code), codes, report) or f"Add it to the sheet {column.of}, or correct it"
    entry.report(report, column.name, f"is not in {column.of}", remedy)


def _in_erp(sheet: Sheet, rows: Iterable[Entry], codes: set[str], report: Report) -> None:
    for entry in rows:
        code = entry.values.get(sheet.key[0])
        if code is not None and code not in codes and entry.of_file:
            remedy = _meant(str(code), codes, report) or "Create it in the ERP first, or correct it"
            entry.report(report, sheet.key[0], "is not in the ERP", remedy)


def _meant(code: str, codes: set[str], report: Report) -> str:
    """Return what was probably meant by an unknown code: first the one whose leading zeros a spreadsheet ate.

    Looking for a similar one takes long among many, and nobody reads a thousand suggestions.
    """
    if len(report.problems) >= MOST_SUGGESTIONS:
        return ""
    if numbered(code):
        bare = code.partition(".")[0].lstrip("0")
        lost = [known for known in codes if known.lstrip("0") == bare]
        if len(lost) == 1:
            return f"A spreadsheet made a number of {lost[0]}: format the column as text and write {lost[0]}"
    close = difflib.get_close_matches(code, sorted(codes), 1, 0.7)
    return f"Did you mean {close[0]}?" if close else ""
