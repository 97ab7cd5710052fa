"""Transfers: stock that logistics can move over open lanes, on the carrier's days, never more than is free."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agents.desk import Beliefs
from agents.offering.order_day import receiving_day
from agents.offering.situation import Situation
from trimtab import subjects
from trimtab.beliefs import Function, Normal, Parameter, Status
from trimtab.network import Lane
from trimtab.offers import TransferOffer


def transfer_offers(situation: Situation) -> list[TransferOffer]:
    """Return every open lane between locations of the case's items, where Trimtab orders at both ends."""
    return [
        _transfer(situation, lane, item)
        for item in sorted(situation.items)
        for lane in situation.network.lanes
        if is_open(lane, situation.beliefs)
        and situation.orders_at(item, lane.origin)
        and situation.orders_at(item, lane.destination)
        and free(situation, item, lane.origin) > 0
    ]


def is_open(lane: Lane, beliefs: Beliefs) -> bool:
    """Tell whether a lane is open as agreed, and believed open with probability one half or more."""
    belief = beliefs.get((subjects.lane(lane.origin, lane.destination), Parameter.LANE_STATUS.value))
    status = belief.distribution if belief else None
    return lane.open and (not isinstance(status, Status) or status.probability >= 0.5)


def free(situation: Situation, item: str, origin: str) -> Decimal:
    """Return what is on hand and not owed to customers within a week, nor booked on a transfer."""
    snapshot, here, soon = situation.snapshot, (item, origin), situation.today + timedelta(days=7)
    owed = sum((s.quantity for s in snapshot.sales if (s.item, s.location) == here and s.due <= soon), Decimal(0))
    booked = sum((t.quantity for t in snapshot.transfers if (t.item, t.origin) == here and not t.shipped), Decimal(0))
    return max(Decimal(0), snapshot.stock(item, origin) - owed - booked)


def _transfer(situation: Situation, lane: Lane, item: str) -> TransferOffer:
    network, today = situation.network, situation.today
    belief = situation.beliefs.get((subjects.lane(lane.origin, lane.destination), Parameter.LANE_TRANSIT.value))
    days = lane.transit_days
    if belief is not None and isinstance(belief.distribution, Normal):
        days = round(belief.distribution.mean)
    leaves = network.calendar(lane.calendar).next_working_day(today)
    arrives = receiving_day(network, lane.destination, leaves + timedelta(days=days))
    return TransferOffer(
        id=f"transfer:{item}:{lane.origin}>{lane.destination}:{lane.mode}",
        function=Function.LOGISTICS,
        item=item,
        origin=lane.origin,
        destination=lane.destination,
        mode=lane.mode,
        transit_days=(arrives - today).days,
        cost_per_unit=lane.cost_per_unit,
        maximum=free(situation, item, lane.origin),
    )
