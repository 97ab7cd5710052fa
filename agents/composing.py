"""Composing: from a plan to one bundle of documents with owners, evidence, assumptions and the price of waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agents.assuming import assumptions_for
from agents.desk import Desk
from agents.documents import documents_of, documents_touched, places_touched
from agents.evidence import evidence_for
from agents.problems import worth_attention
from agents.waiting import cliffs_for, news_for, worth_waiting
from tools.drift import price_of_drift, waiting_curve
from tools.language.headlines import headline
from tools.language.silence import if_nobody_answers
from tools.optimizer import PlanProblem
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Leg, SolverRecord
from trimtab.cases import Case, Drift
from trimtab.identifiers import deterministic_id
from trimtab.plans import Plan
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

DECISION_DAYS = (1, 2, 3, 5, 7)


def bundle_id_of(desk: Desk, case: Case) -> str:
    """Return the id of a case's bundle in its present round: the same whenever the case graph runs again."""
    return deterministic_id("bnd", desk.company, case.id, case.round)


@dataclass(frozen=True)
class Solved:
    """What one optimisation was given and what it answered; `problem.snapshot` is the state it was solved on."""

    case: Case
    problem: PlanProblem
    plan: Plan
    revision: int


def compose(desk: Desk, agents: Mapping[Function, FunctionAgent], solved: Solved) -> Bundle | None:
    """Return the bundle of a plan, or None where acting saves less than people's attention costs."""
    drift = price_of_drift(solved.problem, plan=solved.plan)
    if not solved.plan.steps or not worth_attention(drift, solved.problem):
        return None
    return bundle_of(desk, agents, solved, drift)


def bundle_of(
    desk: Desk, agents: Mapping[Function, FunctionAgent], solved: Solved, drift: Drift, edited_by: str = ""
) -> Bundle | None:
    """Return the bundle of a plan whether it is worth attention or not; None where it has no document."""
    case, problem, plan, revision = solved.case, solved.problem, solved.plan, solved.revision
    snapshot = problem.snapshot
    bundle_id = bundle_id_of(desk, case)
    legs = _legs(desk, agents, plan, snapshot, f"{bundle_id}:{revision}")
    if not legs:
        return None
    assumptions = assumptions_for(desk, plan, snapshot, legs)
    now, touched = desk.now(), places_touched(legs)
    times = [now + timedelta(days=n) for n in DECISION_DAYS]
    news = news_for(desk, problem, now, times[-1])
    waiting = waiting_curve(problem, now, times, cliffs_for(desk, plan, now, times[-1]), plan, news)
    lasts = min(assumptions.expires_at, now + timedelta(hours=desk.policy.expires_after_hours))
    better = worth_waiting(desk, waiting, news, now, lasts)
    return Bundle(
        id=bundle_id,
        case_id=case.id,
        round=case.round,
        revision=revision,
        headline=headline(legs, case.title, plan.impact, better),
        narrative=" ".join(leg.because for leg in legs),
        legs=legs,
        impact=plan.impact,
        evidence=evidence_for(desk, case, snapshot, touched),
        assumptions=assumptions,
        waiting=waiting,
        projections=tuple(p for p in plan.projections if (p.item, p.location) in touched),
        alternatives=(*([better] if better else []), *plan.alternatives),
        constraints=problem.constraints,
        solver=SolverRecord(cost=plan.cost, bound=plan.bound, gap=plan.gap, default_cost=plan.default_cost),
        if_nobody_answers=if_nobody_answers(plan.impact, drift.level_per_day, assumptions.expires_at.date(), legs),
        edited_by=edited_by,
        claims=tuple(dict.fromkeys([*case.subjects, *documents_touched(legs)])),
    )


def _legs(
    desk: Desk, agents: Mapping[Function, FunctionAgent], plan: Plan, snapshot: Snapshot, key: str
) -> tuple[Leg, ...]:
    worth = {value.offer_id: value.worth for value in plan.values}
    legs = []
    for document in documents_of(plan, snapshot, desk.network, key):
        known = [worth[offer] for offer in document.offer_ids if offer in worth and document.counts]
        leg = Leg(
            id=document.leg_id,
            owner=document.owner,
            action=document.action,
            because="",
            worth=sum(known, Decimal(0)) if known else None,
            offers=document.offer_ids,
        )
        speaker = agents.get(document.owner, agents[Function.PROCUREMENT])
        legs.append(leg.model_copy(update={"because": speaker.explain(leg)}))
    return tuple(legs)
