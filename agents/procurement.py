"""The procurement agent: watches orders and receipts, believes ETAs and lead times, offers orders and changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from agents.desk import Desk
from agents.offering.changes import change_offers
from agents.offering.levels import level_offers
from agents.offering.purchases import purchase_offers
from agents.offering.requests import request_offers
from agents.offering.situation import Situation
from agents.open_lines import Agreed, agreed_later, open_lines
from agents.outcomes import legs_taken_up
from tools.estimation.estimate import Estimate, revise
from tools.estimation.eta import estimate_eta
from tools.estimation.fulfilment import estimate_yield
from tools.estimation.lateness import Lateness
from tools.estimation.lead_time import estimate_lead_time, supplier_lateness
from tools.estimation.supplier_record import OpenOrder, SupplierRecord
from tools.language.legs import explain_leg
from tools.language.names import order_named
from tools.language.words import amount
from trimtab.beliefs import Belief, Function
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.measures import Money
from trimtab.offers import (
    CapPurchaseValue,
    Constraint,
    ForbidOffer,
    LineChangeOffer,
    Objection,
    Offer,
    RerouteOffer,
    SwitchOffer,
)
from trimtab.plans import Plan, PlannedChange, PlannedPurchase, PlannedRelease
from trimtab.ports import FunctionAgent
from trimtab.state import OpenPurchaseLine, OrderPointKind, Snapshot


class ProcurementAgent(FunctionAgent):
    """Speaks for suppliers and orders."""

    function: ClassVar[Function] = Function.PROCUREMENT
    watches: ClassVar[frozenset[str]] = frozenset({EventType.RECEIPT_OBSERVED, EventType.PURCHASE_CHANGED})

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def observe(self, events: Sequence[Event]) -> list[Belief]:
        """Re-estimate lead times, yields and the ETAs of open lines of every supplier that was heard of."""
        suppliers = {str(e.data["supplier"]) for e in events if e.type in self.watches}
        if not suppliers:
            return []
        with self._desk.ledger.read() as tx:
            known = tx.beliefs.estimated()
            told = tx.events.of_types(self.watches)
            agreed = agreed_later(legs_taken_up(tx))
        beliefs = []
        for supplier in sorted(suppliers):
            estimates = self._estimates(supplier, [e for e in told if e.data.get("supplier") == supplier], agreed)
            beliefs += [revise(known.get((e.subject, e.parameter.value)), e) for e in estimates]
        return beliefs

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer sources and levels where the ERP buys, changes of open orders, and the ERP's own requests."""
        situation = Situation(self._desk, case, snapshot, self._desk.beliefs())
        return [
            *purchase_offers(situation),
            *level_offers(situation, OrderPointKind.PURCHASE, situation.places),
            *change_offers(situation),
            *request_offers(situation, OrderPointKind.PURCHASE),
        ]

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]:
        """Object to budgets that would be overspent, and to asking two things about one order of a supplier."""
        del snapshot
        return [*self._overspent(plan), *self._asked_twice(plan)]

    def explain(self, leg: Leg) -> str:
        """Say in a sentence why a leg is there."""
        return explain_leg(leg, self._desk.network)

    def _estimates(self, supplier: str, told: list[Event], agreed: Agreed) -> Iterable[Estimate]:
        network, today = self._desk.network, self._desk.today()
        record = SupplierRecord(supplier=supplier)
        record.fold(told)
        lines = open_lines(told, agreed.lines)
        orders: dict[str, OpenOrder] = {}
        for promised, line, because in lines:
            order = OpenOrder(purchase_order=line.number, promised=promised, due=line.due, because=because)
            known = orders.get(line.number)
            if known is None or (order.due - order.promised) > (known.due - known.promised):
                orders[line.number] = order
        late = supplier_lateness(record, network, orders.values(), today, agreed.items)
        for source in network.sources:
            if source.supplier == supplier:
                yield estimate_lead_time(source, late, today)
                arrives = estimate_yield(source, told, {(line.number, line.item) for _, line, _ in lines}, today)
                if arrives is not None:
                    yield arrives
        for promised, line, because in lines:
            yield self._eta(line, late, promised, because)

    def _eta(self, line: OpenPurchaseLine, late: Lateness, promised: date, because: tuple[str, ...]) -> Estimate:
        return estimate_eta(line, late, self._desk.today(), promised, because)

    def _overspent(self, plan: Plan) -> Iterable[Objection]:
        network, spent = self._desk.network, dict[str, Decimal]()
        for step in plan.steps:
            if isinstance(step, PlannedPurchase | PlannedRelease):
                source = next(s for s in network.sources_of(step.item) if s.supplier == step.supplier)
                spent[step.supplier] = spent.get(step.supplier, Decimal(0)) + step.quantity * source.unit_price.amount
            elif isinstance(step, PlannedChange) and isinstance(step.offer, SwitchOffer):
                value = step.offer.quantity * step.offer.unit_price.amount
                spent[step.offer.to_supplier] = spent.get(step.offer.to_supplier, Decimal(0)) + value
        for supplier, room in self._room_in_budgets():
            if spent.get(supplier, Decimal(0)) > room:
                yield self._objection(
                    CapPurchaseValue(
                        asked_by=self.function.value,
                        reason=f"the budget for {supplier} leaves {amount(room)} {self._desk.currency} today",
                        supplier=supplier,
                        limit=Money(amount=room, currency=self._desk.currency),
                    )
                )

    def _asked_twice(self, plan: Plan) -> Iterable[Objection]:
        """Yield an objection to every change of an order but those of its weightiest kind."""
        orders: dict[str, dict[str, list[LineChangeOffer]]] = {}
        for step in plan.steps:
            if isinstance(step, PlannedChange) and isinstance(step.offer, LineChangeOffer):
                if isinstance(step.offer, RerouteOffer):
                    continue
                orders.setdefault(step.offer.document, {}).setdefault(step.offer.kind, []).append(step.offer)
        worth = {value.offer_id: value.worth for value in plan.values}
        for kinds in orders.values():
            kept = max(kinds, key=lambda k: (sum((worth.get(o.id, Decimal(0)) for o in kinds[k]), Decimal(0)), k))
            for offer in (o for kind, offers in kinds.items() if kind != kept for o in offers):
                yield self._objection(
                    ForbidOffer(
                        asked_by=self.function.value,
                        reason=f"{offer.supplier} is asked something else about {order_named(offer.number)} already",
                        offer_id=offer.id,
                    )
                )

    def _objection(self, constraint: Constraint) -> Objection:
        return Objection(function=self.function, constraint=constraint)

    def _room_in_budgets(self) -> list[tuple[str, Decimal]]:
        day = self._desk.today().isoformat()
        with self._desk.ledger.read() as tx:
            return [
                (b.supplier, max(Decimal(0), b.per_day - tx.budgets.used(f"purchase:{b.supplier}:{day}")))
                for b in self._desk.policy.budgets
            ]
