"""Outcomes: once per business day, how the company did and how its weekly twin did, in the same books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from agents.desk import Desk
from tools.estimation.demand import demand_histories
from tools.estimation.estimate import midnight
from tools.simulation.courses import (
    Accounts,
    Holding,
    Period,
    Place,
    closed,
    fixed_costs,
    freight_of,
    place_of,
    price_of,
    split_place,
)
from tools.simulation.twin import NOTHING, ONE_DAY, Outside, TwinState, founded, line_key, waiting_for
from tools.simulation.weekly_twin import step
from trimtab import subjects
from trimtab.actions import PurchaseChange, RerouteShipment
from trimtab.bundles import BundleState, Leg, LegState
from trimtab.events import EventType
from trimtab.ledger import Transaction
from trimtab.network import Network
from trimtab.outcomes import CompanyDay, Course
from trimtab.state import OpenPurchaseLine, OpenTransferLine, Snapshot

CURSOR = "outcomes"
"""Under this name the ledger keeps where the two courses stand."""
TAKEN_UP = frozenset({LegState.ACCEPTED, LegState.COMMITTED})
_SENT = (BundleState.EXECUTING, BundleState.DONE, BundleState.HALTED)
_FEES = frozenset({"expedite_purchase", "cancel_purchase", "switch_supplier"})
_COSTS = frozenset({"reroute_shipment", "shape_demand"})


class Books(BaseModel):
    """What the company's own course must remember from one day to the next."""

    model_config = ConfigDict(extra="forbid")

    accounts: Accounts = Field(default_factory=Accounts)
    purchases: dict[str, OpenPurchaseLine] = Field(default_factory=dict)
    transfers: dict[str, OpenTransferLine] = Field(default_factory=dict)
    fees_paid: tuple[str, ...] = ()
    """The legs whose fees are in the books."""


class Standing(BaseModel):
    """Where both courses stand at the end of the twin's day."""

    model_config = ConfigDict(extra="forbid")

    twin: TwinState
    books: Books


class Outcomes:
    """Closes the company's days, once each: a worker may ask at any time, and again after a crash."""

    def __init__(self, desk: Desk) -> None:
        """Keep the books at a desk."""
        self._desk = desk
        self._closed: date | None = None

    def close_day(self) -> int:
        """Record both courses at the end of yesterday, once its demand was told; returns the days recorded, 0 or 1.

        A day whose demand nobody tells is closed a day later. The state of the company is read now: that is how
        yesterday ended, for who asks soon after it. The first day closed is where both courses begin, alike. Days that
        were passed over are closed with the next. Raises SystemOfRecordError; then nothing is recorded.
        """
        yesterday = self._desk.today() - ONE_DAY
        if self._closed is not None and self._closed >= yesterday:
            return 0
        with self._desk.ledger.read() as tx:
            kept = tx.events.cursor(CURSOR)
            told = bool(tx.events.of_types([EventType.DEMAND_OBSERVED, EventType.DEMAND_HISTORY], midnight(yesterday)))
        standing = Standing.model_validate_json(kept) if kept else None
        day = yesterday if told else yesterday - ONE_DAY
        if standing is not None and standing.twin.day >= day:
            self._closed = standing.twin.day
            return 0
        snapshot = self._desk.reader.snapshot()
        if standing is None:
            days, after = self._first(snapshot, day)
        else:
            days, after = self._next(standing, snapshot, day)
        with self._desk.ledger.write() as tx:
            if tx.events.cursor(CURSOR) != kept:
                return 0
            for record in days:
                tx.outcomes.record(record)
            tx.events.move_cursor(CURSOR, after.model_dump_json())
        self._closed = day
        return 1

    def _first(self, snapshot: Snapshot, day: date) -> tuple[list[CompanyDay], Standing]:
        network = self._desk.network
        twin = founded(snapshot, network, day)
        with self._desk.ledger.read() as tx:
            demand = _demand(tx, network, snapshot, (day,))[day]
            books = Books(accounts=twin.accounts, fees_paid=tuple(leg.id for leg in legs_taken_up(tx)))
        period = Period(day=day, days=0, demand=demand, spent=NOTHING)
        record, _ = closed(network, Course.ACTUAL, period, twin.holding(), twin.accounts)
        both = [record, record.model_copy(update={"course": Course.WEEKLY_TWIN})]
        return both, Standing(twin=twin, books=_with_lines(books, snapshot))

    def _next(self, standing: Standing, snapshot: Snapshot, day: date) -> tuple[list[CompanyDay], Standing]:
        network = self._desk.network
        dates = [standing.twin.day + n * ONE_DAY for n in range(1, (day - standing.twin.day).days + 1)]
        with self._desk.ledger.read() as tx:
            demand = _demand(tx, network, snapshot, dates)
            legs = legs_taken_up(tx)
            beliefs = tx.beliefs.current()
            lasting = tx.beliefs.lasting(beliefs.values())
        together: dict[Place, Decimal] = {}
        for wanted in demand.values():
            for place, quantity in wanted.items():
                together[place] = together.get(place, NOTHING) + quantity
        paid, books = _paid(network, standing.books, snapshot, legs)
        period = Period(day=day, days=len(dates), demand=together, spent=paid)
        actual, accounts = closed(network, Course.ACTUAL, period, holding_of(snapshot, network, day), books.accounts)
        twin, spent = standing.twin, NOTHING
        arrived, due = _as_ours(twin, snapshot, legs)
        for today in dates:
            came = arrived if today == day else {}
            outside = Outside(demand=demand[today], arrived=came, due=due)
            twin, cost = step(twin, today, outside, network, beliefs, lasting)
            spent += cost
        period = period.model_copy(update={"spent": spent})
        weekly, theirs = closed(network, Course.WEEKLY_TWIN, period, twin.holding(), twin.accounts)
        after = Standing(
            twin=twin.model_copy(update={"accounts": theirs}),
            books=_with_lines(books.model_copy(update={"accounts": accounts}), snapshot),
        )
        return [actual, weekly], after


