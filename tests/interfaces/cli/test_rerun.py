"""`trimtab rerun`: the planning system is asked for a run, once, by item and location; what is wrong is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.network import write_network
from tests.five_items import HALYARD_SUPPLY
from tests.interfaces.cli.conftest import Cli
from tests.tools.levels.planning_system import PlanningSystem, planning_system


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlanningSystem]:
    path = tmp_path / "network.json"
    write_network(HALYARD_SUPPLY, path)
    monkeypatch.setenv("TRIMTAB_NETWORK_FILE", str(path))
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))
    with planning_system() as running:
        monkeypatch.setenv("TRIMTAB_LEVELS_URL", running.served.url)
        yield running


def test_a_run_is_asked_for_with_its_reason_and_places(system: PlanningSystem, run: Cli) -> None:
    done = run("rerun", "WINCH-40@CEN", "FURL-2@NOR", "--reason", "Kowloon needs 42 days", "--json")
    assert done.code == 0, done.err
    assert done.json["run"] == "run-1"
    places = [{"item": "WINCH-40", "location": "CEN"}, {"item": "FURL-2", "location": "NOR"}]
    assert system.runs == [{"reason": "Kowloon needs 42 days", "places": places}]
    assert run("rerun", "WINCH-40@CEN", "--reason", "again").out.strip() == "asked for run-2: WINCH-40@CEN"


@pytest.mark.parametrize("place", ["WINCH-99@CEN", "WINCH-40@NOWHERE", "WINCH-40"])
def test_a_place_that_nobody_knows_asks_for_nothing(system: PlanningSystem, run: Cli, place: str) -> None:
    done = run("rerun", "FURL-2@CEN", place, "--reason", "a typo")
    assert done.code != 0
    assert place.split("@", maxsplit=1)[0] in done.err or place.rsplit("@", maxsplit=1)[-1] in done.err
    assert system.runs == []


@pytest.mark.usefixtures("system")
def test_without_a_planning_system_it_says_how_to_connect_one(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRIMTAB_LEVELS_URL")
    done = run("rerun", "WINCH-40@CEN", "--reason", "nobody there")
    assert done.code != 0
    assert "TRIMTAB_LEVELS_URL" in done.err


def test_one_that_does_not_answer_is_said(system: PlanningSystem, run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_LEVELS_URL", f"{system.served.url}/elsewhere")
    done = run("rerun", "WINCH-40@CEN", "--reason", "a wrong address")
    assert done.code != 0
    assert "refused (404)" in done.err
