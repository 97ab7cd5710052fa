"""Fulfilment: the share of what is ordered from a source that arrives, from receipts that say how much was ordered."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tools.estimation.estimate import Estimate, midnight
from tools.estimation.observations import ReceiptObserved, observed
from tools.estimation.supplier_record import OrderedItem
from trimtab.beliefs import Function, Normal, Parameter, Persistence
from trimtab.events import Event, EventType
from trimtab.network import Source
from trimtab.subjects import source as source_subject

SETTLED_DAYS = 14
"""What has not come two weeks after the last part of an order is not coming."""
PRIOR_ORDERS = 3.0
"""That all of an order arrives is believed as strongly as three orders would show ..."""
PRIOR_SD = 0.02
"""... that were off by 2%, as deliveries by weight or length are."""
LARGEST_SHARE = 1.5
"""More than half as much again is another order's goods, or a slip."""
TOLERANCE = 0.05
"""An order that is short by no more than 5% is as expected."""
SHORT_AMONG, SHORT_NEEDED = 3, 2
"""Two short orders of the last three are a new normal; one is a one-off."""


@dataclass
class Received:
    """One item of one purchase order: what came, by the day on which it came, and how much was ordered."""

    ordered: tuple[str, str, float] = ("", "", 0.0)
    parts: dict[date, tuple[str, str, float]] = field(default_factory=dict)

    def take(self, told: ReceiptObserved, event_id: str) -> None:
        """Take in a receipt; of two about one day what was recorded later holds."""
        part = (told.recorded_at, event_id, float(told.quantity))
        self.parts[told.received] = max(part, self.parts.get(told.received, part))
        if told.ordered_quantity is not None:
            self.ordered = max(self.ordered, (told.recorded_at, event_id, float(told.ordered_quantity)))

    @property
    def share(self) -> float | None:
        """Return what came of what was ordered, None where nobody says how much that was."""
        if not self.ordered[2]:
            return None
        return min(LARGEST_SHARE, math.fsum(quantity for _, _, quantity in self.parts.values()) / self.ordered[2])


def received(told: Iterable[Event]) -> dict[OrderedItem, Received]:
    """Return what the `receipt.observed` events say of each item of each purchase order; raises InvalidField."""
    orders: dict[OrderedItem, Received] = {}
    for event in told:
        if event.type is EventType.RECEIPT_OBSERVED:
            receipt = observed(ReceiptObserved, event)
            orders.setdefault((receipt.purchase_order, receipt.item), Received()).take(receipt, event.id)
    return orders


def estimate_yield(
    source: Source, told: Iterable[Event], still_open: Collection[OrderedItem], today: date
) -> Estimate | None:
    """Return the share of an order that arrives as Normal(mean, sd), or None where no receipt says what was ordered.

    An order counts once nothing of it is `still_open` and `SETTLED_DAYS` have passed since its last part, or all of it
    has come. With n orders of shares x and n0 = `PRIOR_ORDERS` that were whole, mean = (n0 + sum(x)) / (n0 + n) and
    sd² = (sum (x - mean)² + n0 (`PRIOR_SD`² + (1 - mean)²)) / (n0 + n), as for lead times (see `lateness`).
    """
    mine = source_subject(source.supplier, source.item)
    settled: list[tuple[date, str, float, Received]] = []
    for (number, _), order in received(e for e in told if e.subject == mine).items():
        last, share = max(order.parts), order.share
        over = share is not None and (share >= 1.0 or today - last >= timedelta(days=SETTLED_DAYS))
        if share is not None and over and (number, source.item) not in still_open:
            settled.append((last, number, share, order))
    if not settled:
        return None
    settled.sort(key=lambda row: row[:2])
    shares = [share for _, _, share, _ in settled]
    weight = PRIOR_ORDERS + len(shares)
    mean = (PRIOR_ORDERS + math.fsum(shares)) / weight
    squares = math.fsum((x - mean) ** 2 for x in shares) + PRIOR_ORDERS * (PRIOR_SD**2 + (1.0 - mean) ** 2)
    recent = settled[-SHORT_AMONG:]
    short = [row for row in recent if row[2] < 1.0 - TOLERANCE]
    if len(short) >= SHORT_NEEDED:
        persistence = Persistence.NEW_NORMAL
    elif short:
        persistence = Persistence.ONE_OFF
    else:
        persistence = Persistence.USUAL
    reasons = [event_id for _, _, _, order in short or recent[-1:] for _, event_id, _ in order.parts.values()]
    return Estimate(
        subject=source_subject(source.supplier, source.item),
        parameter=Parameter.YIELD,
        owner=Function.PROCUREMENT,
        distribution=Normal(mean=mean, sd=math.sqrt(squares / weight)),
        persistence=persistence,
        as_of=midnight(settled[-1][0]),
        because=tuple(sorted(reasons)),
    )
