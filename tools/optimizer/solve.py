"""Solving with OR-Tools: one thread, fixed seed, limited time; the answer is costed exactly, with a proven bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as ortools

from tools.optimizer.model import PlanModel, add_tangents
from trimtab.errors import InfeasiblePlan, TrimtabError

Array = NDArray[np.float64]

TIME_LIMIT_SECONDS = 5.0
RELATIVE_GAP = 1e-4
TOLERANCE = 5e-4
FIRST_LOOK = 2e-3
COARSE = 8e-3
MAX_ROUNDS = 25
# Measured here: without cuts, restarts and probing these small models are solved three times as fast.
_SCIP = "\n".join(
    (
        f"limits/gap = {RELATIVE_GAP}",
        "randomization/randomseedshift = 7",
        "parallel/maxnthreads = 1",
        "separating/maxrounds = 0",
        "separating/maxroundsroot = 0",
        "presolving/maxrestarts = 0",
        "propagating/probing/maxprerounds = 0",
    )
)
_GLOP = "use_dual_simplex: true use_preprocessing: false"


@dataclass(frozen=True)
class Solution:
    """Values of all columns, and the cost by the exact curves; `bound` is proven: no plan of this model costs less."""

    values: Array
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """Return the relative distance between cost and bound."""
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))


def solve(
    model: PlanModel,
    *,
    without: Iterable[int] = (),
    fixed: dict[int, float] | None = None,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Return the best plan found; `without` forbids columns, `fixed` sets some.

    Tangents are added where the answer lies until exact cost and bound are within the relative `tolerance` (Kelley,
    The cutting-plane method for solving convex programs, 1960): first on the relaxation, then with whole numbers,
    then with those held. They stay in the model, so later solves start sharper. Raises InfeasiblePlan.
    """
    lower, upper = _bounds(model, without, fixed or {})
    for column, value in _beyond_reach(model, lower, upper).items():
        lower[column] = upper[column] = value
    return _refined(model, lower, upper, tolerance)


def solve_default(model: PlanModel) -> Solution:
    """Return what happens if nobody acts: the same model with every column beyond the default at zero."""
    return solve(model, without=model.beyond_default())


def lower_bound_of_acting(model: PlanModel) -> float:
    """Return a cost that no plan with a step undercuts: the linear relaxation with one whole document paid.

    What the ERP would still order by itself is allowed for free, as `solve` may grant it.
    """
    if model.acting is None:
        return float("inf")
    lower, upper = _bounds(model, (), {model.acting: 1.0})
    return _sharpened(model, lower, upper).bound


def bound_of(model: PlanModel, above: float) -> float:
    """Return a proven lower bound on the cost of any plan, sharpened no further once it is above `above`."""
    lower, upper = _bounds(model, (), {})
    relaxed = _sharpened(model, lower, upper, COARSE)
    if relaxed.bound >= above:
        return relaxed.bound
    return _run(model, lower, upper, model.programme.integer)[1]


def solve_once(model: PlanModel, *, relaxed: bool = False) -> float:
    """Return the objective of one run of the solver on the model as it stands: what a benchmark compares with."""
    lower, upper = _bounds(model, (), {})
    return _run(model, lower, upper, [] if relaxed else model.programme.integer)[1]


def exact_cost(model: PlanModel, values: Array) -> float:
    """Return the cost of a solution by the exact curves, in currency."""
    cost = np.array(model.programme.cost)
    total = model.constant
    for place, position in enumerate(model.positions):
        first, count = model.first_loss[place], len(position.states)
        cost[first : first + count] = 0.0
        total += float(position.curves.value(values[model.first_x[place] : model.first_x[place] + count]).sum())
    return total + float(cost @ values)


def _beyond_reach(model: PlanModel, lower: Array, upper: Array) -> dict[int, float]:
    """Return which failing checks of the ERP's wizard no plan within the bounds can mend: the fewest possible."""
    columns = [w.granted for w in model.wizard]
    if not columns or model.acting is None or upper[model.acting] < 1:
        return dict.fromkeys(columns, 0.0)
    acting = lower.copy()
    acting[model.acting] = 1.0
    cost = np.zeros(len(lower))
    cost[columns] = [w.check.shortfall for w in model.wizard]
    found = _optimise(model, acting, upper, cost, model.programme.integer)
    return {c: 0.0 if found is None else float(round(found[0][c])) for c in columns}


