"""Rolling: what to buy and move now in one product network, from what stands and is forecast; planned each period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.shape import Buy, FlowShape, Move
from tools.optimizer.flows.solve import solve_flows
from tools.optimizer.planning.buckets import Buckets
from trimtab.errors import InvalidField

Array = NDArray[np.float64]

NEVER_SHORT = 100.0
"""Backorder cost, in the cost of the dearest unit, where nobody buys: there stock runs out, but is never owed."""


@dataclass(frozen=True)
class Link:
    """A way in: from outside (`origin` None) or from another location.

    What is sent at the beginning of a period can be used at the destination from `lead_time` periods later on;
    `cost` is that of a unit sent, at most `capacity` units go a period.
    """

    origin: int | None
    destination: int
    lead_time: int
    cost: float
    capacity: float = inf


@dataclass(frozen=True)
class RollingNetwork:
    """Locations (counted from 0), of which `serves` sell; `holding`, by location, is the cost of a unit a period.

    `unserved` is what a unit of demand loses that is still owed at the end, `left_over` what a unit in stock is worth
    then.
    """

    links: tuple[Link, ...]
    holding: tuple[float, ...]
    serves: tuple[int, ...]
    unserved: float
    left_over: float = 0.0

    def __post_init__(self) -> None:
        """Check that links and sellers name locations; raises InvalidField."""
        there = range(len(self.holding))
        for number, link in enumerate(self.links):
            for field in ("origin", "destination"):
                place = getattr(link, field)
                if place is not None and place not in there:
                    raise InvalidField(f"there is no location {place}", record=f"link {number}", field=field)
            if link.lead_time < 0 or link.capacity < 0:
                raise InvalidField("may not be below zero", record=f"link {number}", field="lead_time or capacity")
        for place in self.serves:
            if place not in there or all(link.destination != place for link in self.links):
                raise InvalidField(f"location {place} is not supplied", record="rolling network", field="serves")

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Return the numbers of the links as a plan's arcs: those from outside first."""
        return tuple(sorted(range(len(self.links)), key=lambda k: self.links[k].origin is not None))

    def exposed_periods(self, location: int) -> int:
        """Return how many periods of demand no order can answer any more: the shortest way in, and a review."""
        return 1 + min(link.lead_time for link in self.links if link.destination == location)

    def shape(self, horizon: int) -> FlowShape:
        """Return the shape of plans of so many periods, made once."""
        return _shape(self.links, len(self.holding), horizon)


def orders_now(network: RollingNetwork, known: Array, demand: Array, sd: Array, backorder: Array) -> Array:
    """Return what to send over each link now, in units, in the order of `network.links`.

    `known` (locations, h): stock on hand and what has come on its way, less what is owed, cumulative by period.
    `demand` and `sd` (sellers, h): mean and standard deviation of cumulative demand, sellers as in `serves`.
    `backorder` (sellers): cost of a unit short a period. The spread counts up to `exposed_periods`: later plans know
    the demand until then.

    Raises InvalidField where the forms do not fit or a number is missing.
    """
    horizon = known.shape[1]
    if demand.shape != (len(network.serves), horizon) or sd.shape != demand.shape:
        raise InvalidField(f"has the form {demand.shape}", record="rolling plan", field="demand")
    form = (1, len(network.holding), horizon)
    asked, spread = np.zeros(form), np.zeros(form)
    short = np.full(form, NEVER_SHORT * max([network.unserved, *(link.cost for link in network.links)]))
    for number, place in enumerate(network.serves):
        exposed = min(network.exposed_periods(place), horizon)
        asked[0, place] = demand[number]
        spread[0, place] = sd[number, np.minimum(np.arange(horizon), exposed - 1)]
        short[0, place] = backorder[number]
        short[0, place, -1] += network.unserved
    links = [network.links[k] for k in network.order]
    most = np.array([min(link.capacity, _plenty(known, demand, sd)) for link in links])
    plan = solve_flows(
        Networks(
            network.shape(horizon),
            demand=asked,
            known=known[None],
            sd=spread,
            holding=np.broadcast_to(np.array(network.holding)[None, :, None], form),
            backorder=short,
            arc_cost=np.array([[link.cost for link in links]]),
            end_value=np.array([network.left_over]),
            most=np.broadcast_to(most[None, :, None], (1, len(links), horizon)),
        )
    )
    sent = np.zeros(len(links))
    sent[list(network.order)] = plan.quantity[0][:, 0]
    return sent


def _plenty(known: Array, demand: Array, sd: Array) -> float:
    """Return more than any link can be asked for: all demand, far above its mean, and all that is there."""
    return 1.0 + float(np.abs(known).max() + (demand + 10.0 * sd).max())


@lru_cache(maxsize=256)
def _shape(links: tuple[Link, ...], locations: int, horizon: int) -> FlowShape:
    buys = tuple(Buy(link.destination, link.lead_time) for link in links if link.origin is None)
    moves = tuple(Move(link.origin, link.destination, link.lead_time) for link in links if link.origin is not None)
    return FlowShape(Buckets(tuple(range(horizon)), (1,) * horizon), locations, buys, moves)
