"""`trimtab whatif` and `trimtab simulate` on a problem file: figures for programs, tables for people, named errors."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from interfaces.cli.entry import app
from tests.tools.optimizer.planning.company import CEN, WINCH, far, level, near, slipped, transfer
from tools.optimizer.planning.problem_file import read_problem, write_problem
from tools.optimizer.planning.what_if import answer_what_if
from trimtab.errors import InvalidField, NotFound
from trimtab.what_if import SupplierBlocked, WhatIfAnswer

QUICK = ("--replications", "40", "--days", "60")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("problem") / "problem.json"
    write_problem(slipped(offers=(near(), far(), transfer(), level(CEN))), path)
    return path


def said(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(a) for a in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_whatif_answers_as_the_optimizer_does(file: Path) -> None:
    answer = WhatIfAnswer.model_validate_json(said("whatif", file, "--block", "BRF", "--json"))
    assert answer == answer_what_if(read_problem(file), [SupplierBlocked(supplier="BRF")])


def test_whatif_shows_amounts_and_documents(file: Path) -> None:
    shown = said("whatif", file, "--block", f"BRF/{WINCH}")
    assert "expected cost of the best plan" in shown
    assert "+6," in shown
    (bought,) = [line.split() for line in shown.splitlines() if line.startswith("near ")]
    assert bought[:3] == ["near", "purchase", "quantity"]
    assert bought[-1] == "-"


def test_every_option_is_a_change(file: Path) -> None:
    given = {
        "--demand": f"{WINCH}@{CEN}=1.1",
        "--lead-time": f"BRF/{WINCH}=6",
        "--late": "po-1/1=2",
        "--block": "KMW",
        "--close": "CEN:NOR",
        "--cap": f"BRF/{WINCH}=60",
        "--budget": "20000 EUR",
        "--service": f"{WINCH}@{CEN}=0.97",
        "--force": "near=12",
        "--without": "far",
    }
    pairs = [part for pair in given.items() for part in pair]
    kinds = [change["kind"] for change in json.loads(said("whatif", file, *pairs, "--json"))["changes"]]
    assert kinds == [
        "demand_times",
        "lead_time_is",
        "arrives_later",
        "supplier_blocked",
        "lane_closes",
        "purchase_capped",
        "service_target_is",
        "order_forced",
        "without_offers",
        "budget_capped",
    ]


def test_changes_are_read_from_a_file_too(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "changes.json"
    path.write_text('[{"kind": "nothing_done"}]')
    answer = WhatIfAnswer.model_validate_json(said("whatif", file, "--changes", path, "--json"))
    assert answer.cost.after == answer.default_cost.after


@pytest.mark.parametrize("wrong", ["WINCH-40=2", "WINCH-40@CEN", "@CEN=2"])
def test_a_change_in_another_form_is_refused(file: Path, wrong: str) -> None:
    done = CliRunner().invoke(app, ["whatif", str(file), "--demand", wrong])
    assert done.exit_code == 2


def test_a_value_out_of_range_names_its_field(file: Path) -> None:
    with pytest.raises(InvalidField, match="share"):
        said("whatif", file, "--service", f"{WINCH}@{CEN}=1.5")
    with pytest.raises(InvalidField, match="changes"):
        said("whatif", file)


def test_simulate_shows_levels_with_their_half_widths(file: Path) -> None:
    shown = said("simulate", file, "--service", "0.95", *QUICK)
    assert f"{WINCH}@{CEN}" in shown
    assert "in force" in shown
    assert "recommended" in shown
    assert shown.count("±") >= 9
    assert "normal demand, 40 replications of 60 days, 95% confidence" in shown


def test_simulate_says_the_same_to_programs(file: Path) -> None:
    found = json.loads(said("simulate", file, "--family", "gamma", "--at", f"{WINCH}@{CEN}", "--json", *QUICK))
    assert {x["location"] for x in found} == {CEN}
    assert {x["family"] for x in found} == {"gamma"}
    assert all(0 < x["achieved"]["fill_rate"]["value"] <= 1 for x in found)


def test_the_band_of_stock_is_a_picture(file: Path, tmp_path: Path) -> None:
    said("simulate", file, "--svg", tmp_path / "band.svg", *QUICK)
    root = ET.fromstring((tmp_path / "band.svg").read_text())  # noqa: S314 - our own
    kinds = [element.tag.rpartition("}")[2] for element in root]
    assert (kinds.count("polygon"), kinds.count("polyline")) == (2, 1)


def test_nothing_to_simulate_is_said(file: Path) -> None:
    with pytest.raises(NotFound, match="no level to simulate at GHOST@CEN"):
        said("simulate", file, "--at", "GHOST@CEN", *QUICK)
