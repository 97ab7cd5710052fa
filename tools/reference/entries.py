"""Entries: all rows of all sheets together, those of the files and those that stay as they are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tools.reference.cells import written
from tools.reference.columns import Key, RowValues, Sheet, Value
from tools.reference.disassemble import Rows
from tools.reference.erp import ErpReference
from tools.reference.problems import Place, Report
from tools.reference.sheets import BY_NAME, SHEETS
from tools.reference.table import Row, Table

IN_FORCE = "in force"
BadRow = tuple[str, str, int]
"""File, sheet and number of a row with problems."""


@dataclass(frozen=True)
class Entry:
    """A row and where it stands; `broken` are columns that could not be read."""

    values: RowValues
    place: Place
    broken: frozenset[str] = frozenset()

    @property
    def of_file(self) -> bool:
        """Tell whether the row stands in a file, and is not one that stays as it is."""
        return self.place.row is not None

    def report(self, report: Report, column: str, what: str, remedy: str) -> None:
        """Report that a cell of the row is wrong."""
        value = self.values.get(column)
        report.add(self.place.at(self.place.row, column), what, remedy, "" if value is None else written(value))


Entries = dict[str, list[Entry]]


def entries_of(
    tables: Iterable[Table], in_force: Rows, erp: ErpReference, left_out: Collection[BadRow], report: Report
) -> Entries:
    """Return every sheet's rows: a sheet that is in the files is theirs, any other stays as it is in force.

    Where rows are left out nothing is removed: what is in force and not in the file stays as it is.
    """
    given = {table.sheet.name: table for table in tables}
    entries: Entries = {}
    for sheet in SHEETS:
        stays = {sheet.key_of(values): values for values in in_force.get(sheet.name, [])}
        if sheet.name in given:
            entries[sheet.name] = _of_table(given[sheet.name], stays, erp, left_out, report)
        else:
            entries[sheet.name] = [Entry(values, Place(sheet.name, IN_FORCE)) for values in stays.values()]
    return entries


def _of_table(
    table: Table, stays: dict[Key | None, RowValues], erp: ErpReference, left_out: Collection[BadRow], report: Report
) -> list[Entry]:
    found = []
    for row in table.rows:
        before = stays.get(table.sheet.key_of(row.values), {})
        if (table.file, table.part, row.number) in left_out:
            continue
        place = table.place(row.number)
        values = _filled(table.sheet, row, before, erp, place, report)
        found.append(Entry(values, place, row.broken))
    if left_out:
        named = {table.sheet.key_of(entry.values) for entry in found}
        found += [Entry(stays[key], Place(table.sheet.name, IN_FORCE)) for key in stays if key not in named]
    return found


def _filled(sheet: Sheet, row: Row, before: RowValues, erp: ErpReference, place: Place, report: Report) -> RowValues:
    """Return a row with what the ERP holds; where it holds nothing, and the cell is empty, with what is in force."""
    held = erp.row(sheet, row.values)
    values = {name: value for name, value in row.values.items() if not sheet.column(name).context}
    for column in sheet.columns:
        name = column.name
        if not column.from_erp or column.context or name in sheet.key or name in row.broken:
            continue
        if name in held:
            if name in values and not _same(values[name], held[name]):
                theirs, ours = written(held[name]), written(values[name])
                where = place.at(place.row, name)
                report.note(f"{where}: the ERP says {theirs}, which is taken; {ours} has to be changed there.")
            values[name] = held[name]
        elif name not in values and name in before:
            values[name] = before[name]
    return values


def _same(ours: Value, theirs: Value) -> bool:
    return ours == theirs or written(ours) == written(theirs)


def rows_in(entries: Entries) -> Rows:
    """Return the rows without their places."""
    return {name: [entry.values for entry in entries[name]] for name in BY_NAME}
