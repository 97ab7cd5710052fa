"""Reroutes: open purchase lines that logistics can have delivered to another location, which is short."""

from __future__ import annotations

from datetime import timedelta

from agents.offering.order_day import receiving_day
from agents.offering.situation import Situation
from agents.offering.transfers import is_open
from trimtab.beliefs import Function
from trimtab.offers import RerouteOffer, Standing
from trimtab.state import OpenPurchaseLine

NOTICE_DAYS = 3
"""What arrives sooner is unloaded where it was going."""
SHORT_DAYS = 14
"""A location that is short until two weeks after the arrival is helped by it ..."""
WAITING_DAYS = 7
"""... unless it is replenished from where the line was going, which then has enough a week before the arrival."""
MOST_DAYS = 42
"""A line of more than six weeks of a location's demand does not go there; twice that where the lane is closed."""


def reroute_offers(situation: Situation) -> list[RerouteOffer]:
    """Return, for each open line, the other locations of the item that are short after its arrival.

    A location that is replenished over an open lane, from stock that is there, needs none. Date and cost are estimates:
    the shipment arrives on the day it was to arrive, and costs what the lane between the two locations does.
    """
    network, offers = situation.network, []
    freight = {(x.origin, x.destination): x.cost_per_unit.amount for x in network.lanes}
    for line in situation.lines():
        arrival = situation.outlook.arrival(line)
        if arrival < situation.today + timedelta(days=NOTICE_DAYS):
            continue
        for item, location in situation.places:
            a_unit = freight.get((line.location, location))
            if (
                item != line.item
                or location == line.location
                or a_unit is None
                or not situation.acts_at(item, location)
            ):
                continue
            to = receiving_day(network, location, arrival)
            needs = situation.outlook.is_short(item, location, to + timedelta(days=SHORT_DAYS), to)
            takes = _days_taken(situation, line, location) * situation.outlook.demand_a_day(item, location)
            if needs and float(line.quantity) <= takes:
                offers.append(
                    RerouteOffer(
                        id=f"reroute:{line.document}/{line.line}>{location}",
                        function=Function.LOGISTICS,
                        standing=Standing.ASSUMED,
                        document=line.document,
                        number=line.number,
                        line=line.line,
                        supplier=line.supplier,
                        item=item,
                        location=line.location,
                        quantity=line.quantity,
                        due=line.due,
                        to_location=location,
                        to=to,
                        cost=situation.money(line.quantity * a_unit),
                    )
                )
    return offers


def _days_taken(situation: Situation, line: OpenPurchaseLine, location: str) -> int:
    """Return how many days of demand a location takes: none that can be replenished from where the line was going."""
    lanes = [x for x in situation.network.lanes if (x.origin, x.destination) == (line.location, location)]
    if not any(is_open(lane, situation.beliefs) for lane in lanes):
        return 2 * MOST_DAYS
    arrival = situation.outlook.arrival(line)
    nothing_there = situation.outlook.is_short(
        line.item, line.location, arrival, arrival - timedelta(days=WAITING_DAYS)
    )
    return MOST_DAYS if nothing_there else 0
