"""Solving with OR-Tools: one thread, fixed seed, limited time; the answer is costed exactly, with a proven bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as ortools

from tools.optimizer.planning.model import PlanModel
from trimtab.errors import InfeasiblePlan, TrimtabError

Array = NDArray[np.float64]

TIME_LIMIT_SECONDS = 5.0
TOLERANCE = 5e-4
GAP_SHARE = 0.2
"""The search among whole numbers stops within this share of the tolerance; the rest is for the tangents."""
FIRST_LOOK = 2e-3
COARSE = 8e-3
MAX_ROUNDS = 25
_NEARLY_WHOLE = 1e-6
# Measured here: without cuts, restarts, probing, conflicts, much strong branching and these heuristics such small
# models are solved five times as fast.
_IDLE_HEURISTICS = (
    "alns",
    "rens",
    "rins",
    "crossover",
    "feaspump",
    "distributiondiving",
    "conflictdiving",
    "guideddiving",
    "pscostdiving",
    "veclendiving",
    "linesearchdiving",
    "farkasdiving",
    "adaptivediving",
    "objpscostdiving",
    "rootsoldiving",
    "gins",
    "shiftandpropagate",
    "shifting",
    "intshifting",
    "randrounding",
    "clique",
    "vbounds",
)
_SCIP = "\n".join(
    (
        "randomization/randomseedshift = 7",
        "parallel/maxnthreads = 1",
        "separating/maxrounds = 0",
        "separating/maxroundsroot = 0",
        "presolving/maxrestarts = 0",
        "propagating/probing/maxprerounds = 0",
        "conflict/enable = FALSE",
        "branching/relpscost/initcand = 10",
        "branching/relpscost/maxreliable = 1",
        *(f"heuristics/{name}/freq = -1" for name in _IDLE_HEURISTICS),
    )
)
_GLOP = "use_dual_simplex: true use_preprocessing: false use_scaling: false"


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
    start: Mapping[int, float] | None = None,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Return the best plan found; `without` forbids columns, `fixed` sets some.

    `start` are whole numbers of a plan that is likely to be good: where it can be kept it is the first answer, which
    the search has only to beat, or nothing but the relaxation to prove near enough. It never changes what is proven.

    Tangents are added where the answer lies until exact cost and bound are within the relative `tolerance` (Kelley,
    The cutting-plane method for solving convex programs, 1960): first on the relaxation, then with whole numbers,
    then with those held. They stay in the model, so later solves start sharper. Raises InfeasiblePlan.
    """
    lower, upper = _bounds(model, without, fixed or {})
    for column, value in _beyond_reach(model, lower, upper).items():
        lower[column] = upper[column] = value
    return _refined(model, lower, upper, tolerance, start)


def solve_default(model: PlanModel) -> Solution:
    """Return what happens if nobody acts: the same model with every column beyond the default at zero."""
    return solve(model, without=model.beyond_default())


def lower_bound_of_acting(model: PlanModel, enough: float = float("inf")) -> float:
    """Return a cost that no plan with a step undercuts: the linear relaxation with one whole document paid.

    What the ERP would still order by itself is allowed for free, as `solve` may grant it. The bound is sharpened no
    further once it is at least `enough`, or once even the relaxation costs less.
    """
    if model.acting is None:
        return float("inf")
    lower, upper = _bounds(model, (), {model.acting: 1.0})
    return _sharpened(model, lower, upper, settled=lambda found: found.bound >= enough or found.cost < enough).bound


def bound_of(model: PlanModel, above: float) -> float:
    """Return a proven lower bound on the cost of any plan, sharpened no further once it is above `above`."""
    lower, upper = _bounds(model, (), {})
    relaxed = _sharpened(model, lower, upper, COARSE, lambda found: found.bound >= above)
    if relaxed.bound >= above:
        return relaxed.bound
    return _run(model, lower, upper, model.programme.integer)[1]


def solve_once(model: PlanModel, *, relaxed: bool = False) -> float:
    """Return the objective of one run of the solver on the model as it stands: what a benchmark compares with."""
    lower, upper = _bounds(model, (), {})
    return _run(model, lower, upper, [] if relaxed else model.programme.integer)[1]


def exact_cost(model: PlanModel, values: Array) -> float:
    """Return the cost of a solution by the exact curves, in currency."""
    return model.constant + float(_curve_values(model, values).sum()) + float(np.array(model.programme.cost) @ values)


def _curve_values(model: PlanModel, values: Array) -> Array:
    """Return the cost of each state by its curve."""
    x = model.net_supply(values)
    return np.concatenate([p.curves.value(x[model.states_of(k)]) for k, p in enumerate(model.positions)])


