"""Bundles: lists, and everything about one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from interfaces.api.summaries import Amounts, BundleSummary, RequirementSummary, amounts_of, requirements_of, summary_of
from interfaces.context import InContext
from interfaces.identity import SignedIn
from interfaces.views.because import because_text
from interfaces.views.dossier import Dossier, read_dossier
from interfaces.views.legs import LegFormat
from interfaces.views.people import with_names
from interfaces.views.revision import breach_text
from interfaces.views.times import Almanac
from trimtab.actions import Action
from trimtab.assumptions import Breach
from trimtab.bundles import Bundle, BundleState, LegState, Route
from trimtab.commitments import Answer
from trimtab.decisions import Decision
from trimtab.ledger.intents import IntentState
from trimtab.measures import Frozen
from trimtab.receipts import Receipt, Task

router = APIRouter(tags=["bundles"])


class Revision(Frozen):
    """One revision, and what made it stale, for programs and in words; both are empty for one that holds."""

    bundle: Bundle
    digest: str
    breaches: tuple[Breach, ...]
    went_stale: tuple[str, ...]


class DecisionMade(Frozen):
    """A decision on record."""

    id: str
    revision: int
    principal: str
    channel: str
    policy_version: str
    at: datetime
    decision: Decision


class IntentSent(Frozen):
    """An action that was armed: how far it got, and the document it became."""

    action: Action
    leg_id: str
    revision: int
    position: int
    state: IntentState
    attempts: int
    error: str
    receipt: Receipt | None


class Request(Frozen):
    """What the other side of a leg was asked for, until when an answer is due, and the answer; null while it is out."""

    task: str
    leg_id: str
    revision: int
    state: str
    asked_at: datetime
    due_at: datetime | None
    answer: Answer | None
    answered_by: str
    answered_at: datetime | None


class AuditLine(Frozen):
    """One entry of the audit trail; `payload` is canonical JSON, null once it was erased."""

    sequence: int
    at: datetime
    actor: str
    type: str
    subject: str
    payload: str | None
    hash: str


class BundleDetail(Frozen):
    """Everything about a bundle."""

    bundle: Bundle
    amounts: Amounts
    digest: str
    state: BundleState
    because: str
    route: Route
    submitted_at: datetime
    changed_at: datetime
    expires_at: datetime
    deferred_until: datetime | None
    undo_until: datetime | None
    requirements: tuple[RequirementSummary, ...]
    you_can_approve: bool
    why_not: str
    edited_by: str
    people: dict[str, str]
    revisions: tuple[Revision, ...]
    decisions: tuple[DecisionMade, ...]
    leg_states: dict[str, LegState]
    intents: tuple[IntentSent, ...]
    tasks: tuple[Task, ...]
    asks: tuple[Request, ...]
    audit: tuple[AuditLine, ...]


@router.get("/bundles", summary="Bundles by state, newest first")
def list_bundles(
    caller: SignedIn,
    context: InContext,
    state: Annotated[list[BundleState] | None, Query(description="May be given several times; all if left out")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[BundleSummary]:
    """Return bundles, the one that changed last first."""
    del caller
    with context.ledger.read() as tx:
        records = tx.bundles.in_states(state or list(BundleState))
    newest = sorted(records, key=lambda record: (record.changed_at, record.id), reverse=True)
    return [summary_of(record) for record in newest[:limit]]


@router.get("/bundles/{bundle_id}", summary="Everything about one bundle")
def read_bundle(bundle_id: str, caller: SignedIn, context: InContext) -> BundleDetail:
    """Return the revision in force and its history: decisions, documents, tasks and audit entries."""
    with context.ledger.read() as tx:
        dossier = read_dossier(tx, bundle_id, caller.principal)
    how = LegFormat(context.names.knowing(dossier.lines), Almanac(dossier.now, context.zone))
    return _detail(dossier, how)


def _detail(dossier: Dossier, how: LegFormat) -> BundleDetail:
    record, entry = dossier.record, dossier.entry
    return BundleDetail(
        bundle=record.bundle,
        amounts=amounts_of(record.bundle.impact),
        digest=record.digest,
        state=record.state,
        because=because_text(record.because, how.names, dossier.names_of_people, how.almanac),
        route=record.route,
        submitted_at=record.submitted_at,
        changed_at=record.changed_at,
        expires_at=record.expires_at,
        deferred_until=record.deferred_until,
        undo_until=record.not_before if record.state is BundleState.DECIDED else None,
        requirements=requirements_of(entry),
        you_can_approve=entry.can_approve,
        why_not=with_names(entry.why_not, dossier.names_of_people),
        edited_by=record.bundle.edited_by,
        people=dict(dossier.names_of_people),
        revisions=tuple(_revision(b, found, how) for b, found in dossier.revisions),
        decisions=tuple(DecisionMade.model_validate(_fields(DecisionMade, made)) for made in dossier.decisions),
        leg_states=dossier.leg_states,
        intents=tuple(IntentSent.model_validate(_fields(IntentSent, intent)) for intent in dossier.intents),
        tasks=dossier.tasks,
        asks=_asks(dossier),
        audit=tuple(AuditLine.model_validate(_fields(AuditLine, line)) for line in dossier.audit),
    )


def _revision(bundle: Bundle, breaches: tuple[Breach, ...], how: LegFormat) -> Revision:
    told = tuple(breach_text(breach, how) for breach in breaches)
    return Revision(bundle=bundle, digest=bundle.digest(), breaches=breaches, went_stale=told)


def _asks(dossier: Dossier) -> tuple[Request, ...]:
    legs = {intent.action.id: intent for intent in dossier.intents}
    return tuple(
        Request(
            task=task.id,
            leg_id=legs[task.id].leg_id,
            revision=legs[task.id].revision,
            state=task.state,
            asked_at=task.opened_at,
            due_at=task.due_at,
            answer=task.answer,
            answered_by=task.done_by,
            answered_at=task.done_at if task.answer else None,
        )
        for task in dossier.tasks
        if task.asks and task.id in legs
    )


def _fields(model: type[Frozen], thing: object) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in model.model_fields}
