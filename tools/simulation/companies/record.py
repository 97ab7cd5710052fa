"""Open documents as the company's own ERP holds them, beside what only the world knows: when they really come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.state import OpenPurchaseLine, OpenSalesLine, OpenTransferLine

START = date(2026, 3, 2)
"""The first day: a Monday."""


def day_of(number: int) -> date:
    """Return the date of a day by its number."""
    return START + timedelta(days=number)


def number_of(day: date) -> int:
    """Return the number of a date."""
    return (day - START).days


@dataclass
class PurchaseRecord:
    """A line of a purchase order, days by number: the ERP shows `due`; it comes on `arrives`, said on day `told`."""

    document: str
    line: str
    supplier: str
    item: str
    location: str
    quantity: Decimal
    price: Decimal
    ordered: int
    promised: int
    due: int
    arrives: int
    told: int | None = None
    containers: float = 0.0
    """Its share of the containers of its order, in currency: paid when it comes."""

    def shown(self, quantity: Decimal | None = None) -> OpenPurchaseLine:
        """Return what the ERP shows of it; `quantity` zero once it is not open any more."""
        return OpenPurchaseLine(
            document=self.document,
            number=self.document,
            line=self.line,
            supplier=self.supplier,
            item=self.item,
            location=self.location,
            quantity=self.quantity if quantity is None else quantity,
            due=day_of(self.due),
            unit_price=self.price,
        )


@dataclass
class TransferRecord:
    """A line over a lane that has left its origin, or leaves it once there is stock and the lane is open."""

    document: str
    item: str
    origin: str
    destination: str
    quantity: Decimal
    days: int
    due: int
    freight: Decimal
    left: bool = False

    def shown(self) -> OpenTransferLine:
        """Return what the ERP shows of it."""
        return OpenTransferLine(
            document=self.document,
            number=self.document,
            line="1",
            item=self.item,
            origin=self.origin,
            destination=self.destination,
            quantity=self.quantity,
            due=day_of(self.due),
            shipped=self.left,
        )


@dataclass
class SalesRecord:
    """What a customer is still owed since `due`; one who only waits is `COUNTER`."""

    document: str
    customer: str
    item: str
    location: str
    quantity: Decimal
    due: int

    def shown(self) -> OpenSalesLine:
        """Return what the ERP shows of it."""
        return OpenSalesLine(
            document=self.document,
            number=self.document,
            line=f"{self.item}@{self.location}",
            customer=self.customer,
            item=self.item,
            location=self.location,
            quantity=self.quantity,
            due=day_of(self.due),
        )