def _beyond_reach(model: PlanModel, lower: Array, upper: Array) -> dict[int, float]:
    """Return which failing checks of the ERP's wizard no plan within the bounds can mend: the fewest possible."""
    columns = [w.granted for w in model.wizard]
    if not columns or model.acting is None or upper[model.acting] < 1:
        return dict.fromkeys(columns, 0.0)
    acting = lower.copy()
    acting[model.acting] = 1.0
    cost = np.zeros(len(lower))
    # A check that holds today may only fail for what people fixed: letting it fail has a price too.
    cost[columns] = [max(1.0, w.check.shortfall) for w in model.wizard]
    found = _optimise(model, acting, upper, cost, model.programme.integer)
    return {c: 0.0 if found is None else float(round(found[0][c])) for c in columns}


def _refined(
    model: PlanModel, lower: Array, upper: Array, tolerance: float, start: Mapping[int, float] | None
) -> Solution:
    whole = [c for c in model.programme.integer if upper[c] > lower[c]]
    relaxed = _sharpened(model, lower, upper, max(tolerance, FIRST_LOOK) if whole else tolerance)
    if not whole:
        return relaxed
    best = None if start is None else _kept(model, lower, upper, start, tolerance)
    bound, ends = relaxed.bound, monotonic() + TIME_LIMIT_SECONDS
    for _ in range(MAX_ROUNDS):
        settled = best is not None and best.cost - bound <= tolerance * max(1.0, abs(best.cost))
        # A search that has had its time is not begun again: the gap says what is left.
        if settled or (best is not None and monotonic() >= ends):
            break
        values, proven = _run(model, lower, upper, whole, best, tolerance)
        bound = max(bound, proven)
        held_lower, held_upper = lower.copy(), upper.copy()
        held_lower[whole] = held_upper[whole] = np.round(values[whole])
        found = _sharpened(model, held_lower, held_upper, tolerance)
        if best is None or found.cost < best.cost:
            best = found
    assert best is not None  # noqa: S101 - the loop runs at least once
    return Solution(best.values, best.cost, min(bound, best.cost))


def _kept(
    model: PlanModel, lower: Array, upper: Array, start: Mapping[int, float], tolerance: float
) -> Solution | None:
    """Return the best plan with the whole numbers of `start`, counts that it leaves open rounded up; None if none."""
    lower, upper = lower.copy(), upper.copy()
    for column, value in start.items():
        if not lower[column] <= value <= upper[column]:
            return None
        lower[column] = upper[column] = value
    cost, free = np.array(model.programme.cost), [c for c in model.programme.integer if upper[c] > lower[c]]
    if free:
        found = _optimise(model, lower, upper, cost, [], priced=True)
        if found is None:
            return None
        lower[free] = upper[free] = np.ceil(found[0][free] - _NEARLY_WHOLE)
    return None if _optimise(model, lower, upper, cost, []) is None else _sharpened(model, lower, upper, tolerance)


def _sharpened(
    model: PlanModel,
    lower: Array,
    upper: Array,
    tolerance: float = TOLERANCE,
    settled: Callable[[Solution], bool] = lambda _: False,
) -> Solution:
    """Solve the linear relaxation within the bounds, adding tangents until they are as good as the curves.

    `settled` may stop it earlier: what was found answers the question.
    """
    best: Solution | None = None
    for _ in range(MAX_ROUNDS):
        values, bound = _run(model, lower, upper, [])
        cost = exact_cost(model, values)
        if best is None or cost < best.cost:
            best = Solution(values, cost, bound)
        allowed = 0.25 * tolerance * max(1.0, abs(cost))
        best = Solution(best.values, best.cost, max(bound, best.bound))
        if best.cost - best.bound <= allowed or settled(best):
            break
        _sharpen(model, values, allowed)
    assert best is not None  # noqa: S101 - the loop runs at least once
    return Solution(best.values, best.cost, min(best.bound, best.cost))


def _sharpen(model: PlanModel, values: Array, tolerance: float) -> None:
    """Add a tangent wherever the answer's cost is understated by its part of the tolerance."""
    x = model.net_supply(values)
    share = 0.5 * tolerance / len(x)
    short = _curve_values(model, values) - model.tangents.value(x) > share
    for place, position in enumerate(model.positions):
        states = model.states_of(place)
        here = np.flatnonzero(short[states])
        if len(here):
            slopes, intercepts = position.curves.tangents(x[states][:, None])
            model.tangents.add(here + states.start, slopes[here], intercepts[here])


def _bounds(model: PlanModel, without: Iterable[int], fixed: dict[int, float]) -> tuple[Array, Array]:
    """Return the bounds of all columns; what is left out is left out even where people fixed it."""
    lower, upper = np.array(model.programme.lower), np.array(model.programme.upper)
    for column, value in (model.held() | fixed | dict.fromkeys(without, 0.0)).items():
        lower[column] = upper[column] = value
    return lower, upper


