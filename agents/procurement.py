"""The procurement agent: watches purchase orders and receipts, believes ETAs and lead times, offers purchases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from agents.desk import Desk
from tools.estimation.estimate import Estimate, revise
from tools.estimation.eta import estimate_eta
from tools.estimation.lateness import Lateness
from tools.estimation.lead_time import estimate_lead_time, supplier_lateness
from tools.estimation.supplier_record import OpenOrder, SupplierRecord
from tools.language.templates import amount, explain_leg
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter
from trimtab.bundles import Leg
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.measures import Money
from trimtab.network import Source
from trimtab.offers import CapPurchaseValue, LevelOffer, Objection, Offer, PurchaseOffer
from trimtab.plans import Plan, PlannedPurchase
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
        """Re-estimate lead times and the ETAs of open lines of every supplier that was heard of."""
        suppliers = {str(e.data["supplier"]) for e in events if e.type in self.watches}
        if not suppliers:
            return []
        with self._desk.ledger.read() as tx:
            known = tx.beliefs.current()
            told = tx.events.of_types(self.watches)
        beliefs = []
        for supplier in sorted(suppliers):
            estimates = self._estimates(supplier, [e for e in told if e.data.get("supplier") == supplier])
            beliefs += [revise(known.get((e.subject, e.parameter.value)), e) for e in estimates]
        return beliefs

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]:
        """Offer every source of the case's items, and new levels, wherever the ERP replenishes by purchase."""
        beliefs = self._desk.beliefs()
        offers: list[Offer] = []
        for item, location in sorted(subjects.split_item_location(s) for s in case.subjects):
            point = snapshot.order_point(item, location)
            if point is None or point.kind is not OrderPointKind.PURCHASE:
                continue
            offers += [
                self._purchase(source, location, beliefs.get(_lead_time_key(source)))
                for source in self._desk.network.sources_of(item)
            ]
            place = subjects.item_location(item, location)
            offers.append(LevelOffer(id=f"level:{place}", function=Function.SUPPLY, item=item, location=location))
        return offers

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]:
        """Object where a supplier's daily budget would be overspent: nobody could approve that."""
        del snapshot
        network, spent = self._desk.network, dict[str, Decimal]()
        for step in plan.steps:
            if isinstance(step, PlannedPurchase):
                source = next(s for s in network.sources_of(step.item) if s.supplier == step.supplier)
                spent[step.supplier] = spent.get(step.supplier, Decimal(0)) + step.quantity * source.unit_price.amount
        return [
            Objection(
                function=self.function,
                constraint=CapPurchaseValue(
                    asked_by=self.function.value,
                    reason=f"the budget for {supplier} leaves {amount(room)} {self._desk.currency} today",
                    supplier=supplier,
                    limit=Money(amount=room, currency=self._desk.currency),
                ),
            )
            for supplier, room in self._room_in_budgets()
            if spent.get(supplier, Decimal(0)) > room
        ]

    def explain(self, leg: Leg) -> str:
        """Say in a sentence why a leg is there."""
        return explain_leg(leg, self._desk.network)

    def _estimates(self, supplier: str, told: list[Event]) -> Iterable[Estimate]:
        network, today = self._desk.network, self._desk.today()
        record = SupplierRecord(supplier=supplier)
        record.fold(told)
        lines = _open_lines(told)
        orders: dict[str, OpenOrder] = {}
        for promised, line, because in lines:
            order = OpenOrder(purchase_order=line.number, promised=promised, due=line.due, because=because)
            known = orders.get(line.number)
            if known is None or (order.due - order.promised) > (known.due - known.promised):
                orders[line.number] = order
        late = supplier_lateness(record, network, orders.values(), today)
        for source in network.sources:
            if source.supplier == supplier:
                yield estimate_lead_time(source, late, today)
        for promised, line, because in lines:
            yield self._eta(line, late, promised, because)

    def _eta(self, line: OpenPurchaseLine, late: Lateness, promised: date, because: tuple[str, ...]) -> Estimate:
        return estimate_eta(line, late, self._desk.today(), promised, because)

    def _purchase(self, source: Source, location: str, lead_time: Belief | None) -> PurchaseOffer:
        mean, sd = float(source.lead_time_days), 0.0
        if lead_time is not None and isinstance(lead_time.distribution, Normal):
            mean, sd = lead_time.distribution.mean, lead_time.distribution.sd
        return PurchaseOffer(
            id=f"purchase:{source.supplier}/{source.item}@{location}",
            function=self.function,
            supplier=source.supplier,
            item=source.item,
            location=location,
            unit_price=source.unit_price,
            lead_time_days=mean,
            lead_time_sd_days=sd,
            minimum_order=source.minimum_order,
            lot_multiple=source.lot_multiple,
        )

    def _room_in_budgets(self) -> list[tuple[str, Decimal]]:
        day = self._desk.today().isoformat()
        with self._desk.ledger.read() as tx:
            return [
                (b.supplier, max(Decimal(0), b.per_day - tx.budgets.used(f"purchase:{b.supplier}:{day}")))
                for b in self._desk.policy.budgets
            ]


def _lead_time_key(source: Source) -> tuple[str, str]:
    return subjects.source(source.supplier, source.item), Parameter.LEAD_TIME.value


def _open_lines(told: Iterable[Event]) -> list[tuple[date, OpenPurchaseLine, tuple[str, ...]]]:
    """Return the date first promised, the line as it is now, and the events that re-dated it, for every open line."""
    history: dict[str, list[Event]] = {}
    for event in told:
        if event.type is EventType.PURCHASE_CHANGED:
            history.setdefault(event.subject, []).append(event)
    found = []
    for events in history.values():
        first, last = OpenPurchaseLine.model_validate(events[0].data), OpenPurchaseLine.model_validate(events[-1].data)
        if last.quantity > 0:
            moved = tuple(e.id for e in events[1:] if date.fromisoformat(e.data["due"]) != first.due)
            found.append((first.due, last, moved))
    return found
