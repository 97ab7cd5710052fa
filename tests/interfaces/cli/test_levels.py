"""`trimtab levels`: a table, JSON, a picture and a certificate of one placement; errors name stage and field."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.interfaces.cli.conftest import Cli
from tests.tools.optimizer.placement.random_networks import random_network
from tools.optimizer.placement import PlacementNetwork, place
from tools.optimizer.placement.checker import check

pytestmark = pytest.mark.timeout(600)
"""The first placement compiles the kernels."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "network.json"
    path.write_text(json.dumps(random_network(7)), encoding="utf-8")
    return path


def test_the_answer_is_the_librarys_and_its_proof_is_written(run: Cli, file: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    done = run("levels", str(file), "--json", "--certificate", str(proof))
    assert done.code == 0, done.err
    expected = place(random_network(7))
    assert done.json["cost"] == pytest.approx(expected.cost)
    assert done.json["proven_gap"] <= 1e-6
    network = PlacementNetwork.model_validate(random_network(7)).model_dump(mode="json")
    assert check(network, json.loads(proof.read_text())) == done.json["proven_gap"]


def test_people_read_a_table_and_look_at_a_picture(run: Cli, file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "network.svg"
    done = run("levels", str(file), "--all", "--svg", str(picture))
    assert done.code == 0, done.err
    for words in ("quotes", "base stock", "stages hold stock", "of the optimum"):
        assert words in done.out
    drawn = ET.fromstring(picture.read_text())  # noqa: S314 - written by ourselves a moment ago
    circles = drawn.findall(".//{http://www.w3.org/2000/svg}circle")
    held = [circle for circle in circles if circle.get("fill") != "#ffffff"]
    expected = place(random_network(7)).stages
    assert len(circles) == len(expected)
    assert len(held) == sum(stage.safety_stock > 0 for stage in expected)


def test_the_schema_is_that_of_the_network(run: Cli) -> None:
    assert run("levels", "--schema").json == PlacementNetwork.model_json_schema()


def test_errors_name_stage_and_field(run: Cli, file: Path) -> None:
    record = random_network(7)
    record["stages"][0]["stage_time"] = -1
    file.write_text(json.dumps(record), encoding="utf-8")
    done = run("levels", str(file))
    assert done.code == 1
    assert "stage S0, stage_time" in done.err
    assert run("levels").code == 2
