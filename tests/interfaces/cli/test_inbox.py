"""`trimtab inbox`: the queue in a terminal, and every way in which it cannot be reached."""

import pytest

from tests.interfaces.cli.conftest import Cli
from tests.interfaces.site import Site


def test_it_lists_what_waits_costliest_first(cli: Cli) -> None:
    done = cli("inbox")
    lines = done.out.splitlines()
    assert done.code == 0
    shown = [item["id"] for item in cli("inbox", "--json").json]
    assert [line.split()[0] for line in lines if line.startswith("bnd_")] == shown
    for said in ("  Acting saves ", "  If nobody answers: ", "ERP as of "):
        assert done.out.count(said) == len(shown)
    assert "supply planner" in done.out


def test_mine_and_deferred_narrow_and_widen_it(cli: Cli) -> None:
    everything = {item["id"] for item in cli("inbox", "--deferred", "--json").json}
    now = {item["id"] for item in cli("inbox", "--json").json}
    mine = {item["id"] for item in cli("inbox", "--mine", "--json", who="joris").json}
    assert mine < now < everything


def test_an_empty_inbox_says_what_will_appear(cli: Cli) -> None:
    done = cli("inbox", "--mine", who="vera")
    assert done.code == 0
    assert "Nothing waits" in done.out


def test_a_token_of_this_host_is_used_with_as(cli: Cli, run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("token", "joris", "--save").code == 0
    monkeypatch.delenv("TRIMTAB_TOKEN")
    assert run("inbox", "--as", "joris", "--json").code == 0
    without = run("inbox", "--as", "ines")
    assert without.code == 1
    assert "trimtab token ines --save" in without.err


def test_no_token_a_wrong_token_and_nobody_there_are_told_apart(
    run: Cli, live: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIMTAB_URL", live.url)
    monkeypatch.delenv("TRIMTAB_TOKEN", raising=False)
    assert "no token was given" in run("inbox").err
    monkeypatch.setenv("TRIMTAB_TOKEN", "wrong")
    refused = run("inbox")
    assert refused.code == 1
    assert "401 authority.not_signed_in" in refused.err
    monkeypatch.setenv("TRIMTAB_URL", "http://127.0.0.1:9")
    nobody = run("inbox")
    assert nobody.code == 1
    assert nobody.err == (
        "trimtab: nobody answers at http://127.0.0.1:9 (ConnectError). Start it with `trimtab serve`, "
        "or set TRIMTAB_URL.\n"
    )
