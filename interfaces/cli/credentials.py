"""Credentials: one-time sign-in links and API tokens; issued straight from the ledger, on its own host."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line

if TYPE_CHECKING:
    from trimtab.ledger import Ledger
    from trimtab.settings import Settings

LINK_HOURS = 24.0
TOKEN_HOURS = 24.0 * 90
PrincipalId = Annotated[str, typer.Argument(metavar="PRINCIPAL", help="The principal's id, for example `pavel`.")]


@dataclass(frozen=True)
class SignInLink:
    """A one-time sign-in link of a principal."""

    principal: str
    name: str
    address: str


def link(
    principal: PrincipalId,
    *,
    hours: Annotated[float, typer.Option(min=0.01, help="How long it can be used.")] = LINK_HOURS,
    as_json: AsJson = False,
) -> None:
    """Issue a one-time sign-in link for a principal."""
    from interfaces.cli.opening import opened_ledger
    from trimtab.ledger.people import CredentialKind

    settings = read_settings()
    with opened_ledger(settings) as ledger, ledger.write() as tx:
        who = tx.people.get(principal)
        secret = tx.people.issue(CredentialKind.LINK, who.id, hours)
    address = f"{address_of(settings)}/login/{secret}"
    if as_json:
        write_json({"principal": who.id, "name": who.name, "link": address, "hours": hours})
    else:
        write_line(address)


def token(
    principal: PrincipalId,
    *,
    hours: Annotated[float, typer.Option(min=0.01, help="How long it can be used.")] = TOKEN_HOURS,
    save: Annotated[bool, typer.Option("--save", help="Write it into the data directory, for `--as`.")] = False,
    as_json: AsJson = False,
) -> None:
    """Issue an API token for a principal."""
    from interfaces.cli.opening import opened_ledger

    settings = read_settings()
    with opened_ledger(settings) as ledger:
        secret = issue_token(ledger, principal, hours)
    file = keep_token(settings, principal, secret) if save else None
    if as_json:
        write_json({"principal": principal, "token": secret, "file": str(file) if file else None, "hours": hours})
    else:
        write_line(str(file) if file else secret)


def issue_token(ledger: Ledger, principal: str, hours: float) -> str:
    """Issue a token; raises NotFound."""
    from trimtab.ledger.people import CredentialKind

    with ledger.write() as tx:
        return tx.people.issue(CredentialKind.TOKEN, tx.people.get(principal).id, hours)


def token_file(settings: Settings, principal: str) -> Path:
    """Return where a principal's token is kept on this host."""
    return settings.data_directory / "tokens" / principal


def keep_token(settings: Settings, principal: str, secret: str) -> Path:
    """Write a token to its file, which only its owner may read."""
    path = token_file(settings, principal)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
    return path


def links_of(ledger: Ledger, settings: Settings, address: str = "") -> list[SignInLink]:
    """Issue a one-time link for every active principal."""
    from trimtab.ledger.people import CredentialKind

    base = address or address_of(settings)
    with ledger.write() as tx:
        people = [p for p in tx.people.all() if p.active]
        secrets = {p.id: tx.people.issue(CredentialKind.LINK, p.id, LINK_HOURS) for p in people}
    return [SignInLink(p.id, p.name, f"{base}/login/{secrets[p.id]}") for p in people]


def address_of(settings: Settings, port: int | None = None) -> str:
    """Return the address under which people reach the page."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url.rstrip("/") or f"http://{host}:{settings.port if port is None else port}"
