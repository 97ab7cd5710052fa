"""Tasks and cases from a terminal."""

from tests.interfaces.cli.conftest import Cli


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
