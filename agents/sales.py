"""The sales agent: watches demand and sales orders, believes demand, offers later promises, shields customers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar

from agents.desk import Desk
from agents.offering.promises import repromise_offers
from agents.offering.promotions import shape_offers
from agents.offering.situation import Situation
from agents.offering.substitutes import substitute_offers
from tools.estimation.demand import DEMAND_EVENTS, demand_histories
from tools.estimation.estimate import Estimate, revise
from tools.estimation.likeness import like
from tools.language.legs import explain_leg
from trimtab.beliefs import Belief, Function, Parameter, Persistence, Uplift
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.ledger import Transaction
from trimtab.offers import Constraint, ForbidOffer, ForbidRepromise, Objection, Offer, ReallocateOffer, SubstituteOffer
from trimtab.plans import Plan, PlannedChange, PlannedRepromise, PlannedStep
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot
from trimtab.subjects import item_location, split_item_location

_Ask = tuple[str, str, Callable[[str], Constraint]]


class SalesAgent(FunctionAgent):
    """Speaks for customers and demand."""

    function: ClassVar[Function] = Function.SALES
    watches: ClassVar[frozenset[str]] = DEMAND_EVENTS | {EventType.SALES_CHANGED}

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def observe(self, events: Sequence[Event]) -> list[Belief]:
        """Re-estimate the daily demand of every item-location that was heard of, and believe the promotion calendar.

        Demand is that of days without promotion: what is said of a promotion can move it as well. What an item is
        expected to sell like moves it too, the less the more it has sold itself.
        """
        heard = {e.subject for e in events if e.type in DEMAND_EVENTS}
        announced = {e.subject for e in events if e.type is EventType.PROMOTION_CHANGED}
        if not heard:
            return []
        with self._desk.ledger.read() as tx:
            demand = list(self._demand(tx, heard))
            calendar = _by_subject(tx.events.of_subjects(announced, [EventType.PROMOTION_CHANGED]))
            known = tx.beliefs.estimated()
        estimates = [
            *demand,
            *(self._promotion(subject, calendar[subject]) for subject in sorted(announced)),
        ]
        return [revise(known.get((e.subject, e.parameter.value)), e) for e in estimates if e is not None]

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer later dates and substitutes to customers, the most important excepted, and later promotions."""
        situation = Situation(self._desk, case, snapshot, self._desk.beliefs())
        return [*repromise_offers(situation), *substitute_offers(situation), *shape_offers(situation)]

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]:
        """Object where one customer would be asked to give way more than once: the smaller order is kept."""
        customers = {(s.document, s.line): (s.customer, s.quantity) for s in snapshot.sales}
        asked: dict[str, dict[tuple[Decimal, str, str], list[Constraint]]] = {}
        for step in plan.steps:
            for document, line, constraint in self._asks(step):
                customer, quantity = customers[document, line]
                order = asked.setdefault(customer, {})
                order.setdefault((quantity, document, line), []).append(constraint(customer))
        return [
            Objection(function=self.function, constraint=constraint)
            for orders in asked.values()
            for order in sorted(orders)
            for constraint in orders[order][1 if order == max(orders) else 0 :]
        ]

    def explain(self, leg: Leg) -> str:
        """Say in a sentence why a leg is there."""
        return explain_leg(leg, self._desk.network)

    def _demand(self, tx: Transaction, heard: Collection[str]) -> Iterator[Estimate | None]:
        """Yield the demand of the places that were heard of, and of items that sell like those sold there."""
        items = self._desk.network.items
        models = {i.code: i.sells_like for i in items if i.sells_like and i.sells_like != i.code}

        def model_of(place: str) -> str:
            item, location = split_item_location(place)
            return item_location(models[item], location) if item in models else ""

        places = {split_item_location(place) for place in heard}
        alike = {item_location(new, where) for new, model in models.items() for item, where in places if item == model}
        wanted = sorted({*heard, *alike})
        histories = demand_histories(tx, {*wanted, *filter(None, map(model_of, wanted))})
        for place in wanted:
            model = model_of(place)
            yield histories[place].estimate(like(histories[model].estimate()) if model else None)

    def _promotion(self, subject: str, calendar: Iterable[Event]) -> Estimate:
        """Return what the calendar said last of an item-location."""
        last = max(calendar, key=lambda e: (e.time, e.id))
        return Estimate(
            subject=subject,
            parameter=Parameter.PROMOTION,
            owner=self.function,
            distribution=Uplift(start=last.data["start"], end=last.data["end"], per_day=float(last.data["per_day"])),
            persistence=Persistence.ONE_OFF,
            as_of=last.time,
            because=(last.id,),
        )

    @staticmethod
    def _asks(step: PlannedStep) -> Iterator[_Ask]:
        """Yield whose line a step asks to give way, and the constraint that would spare them."""
        if isinstance(step, PlannedRepromise):
            yield step.document, step.line, partial(_spare_line, step.document, step.line)
        elif isinstance(step, PlannedChange) and isinstance(step.offer, ReallocateOffer):
            yield step.offer.from_document, step.offer.from_line, partial(_spare, step.offer_id)
        elif isinstance(step, PlannedChange) and isinstance(step.offer, SubstituteOffer):
            yield step.offer.document, step.offer.line, partial(_spare, step.offer_id)


def _by_subject(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return found


def _reason(customer: str) -> str:
    return f"{customer} is asked to wait for another order already"


def _spare_line(document: str, line: str, customer: str) -> Constraint:
    return ForbidRepromise(asked_by=Function.SALES.value, reason=_reason(customer), document=document, line=line)


def _spare(offer_id: str, customer: str) -> Constraint:
    return ForbidOffer(asked_by=Function.SALES.value, reason=_reason(customer), offer_id=offer_id)
