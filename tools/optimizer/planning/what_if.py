"""What if: the best plan as things are beside that with something otherwise; nothing is remembered, nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tools.optimizer.planning.impact import cents, impact_of
from tools.optimizer.planning.otherwise import changed
from tools.optimizer.planning.planner import plan, solve_problem
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.steps import steps_of
from trimtab.errors import InvalidField
from trimtab.impact import Effect, Impact
from trimtab.plans import Plan, PlannedStep
from trimtab.what_if import Change, DocumentDifference, WhatIfAnswer


@dataclass(frozen=True)
class _Found:
    """A best plan as an answer needs it; `fill_rate` and `risk` are of the item-location that is worst off."""

    steps: dict[str, PlannedStep]
    cost: float
    bound: float
    default_cost: float
    impact: Impact
    fill_rate: float
    risk: float


def answer_what_if(problem: PlanProblem, changes: Sequence[Change]) -> WhatIfAnswer:
    """Return what the best plan costs, serves and does without and with the changes, taken one after the other.

    Raises InvalidField without changes, UnknownReference where one is about something that is not there, and
    InfeasiblePlan as `plan` does.
    """
    if not changes:
        raise InvalidField("nothing is to be otherwise", record="what if", field="changes")
    other = problem
    for change in changes:
        other = changed(other, change)
    before, after = _found(problem), _found(other)
    ids = sorted(before.steps.keys() | after.steps.keys())
    pairs = [(offer_id, before.steps.get(offer_id), after.steps.get(offer_id)) for offer_id in ids]
    first, then = before.impact, after.impact
    return WhatIfAnswer(
        changes=tuple(changes),
        currency=problem.currency,
        horizon_days=problem.horizon_days,
        cost=_money(before.cost, after.cost),
        bound=_money(before.bound, after.bound),
        default_cost=_money(before.default_cost, after.default_cost),
        cash=Effect(before=first.cash.after, after=then.cash.after),
        margin_and_penalties=Effect(before=first.margin_and_penalties.after, after=then.margin_and_penalties.after),
        implied=Effect(before=first.implied.after, after=then.implied.after),
        fill_rate=_share(before.fill_rate, after.fill_rate),
        stockout_risk=_share(before.risk, after.risk),
        documents=tuple(DocumentDifference(offer_id=i, before=b, after=a) for i, b, a in pairs if b != a),
        unchanged=sum(b == a for _, b, a in pairs),
    )


def _found(problem: PlanProblem) -> _Found:
    solved = solve_problem(problem)
    steps = steps_of(solved.model, solved.best)
    impact, _, after = impact_of(solved.model, solved.default, solved.best, steps)
    return _Found(
        steps={step.offer_id: step for step in steps},
        cost=solved.best.cost,
        bound=solved.best.bound,
        default_cost=solved.default.cost,
        impact=impact,
        fill_rate=min((t.fill_rate for t in after), default=1.0),
        risk=max((float(t.shortage_risk.mean()) for t in after), default=0.0),
    )


def _money(before: float, after: float) -> Effect:
    return Effect(before=cents(before), after=cents(after))


def _share(before: float, after: float) -> Effect:
    return Effect(before=Decimal(str(round(before, 4))), after=Decimal(str(round(after, 4))))


def what_if(problem: PlanProblem, change: Change) -> Plan:
    """Return the plan, without explanation, if one thing were otherwise; its `default_cost` is that of not acting then.

    Raises UnknownReference where the change is about something that is not there, InfeasiblePlan as `plan` does.
    """
    return plan(changed(problem, change), explain=False)
