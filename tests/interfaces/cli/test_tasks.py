"""Tasks, answers and cases from a terminal."""

import pytest

from tests.interfaces.cli.conftest import Cli
from tests.interfaces.fixtures.asking import ask_kowloon
from tests.interfaces.site import Site
from trimtab.bundles import BundleState


def test_a_task_is_listed_and_confirmed_by_its_owner(cli: Cli) -> None:
    (task,) = cli("tasks", "--json").json
    assert task["id"] in cli("tasks").out
    stranger = cli("done", task["id"], "--reference", "Phone", who="joris")
    assert (stranger.code, "belongs to sales" in stranger.err) == (1, True)
    assert "reference" in cli("done", task["id"], "--reference", "   ", who="ines").err
    done = cli("done", task["id"], "--reference", "Phone call 14:10", who="ines")
    assert done.out == "Confirmed with reference 'Phone call 14:10'.\n"
    assert "No task is open" in cli("tasks").out
    assert "Phone call 14:10" in cli("tasks", "--done").out
    assert "409 conflict.already_decided" in cli("done", task["id"], "--reference", "Again", who="ines").err


def test_cases_are_listed_by_state(cli: Cli) -> None:
    everything = cli("cases", "--json").json
    assert {case["id"] for case in everything} >= {"case_revised"}
    told = cli("cases", "--state", "proposed").out
    assert all((case["id"] in told) == (case["state"] == "proposed") for case in everything)
    assert "7,990.00 EUR" in told


def test_an_acceptance_is_reported_and_the_bundle_goes_on(cli: Cli, live: Site) -> None:
    task = ask_kowloon(live.ledger)
    assert "Thu 26 Nov 09:12" in cli("tasks").out
    assert f"task {task}): open, due Thu 26 Nov 09:12" in cli("show", "bnd_asked").out
    done = cli("answer", task, "--accepted", "--text", "Ms Lam by e-mail")
    assert done.out == "Accepted; the bundle goes on.\n"
    assert "accepted: Ms Lam by e-mail" in cli("tasks", "--done").out
    assert "accepted: Ms Lam by e-mail" in cli("show", "bnd_asked").out
    assert "409 conflict.already_decided" in cli("answer", task, "--refused", "--text", "No").err


def test_a_counter_offer_says_its_terms(cli: Cli, live: Site) -> None:
    task = ask_kowloon(live.ledger)
    terms = ["--countered", "--due", "2026-12-09", "--quantity", "12", "--valid-until", "2026-11-27T17:00"]
    terms += ["--fee", "310.50 EUR"]
    said = cli("answer", task, *terms, "--text", "Half by air", "--json").json["answer"]
    assert (said["due"], said["fee"]["amount"], said["quantity"]) == ("2026-12-09", "310.50", "12")
    assert said["valid_until"] == "2026-11-27T17:00:00+01:00"
    assert live.record("bnd_asked").state is BundleState.HALTED


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("--text Hm", 2, "--accepted, --countered and --refused"),
        ("--accepted --refused --text Hm", 2, "--accepted, --countered and --refused"),
        ("--accepted", 2, "--text"),
        ("--countered --fee 300 --text Hm", 2, "8000 EUR"),
        ("--countered --text Hm", 1, "says nothing about date, quantity or fee"),
    ],
)
def test_what_is_no_answer_is_said_why(cli: Cli, live: Site, arguments: str, code: int, said: str) -> None:
    done = cli("answer", ask_kowloon(live.ledger), *arguments.split())
    assert (done.code, said in " ".join(done.err.split())) == (code, True), done.err
