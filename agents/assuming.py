"""Assuming: the ranges of state and beliefs inside which a plan stays right, checked again in the moment of arming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from agents.desk import Desk
from agents.problems import about
from trimtab import subjects
from trimtab.actions import RepromiseOrder, TransferStock
from trimtab.assumptions import AssumedRange, Assumptions, DateRange, NumberRange
from trimtab.beliefs import Normal, Parameter
from trimtab.bundles import Leg
from trimtab.plans import Plan
from trimtab.readings import DUE, MINIMUM, ON_HAND, POSITION, QUANTITY, TARGET
from trimtab.state import Snapshot

DAYS_OF_DEMAND = Decimal("1.5")
"""Stock may move by what a day and a half of mean demand takes before the plan is solved again ..."""
SHARE_OF_STOCK = Decimal("0.05")
"""... or by this share of it, whichever is more, where the solver gave no range."""
DUE_TOLERANCE = timedelta(days=2)
BELIEF_SHARE = Decimal("0.15")
TOLERATED = Decimal("0.3")
"""A solver's range narrower than this share of the margin is widened to it: noise must not send a bundle back."""
VALID_FOR = timedelta(hours=48)


def assumptions_for(desk: Desk, plan: Plan, snapshot: Snapshot, legs: Sequence[Leg]) -> Assumptions:
    """Return what the legs rest on, from the snapshot the plan was solved on and the solver's own ranges."""
    ranges = [
        *_stock(desk, plan, snapshot, legs),
        *_purchases(snapshot),
        *_promises(snapshot, legs),
        *_levels(snapshot),
        *_beliefs(desk, plan, snapshot),
    ]
    return Assumptions(
        ranges=tuple(ranges),
        state_as_of=snapshot.as_of,
        network_version=desk.network.version,
        expires_at=desk.now() + VALID_FOR,
    )


def _within(plan: Plan, assumed: NumberRange, margin: Decimal, floor: Decimal | None = None) -> NumberRange:
    """Widen a single value to the solver's range, else by a margin; never below `floor`, which the plan needs."""
    value = assumed.value
    what = "demand_per_day" if assumed.what == Parameter.DEMAND.value else assumed.what
    low, high = plan.ranges.get(f"{assumed.subject}|{what}", (value - margin, value + margin))
    low, high = min(low, value - margin * TOLERATED), max(high, value + margin * TOLERATED)
    low = min(value, low if floor is None else max(low, floor))
    return assumed.model_copy(update={"low": low, "high": high})


def _exactly(subject: str, what: str, unit: str, value: Decimal) -> NumberRange:
    return NumberRange(subject=subject, what=what, unit=unit, value=value, low=value, high=value)


def _stock(desk: Desk, plan: Plan, snapshot: Snapshot, legs: Sequence[Leg]) -> Iterable[AssumedRange]:
    beliefs = desk.beliefs()
    for item, location in sorted({(s.item, s.location) for s in snapshot.on_hand}):
        subject = subjects.item_location(item, location)
        demand = beliefs.get((subject, Parameter.DEMAND.value))
        daily = demand.distribution.mean if demand and isinstance(demand.distribution, Normal) else 0.0
        unit, allowance = desk.network.item(item).unit, DAYS_OF_DEMAND * Decimal(str(round(daily, 3)))
        for what, value in ((ON_HAND, snapshot.stock(item, location)), (POSITION, snapshot.position(item, location))):
            margin = max(allowance, SHARE_OF_STOCK * abs(value))
            floor = _moved_away(legs, item, location) if what == ON_HAND else None
            yield _within(plan, _exactly(subject, what, unit, value), margin, floor)


def _moved_away(legs: Sequence[Leg], item: str, origin: str) -> Decimal:
    moves = (leg.action for leg in legs if isinstance(leg.action, TransferStock))
    return sum((x.quantity for m in moves if m.origin == origin for x in m.lines if x.item == item), Decimal(0))


def _purchases(snapshot: Snapshot) -> Iterable[AssumedRange]:
    for line in snapshot.purchases:
        subject = subjects.purchase_line(line.document, line.line)
        yield DateRange(
            subject=subject, what=DUE, value=line.due, low=line.due - DUE_TOLERANCE, high=line.due + DUE_TOLERANCE
        )


def _promises(snapshot: Snapshot, legs: Sequence[Leg]) -> Iterable[AssumedRange]:
    lines = {(s.document, s.line): s for s in snapshot.sales}
    for leg in legs:
        if isinstance(leg.action, RepromiseOrder):
            line = lines[leg.action.document, leg.action.line]
            subject = subjects.sales_line(line.document, line.line)
            yield DateRange(subject=subject, what=DUE, value=line.due, low=line.due, high=line.due)
            yield _exactly(subject, QUANTITY, "", line.quantity)


def _levels(snapshot: Snapshot) -> Iterable[AssumedRange]:
    for point in snapshot.order_points:
        subject = subjects.order_point(point.item, point.location)
        for what, value in ((MINIMUM, point.minimum), (TARGET, point.target)):
            yield _exactly(subject, what, "", value)


def _beliefs(desk: Desk, plan: Plan, snapshot: Snapshot) -> Iterable[AssumedRange]:
    items = tuple(sorted({s.item for s in snapshot.on_hand}))
    for (subject, parameter), belief in sorted(desk.beliefs().items()):
        if isinstance(belief.distribution, Normal) and about(belief, items, snapshot):
            value = Decimal(str(belief.distribution.mean))
            unit = "days" if parameter == Parameter.LEAD_TIME.value else "a day"
            yield _within(plan, _exactly(subject, parameter, unit, value), BELIEF_SHARE * abs(value))
