"""Accounts, sign-in links and tokens."""

import stat
from pathlib import Path

import httpx
import pytest

from interfaces.cli.accounts import DEMO_ACCOUNTS
from tests.interfaces.cli.conftest import Cli
from tests.interfaces.site import Site
from trimtab.people import Role


def test_the_demo_has_one_account_per_role(cli: Cli) -> None:
    assert sorted(role for _, _, role in DEMO_ACCOUNTS) == sorted(role.value for role in Role)
    made = cli("accounts", "demo", "--json").json
    assert [(row["id"], row["roles"]) for row in made] == [(key, [role]) for key, _, role in DEMO_ACCOUNTS]
    listed = {row["id"] for row in cli("accounts", "list", "--json").json}
    assert {key for key, _, _ in DEMO_ACCOUNTS} <= listed
    assert "Lena Holm (logistics)" in cli("accounts", "list").out


def test_its_tokens_are_for_their_owner_only_and_work(
    cli: Cli, run: Cli, live: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in cli("accounts", "demo", "--json").json:
        file = Path(row["token_file"])
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    monkeypatch.delenv("TRIMTAB_TOKEN")
    assert run("inbox", "--as", "lena", "--mine", "--json").json


def test_links_sign_in_once(cli: Cli, live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_PUBLIC_URL", live.url)
    links = [row["link"] for row in cli("accounts", "demo", "--links", "--json").json]
    links.append(cli("link", "mara").out.strip())
    links.append(cli("link", "mara", "--json").json["link"])
    for address in links:
        assert address.startswith(f"{live.url}/login/")
        assert [httpx.post(address).status_code for _ in range(2)] == [303, 401]


def test_an_unknown_principal_is_said(cli: Cli) -> None:
    for command in ("link", "token"):
        done = cli(command, "nobody")
        assert (done.code, done.err) == (1, "trimtab: no principal 'nobody'\n")


def test_production_has_no_demo_accounts(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_ENVIRONMENT", "production")
    monkeypatch.setenv("TRIMTAB_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("TRIMTAB_LEDGER_URL", "postgresql+psycopg://nowhere/none")
    monkeypatch.setenv("TRIMTAB_PUBLIC_URL", "https://trimtab.example")
    done = cli("accounts", "demo")
    assert (done.code, "not for production" in done.err) == (1, True)
