"""Confirmations: what it costs to decide only once it is known when an open order comes, against deciding now."""

from __future__ import annotations

from collections.abc import Mapping

from tools.optimizer.planning.build import build
from tools.optimizer.planning.phone_call import eta_cases, value_of
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import solve, solve_default
from trimtab import subjects
from trimtab.errors import InfeasiblePlan


class UntilConfirmed:
    """The choice between acting now and waiting until a supplier says on which day an open purchase line arrives.

    loss(waiting) = sum over the days on which it may arrive of p (cost of the best plan made later, knowing it) - cost
    of what is best now, not knowing it; below zero waiting pays. It is the expected value of sample information less
    what is lost by being late (Raiffa and Schlaifer 1961, Applied Statistical Decision Theory). On both sides what is
    decided later still is free, and levels are left out.
    """

    def __init__(self, problem: PlanProblem, document: str, line: str) -> None:
        """Price deciding now; raises UnknownReference where no uncertain arrival is believed."""
        self._cases = eta_cases(problem, document, line)
        call = value_of(problem, subjects.purchase_line(document, line), self._cases, "eta_days")
        self._now = float(call.cost_unasked)

    def loss(self, start_days: Mapping[str, int | None]) -> float:
        """Return what deciding then loses, in currency; `start_days` says from which day each offer is there, if so."""
        return sum(case.probability * self._later(case.problem, start_days) for case in self._cases) - self._now

    @staticmethod
    def _later(problem: PlanProblem, start_days: Mapping[str, int | None]) -> float:
        model = build(problem, with_levels=False, start_days=dict(start_days))
        default = solve_default(model).cost
        try:
            return min(default, solve(model).cost)
        except InfeasiblePlan:
            return default
