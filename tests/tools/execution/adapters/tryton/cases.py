"""Actions for the real Tryton, each asked under an id of its own, and a look into the ERP behind the adapters."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from demo.erp.documents import Purchase, purchases
from demo.erp.seed import erp_today
from tests.tools.execution.adapters.conformance import ConformanceCase
from tests.tools.tryton.service import Service
from tests.trimtab.proposals import euro
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.execution.adapters.tryton.transfer import TransferAdapter
from tools.tryton import TrytonClient
from trimtab.actions import Action, PlacePurchase, PurchaseLine, RedatedLine, TransferLine, TransferStock
from trimtab.clock import SystemClock
from trimtab.ports import ExecutionAdapter
from trimtab.receipts import Receipt

_numbers = count(1)


def new_id() -> str:
    """A key nobody used before."""
    return f"act_conformance_{next(_numbers)}"


def a_purchase(supplier: str = "BRF", location: str = "CEN", **lines: tuple[int, str]) -> PlacePurchase:
    """A purchase of `ITEM=(quantity, price)`; shackles and rope of Brest unless said otherwise."""
    wanted = lines or {"SHACK_10": (60, "3.10"), "ROPE_12": (4, "96.00")}
    return PlacePurchase(
        id=new_id(),
        supplier=supplier,
        location=location,
        lines=tuple(
            PurchaseLine(
                item=item.replace("_", "-"),
                quantity=Decimal(quantity),
                unit="Unit",
                unit_price=euro(price),
                due=erp_today() + timedelta(days=9),
            )
            for item, (quantity, price) in wanted.items()
        ),
    )


def a_transfer(item: str = "BLOCK-57", quantity: int = 1, destination: str = "NOR") -> TransferStock:
    """A transfer out of Central."""
    return TransferStock(
        id=new_id(),
        origin="CEN",
        destination=destination,
        mode="road",
        ship=erp_today(),
        due=erp_today() + timedelta(days=3),
        lines=(TransferLine(item=item, quantity=Decimal(quantity), unit="Unit"),),
        cost=euro("60"),
    )


class DocumentCase(ConformanceCase):
    """Documents of one model that carry the action id as their reference."""

    model: str

    def __init__(self, service: Service) -> None:
        self.service = service

    def documents(self, action: Action) -> list[str]:
        domain = [["reference", "=", action.id], ["state", "!=", "cancelled"]]
        return [row["state"] for row in self.service.erp.driver.search_read(self.model, domain, ["state"])]

    def every_document(self, action: Action) -> list[str]:
        """The states of all documents of an action, those that were cancelled included."""
        rows = self.service.erp.driver.search_read(self.model, [["reference", "=", action.id]], ["state"])
        return [row["state"] for row in rows]

    def a_rival(self, action: Action) -> int:
        """A second draft under the same reference, as a process makes one that saw nothing a moment ago."""
        client = self.service.client()
        return int(client.create(self.model, {**self.values(action), "reference": action.id})["id"])

    def values(self, action: Action) -> Mapping[str, Any]:
        return dict(self.adapter()._values(action))  # type: ignore[attr-defined]

    def faulty(self, client: TrytonClient) -> ExecutionAdapter:
        raise NotImplementedError


class PurchaseCase(DocumentCase):
    model = "purchase.purchase"

    def adapter(self) -> PurchaseAdapter:
        return self.faulty(self.service.client())

    def faulty(self, client: TrytonClient) -> PurchaseAdapter:
        return PurchaseAdapter(client, SystemClock())

    def action(self) -> PlacePurchase:
        return a_purchase()

    def change(self, action: Action, receipt: Receipt) -> None:
        """A buyer cancels a receipt and so buys less."""
        (order,) = [p for p in self.service.erp.driver.purchases() if p.id == int(receipt.document)]
        self.service.erp.driver.button("stock.move", "cancel", [order.lines[0].moves[0].id])


class TransferCase(DocumentCase):
    model = "stock.shipment.internal"

    def adapter(self) -> TransferAdapter:
        return self.faulty(self.service.client())

    def faulty(self, client: TrytonClient) -> TransferAdapter:
        return TransferAdapter(client, SystemClock())

    def action(self) -> TransferStock:
        return a_transfer()

    def change(self, action: Action, receipt: Receipt) -> None:
        """Somebody takes the reserved stock away again."""
        self.service.erp.driver.button(self.model, "wait", [int(receipt.document)])


class OpenOrder:
    """A confirmed order of Brest of the test's own, and what the ERP expects of it."""

    def __init__(self, service: Service, location: str = "CEN", **lines: tuple[int, str]) -> None:
        self.service = service
        placed = a_purchase(location=location, **lines)
        receipt = PurchaseAdapter(service.client(), SystemClock()).execute(placed, placed.id)
        self.id, self.number = int(receipt.document), receipt.number

    def read(self) -> Purchase:
        (order,) = purchases(self.service.erp.driver.rpc, [["id", "=", self.id]])
        return order

    def changed(self, days: int) -> tuple[RedatedLine, ...]:
        """Its lines, to come so many days later (earlier where negative)."""
        return tuple(
            RedatedLine(
                line=str(line.id),
                item=line.item,
                quantity=Decimal(str(line.quantity)),
                due_before=line.delivery_date,
                due_after=line.delivery_date + timedelta(days=days),
                unit_price=euro("3.10"),
            )
            for line in self.read().lines
        )

    def head(self) -> dict[str, str]:
        """What every change of it says."""
        return {"document": str(self.id), "number": self.number, "supplier": "BRF", "location": "CEN"}
