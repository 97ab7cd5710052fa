"""Assuming: the ranges of state and beliefs inside which a plan stays right, checked again in the moment of arming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.desk import Desk
from agents.problems import about
from trimtab import subjects
from trimtab.actions import (
    Action,
    PurchaseChange,
    ReallocateSupply,
    RepromiseOrder,
    RequestChange,
    RerouteShipment,
    SubstituteItem,
    TransferStock,
)
from trimtab.assumptions import AssumedRange, Assumptions, DateRange, NumberRange
from trimtab.beliefs import Normal, OnDate, Parameter, Status, Uplift
from trimtab.bundles import Leg
from trimtab.plans import Plan
from trimtab.readings import DUE, MINIMUM, ON_HAND, POSITION, QUANTITY, REOPENS, STARTS, TARGET
from trimtab.state import Snapshot

DAYS_OF_DEMAND = Decimal("1.5")
"""Stock may move by what a day and a half of mean demand takes before the plan is solved again ..."""
SHARE_OF_STOCK = Decimal("0.05")
"""... or by this share of it, whichever is more, where the solver gave no range."""
DUE_TOLERANCE = timedelta(days=2)
ETA_TOLERANCE = timedelta(days=3)
"""A believed arrival is an estimate, which moves a little with every receipt of the supplier."""
BELIEF_SHARE = Decimal("0.15")
TOLERATED = Decimal("0.3")
"""A solver's range narrower than this share of the margin is widened to it: noise must not send a bundle back."""
VALID_FOR = timedelta(hours=48)
HALF = Decimal("0.5")
_AS_RANGED = {
    Parameter.DEMAND.value: "demand_per_day",
    Parameter.LEAD_TIME.value: "lead_time_days",
    Parameter.PRICE.value: "unit_price",
}
"""The names under which the optimizer gives the ranges of beliefs."""
_UNITS = {Parameter.DEMAND: "a day", Parameter.LEAD_TIME: "days"}
_RESTED_ON = frozenset({Parameter.DEMAND, Parameter.LEAD_TIME, Parameter.ETA, Parameter.PRICE, Parameter.YIELD})
"""What is estimated; promotions and lanes are announced, counted stock is laid over the snapshot."""


def assumptions_for(desk: Desk, plan: Plan, snapshot: Snapshot, legs: Sequence[Leg]) -> Assumptions:
    """Return what the legs rest on, from the snapshot the plan was solved on and the solver's own ranges."""
    ranges = [
        *_stock(desk, plan, snapshot, legs),
        *_purchases(snapshot, legs),
        *_requests(legs),
        *_promises(snapshot, legs),
        *_levels(snapshot),
        *_beliefs(desk, plan, snapshot),
        *_announced(desk, snapshot),
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
    what = _AS_RANGED.get(assumed.what, assumed.what)
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


def _purchases(snapshot: Snapshot, legs: Sequence[Leg]) -> Iterable[AssumedRange]:
    """Yield that open lines come about when they are due; one that is to change must stand as it was."""
    changed = {
        (leg.action.document, line.line)
        for leg in legs
        if isinstance(leg.action, PurchaseChange | RerouteShipment)
        for line in leg.action.lines
    }
    for line in snapshot.purchases:
        subject = subjects.purchase_line(line.document, line.line)
        exact = (line.document, line.line) in changed
        yield _about_day(subject, DUE, line.due, timedelta(0) if exact else DUE_TOLERANCE)
        if exact:
            yield _exactly(subject, QUANTITY, "", line.quantity)


def _about_day(subject: str, what: str, on: date, tolerance: timedelta) -> DateRange:
    return DateRange(subject=subject, what=what, value=on, low=on - tolerance, high=on + tolerance)


def _requests(legs: Sequence[Leg]) -> Iterable[AssumedRange]:
    for leg in legs:
        if isinstance(leg.action, RequestChange):
            yield _exactly(subjects.request(leg.action.document), QUANTITY, "", leg.action.quantity_before)


def _promises(snapshot: Snapshot, legs: Sequence[Leg]) -> Iterable[AssumedRange]:
    lines = {(s.document, s.line): s for s in snapshot.sales}
    for key in dict.fromkeys(key for leg in legs for key in _promised(leg.action)):
        line = lines[key]
        subject = subjects.sales_line(line.document, line.line)
        yield _about_day(subject, DUE, line.due, timedelta(0))
        yield _exactly(subject, QUANTITY, "", line.quantity)


def _promised(action: Action) -> Iterable[tuple[str, str]]:
    if isinstance(action, RepromiseOrder | SubstituteItem):
        yield action.document, action.line
    elif isinstance(action, ReallocateSupply):
        yield action.from_document, action.from_line
        yield action.to_document, action.to_line


def _levels(snapshot: Snapshot) -> Iterable[AssumedRange]:
    for point in snapshot.order_points:
        subject = subjects.order_point(point.item, point.location)
        for what, value in ((MINIMUM, point.minimum), (TARGET, point.target)):
            yield _exactly(subject, what, "", value)


def _beliefs(desk: Desk, plan: Plan, snapshot: Snapshot) -> Iterable[AssumedRange]:
    items = tuple(sorted({s.item for s in snapshot.on_hand}))
    for (subject, parameter), belief in sorted(desk.beliefs().items()):
        if belief.parameter not in _RESTED_ON or not about(belief, items, snapshot):
            continue
        if isinstance(belief.distribution, Normal):
            value = Decimal(str(belief.distribution.mean))
            unit = _UNITS.get(belief.parameter, "")
            yield _within(plan, _exactly(subject, parameter, unit, value), BELIEF_SHARE * abs(value))
        elif isinstance(belief.distribution, OnDate):
            yield _about_day(subject, parameter, belief.distribution.date, ETA_TOLERANCE)


def _announced(desk: Desk, snapshot: Snapshot) -> Iterable[AssumedRange]:
    """Yield that promotions and lanes are as they are known to be: without a word, no promotion and an open lane."""
    beliefs = desk.beliefs()
    places = {(s.item, s.location) for s in snapshot.on_hand} | {(p.item, p.location) for p in snapshot.order_points}
    for item, location in sorted(places):
        subject = subjects.item_location(item, location)
        belief = beliefs.get((subject, Parameter.PROMOTION.value))
        uplift = belief.distribution if belief else None
        per_day, nothing = Decimal(str(uplift.per_day)) if isinstance(uplift, Uplift) else Decimal(0), Decimal(0)
        promotion = _exactly(subject, Parameter.PROMOTION.value, "a day", per_day)
        yield promotion if per_day else promotion.model_copy(update={"otherwise": nothing})
        if isinstance(uplift, Uplift) and per_day:
            yield _about_day(subject, STARTS, uplift.start, timedelta(0))
    locations = {location for _, location in places}
    for origin, there in sorted({(x.origin, x.destination) for x in desk.network.lanes}):
        if {origin, there} <= locations:
            subject = subjects.lane(origin, there)
            belief = beliefs.get((subject, Parameter.LANE_STATUS.value))
            status = belief.distribution if belief else None
            value = Decimal(str(status.probability)) if isinstance(status, Status) else Decimal(1)
            low, high = (HALF, Decimal(1)) if value >= HALF else (Decimal(0), HALF)
            open_ = _exactly(subject, Parameter.LANE_STATUS.value, "", value)
            yield open_.model_copy(update={"low": low, "high": high, "otherwise": Decimal(1)})
            if isinstance(status, Status) and status.until:
                yield _about_day(subject, REOPENS, status.until, timedelta(0))