def _run(
    model: PlanModel,
    lower: Array,
    upper: Array,
    whole: list[int],
    known: Solution | None = None,
    tolerance: float = TOLERANCE,
) -> tuple[Array, float]:
    """Solve once, from a known solution if there is one; return values and proven bound; raises InfeasiblePlan."""
    hint = None if known is None else known.values
    cost, gap = np.array(model.programme.cost), GAP_SHARE * tolerance
    found = _optimise(model, lower, upper, cost, whole, priced=True, hint=hint, gap=gap)
    if found is None:
        raise _contradiction(model, lower.copy(), upper.copy())
    return found[0], found[1] + model.constant


def _optimise(
    model: PlanModel,
    lower: Array,
    upper: Array,
    cost: Array,
    whole: list[int],
    *,
    priced: bool = False,
    hint: Array | None = None,
    gap: float = GAP_SHARE * TOLERANCE,
) -> tuple[Array, float] | None:
    """Return values and proven bound for one objective, or None where nothing is feasible.

    `priced`: what the states cost by their tangents counts too. `hint` is a solution to start from.
    """
    programme, segments = model.programme, model.tangents.segments()
    parts, count = (len(segments.state), len(cost)) if priced else (0, len(cost))
    matrix, low, high = programme.matrix(), np.array(programme.row_low), np.array(programme.row_high)
    if priced:
        states, piece = np.arange(len(segments.anchor)), np.arange(parts)
        rows, columns = (
            np.concatenate([states, segments.state]),
            np.concatenate([model.first_x[0] + states, count + piece]),
        )
        tied = (np.concatenate([np.ones(len(states)), -segments.side]), (rows, columns))
        matrix = sp.vstack([sp.hstack([matrix, sp.csr_matrix((len(low), parts))]), sp.csr_matrix(tied)], format="csr")
        low, high = np.concatenate([low, segments.anchor]), np.concatenate([high, segments.anchor])
        cost = np.concatenate([cost, segments.slope])
        lower, upper = np.concatenate([lower, np.zeros(parts)]), np.concatenate([upper, segments.length])
        hint = None if hint is None else np.concatenate([hint, segments.filled(model.net_supply(hint))])
    builder: Any = ortools.ModelBuilderHelper()  # its stub takes arrays for scalars
    builder.fill_model_from_sparse_data(lower, upper, cost, low, high, matrix)
    for column in whole:
        builder.set_var_integrality(column, True)
    for column, value in enumerate(() if hint is None else hint.tolist()):
        builder.add_hint(column, value)
    solver = ortools.ModelSolverHelper("scip" if whole else "glop")
    solver.set_time_limit_in_seconds(TIME_LIMIT_SECONDS)
    solver.set_solver_specific_parameters(f"limits/gap = {gap}\n{_SCIP}" if whole else _GLOP)
    solver.solve(builder)
    if not solver.has_solution():
        if solver.status() == ortools.SolveStatus.INFEASIBLE:
            return None
        raise TrimtabError(
            f"the solver gave up: {solver.status().name}", remedy="Plan fewer items at once, or a shorter horizon."
        )
    bound = float(solver.best_objective_bound() if whole else solver.objective_value())
    return np.array(solver.variable_values())[:count], bound + (float(segments.base.sum()) if priced else 0.0)


def _contradiction(model: PlanModel, lower: Array, upper: Array) -> InfeasiblePlan:
    """Return the error that names a smallest set of limits and fixes which contradict each other.

    One after the other is left out; it belongs to the set if the rest can be kept without it (Chinneck and Dravnieks,
    Locating minimal infeasible constraint sets in linear programs, 1991, the deletion filter).
    """
    free_lower, free_upper = np.array(model.programme.lower), np.array(model.programme.upper)
    rows_high = list(model.programme.row_high)
    named: list[str] = []
    for limit, row in model.limits:
        model.programme.row_high[row] = float("inf")
        if _keeps(model, lower, upper):
            model.programme.row_high[row] = rows_high[row]
            named.append(limit.words)
    for fixed in model.fixed:
        columns = list(fixed.values)
        kept = lower[columns].copy(), upper[columns].copy()
        lower[columns], upper[columns] = free_lower[columns], free_upper[columns]
        if _keeps(model, lower, upper):
            lower[columns], upper[columns] = kept
            named.append(fixed.words)
    model.programme.row_high[:] = rows_high
    limits = tuple(named) or tuple([x.words for x, _ in model.limits] + [x.words for x in model.fixed])
    return InfeasiblePlan(
        "No plan satisfies these limits: " + "; ".join(limits), limits=limits, remedy="Loosen or withdraw one of them."
    )


def _keeps(model: PlanModel, lower: Array, upper: Array) -> bool:
    return _optimise(model, lower, upper, np.zeros(len(lower)), model.programme.integer) is not None
