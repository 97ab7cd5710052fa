"""Casework: try an edit of a bundle or put it in force, and ask about a bundle."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from interfaces.cli.bundle import digest_in_force
from interfaces.cli.client import SOLVING_SECONDS, connected
from interfaces.cli.options import DAY, As, AsJson, BundleId, Digest
from interfaces.cli.output import money, write_json, write_line


def edit(  # noqa: PLR0913 - one option each
    bundle: BundleId,
    *,
    leg: Annotated[str, typer.Option(help="The leg to change, as `trimtab show` names it.")] = "",
    item: Annotated[str, typer.Option(help="The item of the line to change.")] = "",
    quantity: Annotated[str, typer.Option(help="Another quantity in stock units; 0 takes the line out.")] = "",
    due: Annotated[datetime | None, typer.Option(formats=DAY, help="Another date.")] = None,
    supplier: Annotated[str, typer.Option(help="Another supplier.")] = "",
    minimum: Annotated[str, typer.Option(help="Another minimum, for a leg that adjusts a level.")] = "",
    target: Annotated[str, typer.Option(help="Another target, for a leg that adjusts a level.")] = "",
    without: Annotated[list[str] | None, typer.Option(help="A leg to leave out; may be given several times.")] = None,
    text: Annotated[str, typer.Option(help="Why, in words.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it would be.")] = False,
    digest: Digest = "",
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Change a bundle; it is solved again around the change, and approved as a new revision."""
    change: dict[str, Any] = {"without": without or [], "text": text}
    change |= _line(
        leg, item, {"quantity": quantity, "due": due.date().isoformat() if due else "", "supplier": supplier}
    )
    change |= _level(leg, minimum, target)
    if not (change["without"] or change.get("lines") or change.get("levels")):
        raise typer.BadParameter("say what to change: --leg and --item with --quantity, --due or --supplier; --without")
    with connected(principal) as client:
        body = change | {"digest": digest_in_force(client, bundle, digest)}
        path = f"/bundles/{bundle}/edit/preview" if preview else f"/bundles/{bundle}/edit"
        told = client.post(path, body, seconds=SOLVING_SECONDS)
    if as_json:
        write_json(told)
    elif preview:
        _show(told)
    else:
        missing = ", ".join(role.replace("_", " ") for role in told["missing"]) or "nobody"
        write_line(f"Revision {told['revision']} is {told['state']}, digest {told['digest'][:12]}. Missing: {missing}.")


def ask(
    bundle: BundleId,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="For example 'what if demand is 20 % higher'.")],
    *,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Ask why a bundle is as it is, or what would be otherwise; nothing changes."""
    with connected(principal) as client:
        told = client.post(f"/bundles/{bundle}/ask", {"text": question}, seconds=SOLVING_SECONDS)
    if as_json:
        write_json(told)
        return
    if told["understood_as"]:
        write_line(f"Understood as: {told['understood_as']}")
    write_line(told["answer"])
    for figure in told["figures"]:
        write_line(f"  {figure['label']}: {figure['value']} {figure['unit']}".rstrip())
    for suggestion in told["suggestions"]:
        write_line(f"  Ask: {suggestion}")


def _line(leg: str, item: str, changes: dict[str, str]) -> dict[str, Any]:
    said = {field: value for field, value in changes.items() if value}
    if not said:
        return {}
    if not (leg and item):
        raise typer.BadParameter("say which line: --leg and --item")
    return {"lines": [{"leg": leg, "item": item} | said]}


def _level(leg: str, minimum: str, target: str) -> dict[str, Any]:
    if not (minimum or target):
        return {}
    if not (leg and minimum and target):
        raise typer.BadParameter("a level needs --leg, --minimum and --target")
    return {"levels": [{"leg": leg, "minimum": minimum, "target": target}]}


def _show(told: dict[str, Any]) -> None:
    bundle = told["bundle"]
    write_line(bundle["headline"])
    for leg in bundle["legs"]:
        write_line(f"  {leg['id']} ({leg['owner']}): {leg['because'] or leg['action']['kind']}")
    for difference in told["differences"]:
        write_line(f"  {difference}")
    write_line(f"It costs {money(told['costs_more'], bundle['impact']['currency'])} more than what was recommended.")
    missing = ", ".join(r["role"].replace("_", " ") for r in told["missing_approvals"]) or "nobody"
    write_line(f"It would need the approval of: {missing}. Nothing was changed.")
