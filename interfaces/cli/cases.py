"""`trimtab cases`: the drifts worth acting on."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import As, AsJson
from interfaces.cli.output import money, write_json, write_line, write_table
from interfaces.cli.times import moment

# The values of `trimtab.cases.CaseState`, which a test compares: importing that would slow every command down.
State = Literal["open", "proposed", "closed"]


def cases(
    *,
    principal: As = "",
    state: Annotated[State | None, typer.Option(help="Only cases in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show cases, newest first: what moved and what it costs."""
    with connected(principal) as client:
        found = client.get("/cases", **({"state": state} if state else {}))
    if as_json:
        write_json(found)
    elif not found:
        write_line("No case. Cases appear when what moved is worth more than looking at it.")
    else:
        rows = [
            (
                case["id"],
                case["state"],
                case["round"],
                case["title"],
                money(case["drift"]["avoidable"], case["drift"]["currency"]),
                money(case["drift"]["level_per_day"], case["drift"]["currency"]),
                moment(case["opened_at"]),
            )
            for case in found
        ]
        columns = ["case", "state", "round", "what", "avoidable", "levels, a day", "opened"]
        write_table(columns, rows, right=["round", "avoidable", "levels, a day"])
