"""`trimtab export`: everything Trimtab knows, as files other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_progress
from trimtab.errors import NotFound

if TYPE_CHECKING:
    from trimtab.settings import Settings

Format = Literal["csv", "xlsx", "jsonl"]
REFERENCE = "reference"


def export(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...",
            help="reference (all of its sheets), single sheets, or cases, bundles, decisions, facts, beliefs, events, "
            "quarantine, audit, tasks, outcomes, dismissals. Left out: everything.",
        ),
    ] = None,
    *,
    kind: Annotated[
        Format,
        typer.Option(
            "--format",
            help="csv; xlsx: reference data as one workbook, the rest as CSV; jsonl: the ledger as lines of JSON.",
        ),
    ] = "csv",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write; made where it is missing.")] = Path(
        "export"
    ),
    as_json: AsJson = False,
) -> None:
    """Export reference data and the ledger; importing exported reference data changes nothing.

    Cells that a spreadsheet would take for a formula are written with an apostrophe before them. Credentials are
    never exported.
    """
    from tools.reference.ledger_export import TABLES
    from tools.reference.sheets import BY_NAME

    wanted = what or [REFERENCE, *TABLES]
    for name in wanted:
        if name not in {REFERENCE, *BY_NAME, *TABLES}:
            known = ", ".join([REFERENCE, *BY_NAME, *TABLES])
            raise NotFound(f"there is nothing called {name!r} to export.", remedy=f"Known are {known}.")
    settings = read_settings()
    sheets = [name for name in BY_NAME if name in wanted or REFERENCE in wanted]
    counts = _reference(settings, sheets, kind, out) if sheets else {}
    tables = [name for name in wanted if name in TABLES]
    if tables:
        counts |= _ledger(settings, tables, kind, out)
    if as_json:
        write_json({"files": [{"path": str(path), "rows": rows} for path, rows in counts.items()]})
    else:
        for path, rows in counts.items():
            write_line(f"{path}: {rows:,} row{'' if rows == 1 else 's'}")


def _reference(settings: Settings, sheets: list[str], kind: Format, out: Path) -> dict[Path, int]:
    from interfaces.cli.opening import network_of
    from tools.reference.disassemble import rows_of
    from tools.reference.writing import Book, write_folder, write_workbook

    rows = {name: found for name, found in rows_of(network_of(settings)).items() if name in sheets}
    if kind == "xlsx":
        path = out / f"{REFERENCE}.xlsx"
        write_workbook(Book(rows), path)
        return {path: sum(map(len, rows.values()))}
    # Reference data keeps to CSV: there is no other text that `trimtab import` reads.
    return {path: len(rows[path.stem]) for path in write_folder(Book(rows), out / REFERENCE)}


def _ledger(settings: Settings, tables: list[str], kind: Format, out: Path) -> dict[Path, int]:
    from interfaces.cli.opening import opened_ledger
    from tools.reference.ledger_export import export_ledger

    with opened_ledger(settings) as ledger:
        return export_ledger(ledger, tables, out, as_lines=kind == "jsonl", tell=write_progress)
