"""Summaries: a bundle in one line, as inbox, lists and cases return it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from interfaces.views.inbox import InboxEntry
from trimtab.bundles import BundleState
from trimtab.impact import Impact
from trimtab.ledger.bundles import BundleRecord
from trimtab.measures import Currency, Frozen
from trimtab.people import Role
from trimtab.waiting import WaitingPoint


class RequirementSummary(Frozen):
    """One approval that policy asks for; `approved_by` is null while it is missing."""

    id: str
    role: Role
    rule: str
    legs: tuple[str, ...]
    approved_by: str | None


class Amounts(Frozen):
    """What a bundle changes, in its currency: `saves` = goods − cash − margin and penalties − implied, as changes.

    `levels_per_day` is what the levels that it changes will cost a day beside those in force; it is not in the sum.
    """

    saves: Decimal
    cash: Decimal
    goods: Decimal
    margin_and_penalties: Decimal
    implied: Decimal
    levels_per_day: Decimal


class BundleSummary(Frozen):
    """A bundle in one line; money in `currency`."""

    id: str
    case_id: str
    revision: int
    digest: str
    state: BundleState
    because: str
    headline: str
    currency: Currency
    value: Decimal
    expected_saving: Decimal
    amounts: Amounts
    if_nobody_answers: str
    state_as_of: datetime
    submitted_at: datetime
    changed_at: datetime
    expires_at: datetime
    deferred_until: datetime | None


class InboxItem(BundleSummary):
    """A bundle that awaits a decision, as the caller sees it.

    `loss_before_next_look`: expected cost of leaving it for four hours; `loss_if_never`: of letting it expire.
    """

    loss_before_next_look: Decimal
    loss_if_never: Decimal
    next_cliff: WaitingPoint | None
    requirements: tuple[RequirementSummary, ...]
    you_can_approve: bool
    why_not: str


def summary_of(record: BundleRecord) -> BundleSummary:
    """Return a bundle in one line."""
    bundle = record.bundle
    return BundleSummary(
        id=record.id,
        case_id=bundle.case_id,
        revision=record.revision,
        digest=record.digest,
        state=record.state,
        because=record.because,
        headline=bundle.headline,
        currency=bundle.impact.currency,
        value=bundle.value(),
        expected_saving=bundle.impact.expected_saving,
        amounts=amounts_of(bundle.impact),
        if_nobody_answers=bundle.if_nobody_answers,
        state_as_of=bundle.assumptions.state_as_of,
        submitted_at=record.submitted_at,
        changed_at=record.changed_at,
        expires_at=record.expires_at,
        deferred_until=record.deferred_until,
    )


def amounts_of(impact: Impact) -> Amounts:
    """Return the amounts of an impact as changes."""
    return Amounts(
        saves=impact.expected_saving,
        cash=impact.cash.change,
        goods=impact.goods.change,
        margin_and_penalties=impact.margin_and_penalties.change,
        implied=impact.implied.change,
        levels_per_day=impact.levels_per_day.change,
    )


def item_of(entry: InboxEntry) -> InboxItem:
    """Return a bundle as it stands for the caller."""
    return InboxItem(
        **summary_of(entry.record).model_dump(),
        loss_before_next_look=entry.loss_before_next_look,
        loss_if_never=entry.loss_if_never,
        next_cliff=entry.next_cliff,
        requirements=requirements_of(entry),
        you_can_approve=entry.can_approve,
        why_not=entry.why_not,
    )


def requirements_of(entry: InboxEntry) -> tuple[RequirementSummary, ...]:
    """Return the approvals that policy asks for, with who gave them."""
    return tuple(
        RequirementSummary(**status.requirement.model_dump(), approved_by=status.approved_by)
        for status in entry.requirements
    )
