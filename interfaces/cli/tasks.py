"""Tasks: work for people where no system of record takes an action, and what the other side answers to a request."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import DAY, MOMENTS, As, AsJson, amount_of
from interfaces.cli.output import write_json, write_line, write_table
from interfaces.cli.times import moment

TaskId = Annotated[str, typer.Argument(metavar="TASK", help="The task's id, as `trimtab tasks` shows it.")]


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
        rows = [
            (t["id"], t["owner"], t["text"], _stands(t), moment(t["opened_at"]), moment(t["due_at"])) for t in found
        ]
        write_table(["task", "owner", "what", "reference", "since", "answer due"], rows)


def done(
    task: TaskId,
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


def answer(  # noqa: PLR0913 - one option each
    task: TaskId,
    *,
    text: Annotated[str, typer.Option(help="What was said, by whom, and how.")],
    accepted: Annotated[
        bool, typer.Option("--accepted", help="As we asked; with another date it is a counter.")
    ] = False,
    countered: Annotated[bool, typer.Option("--countered", help="On other terms: say which.")] = False,
    refused: Annotated[bool, typer.Option("--refused", help="No.")] = False,
    due: Annotated[datetime | None, typer.Option(formats=DAY, help="The date that was confirmed or offered.")] = None,
    fee: Annotated[str, typer.Option(help="The fee that was named, for example '400 EUR'.")] = "",
    quantity: Annotated[str, typer.Option(help="The quantity that was offered, in stock units.")] = "",
    valid_until: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="Until when an offer stands, in the company's time.")
    ] = None,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Report what the other side answered to a request."""
    kinds = [kind for kind, said in (("accepted", accepted), ("countered", countered), ("refused", refused)) if said]
    if len(kinds) != 1:
        raise typer.BadParameter("say one of --accepted, --countered and --refused")
    body: dict[str, Any] = {"kind": kinds[0], "text": text}
    body |= {"due": due.date().isoformat()} if due else {}
    body |= {"fee": amount_of(fee, "--fee")} if fee else {}
    body |= {"quantity": quantity} if quantity else {}
    with connected(principal) as client:
        body |= {"valid_until": client.moment_of(valid_until)} if valid_until else {}
        found = client.post(f"/tasks/{task}/answer", body)
    if as_json:
        write_json(found)
    else:
        write_line(_FOLLOWS[found["answer"]["kind"]])


_FOLLOWS = {
    "accepted": "Accepted; the bundle goes on.",
    "countered": "A counter-offer; the bundle was stopped and the case is solved again with it.",
    "refused": "Refused; the bundle was stopped and the case is solved again without it.",
}


def _stands(task: dict[str, Any]) -> str:
    said = task["answer"]
    return f"{said['kind']}: {said['text']}" if said else task["reference"] or task["state"]
