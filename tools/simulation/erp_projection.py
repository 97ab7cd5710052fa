"""The ERP's projection of stock, by which its own planner decides; forecasts and drafts are no part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from trimtab.network import Network, Source
from trimtab.state import Snapshot

Place = tuple[str, str]
"""Item and location."""


def erp_sources(network: Network, item: str) -> tuple[Source, ...]:
    """Return the sources from which the ERP may order an item by itself, the preferred one first."""
    return tuple(source for source in network.sources_of(item) if source.erp_orders)


def purchase_window(network: Network, item: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day on which the ERP's purchase run looks for a shortage; None without sources."""
    lead_times = [source.lead_time_days for source in erp_sources(network, item)]
    if not lead_times:
        return None
    return today + timedelta(days=min(lead_times)), today + timedelta(days=max(lead_times))


class ErpProjection:
    """On hand and open moves by day as an ERP with order points projects them; what was due before today is lost."""

    def __init__(self, snapshot: Snapshot, network: Network, today: date) -> None:
        self.today = today
        self.transit: dict[Place, int] = {}
        for lane in network.lanes:
            self.transit.setdefault((lane.origin, lane.destination), lane.transit_days)
        self._on_hand: defaultdict[Place, Decimal] = defaultdict(Decimal)
        self._moves: defaultdict[Place, dict[date, Decimal]] = defaultdict(dict)
        for held in snapshot.on_hand:
            self._on_hand[held.item, held.location] += held.quantity
        for bought in snapshot.purchases:
            self._move((bought.item, bought.location), bought.due, bought.quantity)
        for sold in snapshot.sales:
            self._move((sold.item, sold.location), sold.due, -sold.quantity)
        for moved in snapshot.transfers:
            self.transfer(moved.item, moved.origin, moved.destination, moved.quantity, moved.due, shipped=moved.shipped)

    def transfer(
        self, item: str, origin: str, destination: str, quantity: Decimal, due: date, *, shipped: bool = False
    ) -> None:
        """Add a transfer: out of the origin a transit before `due` unless shipped, into the destination on `due`."""
        self._move((item, destination), due, quantity)
        if not shipped:
            days = self.transit.get((origin, destination), 0)
            self._move((item, origin), due - timedelta(days=days), -quantity)

    def moves(self, place: Place) -> Mapping[date, Decimal]:
        """Return the net open moves of an item-location by day, from today on."""
        return self._moves.get(place, {})

    def until(self, place: Place, day: date) -> Decimal:
        """Return projected stock at the end of a day."""
        return self._on_hand.get(place, Decimal(0)) + sum(
            (quantity for when, quantity in self.moves(place).items() if when <= day), Decimal(0)
        )

    def lowest(self, place: Place, first: date, last: date) -> Decimal:
        """Return the lowest projected stock at the end of any day from `first` to `last`."""
        days = {first, *(day for day in self.moves(place) if first < day <= last)}
        return min(self.until(place, day) for day in days)

    def _move(self, place: Place, day: date, quantity: Decimal) -> None:
        if day >= self.today:
            self._moves[place][day] = self._moves[place].get(day, Decimal(0)) + quantity
