"""What a rejection means for the next round: typed constraints, derived from its reason and the legs it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from trimtab.actions import AdjustLevel, PlacePurchase, ReleaseRequest, RepromiseOrder, TransferStock
from trimtab.bundles import Bundle, Leg
from trimtab.decisions import Reject, RejectCode
from trimtab.measures import Money
from trimtab.offers import (
    CapPurchaseValue,
    Constraint,
    ForbidLane,
    ForbidOffer,
    ForbidRepromise,
    ForbidSource,
    FreezeLevel,
)
from trimtab.policy import spending

HANDLED_FOR = timedelta(days=7)
"""How long what somebody has handled already is not proposed again."""
SAY_WHAT_IS_RIGHT = " (assert what is right as a fact, and it is solved on that)"


def constraints_from(rejection: Reject, bundle: Bundle, asked_by: str, at: datetime) -> tuple[Constraint, ...]:
    """Return the constraints that make the next round respect a rejection made at `at` (business time).

    `too_costly` caps what is spent with each supplier meant, at `limit` or at half of what was proposed; it forbids
    what costs a fee or freight unless that lies below the limit. `already_handled` forbids the offers of the legs meant
    for a week. Every other reason forbids the source, lane, promise, level change or offers of the legs meant.
    """
    meant = [leg for leg in bundle.legs if not rejection.legs or leg.id in rejection.legs]
    reason = f"{rejection.code.value.replace('_', ' ')}: {rejection.text}"
    found: list[Constraint] = []
    if rejection.code is RejectCode.TOO_COSTLY:
        found = _cheaper(meant, rejection, asked_by, reason)
    elif rejection.code is RejectCode.ALREADY_HANDLED:
        for leg in meant:
            found += _forbid_offers(leg, asked_by, reason, at + HANDLED_FOR) or _forbid(leg, asked_by, reason)
    else:
        if rejection.code is RejectCode.WRONG_DATA:
            reason += SAY_WHAT_IS_RIGHT
        for leg in meant:
            found += _forbid(leg, asked_by, reason)
    return tuple(dict.fromkeys(found))


def _cheaper(meant: Sequence[Leg], rejection: Reject, asked_by: str, reason: str) -> list[Constraint]:
    """Cap purchases; forbid what else costs if legs were named or nothing is bought; the rest if nothing costs."""
    orders = [leg for leg in meant if isinstance(leg.action, PlacePurchase | ReleaseRequest)]
    found: list[Constraint] = [
        CapPurchaseValue(
            asked_by=asked_by, reason=reason, supplier=supplier, limit=rejection.limit or _half(spent, orders)
        )
        for supplier, spent in sorted(spending(orders).items())
    ]
    others = [leg for leg in meant if leg not in orders]
    costly = [leg for leg in others if leg.action.value() > 0]
    if rejection.legs or not orders:
        for leg in costly:
            if rejection.limit is None or rejection.limit.amount < leg.action.value():
                found += _forbid_offers(leg, asked_by, reason) or _forbid(leg, asked_by, reason)
    if not orders and not costly:
        for leg in others:
            found += _forbid(leg, asked_by, reason)
    return found


def _half(spent: Decimal, orders: Sequence[Leg]) -> Money:
    """Return half of what was to be spent, in the currency of the orders."""
    action = orders[0].action
    assert isinstance(action, PlacePurchase | ReleaseRequest)  # noqa: S101 - chosen by the caller
    price = action.lines[0].unit_price if isinstance(action, PlacePurchase) else action.unit_price
    return Money(amount=spent / 2, currency=price.currency).rounded()


def _forbid(leg: Leg, asked_by: str, reason: str) -> list[Constraint]:
    action = leg.action
    if isinstance(action, PlacePurchase):
        return [
            ForbidSource(asked_by=asked_by, reason=reason, supplier=action.supplier, item=x.item) for x in action.lines
        ]
    if isinstance(action, TransferStock):
        return [
            ForbidLane(
                asked_by=asked_by, reason=reason, origin=action.origin, destination=action.destination, item=x.item
            )
            for x in action.lines
        ]
    if isinstance(action, RepromiseOrder):
        return [ForbidRepromise(asked_by=asked_by, reason=reason, document=action.document, line=action.line)]
    if isinstance(action, AdjustLevel):
        return [FreezeLevel(asked_by=asked_by, reason=reason, item=action.item, location=action.location)]
    return _forbid_offers(leg, asked_by, reason)


def _forbid_offers(leg: Leg, asked_by: str, reason: str, until: datetime | None = None) -> list[Constraint]:
    return [ForbidOffer(asked_by=asked_by, reason=reason, offer_id=offer, until=until) for offer in leg.offers]
