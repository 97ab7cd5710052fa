"""Deciding: approve, reject or defer the revision whose digest is named, correct it by a fact, take a decision back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import Field

from interfaces.api.channel import InChannel
from interfaces.api.facts import EXAMPLES as FACTS
from interfaces.context import InContext
from interfaces.identity import SignedIn
from interfaces.references import require_known
from trimtab import approvals
from trimtab.bundles import BundleState
from trimtab.decisions import Approve, AssertFact, Defer, Reject
from trimtab.measures import Frozen

router = APIRouter(tags=["deciding"])

_DIGEST = "3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e"
_EXAMPLES = {
    "approve": {"summary": "Approve exactly this revision", "value": {"kind": "approve", "digest": _DIGEST}},
    "reject": {
        "summary": "Reject; the next round respects the reason",
        "value": {
            "kind": "reject",
            "digest": _DIGEST,
            "code": "too_costly",
            "text": "Half of it is enough until the promotion is confirmed.",
            "legs": ["leg-1"],
            "limit": {"amount": "8000", "currency": "EUR"},
        },
    },
    "defer": {
        "summary": "Show it again later",
        "value": {"kind": "defer", "digest": _DIGEST, "until": "2026-11-26T08:00:00Z", "text": "After the call"},
    },
    "assert_fact": {
        "summary": "Say what is right; the bundle is priced again",
        "value": {"kind": "assert_fact", **FACTS["stock"]["value"]},  # type: ignore[dict-item]
    },
}

PossibleDecision = Annotated[Approve | Reject | Defer | AssertFact, Field(discriminator="kind")]


class DecisionOutcome(Frozen):
    """What a decision led to; `missing` names the approvals still to be given, `undo_until` is wall time."""

    decision_id: str
    state: BundleState
    missing: tuple[str, ...]
    undo_until: datetime | None


class Undone(Frozen):
    """The bundle after a decision was taken back."""

    state: BundleState


@router.post(
    "/bundles/{bundle_id}/decisions",
    summary="Approve, reject or defer a revision by its digest, or assert a fact under it",
)
def decide(
    bundle_id: str,
    decision: Annotated[PossibleDecision, Body(openapi_examples=_EXAMPLES)],
    caller: SignedIn,
    channel: InChannel,
    context: InContext,
) -> DecisionOutcome:
    """Decide. Exactly one of several simultaneous decisions counts; the others are answered with 409."""
    if isinstance(decision, AssertFact):
        require_known(decision.statement, context.names)
    made = approvals.decide(context.ledger, bundle_id, caller.principal.id, decision, channel)
    return DecisionOutcome(
        decision_id=made.decision_id, state=made.state, missing=made.missing, undo_until=made.undo_until
    )


@router.post("/bundles/{bundle_id}/undo", summary="Take a decision back while nothing is on its way")
def undo(bundle_id: str, caller: SignedIn, channel: InChannel, context: InContext) -> Undone:
    """Return a decided bundle to its approvers; 409 once it is being executed."""
    approvals.undo(context.ledger, bundle_id, caller.principal.id, channel)
    return Undone(state=BundleState.AWAITING)
