"""Priced: under what state an item was last priced, and whether it has left what was to be expected since."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agents.desk import Beliefs
from trimtab import subjects
from trimtab.beliefs import Normal, Parameter
from trimtab.state import Snapshot

PRICED_AGAIN_DAYS = 7
"""However quiet, an item is priced once a week: many small moves are one large one."""
EXPECTED_IN_SD = 3.0
"""A position that is within so many sd of what mean demand leaves of it is as expected."""
SMALLEST_ALLOWANCE = 1.0
SHARE_OF_POSITION = 0.05


@dataclass(frozen=True)
class Position:
    """An inventory position, and the demand a day under which it was priced, in stock units."""

    quantity: float
    mean: float
    sd: float

    def expects(self, quantity: float, days: int) -> bool:
        """Tell whether a position some days later is what demand leaves of this one, give or take its spread."""
        spread = EXPECTED_IN_SD * self.sd * math.sqrt(max(1, days))
        allowed = max(SMALLEST_ALLOWANCE, SHARE_OF_POSITION * abs(self.quantity)) + spread
        return abs(quantity - (self.quantity - self.mean * days)) <= allowed


@dataclass(frozen=True)
class Priced:
    """What an item was priced under: positions by location, and its open documents and order points as they stood."""

    on: date
    positions: Mapping[str, Position]
    documents: Mapping[str, object]

    def still_holds(self, now: Priced) -> bool:
        """Tell whether the item is as it was to be expected: documents may have gone, but none came or changed."""
        days = (now.on - self.on).days
        if days >= PRICED_AGAIN_DAYS or now.positions.keys() != self.positions.keys():
            return False
        if any(self.documents.get(name) != what for name, what in now.documents.items()):
            return False
        return all(p.expects(now.positions[place].quantity, days) for place, p in self.positions.items())


def priced_under(item: str, snapshot: Snapshot, beliefs: Beliefs, today: date) -> Priced:
    """Return the state of an item as it is now; `snapshot` may hold other items as well."""
    places = {s.location for s in snapshot.on_hand if s.item == item}
    places |= {p.location for p in snapshot.order_points if p.item == item}
    documents: dict[str, object] = {}
    for p in snapshot.purchases:
        if p.item == item:
            documents[subjects.purchase_line(p.document, p.line)] = p.due
    for t in snapshot.transfers:
        if t.item == item:
            documents[f"transfer-line:{t.document}/{t.line}"] = t.due
    for point in snapshot.order_points:
        if point.item == item:
            documents[subjects.order_point(item, point.location)] = (point.minimum, point.target)
    for request in snapshot.requests:
        if request.item == item:
            documents[subjects.request(request.document)] = (request.quantity, request.due)
    return Priced(today, {place: _position(item, place, snapshot, beliefs) for place in sorted(places)}, documents)


def _position(item: str, location: str, snapshot: Snapshot, beliefs: Beliefs) -> Position:
    belief = beliefs.get((subjects.item_location(item, location), Parameter.DEMAND.value))
    quantity = float(snapshot.position(item, location))
    if belief is None or not isinstance(belief.distribution, Normal):
        return Position(quantity, 0.0, 0.0)
    return Position(quantity, belief.distribution.mean, belief.distribution.sd)
