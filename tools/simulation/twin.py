"""The twin's state: what it holds, what is open, who waits; and its first day, taken from the company as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from tools.simulation.courses import Accounts, Holding, Place, place_of, price_of, split_place
from trimtab.measures import Frozen
from trimtab.network import Network
from trimtab.state import OpenPurchaseLine, OpenSalesLine, OpenTransferLine, OrderPoint, Snapshot, StockOnHand

NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)


class TwinPurchase(Frozen):
    """An open line of a supplier; `as_ours`: it was open at the start and comes when the company's own does."""

    document: str
    line: str
    supplier: str
    item: str
    location: str
    quantity: Decimal
    unit_price: Decimal
    arrives: date
    as_ours: bool = False


class TwinTransfer(Frozen):
    """An open line over a lane that has left its origin, or leaves it on `leaves`."""

    document: str
    line: str
    item: str
    origin: str
    destination: str
    quantity: Decimal
    arrives: date
    leaves: date | None = None


class TwinState(BaseModel):
    """The twin at the end of `day`: what a ledger keeps of it."""

    model_config = ConfigDict(extra="forbid")

    day: date
    stock: dict[Place, Decimal]
    backorders: dict[Place, Decimal]
    purchases: tuple[TwinPurchase, ...] = ()
    transfers: tuple[TwinTransfer, ...] = ()
    order_points: tuple[OrderPoint, ...] = ()
    accounts: Accounts = Field(default_factory=Accounts)

    def holding(self) -> Holding:
        """Return what it holds, as `courses` accounts for it."""
        moving: dict[str, Decimal] = {}
        for t in self.transfers:
            if t.leaves is None:
                moving[t.item] = moving.get(t.item, NOTHING) + t.quantity
        return Holding(
            stock=self.stock,
            in_transit=moving,
            on_order_value=sum((p.quantity * p.unit_price for p in self.purchases), NOTHING),
            backorders=self.backorders,
        )


class Outside(Frozen):
    """What the world does to the twin on one day.

    `arrived` says what came in of lines that were open at the start, in stock units, and `due` when what is left of
    them is expected now; lines in neither have been changed by Trimtab and keep their date.
    """

    demand: dict[Place, Decimal]
    arrived: dict[str, Decimal] = Field(default_factory=dict)
    due: dict[str, date] = Field(default_factory=dict)


def line_key(document: str, line: str) -> str:
    """Name a line of a document as `Outside` does."""
    return f"{document}/{line}"


def founded(snapshot: Snapshot, network: Network, day: date) -> TwinState:
    """Return the twin of a company as it stands at the end of `day`; what customers wait for already is a backorder."""
    stock = {place_of(s.item, s.location): NOTHING for s in snapshot.on_hand}
    for s in snapshot.on_hand:
        stock[place_of(s.item, s.location)] += s.quantity
    return TwinState(
        day=day,
        stock={place: max(NOTHING, quantity) for place, quantity in stock.items()},
        backorders=waiting_for(snapshot, day),
        purchases=tuple(
            TwinPurchase(
                document=p.document,
                line=p.line,
                supplier=p.supplier,
                item=p.item,
                location=p.location,
                quantity=p.quantity,
                unit_price=price_of(network, p.supplier, p.item, p.unit_price),
                arrives=max(p.due, day + ONE_DAY),
                as_ours=True,
            )
            for p in snapshot.purchases
        ),
        transfers=tuple(
            TwinTransfer(
                document=t.document,
                line=t.line,
                item=t.item,
                origin=t.origin,
                destination=t.destination,
                quantity=t.quantity,
                arrives=max(t.due, day + ONE_DAY),
                leaves=None if t.shipped else day + ONE_DAY,
            )
            for t in snapshot.transfers
        ),
        order_points=snapshot.order_points,
        accounts=Accounts(backorders={k: v for k, v in waiting_for(snapshot, day).items() if v}),
    )


def waiting_for(snapshot: Snapshot, day: date) -> dict[Place, Decimal]:
    """Return what customers wait for at the end of `day`: lines due by then, and stock that is below zero on paper."""
    found: dict[Place, Decimal] = {}
    for line in snapshot.sales:
        if line.due <= day and line.quantity > 0:
            place = place_of(line.item, line.location)
            found[place] = found.get(place, NOTHING) + line.quantity
    for held in snapshot.on_hand:
        if held.quantity < 0:
            place = place_of(held.item, held.location)
            found[place] = found.get(place, NOTHING) - held.quantity
    return found


def as_snapshot(state: TwinState, today: date) -> Snapshot:
    """Return the twin as its ERP shows it; who waits is owed today, receipts are re-dated to when they come."""
    return Snapshot(
        as_of=datetime.combine(today, time(0), UTC),
        system="weekly twin",
        on_hand=tuple(
            StockOnHand(item=item, location=location, quantity=quantity)
            for (item, location), quantity in ((split_place(k), q) for k, q in state.stock.items())
        ),
        purchases=tuple(
            OpenPurchaseLine(
                document=p.document,
                number=p.document,
                line=p.line,
                supplier=p.supplier,
                item=p.item,
                location=p.location,
                quantity=p.quantity,
                due=p.arrives,
            )
            for p in state.purchases
        ),
        transfers=tuple(
            OpenTransferLine(
                document=t.document,
                number=t.document,
                line=t.line,
                item=t.item,
                origin=t.origin,
                destination=t.destination,
                quantity=t.quantity,
                due=t.arrives,
                shipped=t.leaves is None,
            )
            for t in state.transfers
        ),
        sales=tuple(
            OpenSalesLine(
                document="waiting",
                number="waiting",
                line=place,
                customer="waiting",
                item=split_place(place)[0],
                location=split_place(place)[1],
                quantity=quantity,
                due=today,
            )
            for place, quantity in state.backorders.items()
            if quantity
        ),
        order_points=state.order_points,
    )
