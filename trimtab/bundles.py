"""Bundles: actions that only make sense together, their legs, their digest, and the states they pass through."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from trimtab.actions import Action
from trimtab.assumptions import Assumptions
from trimtab.beliefs import Function
from trimtab.identifiers import digest
from trimtab.impact import Impact
from trimtab.mandates import BudgetUse
from trimtab.measures import Frozen
from trimtab.offers import Constraint
from trimtab.people import Role
from trimtab.plans import Alternative
from trimtab.projections import StockProjection
from trimtab.waiting import WaitingCurve


class BundleState(StrEnum):
    """Where a bundle stands; only `decided` bundles are ever armed, only armed ones sent."""

    AWAITING = "awaiting"
    DECIDED = "decided"
    STALE = "stale"
    EXECUTING = "executing"
    DONE = "done"
    HALTED = "halted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Tell whether nothing more happens to the bundle by itself."""
        return self in FINAL_STATES


FINAL_STATES = frozenset(
    {BundleState.DONE, BundleState.HALTED, BundleState.REJECTED, BundleState.SUPERSEDED, BundleState.EXPIRED}
)


class LegState(StrEnum):
    """Approval is not commitment: what the other side has said to a leg so far."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    COUNTERED = "countered"
    REFUSED = "refused"
    SILENT = "silent"
    COMMITTED = "committed"


class Leg(Frozen):
    """One document of a bundle, as people know it: an action, its owner, and why it is there."""

    id: str
    owner: Function
    action: Action
    because: str
    worth: Decimal | None = None
    offers: tuple[str, ...] = ()
    """The ids of the offers it takes up, line by line."""

    def digest(self) -> str:
        """Return the digest of what the owner approves: owner and content, not the key under which it is sent."""
        return digest({"owner": self.owner, "action": self.action.content()})


class Evidence(Frozen):
    """One thing an approver can check: a sentence, the events and the figures behind it."""

    function: Function
    text: str
    event_ids: tuple[str, ...] = ()
    figures: dict[str, str] = Field(default_factory=dict)


class Requirement(Frozen):
    """One approval that policy asks for; `rule` is the policy rule that asked."""

    id: str
    role: Role
    legs: tuple[str, ...]
    rule: str


class Route(Frozen):
    """How policy routes a bundle: who must approve, until when, and how long it can be undone."""

    policy_version: str
    requirements: tuple[Requirement, ...]
    expires_at: AwareDatetime
    undo_window_seconds: Annotated[int, Field(ge=0)]
    distinct_people: bool = False
    budgets: tuple[BudgetUse, ...] = ()


class SolverRecord(Frozen):
    """What the solver proved about the plan behind a bundle."""

    cost: Decimal
    bound: Decimal
    gap: float
    default_cost: Decimal


class Bundle(Frozen):
    """Everything an approver is shown and everything that will be executed, under one digest."""

    id: str
    case_id: str
    round: int
    revision: Annotated[int, Field(ge=1)]
    headline: str
    narrative: str
    legs: Annotated[tuple[Leg, ...], Field(min_length=1)]
    impact: Impact
    evidence: tuple[Evidence, ...]
    assumptions: Assumptions
    waiting: WaitingCurve
    projections: tuple[StockProjection, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    solver: SolverRecord
    if_nobody_answers: str
    proposed_by: str = "agents"
    edited_by: str = ""
    """The person whose edit led to this revision; it is solved and approved like any other."""
    claims: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return the root: bundle, revision, every leg's digest and key, and the assumptions they rest on."""
        return digest(
            {
                "bundle": self.id,
                "revision": self.revision,
                "legs": [[leg.id, leg.action.id, leg.digest()] for leg in self.legs],
                "assumptions": self.assumptions,
            }
        )

    def leg(self, leg_id: str) -> Leg:
        """Return one leg by its id; raises KeyError."""
        return {leg.id: leg for leg in self.legs}[leg_id]

    def value(self) -> Decimal:
        """Return the money all legs commit together."""
        return sum((leg.action.value() for leg in self.legs), Decimal(0))
