"""The logistics agent: watches stock, transfers and lanes, offers ways to move stock, guards the origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import ClassVar

from agents.desk import Beliefs, Desk
from agents.offering.allocations import reallocate_offers
from agents.offering.levels import level_offers
from agents.offering.requests import request_offers
from agents.offering.reroutes import reroute_offers
from agents.offering.situation import Situation
from agents.offering.transfers import transfer_offers
from tools.estimation.estimate import Estimate, revise
from tools.estimation.observations import LaneTold
from tools.language.legs import explain_leg
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter, Persistence, Status
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.offers import CapTransferQuantity, Objection, Offer
from trimtab.plans import Plan, PlannedTransfer
from trimtab.ports import FunctionAgent
from trimtab.state import OrderPointKind, Snapshot

DAYS_LEFT_AT_ORIGIN = 3
"""A location that gives stock away keeps at least this many days of its own mean demand."""


class LogisticsAgent(FunctionAgent):
    """Speaks for stock, lanes and transfers."""

    function: ClassVar[Function] = Function.LOGISTICS
    watches: ClassVar[frozenset[str]] = frozenset(
        {EventType.STOCK_CHANGED, EventType.TRANSFER_CHANGED, EventType.LANE_CHANGED}
    )

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def observe(self, events: Sequence[Event]) -> list[Belief]:
        """Believe what is said of lanes; what the ERP says of stock and transfers is exact and needs no estimate."""
        heard = {e.subject for e in events if e.type is EventType.LANE_CHANGED}
        if not heard:
            return []
        with self._desk.ledger.read() as tx:
            known = tx.beliefs.estimated()
            told = tx.events.of_subjects(heard, [EventType.LANE_CHANGED])
        beliefs = []
        for subject in sorted(heard):
            last = max((e for e in told if e.subject == subject), key=lambda e: (e.time, e.id))
            beliefs += [revise(known.get((e.subject, e.parameter.value)), e) for e in self._lane(last, known)]
        return beliefs

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer transfers, reroutes, reallocations, and levels and requests where transfers replenish."""
        situation = Situation(self._desk, case, snapshot, self._desk.beliefs())
        points = ((p.item, p.location) for p in snapshot.order_points if p.item in situation.items)
        return [
            *transfer_offers(situation),
            *level_offers(situation, OrderPointKind.INTERNAL, points),
            *request_offers(situation, OrderPointKind.INTERNAL),
            *reroute_offers(situation),
            *reallocate_offers(situation),
        ]

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

    def _lane(self, event: Event, known: Beliefs) -> Iterable[Estimate]:
        """Yield what the last word on a lane says of its status and, where it says so or did, of its transit."""
        told = LaneTold.model_validate(event.data)
        origin, destination, days = told.origin, told.destination, told.transit_days
        subject = subjects.lane(origin, destination)
        status = Status(probability=1.0) if told.open else Status(probability=0.0, until=told.until)
        yield self._estimate(event, subject, Parameter.LANE_STATUS, status)
        if days is None and (subject, Parameter.LANE_TRANSIT.value) in known:
            agreed = (
                x.transit_days for x in self._desk.network.lanes if (x.origin, x.destination) == (origin, destination)
            )
            days = min(agreed, default=None)
        if days is not None:
            yield self._estimate(event, subject, Parameter.LANE_TRANSIT, Normal(mean=float(days), sd=0.0))

    def _estimate(self, event: Event, subject: str, parameter: Parameter, said: Status | Normal) -> Estimate:
        return Estimate(
            subject=subject,
            parameter=parameter,
            owner=self.function,
            distribution=said,
            persistence=Persistence.ONE_OFF,
            as_of=event.time,
            because=(event.id,),
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
