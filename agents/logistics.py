"""The logistics agent: watches stock and transfers, offers transfers between our own locations, guards the origins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import ClassVar

from agents.desk import Desk
from tools.language.templates import explain_leg
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.network import Lane
from trimtab.offers import CapTransferQuantity, LevelOffer, Objection, Offer, TransferOffer
from trimtab.plans import Plan, PlannedTransfer
from trimtab.ports import FunctionAgent
from trimtab.state import OrderPointKind, Snapshot

DAYS_LEFT_AT_ORIGIN = 3
"""A location that gives stock away keeps at least this many days of its own mean demand."""


class LogisticsAgent(FunctionAgent):
    """Speaks for stock, lanes and transfers."""

    function: ClassVar[Function] = Function.LOGISTICS
    watches: ClassVar[frozenset[str]] = frozenset({EventType.STOCK_CHANGED, EventType.TRANSFER_CHANGED})

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def observe(self, events: Sequence[Event]) -> list[Belief]:
        """Believe what the ERP says about stock and transfers: their reading is exact, so nothing is estimated yet."""
        del events
        return []

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer every open lane between locations of the case's items, and new levels where transfers replenish."""
        items = {subjects.split_item_location(s)[0] for s in case.subjects}
        offers: list[Offer] = [
            self._transfer(lane, item, snapshot)
            for item in sorted(items)
            for lane in self._desk.network.lanes
            if lane.open and self._free(item, lane.origin, snapshot) > 0
        ]
        for point in snapshot.order_points:
            if point.item in items and point.kind is OrderPointKind.INTERNAL:
                place = subjects.item_location(point.item, point.location)
                offers.append(
                    LevelOffer(id=f"level:{place}", function=Function.SUPPLY, item=point.item, location=point.location)
                )
        return offers

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]:
        """Object where a transfer would leave its origin with less than a few days of its own demand."""
        beliefs = self._desk.beliefs()
        objections = []
        for step in plan.steps:
            if not isinstance(step, PlannedTransfer):
                continue
            demand = beliefs.get((subjects.item_location(step.item, step.origin), Parameter.DEMAND.value))
            daily = demand.distribution.mean if demand and isinstance(demand.distribution, Normal) else 0.0
            keep = Decimal(str(round(DAYS_LEFT_AT_ORIGIN * daily, 3)))
            room = max(Decimal(0), snapshot.stock(step.item, step.origin) - keep).quantize(Decimal(1), ROUND_DOWN)
            if step.quantity > room:
                objections.append(self._cap(step, room))
        return objections

    def explain(self, leg: Leg) -> str:
        """Say in a sentence why a leg is there."""
        return explain_leg(leg, self._desk.network)

    def _free(self, item: str, origin: str, snapshot: Snapshot) -> Decimal:
        """Return what is on hand and not owed to customers within a week, nor booked on a transfer."""
        soon = self._desk.today() + timedelta(days=7)
        owed = sum(
            (s.quantity for s in snapshot.sales if (s.item, s.location) == (item, origin) and s.due <= soon), Decimal(0)
        )
        booked = sum(
            (t.quantity for t in snapshot.transfers if (t.item, t.origin) == (item, origin) and not t.shipped),
            Decimal(0),
        )
        return max(Decimal(0), snapshot.stock(item, origin) - owed - booked)

    def _transfer(self, lane: Lane, item: str, snapshot: Snapshot) -> TransferOffer:
        return TransferOffer(
            id=f"transfer:{item}:{lane.origin}>{lane.destination}:{lane.mode}",
            function=self.function,
            item=item,
            origin=lane.origin,
            destination=lane.destination,
            mode=lane.mode,
            transit_days=lane.transit_days,
            cost_per_unit=lane.cost_per_unit,
            maximum=self._free(item, lane.origin, snapshot),
        )

    def _cap(self, step: PlannedTransfer, room: Decimal) -> Objection:
        return Objection(
            function=self.function,
            constraint=CapTransferQuantity(
                asked_by=self.function.value,
                reason=f"{step.origin} keeps {DAYS_LEFT_AT_ORIGIN} days of its own demand",
                origin=step.origin,
                destination=step.destination,
                item=step.item,
                limit=room,
            ),
        )
