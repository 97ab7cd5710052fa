"""Readings: the present value of whatever an assumption can be about, from a fresh snapshot and the beliefs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Status, Uplift
from trimtab.state import Snapshot

ON_HAND, POSITION, DUE, QUANTITY, MINIMUM, TARGET, STARTS, REOPENS = (
    "on hand",
    "position",
    "due date",
    "open quantity",
    "minimum",
    "target",
    "start",
    "reopening",
)

Readings = dict[tuple[str, str], Decimal | date]


def readings(snapshot: Snapshot, beliefs: Mapping[tuple[str, str], Belief]) -> Readings:
    """Return present values keyed by (subject, what); quantities in stock units, times in days."""
    actual: Readings = {}
    for item, location in {(s.item, s.location) for s in snapshot.on_hand}:
        subject = subjects.item_location(item, location)
        actual[subject, ON_HAND] = snapshot.stock(item, location)
        actual[subject, POSITION] = snapshot.position(item, location)
    for purchase in snapshot.purchases:
        subject = subjects.purchase_line(purchase.document, purchase.line)
        actual[subject, DUE] = purchase.due
        actual[subject, QUANTITY] = purchase.quantity
    for sale in snapshot.sales:
        subject = subjects.sales_line(sale.document, sale.line)
        actual[subject, DUE] = sale.due
        actual[subject, QUANTITY] = sale.quantity
    for request in snapshot.requests:
        subject = subjects.request(request.document)
        actual[subject, DUE] = request.due
        actual[subject, QUANTITY] = request.quantity
    for point in snapshot.order_points:
        subject = subjects.order_point(point.item, point.location)
        actual[subject, MINIMUM] = point.minimum
        actual[subject, TARGET] = point.target
    for (subject, parameter), belief in beliefs.items():
        actual[subject, parameter] = _value(belief)
        if isinstance(belief.distribution, Uplift):
            actual[subject, STARTS] = belief.distribution.start
        if isinstance(belief.distribution, Status) and belief.distribution.until:
            actual[subject, REOPENS] = belief.distribution.until
    return actual


def _value(belief: Belief) -> Decimal | date:
    distribution = belief.distribution
    if isinstance(distribution, OnDate):
        return distribution.date
    if isinstance(distribution, Status):
        return Decimal(str(distribution.probability))
    if isinstance(distribution, Uplift):
        return Decimal(str(distribution.per_day))
    assert isinstance(distribution, Normal)  # noqa: S101 - the union is closed
    return Decimal(str(distribution.mean))
