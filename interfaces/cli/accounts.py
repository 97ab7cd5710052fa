"""Accounts: the principals of a company; straight into the ledger, on its own host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.credentials import TOKEN_HOURS, issue_token, keep_token, links_of
from interfaces.cli.environment import read_settings
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_table
from trimtab.errors import ConfigurationError

if TYPE_CHECKING:
    from trimtab.people import Principal

DEMO_ACCOUNTS = (
    ("piet", "Piet Dekker", "supply_planner"),
    ("pavel", "Pavel Novák", "procurement"),
    ("lena", "Lena Holm", "logistics"),
    ("sofia", "Sofia Brandt", "sales"),
    ("fiona", "Fiona Keller", "finance"),
    ("ada", "Ada Visser", "administrator"),
    ("vera", "Vera Costa", "viewer"),
)
"""Id, name and role: one account per role."""

accounts = typer.Typer(help="Principals: who can sign in and decide.", no_args_is_help=True)


@accounts.command("demo")
def make_demo_accounts(
    *,
    links: Annotated[bool, typer.Option("--links", help="Also issue a one-time sign-in link for each.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create one account per role, and write a token for each into the data directory. Refused in production."""
    from interfaces.cli.opening import opened_ledger
    from trimtab.people import Principal, Role
    from trimtab.settings import Environment

    settings = read_settings()
    if settings.environment is Environment.PRODUCTION:
        raise ConfigurationError("demo accounts are not for production.", remedy="Unset TRIMTAB_ENVIRONMENT.")
    people = [
        Principal(id=key, name=f"{name} ({role.replace('_', ' ')})", roles=frozenset({Role(role)}))
        for key, name, role in DEMO_ACCOUNTS
    ]
    with opened_ledger(settings) as ledger:
        with ledger.write() as tx:
            for principal in people:
                tx.people.save(principal)
                tx.audit.append("command line", "principal.saved", principal.id, roles=sorted(principal.roles))
        files = {p.id: keep_token(settings, p.id, issue_token(ledger, p.id, TOKEN_HOURS)) for p in people}
        made = {link.principal: link.address for link in links_of(ledger, settings)} if links else {}
    if as_json:
        write_json([_described(p) | {"token_file": str(files[p.id]), "link": made.get(p.id)} for p in people])
    else:
        write_table(["account", "name", "link" if links else "token"], [_row(p, files, made) for p in people])


@accounts.command("list")
def list_accounts(*, as_json: AsJson = False) -> None:
    """List every principal with its roles."""
    from interfaces.cli.opening import opened_ledger

    with opened_ledger(read_settings()) as ledger, ledger.read() as tx:
        people = tx.people.all()
    if as_json:
        write_json([_described(p) for p in people])
    else:
        rows = [(p.id, p.name, ", ".join(sorted(p.roles)), "yes" if p.active else "no") for p in people]
        write_table(["account", "name", "roles", "active"], rows)


def _described(principal: Principal) -> dict[str, object]:
    return {"id": principal.id, "name": principal.name, "roles": sorted(principal.roles), "active": principal.active}


def _row(principal: Principal, files: dict[str, Path], made: dict[str, str]) -> tuple[str, str, str]:
    return principal.id, principal.name, made.get(principal.id) or str(files[principal.id])
