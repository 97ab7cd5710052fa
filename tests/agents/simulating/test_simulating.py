"""Simulating: what functions know of each other, who is asked when, and the comparison of ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from agents.simulating import Cadence, Way
from agents.simulating.comparison import ISOLATED, Companies, Comparison, compare
from agents.simulating.loop import Life, temporary_ledger
from agents.simulating.picture import comparison_svg
from agents.simulating.promises import Promise, promises, summary
from agents.simulating.statistics import mean_of, ratio_of
from interfaces.cli.simulate_loop import simulate_loop
from tools.simulation.companies import random_company
from tools.simulation.companies.company import morning_of
from trimtab.beliefs import Function
from trimtab.clock import ManualClock

SMALL = Companies(seeds=(5,), days=8, items=1)


@pytest.fixture
def life() -> Iterator[Life]:
    clock = ManualClock(morning_of(0))
    with temporary_ledger(clock) as ledger:
        yield Life(random_company(5, 12, items=1), ISOLATED, ledger, clock)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(SMALL, (ISOLATED, Way(Cadence.AT_DRIFT)), processes=1)


def test_an_isolated_function_knows_its_own_beliefs_and_those_of_others_as_of_monday(life: Life) -> None:
    for _ in range(6):
        life.pass_day(left_alone=True)
    desks = {p.agents[0].function: p.desk for p in life._planning}
    now, monday = life._desk.beliefs(), life._published.beliefs
    for function in (Function.SALES, Function.PROCUREMENT):
        seen = desks[function].beliefs()
        assert seen.keys() == now.keys()
        assert {k: b for k, b in seen.items() if b.owner is function} == {
            k: b for k, b in now.items() if b.owner is function
        }
        assert {k: b for k, b in seen.items() if b.owner is not function} == {
            k: b for k, b in monday.items() if b.owner is not function
        }
    demand = [key for key, b in now.items() if b.owner is Function.SALES]
    assert any(now[key].version > monday[key].version for key in demand)


def test_at_the_usual_time_everything_is_planned_and_in_between_only_what_is_worth_it(compared: Comparison) -> None:
    isolated, coordinated = compared.rows
    assert isolated.cases == 0
    assert 0 < isolated.proposals <= 3 * 2 / SMALL.days
    assert coordinated.cases <= 6 / SMALL.days


def test_no_way_beats_foresight_and_the_first_is_its_own_measure(compared: Comparison) -> None:
    for row in compared.rows:
        assert row.of_foresight.value <= 1
    assert compared.rows[0].gain.value == compared.rows[0].closed.value == 0


def test_the_same_company_fares_the_same_again(compared: Comparison) -> None:
    assert compare(SMALL, (ISOLATED,), processes=1).rows[0] == compared.rows[0]


def test_the_picture_has_a_line_a_way(compared: Comparison) -> None:
    drawn = comparison_svg(compared)
    names = [t.text for t in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - ours
    assert {row.way for row in compared.rows} <= set(names)


def test_a_plan_left_alone_is_compared_with_its_twin() -> None:
    found = promises(SMALL, Way(Cadence.WEEKLY), processes=1)
    assert [p.day for p in found.promises] == [0, 7]
    assert any(p.promised > 0 for p in found.promises)
    assert found.slope is not None
    assert found.slope.value == pytest.approx(
        sum(p.promised * p.realised for p in found.promises) / sum(p.promised**2 for p in found.promises)
    )


def test_promises_are_summed_by_company() -> None:
    def promise(seed: int, promised: float, realised: float) -> Promise:
        return Promise(seed=seed, day=0, promised=promised, realised=realised, attention=40)

    found = summary(Way(Cadence.WEEKLY), [promise(1, 100, 80), promise(1, 50, 30), promise(2, 200, 220)])
    assert found.slope is not None
    assert found.slope.value == pytest.approx((8000 + 1500 + 44000) / (10000 + 2500 + 40000))
    assert found.kept is not None
    assert found.kept.value == pytest.approx(330 / 350)
    assert found.worth_it == pytest.approx(2 / 3)
    assert summary(Way(Cadence.WEEKLY), []).slope is None


def test_the_command_answers_as_table_picture_and_json(
    compared: Comparison, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked: list[Companies] = []

    def answer(companies: Companies, **_: object) -> Comparison:
        asked.append(companies)
        return compared

    monkeypatch.setattr("agents.simulating.comparison.compare", answer)
    command = partial(simulate_loop, seeds=2, first=5, days=8, items=1, stationary=True, promises=False, processes=1)
    command(svg=tmp_path / "loop.svg", as_json=False)
    table = capsys.readouterr().out
    assert "isolated weekly" in table
    assert "coordinated at drift" in table
    assert (tmp_path / "loop.svg").read_text(encoding="utf-8") == comparison_svg(compared)
    command(svg=None, as_json=True)
    assert Comparison.model_validate(json.loads(capsys.readouterr().out)) == compared
    assert asked == [Companies(seeds=(5, 6), days=8, items=1, stationary=True)] * 2


def test_errors_of_means_and_ratios() -> None:
    assert mean_of([5.0]).standard_error is None
    assert ratio_of([1.0], [2.0]).value == 0.5
    spread = ratio_of([1.0, 3.0, 2.0], [2.0, 2.0, 2.0])
    assert spread.value == 1.0
    assert spread.standard_error == pytest.approx(mean_of([0.5, 1.5, 1.0]).standard_error)
