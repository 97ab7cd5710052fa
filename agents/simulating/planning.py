"""Planning at one desk, as the case graph does it: offers, one optimisation, objections, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.desk import Desk
from agents.documents import Document, documents_of
from agents.problems import problem_for
from tools.drift import screen
from tools.drift.waiting import loss_of_waiting
from tools.optimizer import PlanProblem, plan
from trimtab import subjects
from trimtab.cases import Case, CaseState, Drift
from trimtab.offers import Constraint, LevelOffer
from trimtab.plans import Plan
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

MOST_REVIEWS = 3
TOLERANCE = 5e-3
"""Plans of simulated companies are proven within half a percent of the least cost: much quicker, hardly dearer."""


@dataclass(frozen=True)
class Planned:
    """A plan worth carrying out, what is lost by waiting for the next chance instead, and its documents."""

    plan: Plan
    saving: float
    documents: tuple[Document, ...]

    @property
    def owners(self) -> int:
        """Return how many functions have to decide."""
        return len({d.owner for d in self.documents})


@dataclass(frozen=True)
class Planning:
    """Those who plan together: a desk, and the agents whose offers enter one optimisation."""

    desk: Desk
    agents: tuple[FunctionAgent, ...]

    def planned(self, key: str, next_chance_days: int, *, if_worth_it: bool) -> Planned | None:
        """Return what to do now rather than at the next chance, None where that is nothing.

        `if_worth_it`: only where waiting for the next chance loses more than the attention of those who have to decide.
        """
        snapshot = self.desk.reader.snapshot()
        problem = self._problem(snapshot, next_chance_days)
        if if_worth_it and screen(problem).within_epsilon:
            return None
        best, agreed = self._agreed(problem, snapshot)
        if not best.steps:
            return None
        documents = tuple(documents_of(best, snapshot, self.desk.network, key))
        attention = float(problem.network.costs.attention_price.amount) * len({d.owner for d in documents})
        if if_worth_it and float(best.saving) <= attention:
            return None
        found = Planned(best, loss_of_waiting(agreed, next_chance_days, best, TOLERANCE), documents)
        return None if if_worth_it and found.saving <= attention else found

    def _problem(self, snapshot: Snapshot, next_chance_days: int) -> PlanProblem:
        items = tuple(item.code for item in self.desk.network.items)
        case = _case(self.desk, snapshot)
        offered = (o for a in self.agents for o in a.offer(case, snapshot))
        # Nothing in a simulated company orders by itself, so that its levels do nothing.
        offers = sorted((o for o in offered if not isinstance(o, LevelOffer)), key=lambda o: o.id)
        problem = problem_for(self.desk, case, snapshot, offers)
        return problem.varied(items=items, next_cycle_days=next_chance_days)

    def _agreed(self, problem: PlanProblem, snapshot: Snapshot) -> tuple[Plan, PlanProblem]:
        """Optimise until no agent objects, at most `MOST_REVIEWS` times; return the plan and what it is best for."""
        agreed = problem
        objections: dict[Constraint, None] = {}
        best = plan(problem, explain=False, tolerance=TOLERANCE)
        for _ in range(MOST_REVIEWS):
            new = {o.constraint: None for a in self.agents for o in a.review(best, snapshot)}
            if not new.keys() - objections.keys():
                break
            objections |= new
            agreed = problem.varied(constraints=(*problem.constraints, *objections))
            best = plan(agreed, explain=False, tolerance=TOLERANCE)
        return best, agreed


def _case(desk: Desk, snapshot: Snapshot) -> Case:
    nothing = Decimal(0)
    places: Sequence[tuple[str, str]] = sorted({(p.item, p.location) for p in snapshot.order_points})
    return Case(
        id="simulated",
        title="",
        state=CaseState.OPEN,
        round=1,
        subjects=tuple(subjects.item_location(*place) for place in places),
        drift=Drift(currency=desk.currency, level_per_day=nothing, plan=nothing, avoidable=nothing, sunk=nothing),
        opened_at=desk.now(),
    )
