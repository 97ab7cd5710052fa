"""The price of drift: what not acting loses over the horizon, and what levels that are no longer right lose a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tools.drift.attribute import attribute
from tools.optimizer.planning.impact import cents
from tools.optimizer.planning.planner import solve_problem
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from tools.optimizer.planning.recommended import cost_of_level, recommend_level
from trimtab.beliefs import Belief
from trimtab.cases import Drift
from trimtab.plans import Plan, PlannedLevel

Level = tuple[Decimal, Decimal]


def price_of_drift(
    problem: PlanProblem,
    beliefs_before: Sequence[Belief] | None = None,
    levels_in_force: Mapping[ItemLocation, Level] | None = None,
    plan: Plan | None = None,
) -> Drift:
    """Return the drift under `problem.beliefs`, in the company's currency; the two parts are never summed.

    Plan part, over the horizon, level changes left out: `avoidable` = cost if nobody acts − cost of the best plan;
    `sunk` = what the best plan costs more than it would under `beliefs_before`, at least 0; `plan` = both. Level
    part, a day: what the levels in force (minimum, target; else those of the snapshot) cost more than the recommended
    ones. The attribution is over the beliefs that differ from `beliefs_before`; without it there is neither `sunk`
    nor attribution. A `plan` that was found for the problem makes pricing quicker, and changes nothing else.
    """
    steps = None if plan is None else [s for s in plan.steps if not isinstance(s, PlannedLevel)]
    solved = solve_problem(problem, with_levels=False, start=steps)
    avoidable = solved.default.cost - solved.best.cost
    sunk = 0.0
    if beliefs_before is not None:
        earlier = problem.varied(beliefs=tuple(beliefs_before))
        sunk = max(0.0, solved.best.cost - solve_problem(earlier, with_levels=False).best.cost)
    avoidable_cents, sunk_cents = cents(max(0.0, avoidable)), cents(sunk)
    return Drift(
        currency=problem.currency,
        level_per_day=cents(sum(level_drift(problem, levels_in_force).values())),
        plan=avoidable_cents + sunk_cents,
        avoidable=avoidable_cents,
        sunk=sunk_cents,
        attribution=() if beliefs_before is None else attribute(problem, beliefs_before),
    )


def level_drift(
    problem: PlanProblem, levels_in_force: Mapping[ItemLocation, Level] | None = None
) -> dict[ItemLocation, float]:
    """Return, per item-location with a level in force, what it costs a day above the recommended one, at least zero."""
    found: dict[ItemLocation, float] = {}
    for here in problem.item_locations:
        point = problem.snapshot.order_point(*here)
        level = (levels_in_force or {}).get(here) or ((point.minimum, point.target) if point else None)
        best = recommend_level(problem, *here)
        cost = None if level is None else cost_of_level(problem, here, *level)
        if best is None or cost is None:
            continue
        found[here] = max(0.0, cost - best.cost_per_day)
    return found
