"""What a rejection means for the next round: typed constraints, derived from its reason and the legs it is about."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trimtab.actions import AdjustLevel, PlacePurchase, RepromiseOrder, TransferStock
from trimtab.bundles import Bundle, Leg
from trimtab.decisions import Reject, RejectCode
from trimtab.measures import Money
from trimtab.offers import (
    CapPurchaseValue,
    Constraint,
    ForbidLane,
    ForbidRepromise,
    ForbidSource,
    FreezeLevel,
)


def constraints_from(rejection: Reject, bundle: Bundle, asked_by: str) -> tuple[Constraint, ...]:
    """Return the constraints that make the next round respect a rejection.

    `too_costly` caps what is spent with each supplier meant, at `limit` or at half of what was proposed. Every other
    reason forbids the source, lane, promise or level change of the legs meant.
    """
    meant = [leg for leg in bundle.legs if not rejection.legs or leg.id in rejection.legs]
    reason = f"{rejection.code.value.replace('_', ' ')}: {rejection.text}"
    if rejection.code is RejectCode.TOO_COSTLY:
        purchases = [leg.action for leg in meant if isinstance(leg.action, PlacePurchase)]
        if purchases:
            suppliers = sorted({p.supplier for p in purchases})
            orders = [[p for p in purchases if p.supplier == supplier] for supplier in suppliers]
            return tuple(_cap(same, rejection.limit, asked_by, reason) for same in orders)
    found: list[Constraint] = []
    for leg in meant:
        found += _forbid(leg, asked_by, reason)
    return tuple(dict.fromkeys(found))


def _cap(orders: Sequence[PlacePurchase], limit: Money | None, asked_by: str, reason: str) -> CapPurchaseValue:
    """Cap what is spent with the one supplier of these orders, together."""
    currency, value = orders[0].lines[0].unit_price.currency, sum((p.value() for p in orders), Decimal(0))
    allowed = limit or Money(amount=value / 2, currency=currency).rounded()
    return CapPurchaseValue(asked_by=asked_by, reason=reason, supplier=orders[0].supplier, limit=allowed)


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
    return []
