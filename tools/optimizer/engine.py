"""One call of OR-Tools: GLOP, or SCIP where some columns must be whole; one thread, fixed settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as ortools

from trimtab.errors import TrimtabError

Array = NDArray[np.float64]

TIME_LIMIT_SECONDS = 20.0
_GLOP = "use_dual_simplex: true use_preprocessing: false use_scaling: false"
_SCIP = "limits/gap = 1e-5\nrandomization/randomseedshift = 7\nparallel/maxnthreads = 1"
_NOTHING_FEASIBLE = {ortools.SolveStatus.INFEASIBLE}


@dataclass(frozen=True)
class Programme:
    """Minimise cost · v subject to row_low ≤ matrix v ≤ row_high and lower ≤ v ≤ upper."""

    matrix: sp.csr_matrix
    lower: Array
    upper: Array
    cost: Array
    row_low: Array
    row_high: Array


@dataclass(frozen=True)
class Answer:
    """The values of all columns, their cost, a bound that no answer undercuts, and what a unit of each row costs.

    `dual` is empty where columns are whole.
    """

    values: Array
    cost: float
    bound: float
    dual: Array


class SolverGaveUp(TrimtabError):
    """OR-Tools returned neither an answer nor that there is none."""


def optimise(programme: Programme, whole: Iterable[int] = (), *, seconds: float = TIME_LIMIT_SECONDS) -> Answer | None:
    """Return the best answer, or None where nothing is feasible; raises SolverGaveUp after `seconds`."""
    p = programme
    columns = list(whole)
    builder: Any = ortools.ModelBuilderHelper()  # its stub takes arrays for scalars
    builder.fill_model_from_sparse_data(p.lower, p.upper, p.cost, p.row_low, p.row_high, p.matrix)
    for column in columns:
        builder.set_var_integrality(column, True)
    solver = ortools.ModelSolverHelper("scip" if columns else "glop")
    solver.set_solver_specific_parameters(_SCIP if columns else _GLOP)
    solver.set_time_limit_in_seconds(seconds)
    solver.solve(builder)
    if not solver.has_solution():
        if solver.status() in _NOTHING_FEASIBLE:
            return None
        raise SolverGaveUp(
            f"the solver gave up: {solver.status().name}",
            remedy="Check that no quantity can grow without end, and that the numbers are of a like size.",
        )
    cost = float(solver.objective_value())
    if columns:
        bound = min(cost, float(solver.best_objective_bound()))
        return Answer(np.array(solver.variable_values()), cost, bound, np.zeros(0))
    return Answer(np.asarray(solver.variable_values()), cost, cost, np.asarray(solver.dual_values()))
