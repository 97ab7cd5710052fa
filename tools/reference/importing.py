"""Importing: files to a new network or to a list of all that is wrong with them; applied as a whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from tools.reference.assemble import assemble
from tools.reference.cells import Reading
from tools.reference.checks import check_rows
from tools.reference.difference import SheetChange, difference
from tools.reference.disassemble import Rows, rows_of
from tools.reference.entries import BadRow, Entries, entries_of, rows_in
from tools.reference.erp import NO_ERP, ErpReference
from tools.reference.files import Tell, read_files
from tools.reference.network_file import NetworkFile, digest_of
from tools.reference.numbers import DecimalMark
from tools.reference.plausible import check_plausible
from tools.reference.problems import Place, Problem, Report
from tools.reference.sheets import BY_NAME
from tools.reference.table import Table, read_table, sheet_of
from trimtab.errors import TrimtabError
from trimtab.events import Quarantined
from trimtab.ledger import Ledger, Transaction
from trimtab.network import Network

CODE = "reference.row"
WORTH_TELLING_ROWS = 10_000


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for: the files, and how to read and take them."""

    path: Path
    sheet: str | None = None
    """Which table a single CSV file is, where its name does not say so."""
    mark: DecimalMark | None = None
    partial: bool = False
    """Whether rows with problems are left out, instead of refusing everything."""
    clear: tuple[str, ...] = ()
    """Sheets to empty."""


@dataclass(frozen=True)
class Prepared:
    """What an import would do; `after` is None where it is refused."""

    before: Network | None
    after: Network | None
    expected: str
    """The digest of the network file the import was prepared on."""
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    changes: tuple[SheetChange, ...] = ()
    left_out: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether applying it would change anything."""
        return any(change.any for change in self.changes)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the numbers of rows by sheet, of those that change."""
        return {change.sheet: change.counts() for change in self.changes if change.any}


@dataclass
class _Found:
    tables: list[Table] = field(default_factory=list)
    whole: bool = True
    """Whether every file and sheet could be read as such."""


def prepare(
    wanted: Wanted,
    file: NetworkFile,
    company: str,
    today: date,
    erp: ErpReference = NO_ERP,
    tell: Tell = lambda _: None,
) -> Prepared:
    """Read and check everything, and say what would change; nothing is written."""
    before, expected = file.read()
    in_force = rows_of(before) if before is not None else {}
    reading = Report()
    found = _tables(wanted, in_force, reading, tell)
    files = tuple(sorted({table.file for table in found.tables if table.file}))
    count = sum(len(table.rows) for table in found.tables)
    left_out: list[Problem] = []
    bad: set[BadRow] = set()
    while True:
        report = Report(notes=list(reading.notes))
        if count > WORTH_TELLING_ROWS:
            tell(f"checking {count:,} rows")
        entries = entries_of(found.tables, in_force, erp, bad, report)
        _check(entries, in_force, erp, today, report)
        every = [p for p in reading.problems if _row(p) not in bad] + report.problems
        rows = {_row(p) for p in every}
        if not (wanted.partial and every and found.whole and None not in rows):
            break
        left_out += every
        bad |= {row for row in rows if row is not None}
    problems = tuple(Report(every).in_order())
    notes = tuple(report.notes)
    if problems:
        return Prepared(before, None, expected, problems, notes, files=files)
    try:
        after = assemble(before.company if before is not None else company, rows_in(entries))
    except (TrimtabError, ValidationError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        return Prepared(before, None, expected, (Problem(Place("the network"), "", what, ""),), notes, files=files)
    changes = difference(before, after)
    return Prepared(before, after, expected, (), notes, changes, tuple(Report(left_out).in_order()), files)


def _check(entries: Entries, in_force: Rows, erp: ErpReference, today: date, report: Report) -> None:
    check_rows(entries, erp, report)
    check_plausible(entries, in_force, erp, today, report)


def _row(problem: Problem) -> BadRow | None:
    """Return the row a problem is about; None where leaving out one row would not help."""
    place = problem.place
    return None if place.row is None else (place.file, place.sheet, place.row)


def _tables(wanted: Wanted, in_force: Rows, report: Report, tell: Tell) -> _Found:
    grids = read_files(wanted.path, report, tell)
    found = _Found(whole=not report.problems)
    if wanted.sheet and len(grids) > 1:
        report.add(Place(wanted.path.name), "has several sheets, and --sheet names one", "Leave --sheet out")
        return _Found(whole=False)
    for grid in grids:
        sheet = sheet_of(grid, wanted.sheet, report)
        table = read_table(grid, sheet, Reading(wanted.mark, grid.epoch), report) if sheet else None
        if table is None:
            found.whole = False
            continue
        twice = next((other for other in found.tables if other.sheet is table.sheet), None)
        if twice is not None:
            where = f"{twice.file} [{twice.part}]" if twice.part else twice.file
            report.add(table.place(None), f"is {table.sheet.name}, and so is {where}", "Keep one of them")
            found.whole = False
        elif not table.rows and in_force.get(table.sheet.name) and table.sheet.name not in wanted.clear:
            what = f"has no rows, while {len(in_force[table.sheet.name])} are in force"
            remedy = f"Leave the sheet out to keep them, or say --clear {table.sheet.name}"
            report.add(table.place(None), what, remedy)
            found.whole = False
        else:
            found.tables.append(table)
    found.tables += _cleared(wanted.clear, found.tables, report)
    return found


def _cleared(names: Collection[str], tables: Iterable[Table], report: Report) -> list[Table]:
    given = {table.sheet.name for table in tables if table.rows}
    cleared = []
    for name in names:
        if name not in BY_NAME:
            report.add(Place("--clear"), "is not a table of reference data", f"Known are {', '.join(BY_NAME)}", name)
        elif name in given:
            report.add(Place("--clear"), "is to be emptied, and a file fills it", "Decide for one of them", name)
        elif name not in {table.sheet.name for table in tables}:
            cleared.append(Table(BY_NAME[name], "", name, ()))
    return cleared


def apply(prepared: Prepared, file: NetworkFile, ledger: Ledger, actor: str) -> str:
    """Put a prepared network in force and return its version.

    Network file, audit entry and quarantine belong together: where one of them cannot be written, none is.
    Raises StaleRevision where the file was replaced since `prepare`.
    """
    network = prepared.after
    assert network is not None  # noqa: S101 - the caller has looked at the problems
    old = prepared.before.version if prepared.before is not None else ""
    previous: bytes | None = None
    try:
        with ledger.write() as tx:
            _quarantine(prepared.left_out, tx)
            previous = file.replace(network, prepared.expected)
            tx.audit.append(
                actor,
                "reference.imported",
                "network",
                files=list(prepared.files),
                version=network.version,
                version_before=old,
                digest=digest_of(file.path.read_bytes()),
                digest_before=prepared.expected,
                counts=prepared.counts(),
                left_out=len(prepared.left_out),
            )
    except BaseException:
        if previous is not None:
            file.put_back(previous)
        raise
    return network.version


def _quarantine(problems: Iterable[Problem], tx: Transaction) -> None:
    refused = [
        Quarantined(
            source=f"reference:{p.place.file}"[:200],
            record=f"{p.place.sheet} row {p.place.row}"[:300],
            field=p.place.column[:100] or "row",
            code=CODE,
            message=str(p),
            payload={"row": p.place.row, "value": p.value},
            at=tx.wall_now,
        )
        for p in problems
    ]
    tx.events.quarantine(refused)
