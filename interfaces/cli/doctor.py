"""`trimtab doctor`: whether everything Trimtab needs is there, and what to do about what is not."""

from __future__ import annotations

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line


def doctor(*, as_json: AsJson = False) -> None:
    """Check everything Trimtab needs; exit code 1 where something is wrong."""
    from interfaces.cli.checks import all_checks

    found = list(all_checks())
    if as_json:
        write_json([check.__dict__ | {"ok": check.ok} for check in found])
    else:
        for check in found:
            write_line(f"{check.verdict:<4} {check.name}: {check.text}")
            if check.remedy:
                write_line(f"     {check.remedy}")
    if not all(check.ok for check in found):
        raise typer.Exit(1)
