"""The steps of the case graph: they read the ERP and the ledger, and write nothing but the last one's submission."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Annotated, Any, Protocol, TypedDict

from langgraph.types import Send
from pydantic import TypeAdapter

from agents.composing import Solved, compose
from agents.desk import Desk
from agents.problems import items_of, of_items, problem_for
from tools.optimizer import PlanProblem, plan
from trimtab.approvals import Proposal, revise, submit
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Route
from trimtab.cases import Case
from trimtab.errors import InfeasiblePlan
from trimtab.offers import Constraint, Offer
from trimtab.plans import Plan
from trimtab.policy import route
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

MOST_REVIEWS = 3
_OFFERS: TypeAdapter[list[Offer]] = TypeAdapter(list[Offer])
_CONSTRAINTS: TypeAdapter[list[Constraint]] = TypeAdapter(list[Constraint])


class CaseThread(TypedDict, total=False):
    """What a thread remembers: the case and round, and what its steps hand on, as plain JSON."""

    case_id: str
    round: int
    bundle_id: str
    revision: int
    function: str
    offers: Annotated[list[dict[str, Any]], operator.add]
    objections: list[dict[str, Any]]
    reviews: int
    agreed: bool
    snapshot: dict[str, Any]
    plan: dict[str, Any] | None
    why_not: str
    proposal: dict[str, Any] | None


class CaseStep(Protocol):
    """A node of the case graph."""

    def __call__(self, state: CaseThread) -> CaseThread:
        """Return what changes in the thread."""
        ...


class CaseSteps:
    """The nodes and routes of the case graph."""

    def __init__(self, desk: Desk, agents: Sequence[FunctionAgent]) -> None:
        """Ask these agents, at this desk."""
        self._desk = desk
        self._agents = {agent.function: agent for agent in agents}

    def ask_every_function(self, state: CaseThread) -> list[Send]:
        """Fan out: each function agent assesses the case on its own."""
        return [Send("assess", {"case_id": state["case_id"], "function": function.value}) for function in self._agents]

    def assess(self, state: CaseThread) -> CaseThread:
        """Ask one function what it can offer."""
        agent = self._agents[Function(state["function"])]
        offers = agent.offer(self._case(state), self._desk.reader.snapshot())
        return {"offers": _OFFERS.dump_python(offers, mode="json")}

    def optimise(self, state: CaseThread) -> CaseThread:
        """Put all offers and constraints into one optimisation."""
        snapshot = of_items(self._desk.reader.snapshot(), items_of(self._case(state).subjects))
        seen: CaseThread = {"snapshot": snapshot.model_dump(mode="json")}
        try:
            best = plan(self._problem(state | seen))
        except InfeasiblePlan as error:
            return seen | {"plan": None, "why_not": str(error)}
        return seen | {"plan": best.model_dump(mode="json"), "why_not": ""}

    def review(self, state: CaseThread) -> CaseThread:
        """Let every agent object to the plan; an objection is a constraint for the next optimisation."""
        if state["plan"] is None:
            return {"agreed": True}
        best, snapshot = Plan.model_validate(state["plan"]), Snapshot.model_validate(state["snapshot"])
        objections = [o.constraint for agent in self._agents.values() for o in agent.review(best, snapshot)]
        known = state.get("objections", [])
        new = [o for o in _CONSTRAINTS.dump_python(objections, mode="json") if o not in known]
        return {
            "objections": known + new,
            "reviews": state.get("reviews", 0) + 1,
            "agreed": not new or state.get("reviews", 0) + 1 >= MOST_REVIEWS,
        }

    def compose(self, state: CaseThread) -> CaseThread:
        """Turn the plan into a bundle of documents, unless nothing is worth doing."""
        if state["plan"] is None:
            return {"proposal": None}
        best = Plan.model_validate(state["plan"])
        solved = Solved(self._case(state), self._problem(state), best, state.get("revision", 1))
        bundle = compose(self._desk, self._agents, solved)
        if bundle is None:
            return {"proposal": None, "why_not": "acting now saves less than it costs people to look at it"}
        routed = route(bundle, self._desk.policy, self._desk.now())
        return {"proposal": {"bundle": bundle.model_dump(mode="json"), "route": routed.model_dump(mode="json")}}

    def submit(self, state: CaseThread) -> CaseThread:
        """T0: put the round's bundle into the ledger, or close the case."""
        proposal = _proposal(state)
        proposals = [proposal] if proposal else []
        submit(self._desk.ledger, state["case_id"], state["round"], proposals, because=state.get("why_not", ""))
        return {}

    def resubmit(self, state: CaseThread) -> CaseThread:
        """T0 for a stale bundle: put the new revision in force, or withdraw the bundle."""
        revise(self._desk.ledger, state["bundle_id"], state["revision"] - 1, _proposal(state))
        return {}

    @staticmethod
    def after_review(state: CaseThread) -> str:
        """Route: optimise again while somebody objects."""
        return "agreed" if state["agreed"] else "again"

    def _problem(self, state: CaseThread) -> PlanProblem:
        offers = _OFFERS.validate_python(sorted(state["offers"], key=lambda o: str(o["id"])))
        objections = _CONSTRAINTS.validate_python(state.get("objections", []))
        snapshot = Snapshot.model_validate(state["snapshot"])
        return problem_for(self._desk, self._case(state), snapshot, offers, [*self._edited(state), *objections])

    def _edited(self, state: CaseThread) -> list[Constraint]:
        """Return what a person's edit demands of the bundle that is solved again: it stays as they wanted it."""
        if "bundle_id" not in state:
            return []
        with self._desk.ledger.read() as tx:
            bundle = tx.bundles.get(state["bundle_id"]).bundle
        return [c for c in bundle.constraints if bundle.edited_by and c.asked_by == bundle.edited_by]

    def _case(self, state: CaseThread) -> Case:
        with self._desk.ledger.read() as tx:
            return tx.cases.get(state["case_id"])


def _proposal(state: CaseThread) -> Proposal | None:
    raw = state.get("proposal")
    return Proposal(Bundle.model_validate(raw["bundle"]), Route.model_validate(raw["route"])) if raw else None