def holding_of(snapshot: Snapshot, network: Network, day: date) -> Holding:
    """Return what the company holds at the end of `day`, by its ERP."""
    stock: dict[Place, Decimal] = {}
    for held in snapshot.on_hand:
        place = place_of(held.item, held.location)
        stock[place] = stock.get(place, NOTHING) + held.quantity
    moving: dict[str, Decimal] = {}
    for t in snapshot.transfers:
        if t.shipped:
            moving[t.item] = moving.get(t.item, NOTHING) + t.quantity
    value = sum((p.quantity * price_of(network, p.supplier, p.item, p.unit_price) for p in snapshot.purchases), NOTHING)
    return Holding(stock=stock, in_transit=moving, on_order_value=value, backorders=waiting_for(snapshot, day))


def _demand(
    tx: Transaction, network: Network, snapshot: Snapshot, dates: list[date] | tuple[date, ...]
) -> dict[date, dict[Place, Decimal]]:
    """Return what customers wanted on some days, by item-location; what nobody told is nothing."""
    places = {place_of(s.item, s.location) for s in snapshot.on_hand}
    places |= {place_of(p.item, p.location) for p in snapshot.order_points}
    places |= {place_of(p.item, p.location) for p in network.policies}
    by_subject = {subjects.item_location(*split_place(place)): place for place in places}
    histories = demand_histories(tx, list(by_subject))
    return {
        day: {
            by_subject[subject]: Decimal(str(history.days[day].quantity))
            for subject, history in histories.items()
            if day in history.days and history.days[day].quantity
        }
        for day in dates
    }


def legs_taken_up(tx: Transaction) -> list[Leg]:
    """Return the legs that the other side has accepted, of every bundle that was sent."""
    found = []
    for record in tx.bundles.in_states(_SENT):
        states = tx.bundles.leg_states(record.id, record.revision)
        found += [leg for leg in record.bundle.legs if states.get(leg.id) in TAKEN_UP]
    return found


def _changed_lines(legs: list[Leg]) -> set[str]:
    """Return the purchase lines that Trimtab has had changed: what becomes of them is no news for the twin."""
    found = set()
    for leg in legs:
        action = leg.action
        if isinstance(action, PurchaseChange | RerouteShipment):
            found |= {line_key(action.document, line.line) for line in action.lines}
    return found


def _as_ours(twin: TwinState, snapshot: Snapshot, legs: list[Leg]) -> tuple[dict[str, Decimal], dict[str, date]]:
    """Return what came in since of the lines open at the start, and when the rest of them is due now."""
    changed = _changed_lines(legs)
    now = {line_key(p.document, p.line): p for p in snapshot.purchases}
    arrived: dict[str, Decimal] = {}
    due: dict[str, date] = {}
    for line in twin.purchases:
        key = line_key(line.document, line.line)
        if line.as_ours and key not in changed:
            left = now[key].quantity if key in now else NOTHING
            arrived[key] = max(NOTHING, line.quantity - left)
            due[key] = now[key].due if key in now else line.arrives
    return arrived, due


def _paid(network: Network, books: Books, snapshot: Snapshot, legs: list[Leg]) -> tuple[Decimal, Books]:
    """Return what was paid since the last closing: goods that came in, freight, new documents and fees.

    A line of a supplier that is gone or smaller has come in, unless Trimtab had it cancelled or taken elsewhere. What
    is ordered and comes in between two closings is not seen.
    """
    left = {line_key(p.document, p.line): p.quantity for p in snapshot.purchases}
    moving = {line_key(t.document, t.line): t.quantity for t in snapshot.transfers}
    gone = {
        line_key(leg.action.document, line.line)
        for leg in legs
        if isinstance(leg.action, PurchaseChange) and leg.action.kind in {"cancel_purchase", "switch_supplier"}
        for line in leg.action.lines
    }
    paid = NOTHING
    for key, p in books.purchases.items():
        if key not in gone:
            came = max(NOTHING, p.quantity - left.get(key, NOTHING))
            paid += came * price_of(network, p.supplier, p.item, p.unit_price)
    for key, t in books.transfers.items():
        came = max(NOTHING, t.quantity - moving.get(key, NOTHING))
        paid += came * freight_of(network, t.origin, t.destination)
    suppliers = {p.supplier for p in snapshot.purchases if line_key(p.document, p.line) not in books.purchases}
    lanes = {
        (t.origin, t.destination) for t in snapshot.transfers if line_key(t.document, t.line) not in books.transfers
    }
    new = [leg for leg in legs if leg.id not in books.fees_paid]
    paid += fixed_costs(network, suppliers, lanes) + sum((_fee(leg) for leg in new), NOTHING)
    return paid, books.model_copy(update={"fees_paid": (*books.fees_paid, *(leg.id for leg in new))})


def _fee(leg: Leg) -> Decimal:
    if leg.action.kind in _FEES:
        return Decimal(leg.action.fee.amount)  # type: ignore[union-attr]  # these kinds have one
    return leg.action.value() if leg.action.kind in _COSTS else NOTHING


def _with_lines(books: Books, snapshot: Snapshot) -> Books:
    """Return the books with the lines that are open now."""
    lines: Mapping[str, object] = {
        "purchases": {line_key(p.document, p.line): p for p in snapshot.purchases},
        "transfers": {line_key(t.document, t.line): t for t in snapshot.transfers},
    }
    return books.model_copy(update=dict(lines))
