"""Screening: a proof, cheaper than a plan, that acting saves no more than so much; never wrong, sometimes undecided."""

from __future__ import annotations

from dataclasses import dataclass

from tools.optimizer.planning.build import build
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import lower_bound_of_acting, solve_default


@dataclass(frozen=True)
class Screening:
    """No plan saves more than `saving_at_most`, in currency over the horizon, level changes included."""

    saving_at_most: float
    default_cost: float
    epsilon: float

    @property
    def within_epsilon(self) -> bool:
        """Tell whether it is proven that optimising is not worth it."""
        return self.saving_at_most <= self.epsilon


def screen(problem: PlanProblem, epsilon: float | None = None) -> Screening:
    """Return the bound; `epsilon` is what asking a person is worth (`CostParameters.attention_price`) unless given.

    It is sharpened only until it settles whether acting can be worth that.

    Saving = default cost − optimum ≤ max(0, default cost − bound), the bound being on plans that do something: the
    linear relaxation under tangents that pays for at least one document. Two linear programmes, no integers.
    """
    model = build(problem)
    default = solve_default(model)
    limit = float(problem.network.costs.attention_price.amount) if epsilon is None else epsilon
    return Screening(max(0.0, default.cost - lower_bound_of_acting(model, default.cost - limit)), default.cost, limit)
