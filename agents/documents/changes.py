"""Changes: what a supplier is asked about open orders, one document per order and question, and shipments rerouted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from agents.documents.document import Document, action_id, grouped
from trimtab.actions import (
    Action,
    CancelPurchase,
    ChangedLine,
    ExpeditePurchase,
    PurchaseLine,
    RedatedLine,
    RerouteShipment,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.measures import Money, money
from trimtab.network import Network
from trimtab.offers import (
    CancelOffer,
    ExpediteOffer,
    LineChangeOffer,
    RerouteOffer,
    RescheduleOffer,
    Standing,
    SwitchOffer,
)
from trimtab.plans import Plan, PlannedChange
from trimtab.state import Snapshot


def changes(plan: Plan, snapshot: Snapshot, network: Network, key: str) -> Iterator[Document]:
    """Yield a document per order, location and kind of change; of a switch or reroute, also per where it goes."""
    offers = [s.offer for s in plan.steps if isinstance(s, PlannedChange) and isinstance(s.offer, LineChangeOffer)]
    prices = {(p.document, p.line): p.unit_price for p in snapshot.purchases}
    for where, lines in grouped(sorted(offers, key=lambda o: (o.item, o.line)), _document).items():
        leg_id = "-".join(part for part in where if part)
        writer = _Writer(lines, network, prices, action_id(key, leg_id))
        yield Document(leg_id, lines[0].function, writer.action(), tuple(o.id for o in lines))


def _document(offer: LineChangeOffer) -> tuple[str, ...]:
    to = {"switch": "to_supplier", "reroute": "to_location"}.get(_kind(offer), "")
    return _kind(offer), offer.document, offer.location, getattr(offer, to) if to else ""


def _kind(offer: LineChangeOffer) -> str:
    return str(getattr(offer, "kind"))  # noqa: B009 - each subclass has its own


class _Writer:
    """Writes offers of one kind about one order as one action."""

    def __init__(
        self,
        offers: Sequence[LineChangeOffer],
        network: Network,
        prices: dict[tuple[str, str], Decimal | None],
        key: str,
    ) -> None:
        self._offers = offers
        self._network = network
        self._prices = prices
        self._key = key

    def action(self) -> Action:
        """Return the action."""
        first = self._offers[0]
        write: Callable[[], Action] = {
            ExpediteOffer: self._expedite,
            RescheduleOffer: self._reschedule,
            CancelOffer: self._cancel,
            SwitchOffer: self._switch,
            RerouteOffer: self._reroute,
        }[type(first)]
        return write()

    def _expedite(self) -> Action:
        """Return the request; the terms' fixed fee, which every line's offer contains, is paid once per order."""
        offers = [o for o in self._offers if isinstance(o, ExpediteOffer)]
        terms = self._network.supplier(offers[0].supplier).changes.expedite
        contained = sum(1 for o in offers if o.standing is not Standing.QUOTED)
        twice = terms.fee.amount * max(0, contained - 1) if terms else Decimal(0)
        fee = money(sum((o.fee.amount for o in offers), Decimal(0)) - twice, offers[0].fee.currency)
        return ExpeditePurchase(**self._order(), lines=tuple(self._redated(o, o.to) for o in offers), fee=fee)

    def _reschedule(self) -> Action:
        offers = [o for o in self._offers if isinstance(o, RescheduleOffer)]
        return ReschedulePurchase(**self._order(), lines=tuple(self._redated(o, o.to) for o in offers))

    def _cancel(self) -> Action:
        offers = [o for o in self._offers if isinstance(o, CancelOffer)]
        fee = money(sum((o.fee.amount for o in offers), Decimal(0)), offers[0].fee.currency)
        return CancelPurchase(**self._order(), lines=tuple(ChangedLine(**self._line(o)) for o in offers), fee=fee)

    def _switch(self) -> Action:
        offers = [o for o in self._offers if isinstance(o, SwitchOffer)]
        fee = money(sum((o.fee.amount for o in offers), Decimal(0)), offers[0].fee.currency)
        there = tuple(
            PurchaseLine(
                item=o.item,
                quantity=o.quantity,
                unit=self._network.item(o.item).unit,
                unit_price=o.unit_price,
                due=o.to,
            )
            for o in offers
        )
        return SwitchSupplier(
            **self._order(),
            lines=tuple(ChangedLine(**self._line(o)) for o in offers),
            fee=fee,
            to_supplier=offers[0].to_supplier,
            to_lines=there,
        )

    def _reroute(self) -> Action:
        offers = [o for o in self._offers if isinstance(o, RerouteOffer)]
        first = offers[0]
        return RerouteShipment(
            id=self._key,
            document=first.document,
            number=first.number,
            supplier=first.supplier,
            from_location=first.location,
            to_location=first.to_location,
            lines=tuple(self._redated(o, o.to) for o in offers),
            cost=money(sum((o.cost.amount for o in offers), Decimal(0)), first.cost.currency),
        )

    def _order(self) -> dict[str, Any]:
        first = self._offers[0]
        return {
            "id": self._key,
            "document": first.document,
            "number": first.number,
            "supplier": first.supplier,
            "location": first.location,
        }

    def _redated(self, offer: LineChangeOffer, to: Any) -> RedatedLine:
        return RedatedLine(**self._line(offer), due_after=to)

    def _line(self, offer: LineChangeOffer) -> dict[str, Any]:
        price = self._prices.get((offer.document, offer.line))
        if price is None:
            known = (s.unit_price.amount for s in self._network.sources_of(offer.item) if s.supplier == offer.supplier)
            price = next(known, None)
        currency = self._network.costs.currency
        return {
            "line": offer.line,
            "item": offer.item,
            "quantity": offer.quantity,
            "due_before": offer.due,
            "unit_price": None if price is None else Money(amount=price, currency=currency),
        }
