"""The inbox: bundles that await a decision, ordered by what leaving them until the next look will cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from interfaces.views.words import sentence
from trimtab.bundles import BundleState, Requirement
from trimtab.ledger import Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.measures import CENT
from trimtab.people import Principal
from trimtab.policy import No, may_steer, requirements_met_by
from trimtab.waiting import WaitingPoint

NEXT_LOOK = timedelta(hours=4)
"""An approver looks at the inbox about twice a working day."""


@dataclass(frozen=True)
class RequirementStatus:
    """One approval that policy asks for, and who gave it."""

    requirement: Requirement
    approved_by: str | None


@dataclass(frozen=True)
class InboxEntry:
    """A bundle as one principal sees it now: `meets` is what an approval would meet, else `why_not` says why not."""

    record: BundleRecord
    loss_before_next_look: Decimal
    loss_if_never: Decimal
    next_cliff: WaitingPoint | None
    requirements: tuple[RequirementStatus, ...]
    meets: tuple[Requirement, ...]
    can_steer: bool
    why_not: str
    looked_at: datetime

    @property
    def pressing(self) -> bool:
        """Tell whether a cliff passes before the approver's next look."""
        return self.next_cliff is not None and self.next_cliff.at <= self.looked_at + NEXT_LOOK

    @property
    def can_approve(self) -> bool:
        """Tell whether the principal's approval would count now."""
        return bool(self.meets)


def inbox_entry(record: BundleRecord, granted: dict[str, str], principal: Principal, now: datetime) -> InboxEntry:
    """Return how a bundle stands for a principal; `now` is business time.

    The loss is what waiting costs from now on: what was lost before now is sunk and moves nothing up the queue.
    """
    curve = record.bundle.waiting
    sunk = curve.loss_at(now)
    met = _met_or_why_not(record, granted, principal, now)
    open_ = record.state is BundleState.AWAITING and now < record.expires_at
    return InboxEntry(
        record=record,
        loss_before_next_look=(curve.loss_at(now + NEXT_LOOK) - sunk).quantize(CENT),
        loss_if_never=(curve.loss_at(max(now, record.expires_at)) - sunk).quantize(CENT),
        next_cliff=curve.next_cliff(now),
        requirements=tuple(RequirementStatus(r, granted.get(r.id)) for r in record.route.requirements),
        meets=() if isinstance(met, str) else met,
        can_steer=open_ and may_steer(principal, record.route),
        why_not=met if isinstance(met, str) else "",
        looked_at=now,
    )


def inbox(tx: Transaction, principal: Principal, *, with_deferred: bool = False) -> list[InboxEntry]:
    """Return what awaits a decision, the costliest to leave first, then what expires first.

    What was put off is left out until its time has come, unless `with_deferred`.
    """
    now = tx.business_now
    entries = [
        inbox_entry(record, tx.approvals.granted(record.id, record.revision), principal, now)
        for record in tx.bundles.in_states([BundleState.AWAITING])
        if with_deferred or record.deferred_until is None or record.deferred_until <= now
    ]
    return sorted(entries, key=lambda e: (-e.loss_before_next_look, e.record.expires_at, e.record.id))


def _met_or_why_not(
    record: BundleRecord, granted: dict[str, str], principal: Principal, now: datetime
) -> tuple[Requirement, ...] | str:
    if record.state is not BundleState.AWAITING:
        return f"This bundle is {record.state.value}."
    if now >= record.expires_at:
        return "This bundle has expired."
    met = requirements_met_by(principal, record.bundle, record.route, granted)
    return sentence(met.reason) if isinstance(met, No) else met
