"""`trimtab inbox`: what awaits a decision."""

from __future__ import annotations

from typing import Annotated

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import As, AsJson
from interfaces.cli.output import moment, money, write_json, write_line, write_table


def inbox(
    *,
    principal: As = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only what you can approve.")] = False,
    deferred: Annotated[bool, typer.Option("--deferred", help="Also what was put off to a later time.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what awaits a decision, costliest first."""
    with connected(principal) as client:
        found = client.get("/inbox", mine=mine, deferred=deferred)
    if as_json:
        write_json(found)
    elif not found:
        write_line("Nothing waits for a decision. Bundles appear here when a drift is worth acting on.")
    else:
        columns = ["bundle", "rev", "what", "saves", "lost in 4 h", "needs", "expires"]
        rows = [
            (
                item["id"],
                item["revision"],
                item["headline"],
                money(item["expected_saving"], item["currency"]),
                money(item["loss_before_next_look"], item["currency"]),
                ", ".join(_words(r["role"]) for r in item["requirements"] if not r["approved_by"]) or "-",
                moment(item["expires_at"]),
            )
            for item in found
        ]
        write_table(columns, rows, right=["rev", "saves", "lost in 4 h"])


def _words(role: str) -> str:
    return role.replace("_", " ")
