"""Tasks: work for people where no system of record takes an action."""

from __future__ import annotations

from typing import Annotated

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import As, AsJson
from interfaces.cli.output import moment, write_json, write_line, write_table


def tasks(
    *,
    principal: As = "",
    finished: Annotated[bool, typer.Option("--done", help="Also those that are done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what people have to do themselves, and confirm."""
    with connected(principal) as client:
        found = client.get("/tasks", done=finished)
    if as_json:
        write_json(found)
    elif not found:
        write_line("No task is open. Tasks appear when an approved leg has no system behind it.")
    else:
        rows = [(t["id"], t["owner"], t["text"], t["reference"] or t["state"], moment(t["opened_at"])) for t in found]
        write_table(["task", "owner", "what", "reference", "since"], rows)


def done(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task's id, as `trimtab tasks` shows it.")],
    *,
    reference: Annotated[str, typer.Option(help="Where the proof can be found: an e-mail, a call, a number.")],
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Confirm that a task was done."""
    with connected(principal) as client:
        found = client.post(f"/tasks/{task}/done", {"reference": reference})
    if as_json:
        write_json(found)
    else:
        write_line(f"Confirmed with reference {found['reference']!r}.")
