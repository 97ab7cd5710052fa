"""The outlook: a rough projection of stock under the present beliefs, to tell which offers can make sense.

It errs on the side of offering: the optimisation decides. No order of the ERP's own planner to come is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from agents.desk import Beliefs
from trimtab import subjects
from trimtab.beliefs import Normal, OnDate, Parameter, Uplift
from trimtab.network import Network
from trimtab.state import OpenPurchaseLine, OrderPointKind, Snapshot

HORIZON_DAYS = 91
COVER_DAYS = 7
"""Stock below a week of mean demand is short, for what is worth offering against."""

Line = tuple[str, str]


class Outlook:
    """Stock at the end of each day from today, in stock units, of a location or of it and all it replenishes."""

    def __init__(self, network: Network, snapshot: Snapshot, beliefs: Beliefs, today: date) -> None:
        """Look ahead from `today`."""
        self._network = network
        self._snapshot = snapshot
        self._beliefs = beliefs
        self._today = today
        self._known: dict[tuple[str, tuple[str, ...], Line | None], list[float]] = {}

    def arrival(self, line: OpenPurchaseLine) -> date:
        """Return when a purchase line is believed to arrive, else when it is due; never before today."""
        belief = self._beliefs.get((subjects.purchase_line(line.document, line.line), Parameter.ETA.value))
        on = belief.distribution.date if belief and isinstance(belief.distribution, OnDate) else line.due
        return max(on, self._today)

    def promotion(self, item: str, location: str) -> Uplift | None:
        """Return the promotion believed in for an item-location; None where there is none, or it was called off."""
        belief = self._beliefs.get((subjects.item_location(item, location), Parameter.PROMOTION.value))
        uplift = belief.distribution if belief else None
        return uplift if isinstance(uplift, Uplift) and uplift.per_day else None

    def is_short(self, item: str, location: str, until: date, since: date | None = None) -> bool:
        """Tell whether there is less than a week of demand on a day from `since` (today if None) to before `until`.

        Looked at are the location alone, and it together with what it replenishes.
        """
        first, last = self._day(since or self._today), self._day(until)
        return any(self._dips(item, places, first, last) for places in self._around(item, location))

    def would_be_missed(self, line: OpenPurchaseLine, until: date) -> bool:
        """Tell whether, without an open line, stock would be short between its arrival and `until`."""
        first, last = self._day(self.arrival(line)), self._day(until) + 1
        gone = (line.document, line.line)
        return any(
            self._dips(line.item, places, first, last, without=gone)
            for places in self._around(line.item, line.location)
        )

    def next_arrival(self, item: str, location: str, after: date) -> date | None:
        """Return the first day after `after` on which more of an item is believed to arrive."""
        days = [self.arrival(p) for p in self._snapshot.purchases if (p.item, p.location) == (item, location)]
        days += [t.due for t in self._snapshot.transfers if (t.item, t.destination) == (item, location)]
        return min((d for d in days if d > after), default=None)

    def demand_a_day(self, item: str, location: str) -> float:
        """Return the mean demand believed in, promotions left out, in stock units a day."""
        belief = self._beliefs.get((subjects.item_location(item, location), Parameter.DEMAND.value))
        return belief.distribution.mean if belief and isinstance(belief.distribution, Normal) else 0.0

    def _around(self, item: str, location: str) -> list[tuple[str, ...]]:
        """Return the location alone and, where it replenishes others, the whole of them."""
        fed, found = [location], {location}
        while fed:
            origin = fed.pop()
            for point in self._snapshot.order_points:
                internal = point.kind is OrderPointKind.INTERNAL and point.item == item
                if internal and point.provisioning == origin and point.location not in found:
                    found.add(point.location)
                    fed.append(point.location)
        alone = (location,)
        return [alone] if len(found) == 1 else [alone, tuple(sorted(found))]

    def _dips(self, item: str, places: tuple[str, ...], first: int, last: int, without: Line | None = None) -> bool:
        cover = COVER_DAYS * sum(self.demand_a_day(item, place) for place in places)
        return any(stock < cover or stock < 0 for stock in self._stock(item, places, without)[first:last])

    def _stock(self, item: str, places: tuple[str, ...], without: Line | None) -> list[float]:
        key = (item, places, without)
        if key not in self._known:
            supply, demand = self._supply(item, places, without), self._demand(item, places)
            on_hand = float(sum(self._snapshot.stock(item, place) for place in places))
            self._known[key] = [on_hand + s - d for s, d in zip(supply, demand, strict=True)]
        return self._known[key]

    def _supply(self, item: str, places: Sequence[str], without: Line | None) -> list[float]:
        coming = [0.0] * HORIZON_DAYS
        for line in self._snapshot.purchases:
            counts = line.item == item and line.location in places and (line.document, line.line) != without
            if counts and (day := self._day(self.arrival(line))) < HORIZON_DAYS:
                coming[day] += float(line.quantity)
        for move in self._snapshot.transfers:
            if move.item == item:
                if move.destination in places and (day := self._day(move.due)) < HORIZON_DAYS:
                    coming[day] += float(move.quantity)
                if move.origin in places and not move.shipped:
                    coming[0] -= float(move.quantity)
        return list(accumulate(coming))

    def _demand(self, item: str, places: Sequence[str]) -> list[float]:
        """Return the cumulative demand: the greater of forecast and firm orders."""
        expected, firm = [0.0] * HORIZON_DAYS, [0.0] * HORIZON_DAYS
        for place in places:
            usual, uplift = self.demand_a_day(item, place), self.promotion(item, place)
            for day in range(HORIZON_DAYS):
                on = self._today + timedelta(days=day)
                more = uplift.per_day if uplift and uplift.start <= on <= uplift.end else 0.0
                expected[day] += max(0.0, usual + more)
        for line in self._snapshot.sales:
            if line.item == item and line.location in places and (day := self._day(line.due)) < HORIZON_DAYS:
                firm[day] += float(line.quantity)
        return [max(pair) for pair in zip(accumulate(expected), accumulate(firm), strict=True)]

    def _day(self, on: date) -> int:
        return max(0, (on - self._today).days)
