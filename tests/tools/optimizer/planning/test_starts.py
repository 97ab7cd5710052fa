"""Starts: a plan's steps as columns, which hold its cost, and which change neither what is best nor what is proven."""

import pytest

from tests.tools.optimizer.planning.changes_offered import expedite
from tests.tools.optimizer.planning.company import CEN, far, level, near, purchase, repromise, sale, slipped, transfer
from tools.optimizer import PlanProblem
from tools.optimizer.planning.build import build
from tools.optimizer.planning.planner import solve_problem
from tools.optimizer.planning.solve import TOLERANCE, solve
from tools.optimizer.planning.starts import start_of
from tools.optimizer.planning.steps import steps_of
from trimtab.plans import PlannedPurchase, PlannedStep, PlannedTransfer


def offered() -> PlanProblem:
    return slipped(
        offers=(
            near(),
            far(),
            transfer(),
            transfer("NOR", CEN),
            repromise(sale(2, CEN, 22, 8), 14, 0.5),
            expedite(3, 50, purchase(372, 6)),
            level(CEN),
        )
    )


def test_the_columns_of_a_plans_steps_hold_its_cost() -> None:
    solved = solve_problem(offered())
    steps = steps_of(solved.model, solved.best)
    assert steps
    again = build(offered())
    held = solve(again, fixed=start_of(again, steps))
    assert held.cost == pytest.approx(solved.best.cost, rel=TOLERANCE)


@pytest.mark.parametrize("which", ["best", "none", "worse"])
def test_a_start_changes_neither_what_is_found_nor_what_is_proven(which: str) -> None:
    solved = solve_problem(offered())
    steps = {"best": steps_of(solved.model, solved.best), "none": (), "worse": steps_of(solved.model, solved.best)[:1]}
    model = build(offered())
    found = solve(model, start=start_of(model, steps[which]))
    assert found.cost == pytest.approx(solved.best.cost, rel=2 * TOLERANCE)
    assert found.bound <= solved.best.cost
    assert found.gap <= TOLERANCE


def test_what_is_no_longer_offered_is_left_out_of_a_start() -> None:
    solved = solve_problem(offered())
    steps = steps_of(solved.model, solved.best)
    fewer = build(offered().varied(offers=(near(),)))
    start = start_of(fewer, steps)
    assert set(start) <= set(range(len(fewer.programme.cost)))
    assert solve(fewer, start=start).gap <= TOLERANCE


def test_a_start_that_cannot_be_kept_is_no_start() -> None:
    model = build(offered())
    solved = solve_problem(offered())
    start = start_of(model, [far_too_many(s) for s in steps_of(solved.model, solved.best)])
    assert solve(model, start=start).cost == pytest.approx(solved.best.cost, rel=2 * TOLERANCE)


def far_too_many(step: PlannedStep) -> PlannedStep:
    """A step of more than is there."""
    if isinstance(step, PlannedPurchase | PlannedTransfer):
        return step.model_copy(update={"quantity": step.quantity * 1000})
    return step
