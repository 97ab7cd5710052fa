"""The queue as it is shown: one row for each bundle, money first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interfaces.views.because import because_text
from interfaces.views.impact import ImpactRow, impact_view, lasting_text
from interfaces.views.inbox import InboxEntry
from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import listed, plural, words
from trimtab.bundles import BundleState
from trimtab.ledger.bundles import BundleRecord

STATE_WORDS = {
    BundleState.AWAITING: "awaiting",
    BundleState.DECIDED: "decided",
    BundleState.STALE: "being worked out again",
    BundleState.EXECUTING: "being executed",
    BundleState.DONE: "done",
    BundleState.HALTED: "halted",
    BundleState.REJECTED: "rejected",
    BundleState.SUPERSEDED: "superseded",
    BundleState.EXPIRED: "expired",
}
STATE_TONES = {
    BundleState.DONE: "gain",
    BundleState.HALTED: "loss",
    BundleState.REJECTED: "loss",
    BundleState.AWAITING: "accent",
    BundleState.DECIDED: "accent",
    BundleState.EXECUTING: "accent",
}


@dataclass(frozen=True)
class QueueRow:
    """A bundle that awaits a decision."""

    id: str
    headline: str
    revision: int
    loss: str
    loss_tone: str
    amounts: tuple[ImpactRow, ...]
    lasting: str
    as_of: str
    if_nobody_answers: str
    cliff: str
    cliff_when: Moment | None
    expires: Moment
    deferred: Moment | None
    missing: str
    given: str
    yours: bool


@dataclass(frozen=True)
class DecidedRow:
    """A bundle that was decided, or ended otherwise."""

    id: str
    headline: str
    state: str
    tone: str
    because: str
    amounts: tuple[ImpactRow, ...]
    changed: Moment


def queue_row(entry: InboxEntry, almanac: Almanac) -> QueueRow:
    """Return a row of the queue."""
    record = entry.record
    currency = record.bundle.impact.currency
    missing = [words(s.requirement.role) for s in entry.requirements if s.approved_by is None]
    given = len(entry.requirements) - len(missing)
    deferred = record.deferred_until
    return QueueRow(
        id=record.id,
        headline=record.bundle.headline,
        revision=record.revision,
        loss=money_text(entry.loss_before_next_look, currency),
        loss_tone="loss" if entry.pressing else "even",
        amounts=impact_view(record.bundle.impact).brief,
        lasting=lasting_text(record.bundle.impact),
        as_of=almanac.time_of_day(record.bundle.assumptions.state_as_of),
        if_nobody_answers=record.bundle.if_nobody_answers,
        cliff=entry.next_cliff.cliff if entry.next_cliff else "",
        cliff_when=almanac.moment(entry.next_cliff.at) if entry.next_cliff else None,
        expires=almanac.moment(record.expires_at),
        deferred=almanac.moment(deferred) if deferred and deferred > almanac.now else None,
        missing=listed(missing),
        given=f"{given} of {plural(len(entry.requirements), 'approval')}",
        yours=entry.can_approve,
    )


def decided_row(record: BundleRecord, people: Mapping[str, str], names: Names, almanac: Almanac) -> DecidedRow:
    """Return a row of what was decided; `people` are names by id."""
    return DecidedRow(
        id=record.id,
        headline=record.bundle.headline,
        state=STATE_WORDS[record.state],
        tone=STATE_TONES.get(record.state, "even"),
        because=because_text(record.because, names, people, almanac),
        amounts=impact_view(record.bundle.impact).brief,
        changed=almanac.moment(record.changed_at),
    )