def _refined(model: PlanModel, lower: Array, upper: Array, tolerance: float) -> Solution:
    whole = [c for c in model.programme.integer if upper[c] > lower[c]]
    relaxed = _sharpened(model, lower, upper, max(tolerance, FIRST_LOOK) if whole else tolerance)
    if not whole:
        return relaxed
    best: Solution | None = None
    bound = relaxed.bound
    for _ in range(MAX_ROUNDS):
        values, proven = _run(model, lower, upper, whole)
        bound = max(bound, proven)
        held_lower, held_upper = lower.copy(), upper.copy()
        held_lower[whole] = held_upper[whole] = np.round(values[whole])
        found = _sharpened(model, held_lower, held_upper, tolerance)
        if best is None or found.cost < best.cost:
            best = found
        if best.cost - bound <= tolerance * max(1.0, abs(best.cost)):
            break
    assert best is not None  # noqa: S101 - the loop runs at least once
    return Solution(best.values, best.cost, min(bound, best.cost))


def _sharpened(
    model: PlanModel,
    lower: Array,
    upper: Array,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Solve the linear relaxation within the bounds, adding tangents until they are as good as the curves."""
    best: Solution | None = None
    for _ in range(MAX_ROUNDS):
        values, bound = _run(model, lower, upper, [])
        cost = exact_cost(model, values)
        if best is None or cost < best.cost:
            best = Solution(values, cost, bound)
        allowed = 0.25 * tolerance * max(1.0, abs(cost))
        if best.cost - bound <= allowed:
            break
        _sharpen(model, values, allowed)
    assert best is not None  # noqa: S101 - the loop runs at least once
    return Solution(best.values, best.cost, min(bound, best.cost))


def _sharpen(model: PlanModel, values: Array, tolerance: float) -> None:
    """Add a tangent wherever the answer's cost is understated by its part of the tolerance."""
    share = 0.5 * tolerance / sum(len(p.states) for p in model.positions)
    for place, position in enumerate(model.positions):
        count = len(position.states)
        x = values[model.first_x[place] : model.first_x[place] + count]
        stated = values[model.first_loss[place] : model.first_loss[place] + count]
        slopes, intercepts = position.curves.tangents(x[:, None])
        for index in np.flatnonzero(position.curves.value(x) - stated > share):
            add_tangents(model, place, int(index), slopes[index], intercepts[index])


def _bounds(model: PlanModel, without: Iterable[int], fixed: dict[int, float]) -> tuple[Array, Array]:
    lower, upper = np.array(model.programme.lower), np.array(model.programme.upper)
    for column in without:
        upper[column] = 0.0
    for column, value in fixed.items():
        lower[column] = upper[column] = value
    return lower, upper


def _run(model: PlanModel, lower: Array, upper: Array, whole: list[int]) -> tuple[Array, float]:
    """Solve once and return the values and the proven bound on the cost; raises InfeasiblePlan."""
    found = _optimise(model, lower, upper, np.array(model.programme.cost), whole)
    if found is None:
        raise _contradiction(model)
    return found[0], found[1] + model.constant


def _optimise(
    model: PlanModel, lower: Array, upper: Array, cost: Array, whole: list[int]
) -> tuple[Array, float] | None:
    """Return values and proven bound for one objective, or None where nothing is feasible."""
    programme = model.programme
    builder: Any = ortools.ModelBuilderHelper()  # its stub takes arrays for scalars
    rows = (np.array(programme.row_low), np.array(programme.row_high), programme.matrix())
    builder.fill_model_from_sparse_data(lower, upper, cost, *rows)
    for column in whole:
        builder.set_var_integrality(column, True)
    solver = ortools.ModelSolverHelper("scip" if whole else "glop")
    solver.set_time_limit_in_seconds(TIME_LIMIT_SECONDS)
    solver.set_solver_specific_parameters(_SCIP if whole else _GLOP)
    solver.solve(builder)
    if not solver.has_solution():
        if solver.status() == ortools.SolveStatus.INFEASIBLE:
            return None
        raise TrimtabError(
            f"the solver gave up: {solver.status().name}", remedy="Plan fewer items at once, or a shorter horizon."
        )
    bound = float(solver.best_objective_bound() if whole else solver.objective_value())
    return np.array(solver.variable_values()), bound


def _contradiction(model: PlanModel) -> InfeasiblePlan:
    impossible = tuple(limit.words for limit, _ in model.limits if limit.most < 0)
    named = impossible or tuple(limit.words for limit, _ in model.limits)
    return InfeasiblePlan(
        "No plan satisfies these limits: " + "; ".join(named), limits=named, remedy="Loosen or withdraw one of them."
    )
