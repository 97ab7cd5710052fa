"""Casework: what a person can do with a bundle besides deciding: try an edit, put it in force, ask about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.asking import Asked, answer_to
from agents.composing import Solved, bundle_of
from agents.desk import Desk
from agents.editing import Editing, about
from agents.offering.quotes import with_quotes
from agents.problems import items_of, of_items, problem_for
from tools.drift import price_of_drift
from tools.optimizer import PlanProblem, plan
from trimtab.approvals import Proposal, carried_over, propose_edit
from trimtab.bundles import Bundle, BundleState
from trimtab.cases import Case
from trimtab.casework import Answered, EditPreview
from trimtab.edits import Edit
from trimtab.errors import AlreadyDecided, InvalidField, StaleRevision
from trimtab.ledger.bundles import BundleRecord
from trimtab.offers import Constraint, Offer
from trimtab.plans import Plan
from trimtab.policy import route
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

SOMEBODY = "an edit"
"""Who asks for the constraints of an edit that nobody has put in force yet."""


@dataclass(frozen=True)
class _Edited:
    """An edit solved: the proposal it makes, and what the recommended plan costs now."""

    record: BundleRecord
    proposal: Proposal
    plan: Plan
    recommended_cost: Decimal
    objections: tuple[str, ...]


class Casework:
    """Solves edits and questions for one company, at the desk its agents work at."""

    def __init__(self, desk: Desk, agents: Sequence[FunctionAgent]) -> None:
        """Ask these agents what can be done."""
        self._desk = desk
        self._agents = {agent.function: agent for agent in agents}

    def preview(self, bundle_id: str, edit: Edit) -> EditPreview:
        """Return the bundle as an edit would make it, solved; nothing is written.

        Raises InvalidField naming leg and field, InfeasiblePlan, StaleRevision where the edit was made on another
        revision, AlreadyDecided where it is too late to edit.
        """
        edited = self._solve(bundle_id, edit, SOMEBODY)
        record, new = edited.record, edited.proposal.bundle
        with self._desk.ledger.read() as tx:
            granted = set(tx.approvals.granted(bundle_id, record.revision))
        kept = carried_over(record, edited.proposal, granted)
        return EditPreview(
            bundle=new,
            digest=new.digest(),
            costs_more=edited.plan.cost - edited.recommended_cost,
            differences=(*differences(record.bundle, new), *edited.objections),
            missing_approvals=tuple(r for r in edited.proposal.route.requirements if r not in kept),
        )

    def propose(self, bundle_id: str, edit: Edit, principal_id: str) -> int:
        """Solve an edit and put it in force as a new revision, which is returned; it is approved by its own digest."""
        edited = self._solve(bundle_id, edit, principal_id)
        return propose_edit(self._desk.ledger, bundle_id, edit.digest, principal_id, edited.proposal)

    def ask(self, bundle_id: str, text: str) -> Answered:
        """Answer a question about a bundle from the solver and the ledger; one it cannot read, with what it can."""
        record, case = self._read(bundle_id)
        snapshot = self._desk.reader.snapshot()
        problem = self._problem(case, snapshot, self._offers(case, snapshot), record.bundle.constraints)
        return answer_to(self._desk, Asked(record.bundle, case, problem), text)

    def _solve(self, bundle_id: str, edit: Edit, asked_by: str) -> _Edited:
        record, case = self._read(bundle_id)
        _check(record, edit)
        bundle, snapshot = record.bundle, self._desk.reader.snapshot()
        offers = self._offers(case, snapshot)
        part = of_items(snapshot, items_of(case.subjects))
        counted = with_quotes(offers, case.quotes, part, self._desk.now())
        wanted = Editing(bundle, counted, asked_by).constraints(edit)
        earlier = [c for c in bundle.constraints if bundle.edited_by and c.asked_by == bundle.edited_by]
        others = [c for c in bundle.constraints if c not in earlier]
        replaced = {about(c) for c in wanted}
        kept = [c.model_copy(update={"asked_by": asked_by}) for c in earlier if about(c) not in replaced]
        recommended = plan(self._problem(case, snapshot, offers, others), explain=False)
        problem = self._problem(case, snapshot, offers, [*others, *kept, *wanted])
        best = plan(problem)
        solved = Solved(case, problem, best, record.revision + 1)
        new = bundle_of(self._desk, self._agents, solved, price_of_drift(problem, plan=best), asked_by)
        if new is None:
            raise InvalidField(
                "leaves nothing to do",
                record="edit",
                field="without",
                remedy="Reject the bundle instead, and say why.",
            )
        proposal = Proposal(new, route(new, self._desk.policy, self._desk.now()))
        return _Edited(record, proposal, best, recommended.cost, self._objections(best, part))

    def _read(self, bundle_id: str) -> tuple[BundleRecord, Case]:
        with self._desk.ledger.read() as tx:
            record = tx.bundles.get(bundle_id)
            case = tx.cases.get(record.bundle.case_id)
        return record, case.model_copy(update={"round": record.bundle.round})

    def _offers(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        return [offer for agent in self._agents.values() for offer in agent.offer(case, snapshot)]

    def _problem(
        self, case: Case, snapshot: Snapshot, offers: Sequence[Offer], limits: Iterable[Constraint]
    ) -> PlanProblem:
        return problem_for(self._desk, case, snapshot, offers, limits)

    def _objections(self, best: Plan, snapshot: Snapshot) -> tuple[str, ...]:
        """Return what the agents object to, which a person may still want."""
        found = [o for agent in self._agents.values() for o in agent.review(best, snapshot)]
        return tuple(f"{o.function.value.capitalize()} objects: {o.constraint.reason}." for o in found)


def differences(before: Bundle, after: Bundle) -> tuple[str, ...]:
    """Return in words what is otherwise: legs that are new, gone, or say something else."""
    old, new = {leg.id: leg for leg in before.legs}, {leg.id: leg for leg in after.legs}
    changed = [leg for leg in after.legs if leg.id in old and old[leg.id].digest() != leg.digest()]
    return (
        *(f"Now: {leg.because} Before: {old[leg.id].because}" for leg in changed),
        *(f"New: {leg.because}" for leg in after.legs if leg.id not in old),
        *(f"No longer: {leg.because}" for leg in before.legs if leg.id not in new),
    )


def _check(record: BundleRecord, edit: Edit) -> None:
    if record.state is not BundleState.AWAITING:
        raise AlreadyDecided(
            f"this bundle is {record.state.value}", remedy="Only one that awaits a decision can be edited."
        )
    if record.digest != edit.digest:
        raise StaleRevision(
            f"this is revision {record.revision} now, the edit was made on another one",
            remedy="Look at the new revision and edit that.",
        )
