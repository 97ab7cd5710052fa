"""The sales agent: watches demand and sales orders, believes demand, offers later promises, shields customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from agents.desk import Desk
from tools.estimation.demand import DemandHistory
from tools.estimation.estimate import revise
from tools.language.templates import explain_leg
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Parameter
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.measures import money
from trimtab.offers import ForbidRepromise, Objection, Offer, RepromiseOffer, Standing
from trimtab.plans import Plan, PlannedRepromise
from trimtab.ports import FunctionAgent
from trimtab.state import OpenSalesLine, Snapshot

LONGEST_REPROMISE = timedelta(days=28)
GOODWILL_SHARE = Decimal("0.1")
"""A customer who is told in time loses us a tenth of what one who waits in vain does."""


class SalesAgent(FunctionAgent):
    """Speaks for customers and demand."""

    function: ClassVar[Function] = Function.SALES
    watches: ClassVar[frozenset[str]] = frozenset({EventType.DEMAND_OBSERVED, EventType.SALES_CHANGED})

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def observe(self, events: Sequence[Event]) -> list[Belief]:
        """Re-estimate the daily demand of every item-location that was observed."""
        observed = {e.subject for e in events if e.type is EventType.DEMAND_OBSERVED}
        if not observed:
            return []
        with self._desk.ledger.read() as tx:
            history = tx.events.of_types([EventType.DEMAND_OBSERVED])
            known = tx.beliefs.current()
        beliefs = []
        for subject in sorted(observed):
            item, location = subjects.split_item_location(subject)
            demand = DemandHistory(item=item, location=location)
            demand.fold(e for e in history if e.subject == subject)
            estimate = demand.estimate()
            if estimate is not None:
                beliefs.append(revise(known.get((subject, Parameter.DEMAND.value)), estimate))
        return beliefs

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer to tell customers of open lines a later date, the most important customers excepted."""
        places = set(case.subjects)
        return [
            self._repromise(line)
            for line in snapshot.sales
            if subjects.item_location(line.item, line.location) in places
            and line.due >= self._desk.today()
            and self._desk.network.customer(line.customer).priority > 1
        ]

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]:
        """Object where one customer would be asked to wait more than once: the smaller order is kept."""
        lines = {(s.document, s.line): s for s in snapshot.sales}
        asked: dict[str, list[OpenSalesLine]] = {}
        for step in plan.steps:
            if isinstance(step, PlannedRepromise):
                line = lines[step.document, step.line]
                asked.setdefault(line.customer, []).append(line)
        return [
            Objection(
                function=self.function,
                constraint=ForbidRepromise(
                    asked_by=self.function.value,
                    reason=f"{customer} is asked to wait for another order already",
                    document=line.document,
                    line=line.line,
                ),
            )
            for customer, waiting in asked.items()
            for line in sorted(waiting, key=lambda s: (s.quantity, s.document, s.line))[:-1]
        ]

    def explain(self, leg: Leg) -> str:
        """Say in a sentence why a leg is there."""
        return explain_leg(leg, self._desk.network)

    def _repromise(self, line: OpenSalesLine) -> RepromiseOffer:
        network = self._desk.network
        item = network.item(line.item)
        margin = item.unit_price.amount - item.unit_cost.amount
        daily = margin * Decimal(str(network.costs.backorder_cost_per_day_share)) * GOODWILL_SHARE
        return RepromiseOffer(
            id=f"repromise:{line.document}/{line.line}",
            function=self.function,
            standing=Standing.ASSUMED,
            document=line.document,
            number=line.number,
            line=line.line,
            customer=line.customer,
            item=line.item,
            location=line.location,
            quantity=line.quantity,
            due=line.due,
            latest=line.due + LONGEST_REPROMISE,
            cost_per_unit_day=money(daily, network.costs.currency),
        )
