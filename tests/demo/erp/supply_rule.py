"""The supply run of the ERP as we understand it: what a run must add, and when it adds nothing.

Written anew over the documents alone. Our planner relies on this rule; the tests beside it hold it against the ERP.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.erp.documents import Move, StockOrderPoint

DAY = timedelta(days=1)
Quantities = Callable[[date], float]


@dataclass(frozen=True)
class Source:
    """A supplier of an item, in the order the ERP prefers them."""

    item: str
    supplier: str
    lead_time_days: int


@dataclass(frozen=True)
class Wanted:
    """A purchase request that a run must leave behind."""

    item: str
    warehouse: str
    supplier: str
    quantity: float
    supply_date: date


@dataclass(frozen=True)
class Transfer:
    """A requested internal shipment that a run must leave behind."""

    item: str
    from_location: str
    to_location: str
    quantity: float
    planned_date: date


@dataclass(frozen=True)
class Situation:
    """All that a supply run looks at, apart from POs that have no moves yet.

    `zones` are the locations inside a warehouse; `lanes` the days between two warehouses.
    """

    today: date
    moves: tuple[Move, ...]
    order_points: tuple[StockOrderPoint, ...]
    sources: tuple[Source, ...]
    zones: Mapping[str, frozenset[str]]
    lanes: Mapping[tuple[str, str], int]
    supply_period_days: int = 1

    def projected(self, places: Iterable[str], item: str) -> Quantities:
        """Stock by the end of a day (today or later) as the ERP projects it.

        A done move counts from its effective date, an assigned one from today whatever its date, a draft one from its
        planned date; a draft one planned before today, or not planned, does not count at all.
        """
        inside = frozenset(places)
        changes: list[tuple[date, float]] = []
        for move in self.moves:
            sign = (move.to_location in inside) - (move.from_location in inside)
            day = self._day(move)
            if move.item == item and sign and day is not None:
                changes.append((day, sign * move.quantity))
        return lambda end: sum(quantity for day, quantity in changes if day <= end)

    def _day(self, move: Move) -> date | None:
        match move.state:
            case "done":
                return move.effective_date
            case "assigned":
                return self.today
            case "draft" if move.planned_date is not None and move.planned_date >= self.today:
                return move.planned_date
            case _:
                return None


def transfers(situation: Situation) -> list[Transfer]:
    """The internal shipments of a run: on the first day that stock is below min (above max), up (down) to target."""
    found: list[Transfer] = []
    leads = [source.lead_time_days for source in situation.sources]
    horizon = sum(situation.lanes.values()) + max(leads, default=0)
    for point in situation.order_points:
        if point.kind != "internal" or point.source is None or point.minimum is None:
            continue
        stock = situation.projected([point.location], point.item)
        shipped = 0.0
        for offset in range(horizon + 1):
            day = situation.today + offset * DAY
            quantity = stock(day) + shipped
            if quantity < point.minimum:
                shipped += point.target - quantity
                move = Transfer(point.item, point.source, point.location, point.target - quantity, day)
                found.append(move)
    return found


def purchase_requests(situation: Situation) -> list[Wanted]:
    """The purchase requests of a run, after its internal shipments."""
    situation = replace(situation, moves=situation.moves + tuple(_legs(situation)))
    found = []
    for item in sorted({source.item for source in situation.sources}):
        sources = [source for source in situation.sources if source.item == item]
        leads = [source.lead_time_days for source in sources]
        first = situation.today + min(leads) * DAY
        last = situation.today + (max(leads) + situation.supply_period_days - 1) * DAY
        for warehouse, zones in situation.zones.items():
            minimum, target = _levels(situation, item, warehouse)
            stock = situation.projected(zones, item)
            shortage_date, lowest = _shortage(stock, minimum, first, last)
            if shortage_date is None or target - lowest <= 0:
                continue
            in_time = [source for source in sources if situation.today + source.lead_time_days * DAY <= shortage_date]
            chosen = in_time[0] if in_time else min(sources, key=lambda source: source.lead_time_days)
            found.append(Wanted(item, warehouse, chosen.supplier, target - lowest, shortage_date))
    return found


def _shortage(stock: Quantities, minimum: float, first: date, last: date) -> tuple[date | None, float]:
    """The first day below `minimum` and the lowest stock from then on, with the ERP's slip that zero is no lowest."""
    shortage_date: date | None = None
    lowest = 0.0
    for offset in range((last - first).days + 1):
        quantity = stock(first + offset * DAY)
        if quantity < minimum:
            shortage_date = shortage_date or first + offset * DAY
            if not lowest or quantity < lowest:
                lowest = quantity
    return shortage_date, lowest


def _levels(situation: Situation, item: str, warehouse: str) -> tuple[float, float]:
    for point in situation.order_points:
        if (point.kind, point.item, point.location) == ("purchase", item, warehouse):
            return point.minimum or 0.0, point.target
    return 0.0, 0.0


def _legs(situation: Situation) -> Iterable[Move]:
    """The moves of the requested transfers while the run goes on: out at the planned start, in at the planned date."""
    warehouse = {zone: name for name, zones in situation.zones.items() for zone in zones}
    for transfer in transfers(situation):
        lane = (warehouse[transfer.from_location], warehouse[transfer.to_location])
        start = transfer.planned_date - situation.lanes.get(lane, 0) * DAY
        leg = Move(0, transfer.item, transfer.quantity, "", "", None, None, "draft", None, None)
        yield replace(leg, from_location=transfer.from_location, to_location="Transit", planned_date=start)
        yield replace(
            leg, from_location="Transit", to_location=transfer.to_location, planned_date=transfer.planned_date
        )
