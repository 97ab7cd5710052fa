"""Answers: what the other side says to a request, or does not say in time, and what follows for the bundle.

Accepted: the leg waits to be written into the system of record, and the bundle goes on. Everything else stops the
bundle and opens a new round of its case: what was offered instead becomes a quote, what was refused is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trimtab import subjects
from trimtab.actions import PurchaseChange
from trimtab.approvals.changes import announce
from trimtab.approvals.quotes import as_counted, quotes_from, ruled_out
from trimtab.approvals.rounds import open_new_round
from trimtab.approvals.tasks import as_confirmed
from trimtab.beliefs import Function, OnDate, Parameter
from trimtab.bundles import BundleState, Leg, LegState
from trimtab.commitments import Answer, AnswerKind
from trimtab.decisions import Channel
from trimtab.errors import AlreadyDecided, ConflictError, InvalidField, NotPermitted
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.intents import Intent, IntentState
from trimtab.ledger.outbox import OutboxKind
from trimtab.ledger.tasks import OPEN
from trimtab.offers import Offer
from trimtab.people import ROLE_OF_FUNCTION
from trimtab.policy import spending
from trimtab.receipts import Task

LEG_STATE = {
    AnswerKind.ACCEPTED: LegState.ACCEPTED,
    AnswerKind.COUNTERED: LegState.COUNTERED,
    AnswerKind.REFUSED: LegState.REFUSED,
}


def answer(ledger: Ledger, task_id: str, principal_id: str, said: Answer, channel: Channel) -> Task:
    """Keep the answer to a request and draw the consequence; an acceptance on other terms counts as a counter-offer.

    Raises NotFound, NotPermitted, InvalidField, AlreadyDecided (somebody answered, the time is over, or the bundle was
    stopped), or ConflictError while another request of the bundle is on its way; then nothing has changed.
    """
    with ledger.write() as tx:
        task = tx.tasks.get(task_id)
        record = tx.bundles.lock(task.bundle_id)
        principal = tx.people.get(principal_id)
        role = ROLE_OF_FUNCTION[Function(task.owner)]
        if role not in principal.roles or not principal.active:
            raise NotPermitted(f"this question belongs to {role.value.replace('_', ' ')}")
        if not task.asks:
            raise InvalidField(
                "nobody was asked anything here",
                record=f"task {task_id}",
                field="answer",
                remedy="Confirm that it was done, with a reference.",
            )
        if said.valid_until is not None and said.valid_until <= tx.business_now:
            raise InvalidField("is over already", record=f"task {task_id}", field="valid_until")
        if said.due is not None and said.due < tx.business_now.date():
            raise InvalidField(
                f"{said.due:%d %b %Y} is over already",
                record=f"task {task_id}",
                field="due",
                remedy="Say on which day it comes now.",
            )
        intent = tx.intents.get(task_id)
        leg = record.bundle.leg(intent.leg_id)
        counted = as_counted(leg.action, said) if isinstance(leg.action, PurchaseChange) else said
        task = tx.tasks.answered(task_id, counted, principal.id)
        if record.state is not BundleState.EXECUTING:
            raise AlreadyDecided(
                f"this bundle is {record.state.value}: {record.because}",
                remedy="Assert what the other side says as a fact; it counts from now on.",
            )
        tx.audit.append(
            principal.id,
            "task.answered",
            record.id,
            task=task_id,
            leg=leg.id,
            said=said,
            counted=counted.kind.value,
            channel=channel.value,
        )
        _leg_is(tx, record, intent, task, LEG_STATE[counted.kind])
        if counted.kind is AnswerKind.ACCEPTED:
            tx.outbox.put(OutboxKind.WAKE_BUNDLE, record.id, {"answered": task_id})
        else:
            because = f"{_other_side(leg)} {counted.kind.value}: {counted.text}"
            quotes = quotes_from(leg, counted, _arrivals(tx, leg)) if counted.kind is AnswerKind.COUNTERED else ()
            _stop(tx, record, leg, principal.id, because, counted=counted, quotes=quotes)
        return task


def silence(ledger: Ledger) -> int:
    """Close the questions whose answer did not come in time; what hangs on them is solved again. Returns how many.

    Questions of bundles that were stopped for another reason are closed too, and do not count.
    """
    with ledger.read() as tx:
        overdue = [t.id for t in tx.tasks.asks_overdue(tx.business_now)]
        orphans = [t.id for t in tx.tasks.all(OPEN) if t.asks and tx.bundles.get(t.bundle_id).state.final]
    for task_id in orphans:
        with ledger.write() as tx:
            tx.tasks.withdraw(task_id)
    return sum(_silent(ledger, task_id) for task_id in overdue if task_id not in orphans)


def _silent(ledger: Ledger, task_id: str) -> bool:
    with ledger.write() as tx:
        task = tx.tasks.get(task_id)
        record = tx.bundles.lock(task.bundle_id)
        if record.state is not BundleState.EXECUTING or _in_flight(tx, record) or not tx.tasks.silent(task_id):
            return False
        intent = tx.intents.get(task_id)
        leg = record.bundle.leg(intent.leg_id)
        until = f"{task.due_at:%Y-%m-%d %H:%M} UTC" if task.due_at else "in time"
        tx.audit.append("policy", "task.silent", record.id, task=task_id, leg=leg.id, due_at=task.due_at)
        _leg_is(tx, record, intent, tx.tasks.get(task_id), LegState.SILENT)
        _stop(tx, record, leg, "policy", f"{_other_side(leg)} did not answer by {until}")
        return True


def _leg_is(tx: Transaction, record: BundleRecord, intent: Intent, task: Task, state: LegState) -> None:
    tx.bundles.set_leg_state(record.id, intent.revision, intent.leg_id, state)
    if intent.receipt is not None:
        tx.intents.update_receipt(as_confirmed(intent.receipt, task))
    announce(tx, "bundle", record.id, state.value)


def _stop(
    tx: Transaction,
    record: BundleRecord,
    leg: Leg,
    actor: str,
    said: str,
    *,
    counted: Answer | None = None,
    quotes: Iterable[Offer] = (),
) -> None:
    """Halt the bundle and open a new round: nothing that was not sent is sent, and what others accepted is quoted."""
    if _in_flight(tx, record):
        raise ConflictError(
            "another request of this bundle is on its way this moment", remedy="Say it again in a few seconds."
        )
    tx.intents.halt_planned(record.id)
    intents = {i.leg_id: i for i in tx.intents.of_bundle(record.id) if i.revision == record.revision}
    states = tx.bundles.leg_states(record.id, record.revision)
    quotes = [*quotes, *_accepted_elsewhere(tx, record, states)]
    for task in tx.tasks.of_bundle(record.id):
        tx.tasks.withdraw(task.id)
    unsent = [x for x in record.bundle.legs if x.id not in intents or not _took_effect(intents[x.id], states[x.id])]
    unspent = spending(unsent)
    for use in record.route.budgets:
        if use.supplier in unspent:
            tx.budgets.release(use.model_copy(update={"amount": unspent[use.supplier]}))
    rest = "nothing else was sent" if len(unsent) == len(record.bundle.legs) else "what was sent before stands"
    because = f"{said}; {rest}"
    tx.bundles.set_state(record.id, BundleState.HALTED, because=because)
    tx.audit.append(actor, "bundle.halted", record.id, leg=leg.id, because=because, not_sent=[x.id for x in unsent])
    tx.outbox.put(OutboxKind.NOTIFY, record.id, {"what": "bundle.halted", "because": because})
    tx.outbox.put(OutboxKind.WAKE_BUNDLE, record.id)
    announce(tx, "bundle", record.id, BundleState.HALTED.value)
    open_new_round(tx, record.bundle.case_id, ruled_out(leg, counted, quotes, actor, said), quotes)


def _accepted_elsewhere(tx: Transaction, record: BundleRecord, states: dict[str, LegState]) -> list[Offer]:
    """Return as quotes what the other sides of other legs have agreed to: it is known to be possible."""
    quotes: list[Offer] = []
    for other in record.bundle.legs:
        task = tx.tasks.find(other.action.id)
        if states[other.id] is LegState.ACCEPTED and task is not None and task.answer is not None:
            quotes += quotes_from(other, task.answer, _arrivals(tx, other))
    return quotes


def _arrivals(tx: Transaction, leg: Leg) -> dict[str, date]:
    """Return when the lines a leg asks about are believed to come."""
    if not isinstance(leg.action, PurchaseChange):
        return {}
    beliefs, found = tx.beliefs.current(), {}
    for line in leg.action.lines:
        belief = beliefs.get((subjects.purchase_line(leg.action.document, line.line), Parameter.ETA.value))
        if belief is not None and isinstance(belief.distribution, OnDate):
            found[line.line] = belief.distribution.date
    return found


def _took_effect(intent: Intent, state: LegState) -> bool:
    """Tell whether a leg reached a system of record; a question alone changes nothing there."""
    asked_only = {LegState.REQUESTED, LegState.ACCEPTED, LegState.COUNTERED, LegState.REFUSED, LegState.SILENT}
    return intent.state is IntentState.DONE and not (isinstance(intent.action, PurchaseChange) and state in asked_only)


def _in_flight(tx: Transaction, record: BundleRecord) -> bool:
    return any(i.state.in_flight for i in tx.intents.of_bundle(record.id))


def _other_side(leg: Leg) -> str:
    action = leg.action
    return (
        f"{action.supplier}, asked about {action.number}," if isinstance(action, PurchaseChange) else "the other side"
    )
