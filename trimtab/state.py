"""The state of the systems of record at one moment: stock, open documents and the inventory parameters in force."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative


class StockOnHand(Frozen):
    """Physical stock of an item at a location, in stock units."""

    item: Code
    location: Code
    quantity: Decimal


class OpenPurchaseLine(Frozen):
    """What a supplier still owes on one line of a purchase order, in stock units."""

    document: str
    number: str
    line: str
    supplier: Code
    item: Code
    location: Code
    quantity: NonNegative
    due: date
    reference: str = ""
    unit_price: Decimal | None = None


class OpenTransferLine(Frozen):
    """What is still to arrive on one line of a transfer order, in stock units; `shipped` once it left the origin."""

    document: str
    number: str
    line: str
    item: Code
    origin: Code
    destination: Code
    quantity: NonNegative
    due: date
    shipped: bool = False
    reference: str = ""


class OpenSalesLine(Frozen):
    """What we still owe a customer on one line of a sales order, in stock units; `allocated` of it is set aside."""

    document: str
    number: str
    line: str
    customer: Code
    item: Code
    location: Code
    quantity: NonNegative
    due: date
    allocated: NonNegative = Decimal(0)
    shipment: str = ""
    """The ERP's outgoing shipment that will carry it, empty where it has none yet."""


class OrderPointKind(StrEnum):
    """How the ERP replenishes an item-location by itself."""

    PURCHASE = "purchase"
    INTERNAL = "internal"


class OrderPoint(Frozen):
    """The inventory parameters the ERP holds: it replenishes up to `target` when projected stock is below `minimum`."""

    document: str
    item: Code
    location: Code
    kind: OrderPointKind
    minimum: Decimal
    target: Decimal
    provisioning: Code | None = None


class OpenRequest(Frozen):
    """An order the ERP has proposed by itself and nobody has released yet, in stock units."""

    document: str
    kind: OrderPointKind
    item: Code
    location: Code
    quantity: NonNegative
    due: date
    supplier: Code | None = None
    origin: Code | None = None
    """Where an internal request takes the stock from."""


class Snapshot(Frozen):
    """One consistent reading of the systems of record; every quantity in stock units, `as_of` in UTC."""

    as_of: datetime
    system: str
    on_hand: tuple[StockOnHand, ...] = ()
    purchases: tuple[OpenPurchaseLine, ...] = ()
    transfers: tuple[OpenTransferLine, ...] = ()
    sales: tuple[OpenSalesLine, ...] = ()
    order_points: tuple[OrderPoint, ...] = ()
    requests: tuple[OpenRequest, ...] = ()

    def stock(self, item: str, location: str) -> Decimal:
        """Return the stock on hand of an item at a location, zero where there is none."""
        return sum((s.quantity for s in self.on_hand if (s.item, s.location) == (item, location)), Decimal(0))

    def order_point(self, item: str, location: str) -> OrderPoint | None:
        """Return the inventory parameters in force, or None where the ERP holds none."""
        return next((p for p in self.order_points if (p.item, p.location) == (item, location)), None)

    def position(self, item: str, location: str) -> Decimal:
        """Return the inventory position: on hand plus inbound minus what is owed to customers and other locations."""
        here = (item, location)
        inbound = sum((p.quantity for p in self.purchases if (p.item, p.location) == here), Decimal(0))
        inbound += sum((t.quantity for t in self.transfers if (t.item, t.destination) == here), Decimal(0))
        outbound = sum((s.quantity for s in self.sales if (s.item, s.location) == here), Decimal(0))
        outbound += sum(
            (t.quantity for t in self.transfers if (t.item, t.origin) == here and not t.shipped), Decimal(0)
        )
        return self.stock(item, location) + inbound - outbound
