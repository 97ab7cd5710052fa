"""The order day: when a supplier takes an order that is given now, and when it is on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agents.offering.situation import Situation
from trimtab import subjects
from trimtab.beliefs import Normal, Parameter
from trimtab.calendars import LONGEST_CLOSURE_DAYS
from trimtab.network import Network, Source, Supplier


def next_order_day(network: Network, supplier: Supplier, now: datetime) -> date | None:
    """Return the day on which the supplier takes an order given at `now` (UTC); None if it takes none for a year.

    After the cut-off it counts as given the next day; it is taken on an order day on which the supplier works.
    """
    late = supplier.order_cut_off is not None and now.time() >= supplier.order_cut_off
    first, calendar = now.date() + timedelta(days=1 if late else 0), network.calendar(supplier.calendar)
    days = (first + timedelta(days=ahead) for ahead in range(LONGEST_CLOSURE_DAYS))
    open_on = supplier.order_days or tuple(range(7))
    return next((d for d in days if d.weekday() in open_on and calendar.works_on(d)), None)


@dataclass(frozen=True)
class ToShelf:
    """When an order given now arrives, in days from today: as believed, with its spread, and as agreed."""

    mean_days: float
    sd_days: float
    promised_days: float


def days_to_shelf(situation: Situation, source: Source, location: str) -> ToShelf | None:
    """Return when an order given now is on the shelf; None where the supplier takes no orders.

    After the wait for the supplier's next order day the lead time, believed (else as agreed) and agreed, and up to the
    receiver's next working day.
    """
    network = situation.network
    placed = next_order_day(network, network.supplier(source.supplier), situation.desk.now())
    if placed is None:
        return None
    mean, sd = float(source.lead_time_days), 0.0
    belief = situation.beliefs.get((subjects.source(source.supplier, source.item), Parameter.LEAD_TIME.value))
    if belief is not None and isinstance(belief.distribution, Normal):
        mean, sd = belief.distribution.mean, belief.distribution.sd

    def on_shelf(lead_time: float) -> float:
        there = placed + timedelta(days=round(lead_time))
        waits = (receiving_day(network, location, there) - there).days
        return lead_time + (placed - situation.today).days + waits

    return ToShelf(on_shelf(mean), sd, on_shelf(float(source.lead_time_days)))


def receiving_day(network: Network, location: str, on: date) -> date:
    """Return the first day from `on` on which a location works."""
    return network.calendar(network.location(location).calendar).next_working_day(on)
