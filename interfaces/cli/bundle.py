"""One bundle: show it, approve, reject or defer it, take a decision back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import typer

from interfaces.cli.bundle_text import describe
from interfaces.cli.client import Client, connected
from interfaces.cli.options import MOMENTS, As, AsJson, BundleId, Digest, amount_of
from interfaces.cli.output import write_json, write_line
from interfaces.cli.times import clock, moment
from trimtab.errors import StaleRevision

# The values of `trimtab.decisions.RejectCode`, which a test compares: importing that would slow every command down.
Code = Literal["wrong_data", "already_handled", "not_allowed", "too_costly"]


def show(bundle: BundleId, *, principal: As = "", as_json: AsJson = False) -> None:
    """Show one bundle in full."""
    with connected(principal) as client:
        found = client.get(f"/bundles/{bundle}")
    if as_json:
        write_json(found)
    else:
        for line in describe(found):
            write_line(line)


def approve(bundle: BundleId, *, digest: Digest = "", principal: As = "", as_json: AsJson = False) -> None:
    """Approve a bundle in every role you have for it."""
    with connected(principal) as client:
        named = digest_in_force(client, bundle, digest)
        outcome = client.post(f"/bundles/{bundle}/decisions", {"kind": "approve", "digest": named})
    _told(outcome, "Approved", as_json=as_json)


def reject(
    bundle: BundleId,
    *,
    code: Annotated[Code, typer.Option(help="Why; the next round goes elsewhere accordingly.")],
    text: Annotated[str, typer.Option(help="Why, in words.")],
    leg: Annotated[list[str] | None, typer.Option(help="A leg that is meant; all where left out.")] = None,
    limit: Annotated[str, typer.Option(help="With too_costly: what would not be, for example '8000 EUR'.")] = "",
    digest: Digest = "",
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Reject a bundle; the next one respects the reason."""
    body: dict[str, Any] = {"kind": "reject", "code": code, "text": text, "legs": leg or []}
    if limit:
        body["limit"] = amount_of(limit, "--limit")
    with connected(principal) as client:
        outcome = client.post(
            f"/bundles/{bundle}/decisions", body | {"digest": digest_in_force(client, bundle, digest)}
        )
    _told(outcome, "Rejected; the case is solved again", as_json=as_json)


def defer(
    bundle: BundleId,
    *,
    until: Annotated[
        datetime,
        typer.Option(
            formats=MOMENTS,
            help="When to show it again; the company's time where no offset is given.",
        ),
    ],
    text: Annotated[str, typer.Option(help="Why, in words.")] = "",
    digest: Digest = "",
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Put a bundle off to a later time."""
    with connected(principal) as client:
        when = client.moment_of(until)
        body = {"kind": "defer", "digest": digest_in_force(client, bundle, digest), "until": when, "text": text}
        outcome = client.post(f"/bundles/{bundle}/decisions", body)
    _told(outcome, f"Deferred until {moment(when)}", as_json=as_json)


def undo(bundle: BundleId, *, principal: As = "", as_json: AsJson = False) -> None:
    """Take a decision back, while nothing is on its way."""
    with connected(principal) as client:
        outcome = client.post(f"/bundles/{bundle}/undo")
    if as_json:
        write_json(outcome)
    else:
        write_line(f"Taken back; the bundle is {outcome['state']} again.")


def digest_in_force(client: Client, bundle: str, given: str) -> str:
    """Return the digest in force; raises StaleRevision where it does not begin with the one given."""
    found = client.get(f"/bundles/{bundle}")
    in_force = str(found["digest"])
    if not in_force.startswith(given.strip().lower()):
        raise StaleRevision(
            f"{bundle} is revision {found['bundle']['revision']} with digest {in_force[:12]} now, not {given}.",
            remedy=f"Look at it with `trimtab show {bundle}` and decide on that.",
        )
    return in_force


def _told(outcome: dict[str, Any], what: str, *, as_json: bool) -> None:
    if as_json:
        write_json(outcome)
        return
    missing = ", ".join(role.replace("_", " ") for role in outcome["missing"])
    more = f" Still missing: {missing}." if missing else ""
    undo_until = outcome.get("undo_until")
    more += f" It can be undone until {clock(undo_until)}." if undo_until else ""
    write_line(f"{what}; the bundle is {outcome['state']}.{more}")
