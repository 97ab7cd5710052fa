"""`trimtab plan`: the template is a problem that plans; errors name file and field; limits in conflict are named."""

import json
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Cli
from tools.optimizer.planning import plan
from tools.optimizer.planning.problem_file import read_problem
from tools.optimizer.planning.problem_template import problem_template
from trimtab.measures import money
from trimtab.plans import Plan


@pytest.fixture
def template(run: Cli, tmp_path: Path) -> Path:
    done = run("plan", "--template")
    assert done.code == 0
    path = tmp_path / "problem.json"
    path.write_text(done.out, encoding="utf-8")
    return path


def test_the_template_reads_back_as_it_was_and_plans_as_the_library_does(run: Cli, template: Path) -> None:
    problem = read_problem(template)
    assert problem == problem_template(problem.today)
    done = run("plan", str(template), "--json")
    assert done.code == 0
    found = Plan.model_validate(done.json)
    assert found.steps == plan(problem, explain=False).steps
    assert found.bound <= found.cost < found.default_cost
    assert found.limit_prices[0].saves > 0


def test_people_read_steps_their_worth_the_next_best_the_limit_and_the_call(run: Cli, template: Path) -> None:
    done = run("plan", str(template), "--calls")
    assert done.code == 0
    for words in ("do now", "less than doing nothing; gap", "Next best", "Loosening it by", "Stands while", "is worth"):
        assert words in done.out, words


def test_a_wrong_field_is_named_with_its_file(run: Cli, template: Path) -> None:
    wrong = json.loads(template.read_text(encoding="utf-8"))
    wrong["offers"][0]["lead_time_days"] = -3
    template.write_text(json.dumps(wrong), encoding="utf-8")
    done = run("plan", str(template))
    assert done.code == 1
    assert "problem.json, offers.0.purchase.lead_time_days" in done.err
    assert run("plan", str(template.with_name("absent.json"))).code == 1
    assert run("plan").code == 2


def test_limits_in_conflict_are_named(run: Cli, template: Path) -> None:
    problem = read_problem(template)
    (cap,) = problem.constraints
    impossible = problem.varied(constraints=(cap.model_copy(update={"limit": money(-1, "EUR")}),))
    template.write_text(impossible.model_dump_json(), encoding="utf-8")
    done = run("plan", str(template))
    assert done.code == 1
    assert "at most -1 EUR with Near" in done.err
