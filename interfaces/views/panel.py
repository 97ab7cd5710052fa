"""The decision panel: what the reader may do with a bundle now, and what exactly would be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from interfaces.views.dossier import Dossier
from interfaces.views.inbox import RequirementStatus
from interfaces.views.legs import LegFormat
from interfaces.views.money import money_text
from interfaces.views.people import with_names
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import capital, listed, plural, short_digest, words
from trimtab.bundles import BundleState
from trimtab.decisions import Reject, RejectCode
from trimtab.people import Principal
from trimtab.policy import may_steer

REJECT_REASONS = (
    (RejectCode.WRONG_DATA, "The data is wrong"),
    (RejectCode.ALREADY_HANDLED, "It is handled already"),
    (RejectCode.NOT_ALLOWED, "We may not do this"),
    (RejectCode.TOO_COSTLY, "It costs too much"),
)
_DEFER_BY = timedelta(hours=4)


@dataclass(frozen=True)
class ApprovalRow:
    """One approval that policy asks for."""

    role: str
    rule: str
    documents: str
    approved_by: str
    yours: bool


@dataclass(frozen=True)
class Panel:
    """What can be decided. `digest` goes with the form; `digest_short` is what people compare."""

    state: str
    can_approve: bool
    can_steer: bool
    why_not: str
    digest: str
    digest_short: str
    confirms: str
    counts_for: str
    legs: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    currency: str
    defer_from: str
    defer_until: str
    defer_suggested: str
    deferred: Moment | None
    can_undo: bool
    undo_until: str
    undo_seconds: int
    approvals: tuple[ApprovalRow, ...]
    wrong_data: bool
    """Whether it was rejected because the data is wrong: somebody knows what is right."""


def panel(dossier: Dossier, reader: Principal, how: LegFormat, almanac: Almanac) -> Panel:
    """Return what a reader may do."""
    record, entry = dossier.record, dossier.entry
    currency = record.bundle.impact.currency
    undo_left = _seconds_left(dossier)
    suggested = min(dossier.now + _DEFER_BY, record.expires_at)
    documents = plural(len(record.bundle.legs), "document")
    return Panel(
        state=record.state.value,
        can_approve=entry.can_approve,
        can_steer=entry.can_steer,
        why_not=with_names(entry.why_not, dossier.names_of_people),
        digest=record.digest,
        digest_short=short_digest(record.digest),
        confirms=(
            f"Revision {record.revision}, {documents}, "
            f"{money_text(record.bundle.value(), currency, cents=True)} committed"
        ),
        counts_for=listed([words(r.role) for r in entry.meets]),
        legs=tuple((leg.id, how.view(leg).title) for leg in record.bundle.legs),
        reasons=tuple((code.value, text) for code, text in REJECT_REASONS),
        currency=currency,
        defer_from=almanac.local_input(dossier.now),
        defer_until=almanac.local_input(record.expires_at),
        defer_suggested=almanac.local_input(suggested),
        deferred=_deferred(dossier, almanac),
        can_undo=record.state is BundleState.DECIDED and may_steer(reader, record.route) and not dossier.intents,
        undo_until=Almanac(dossier.wall_now, almanac.zone).clock(record.not_before) if record.not_before else "",
        undo_seconds=undo_left,
        approvals=tuple(_approval(status, dossier, reader) for status in entry.requirements),
        wrong_data=any(
            isinstance(d.decision, Reject) and d.decision.code is RejectCode.WRONG_DATA for d in dossier.decisions
        ),
    )


def _approval(status: RequirementStatus, dossier: Dossier, reader: Principal) -> ApprovalRow:
    requirement = status.requirement
    every = len(requirement.legs) == len(dossier.bundle.legs)
    return ApprovalRow(
        role=capital(words(requirement.role)),
        rule=capital(words(requirement.rule)),
        documents="all documents" if every else plural(len(requirement.legs), "document"),
        approved_by=dossier.person(status.approved_by) if status.approved_by else "",
        yours=requirement.role in reader.roles,
    )


def _deferred(dossier: Dossier, almanac: Almanac) -> Moment | None:
    until: datetime | None = dossier.record.deferred_until
    if dossier.record.state is not BundleState.AWAITING or until is None or until <= dossier.now:
        return None
    return almanac.moment(until)


def _seconds_left(dossier: Dossier) -> int:
    until = dossier.record.not_before
    if dossier.record.state is not BundleState.DECIDED or until is None:
        return 0
    return max(0, round((until - dossier.wall_now).total_seconds()))
