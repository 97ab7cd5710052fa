"""`trimtab inbox`: what awaits a decision, one card a bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from interfaces.cli.amounts import saving_lines
from interfaces.cli.client import connected
from interfaces.cli.options import As, AsJson
from interfaces.cli.output import money, write_json, write_line
from interfaces.cli.times import both, moment


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
        for place, item in enumerate(found):
            for line in ([""] if place else []) + list(_card(item)):
                write_line(line)


def _card(item: dict[str, Any]) -> Iterator[str]:
    missing = ", ".join(r["role"].replace("_", " ") for r in item["requirements"] if not r["approved_by"])
    yield f"{item['id']}  {item['headline']}"
    for line in saving_lines(item["amounts"], item["currency"]):
        yield f"  {line}"
    cliff = item["next_cliff"]
    ahead = f"; {cliff['cliff']} {both(cliff['at'])}" if cliff else ""
    yield f"  Waiting 4 h costs {money(item['loss_before_next_look'], item['currency'])}{ahead}"
    yield f"  If nobody answers: {item['if_nobody_answers']}"
    revision = f"Revision {item['revision']}, " if item["revision"] > 1 else ""
    put_off = f", put off until {moment(item['deferred_until'])}" if item["deferred_until"] else ""
    yield f"  {revision}ERP as of {moment(item['state_as_of'])}, expires {both(item['expires_at'])}{put_off}"
    yield f"  Needs {missing or 'nothing more'}"
