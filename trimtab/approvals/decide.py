"""T1: a principal decides. One transaction under the bundle's row lock: exactly one outcome, the loser is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from trimtab.approvals.changes import announce
from trimtab.approvals.constraints import constraints_from
from trimtab.approvals.facts import state_fact
from trimtab.approvals.rounds import open_new_round
from trimtab.bundles import BundleState
from trimtab.decisions import Approve, AssertFact, Channel, Defer, Reject
from trimtab.errors import AlreadyDecided, BundleExpired, InvalidField, NotPermitted, StaleRevision
from trimtab.identifiers import random_id
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.approvals import DecisionRecord
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.outbox import OutboxKind
from trimtab.people import Principal
from trimtab.policy import No, may_steer, requirements_met_by


@dataclass(frozen=True)
class Outcome:
    """What a decision led to: the state, which approvals are still missing, and until when it can be undone."""

    decision_id: str
    state: BundleState
    missing: tuple[str, ...]
    undo_until: datetime | None


def decide(
    ledger: Ledger, bundle_id: str, principal_id: str, decision: Approve | Reject | Defer | AssertFact, channel: Channel
) -> Outcome:
    """Decide on the revision whose digest the decision names; a fact names none, it corrects what all of them rest on.

    Raises NotFound, AlreadyDecided, StaleRevision, BundleExpired, NotPermitted or BudgetExhausted; then nothing
    has changed.
    """
    with ledger.write() as tx:
        record = tx.bundles.lock(bundle_id)
        principal = tx.people.get(principal_id)
        if not isinstance(decision, AssertFact):
            _check_open(tx, record, decision.digest)
        if not principal.active:
            raise NotPermitted(f"{principal.name} is no longer active")
        made = DecisionRecord(
            id=random_id("dec"),
            bundle_id=bundle_id,
            revision=record.revision,
            principal=principal.id,
            channel=channel.value,
            policy_version=record.route.policy_version,
            at=tx.business_now,
            decision=decision,
        )
        if isinstance(decision, AssertFact):
            state_fact(tx, principal, decision, channel, record.bundle.case_id)
            outcome = Outcome(made.id, record.state, _missing(tx, record), None)
        elif isinstance(decision, Approve):
            outcome = _approve(tx, record, principal, made)
        else:
            if not may_steer(principal, record.route):
                raise NotPermitted(f"{principal.name} owns no part of this bundle")
            steer = _reject if isinstance(decision, Reject) else _defer
            outcome = steer(tx, record, principal, made)
        tx.approvals.record_decision(made)
        tx.audit.append(
            principal.id,
            f"decision.{decision.kind}",
            bundle_id,
            decision=made.id,
            channel=channel.value,
            policy=made.policy_version,
            revision=record.revision,
            body=decision,
            state=outcome.state.value,
        )
        announce(tx, "bundle", bundle_id, outcome.state.value)
        return outcome


def _check_open(tx: Transaction, record: BundleRecord, named_digest: str) -> None:
    if record.state is not BundleState.AWAITING:
        last = tx.approvals.decisions(record.id)
        who = f" by {last[-1].principal}" if last else ""
        raise AlreadyDecided(f"this bundle is {record.state.value}{who}", remedy="Look at its page for what happened.")
    if record.digest != named_digest:
        raise StaleRevision(
            f"this is revision {record.revision} now, the decision named another one",
            remedy="Look at the new revision and decide on that.",
        )
    if tx.business_now >= record.expires_at:
        raise BundleExpired(f"this bundle expired at {record.expires_at:%Y-%m-%d %H:%M} UTC; nothing was executed")


def _approve(tx: Transaction, record: BundleRecord, principal: Principal, made: DecisionRecord) -> Outcome:
    granted = tx.approvals.granted(record.id, record.revision)
    met = requirements_met_by(principal, record.bundle, record.route, granted)
    if isinstance(met, No):
        asked = {r.id for r in record.route.requirements if r.role in principal.roles}
        too_late = asked and asked <= granted.keys() and principal.id != record.bundle.proposed_by
        raise (AlreadyDecided if too_late else NotPermitted)(met.reason)
    for requirement in met:
        if not tx.approvals.grant(made, requirement.id, record.digest):
            raise AlreadyDecided(f"the approval of {requirement.id} was given a moment ago by somebody else")
    done = granted.keys() | {r.id for r in met}
    missing = tuple(r.id for r in record.route.requirements if r.id not in done)
    if missing:
        return Outcome(made.id, BundleState.AWAITING, missing, None)
    for use in record.route.budgets:
        tx.budgets.reserve(use)
    undo_until = tx.wall_now + timedelta(seconds=record.route.undo_window_seconds)
    tx.bundles.set_state(
        record.id, BundleState.DECIDED, decision_id=made.id, not_before=undo_until, deferred_until=None
    )
    tx.outbox.put(OutboxKind.WAKE_BUNDLE, record.id, {"decision": made.id}, not_before=undo_until)
    return Outcome(made.id, BundleState.DECIDED, (), undo_until)


def _reject(tx: Transaction, record: BundleRecord, principal: Principal, made: DecisionRecord) -> Outcome:
    rejection = made.decision
    assert isinstance(rejection, Reject)  # noqa: S101 - chosen by the caller
    unknown = set(rejection.legs) - {leg.id for leg in record.bundle.legs}
    if unknown:
        raise InvalidField(f"no such leg: {', '.join(sorted(unknown))}", record=record.id, field="legs")
    because = f"{rejection.code.value.replace('_', ' ')}: {rejection.text}"
    tx.bundles.set_state(record.id, BundleState.REJECTED, decision_id=made.id, because=because)
    tx.approvals.withdraw(record.id, record.revision)
    open_new_round(tx, record.bundle.case_id, constraints_from(rejection, record.bundle, principal.id, tx.business_now))
    tx.outbox.put(OutboxKind.WAKE_BUNDLE, record.id, {"decision": made.id})
    return Outcome(made.id, BundleState.REJECTED, (), None)


def _defer(tx: Transaction, record: BundleRecord, principal: Principal, made: DecisionRecord) -> Outcome:
    del principal
    until = made.decision
    assert isinstance(until, Defer)  # noqa: S101 - chosen by the caller
    if not tx.business_now < until.until <= record.expires_at:
        raise InvalidField(
            f"defer to a time between now and {record.expires_at:%Y-%m-%d %H:%M} UTC, when the bundle expires",
            record=record.id,
            field="until",
        )
    tx.bundles.set_state(record.id, BundleState.AWAITING, deferred_until=until.until)
    return Outcome(made.id, BundleState.AWAITING, _missing(tx, record), None)


def _missing(tx: Transaction, record: BundleRecord) -> tuple[str, ...]:
    granted = tx.approvals.granted(record.id, record.revision)
    return tuple(r.id for r in record.route.requirements if r.id not in granted)
