"""`trimtab import`: reference data from CSV files or a workbook, as a whole or not at all."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.erp_reference import WithoutErp, erp_reference
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_progress, write_table

if TYPE_CHECKING:
    from tools.reference.importing import Prepared

MOST_LINES = 200
LONGEST_ACTOR = 64


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A workbook, a CSV file named after its sheet, or a folder of them.")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet a CSV file of another name is.")
    ] = None,
    decimal: Annotated[
        Literal["point", "comma"] | None,
        typer.Option("--decimal", help="The decimal mark, where a number such as 1.234 could mean two things."),
    ] = None,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Take the good rows; the others go to the quarantine, and nothing in force is removed."
        ),
    ] = False,
    clear: Annotated[
        list[str] | None, typer.Option("--clear", metavar="SHEET", help="Empty this sheet; may be given several times.")
    ] = None,
    without_erp: WithoutErp = False,
    as_json: AsJson = False,
) -> None:
    """Check reference data row by row and put it in force.

    Every problem is listed with file, sheet, row and column; where there is one, nothing changes and the exit code is
    1. A sheet says its whole table: what it leaves out is removed. Sheets that are not given stay as they are. Older
    versions are kept beside the network file.
    """
    from interfaces.cli.opening import network_file_of, opened_ledger
    from tools.reference.importing import Wanted, apply, prepare
    from tools.reference.numbers import DecimalMark
    from trimtab.clock import clock_of

    settings = read_settings()
    file = network_file_of(settings)
    wanted = Wanted(path, sheet, DecimalMark(decimal) if decimal else None, partial, tuple(clear or ()))
    erp = erp_reference(settings, without=without_erp)
    today = clock_of(settings).business_now().date()
    prepared = prepare(wanted, file, settings.company, today, erp, write_progress)
    applied = False
    if prepared.after is not None and (prepared.any or prepared.left_out) and not dry_run:
        with opened_ledger(settings) as ledger:
            actor = f"command line ({getpass.getuser()})"[:LONGEST_ACTOR]
            apply(prepared, file, ledger, actor)
        applied = True
    if as_json:
        write_json(_described(prepared, applied=applied))
    else:
        _tell(prepared, applied=applied, dry_run=dry_run)
    if prepared.problems:
        raise typer.Exit(1)


def _described(prepared: Prepared, *, applied: bool) -> dict[str, object]:
    return {
        "refused": bool(prepared.problems),
        "applied": applied,
        "version": prepared.after.version if prepared.after is not None else None,
        "version_before": prepared.before.version if prepared.before is not None else None,
        "files": list(prepared.files),
        "problems": [problem.as_dict() for problem in prepared.problems],
        "left_out": [problem.as_dict() for problem in prepared.left_out],
        "notes": list(prepared.notes),
        "changes": {
            change.sheet: change.counts()
            | {"rows": {"added": change.added, "changed": change.changed, "removed": change.removed}}
            for change in prepared.changes
        },
    }


def _tell(prepared: Prepared, *, applied: bool, dry_run: bool) -> None:
    for note in prepared.notes[:MOST_LINES]:
        write_line(f"Note: {note}")
    for problem in prepared.problems[:MOST_LINES]:
        write_line(str(problem))
    if prepared.problems:
        hidden = len(prepared.problems) - MOST_LINES
        if hidden > 0:
            write_line(f"... and {hidden} more; --json lists all of them.")
        count = len(prepared.problems)
        write_line(f"Refused: {count} problem{'s' if count > 1 else ''}. Nothing was changed.")
        return
    for problem in prepared.left_out[:MOST_LINES]:
        write_line(f"Left out: {problem}")
    _tell_changes(prepared)
    assert prepared.after is not None  # noqa: S101 - without problems there is a network
    if applied:
        write_line(f"In force: version {prepared.after.version}.")
    elif not prepared.any:
        write_line("Nothing to change: all of it is in force already.")
    elif dry_run:
        write_line(f"Would be version {prepared.after.version}. Nothing was changed.")


def _tell_changes(prepared: Prepared) -> None:
    moved = [change for change in prepared.changes if change.any]
    if not moved:
        return
    columns = ["sheet", "added", "changed", "removed", "unchanged"]
    write_table(columns, [(c.sheet, *c.counts().values()) for c in moved], right=columns[1:])
    lines = [
        f"{word} {change.sheet} {row}"
        for change in moved
        for word, rows in (("-", change.removed), ("+", change.added), ("~", change.changed))
        for row in rows
    ]
    for line in lines[:MOST_LINES]:
        write_line(line)
    if len(lines) > MOST_LINES:
        write_line(f"... and {len(lines) - MOST_LINES} more; --json lists all of them.")
