"""From a problem to a plan: build once, solve for the best and for the default, cost both exactly, explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.optimizer.planning.build import build
from tools.optimizer.planning.explain import Explanation, binding_limits, explain_plan
from tools.optimizer.planning.impact import cents, impact_of
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.project import projections_of
from tools.optimizer.planning.solve import TOLERANCE, Solution, solve, solve_default
from tools.optimizer.planning.starts import start_of
from tools.optimizer.planning.steps import steps_of
from trimtab.plans import Plan, PlannedStep


@dataclass(frozen=True)
class Solved:
    """A model with its two answers: the best plan, and what happens if nobody acts."""

    model: PlanModel
    default: Solution
    best: Solution


def solve_problem(
    problem: PlanProblem,
    *,
    with_levels: bool = True,
    start: Sequence[PlannedStep] | None = None,
    tolerance: float = TOLERANCE,
) -> Solved:
    """Return model and answers; `start` are the steps of a plan that is likely to be good, found quicker from there.

    The default is a feasible plan, so the best never costs more than it, unless people have fixed a step.
    """
    model = build(problem, with_levels=with_levels)
    default = solve_default(model)
    best = solve(model, start=None if start is None else start_of(model, start), tolerance=tolerance)
    if best.cost >= default.cost and not model.fixed:
        best = Solution(default.values, default.cost, min(best.bound, default.cost))
    return Solved(model, default, best)


def default_cost(problem: PlanProblem) -> float:
    """Return what it costs if nobody acts, in the company's currency: without offers the model is a small one."""
    withdrawn: dict[str, int | None] = dict.fromkeys((o.id for o in problem.offers), None)
    return solve_default(build(problem.varied(constraints=()), start_days=withdrawn)).cost


def plan(problem: PlanProblem, *, explain: bool = True, tolerance: float = TOLERANCE) -> Plan:
    """Return what is worth doing now, its cost against the default, its proven gap, and why.

    `explain=False` leaves out step values, runner-up and ranges (for screening and what-if). Costs are in the company's
    currency over the horizon; cost and bound are within the relative `tolerance` unless time ran out. Raises
    `InfeasiblePlan` where limits contradict each other.
    """
    solved = solve_problem(problem, tolerance=tolerance)
    model, default, best = solved.model, solved.default, solved.best
    steps = steps_of(model, best)
    impact, before, after = impact_of(model, default, best, steps)
    why = explain_plan(model, default, best, steps) if explain else Explanation()
    return Plan(
        currency=problem.currency,
        today=problem.today,
        horizon_days=problem.horizon_days,
        steps=steps,
        cost=cents(best.cost),
        bound=cents(best.bound),
        gap=best.gap,
        default_cost=cents(default.cost),
        impact=impact,
        projections=projections_of(model, before, after, steps),
        values=why.values,
        alternatives=why.alternatives,
        binding_limits=binding_limits(model, best),
        limit_prices=why.limit_prices,
        ranges=why.ranges,
    )
