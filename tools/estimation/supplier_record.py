"""Supplier records: which purchase orders of a supplier came when; what that means is for lateness to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tools.estimation.lateness import OrderDelay
from tools.estimation.observations import ReceiptObserved, observed
from trimtab.events import Event, EventType
from trimtab.measures import Frozen

RECORD_DAYS = 1095
"""Receipts older than three years before the newest say nothing about the supplier of today."""
PLANNED_AHEAD = 2.0
"""An order promised for more than twice the contractual lead time was placed early on purpose: it
is judged by its promise."""

OrderedItem = tuple[str, str]
"""The number of a purchase order, and an item of it."""
NOTHING_AGREED: Mapping[OrderedItem, float] = MappingProxyType({})


class Delivery(Frozen):
    """One item of one purchase order as it came in (the last part of it, where it came in parts)."""

    received: date
    event_id: str
    ordered: date
    promised: date


class OpenOrder(Frozen):
    """What is still open of a purchase order: `promised` when it was ordered, `due` the date in the ERP now."""

    purchase_order: Annotated[str, Field(min_length=1)]
    promised: date
    due: date
    because: tuple[str, ...] = ()


class SupplierRecord(BaseModel):
    """The deliveries of one supplier: a set, so the order and the repetition of events do not matter.

    Folding an event costs O(1), reading O(orders). `model_dump_json` and `model_validate_json` keep it.
    """

    model_config = ConfigDict(extra="forbid")

    supplier: str
    orders: dict[str, dict[str, Delivery]] = Field(default_factory=dict)
    """Purchase order, then item, to its delivery."""

    def fold(self, events: Iterable[Event]) -> None:
        """Take in the `receipt.observed` events of this supplier and pass over all others; raises InvalidField."""
        for event in events:
            if event.type is not EventType.RECEIPT_OBSERVED:
                continue
            told = observed(ReceiptObserved, event)
            if told.supplier != self.supplier:
                continue
            delivery = Delivery(received=told.received, event_id=event.id, ordered=told.ordered, promised=told.promised)
            items = self.orders.setdefault(told.purchase_order, {})
            known = items.get(told.item)
            if known is None or (known.received, known.event_id) < (delivery.received, delivery.event_id):
                items[told.item] = delivery

    def delays(
        self,
        contracts: Mapping[str, float],
        open_orders: Iterable[OpenOrder],
        today: date,
        agreed: Mapping[OrderedItem, float] = NOTHING_AGREED,
    ) -> list[OrderDelay]:
        """Return the delay of every purchase order, oldest promise first.

        `contracts` maps the supplier's items to their contractual lead time in days; deliveries of other items are
        passed over. The delay of a received order is the mean over its items of (received - ordered) - contractual lead
        time, or of received - promised where it was planned ahead (`PLANNED_AHEAD`); less the days by which it was
        `agreed` to come later at our request (negative: earlier). An open order is evidence once it is overdue or
        re-dated: its delay is at least today - promised, or due - promised as announced; it stands for the whole order.
        """
        found: dict[str, OrderDelay] = {}
        newest = max((d.received for items in self.orders.values() for d in items.values()), default=today)
        for number, items in self.orders.items():
            known = {
                item: delivery
                for item, delivery in items.items()
                if item in contracts and newest - delivery.received <= timedelta(days=RECORD_DAYS)
            }
            if known:
                days = [
                    _delay(delivery, contracts[item]) - agreed.get((number, item), 0.0)
                    for item, delivery in known.items()
                ]
                found[number] = OrderDelay(
                    purchase_order=number,
                    promised=max(delivery.promised for delivery in known.values()),
                    days=sum(sorted(days)) / len(days),
                    because=tuple(sorted(delivery.event_id for delivery in known.values())),
                )
        for order in sorted(open_orders, key=lambda o: (max(o.due, today) - o.promised, o.purchase_order, o.because)):
            days_open = (max(order.due, today) - order.promised).days
            if days_open > 0:
                found[order.purchase_order] = OrderDelay(
                    purchase_order=order.purchase_order,
                    promised=order.promised,
                    days=float(days_open),
                    still_growing=today > order.due,
                    because=tuple(sorted(order.because)),
                )
        return sorted(found.values(), key=lambda delay: (delay.promised, delay.purchase_order))


def _delay(delivery: Delivery, contract: float) -> float:
    quoted = (delivery.promised - delivery.ordered).days
    if quoted > PLANNED_AHEAD * contract:
        return float((delivery.received - delivery.promised).days)
    return (delivery.received - delivery.ordered).days - contract
