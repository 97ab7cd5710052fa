"""The watch: readings in, beliefs moved in batches, and of every network they concern the drift at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows import Networks, with_lateness
from tools.watching.alarms import Alarms, Change
from tools.watching.counts import Counts
from tools.watching.demand import WatchedDemand
from tools.watching.nervousness import NervousnessBudget
from tools.watching.passing import a_day_later
from tools.watching.price import Priced, price
from tools.watching.readings import Readings
from tools.watching.screening import Bounds, Screening
from tools.watching.standing import Standing
from tools.watching.supply import WatchedSupply
from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

BATCH_ROWS = 2048
"""Forecasts are made and written so many rows at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class Beliefs:
    """What is believed of n networks of l locations: row `network · l + location` of demand and supply, from `today`.

    `exposed_days`, (l,): the demand of how many days no order can answer any more; the spread counts up to there.
    `lateness_days`, (l,): the spread of the lead time of what comes to a location.
    """

    demand: WatchedDemand
    supply: WatchedSupply
    today: int
    exposed_days: Whole
    lateness_days: Array

    def networks(self, terms: Networks) -> Networks:
        """Return `terms`, whose demand, known and sd do not count, under what is believed; the arrays are new."""
        form, rows = terms.demand.shape, len(terms) * terms.shape.locations
        if self.demand.current.count != rows or len(self.supply.most) != rows:
            raise InvalidField(f"has to have {rows} rows", record="beliefs", field="demand or supply")
        found = replace(terms, demand=np.empty(form), known=np.empty(form), sd=np.empty(form))
        every = np.arange(rows)
        self.tell_demand(every, found)
        self.tell_supply(every, found)
        return found

    def tell_demand(self, rows: Whole, networks: Networks) -> None:
        """Write what is believed of the demand of rows into the arrays of `networks`."""
        demand, sd = (a.reshape(-1, a.shape[2]) for a in (networks.demand, networks.sd))
        days = demand.shape[1]
        for first in range(0, len(rows), BATCH_ROWS):
            some = rows[first : first + BATCH_ROWS]
            place = some % networks.shape.locations
            ahead = self.demand.forecast(some, days, self.today)
            seen = np.minimum(np.arange(days), self.exposed_days[place, None] - 1)
            spread = np.take_along_axis(ahead.cumulative_sd, seen, axis=1)
            rate = ahead.cumulative_mean[:, -1:] / days
            demand[some] = ahead.cumulative_mean
            sd[some] = with_lateness(spread[:, None], rate, self.lateness_days[place, None])[:, 0]

    def tell_supply(self, rows: Whole, networks: Networks) -> None:
        """Write what is known to be there or to come of rows into the arrays of `networks`."""
        known = networks.known.reshape(-1, networks.known.shape[2])
        known[rows] = self.supply.known(rows, known.shape[1], self.today)


@dataclass(frozen=True)
class Screened:
    """What a batch came to: the bounds of the networks it concerns, and those of which nothing is proven."""

    bounds: Bounds
    doubtful: Whole


@dataclass(frozen=True)
class Finding:
    """A network that was priced, and what that changes; `held_back`: its alarm is due, but its budget is spent."""

    network: int
    priced: Priced
    change: Change
    held_back: bool = False


class Watch:
    """Watches networks whose plans are in force: what is read moves beliefs, and what they concern is screened.

    `items` and `suppliers` name, by network, whose nervousness a proposal would add to.
    """

    def __init__(
        self,
        screening: Screening,
        beliefs: Beliefs,
        alarms: Alarms,
        budget: NervousnessBudget,
        items: Sequence[str],
        suppliers: Sequence[Sequence[str]],
    ) -> None:
        """Watch with plans that were made for `beliefs.networks(...)`, which the screening holds."""
        self.screening, self.beliefs, self.alarms, self.budget = screening, beliefs, alarms, budget
        self.items, self.suppliers = items, suppliers
        self.refused = 0
        self._standing: dict[int, Standing] = {}

    def take(self, readings: Readings) -> Screened:
        """Take in readings and screen the networks they concern, each once however many readings there are."""
        networks, beliefs = self.screening.networks, self.beliefs
        self.refused += readings.refused
        moved = beliefs.demand.take(readings.demand, beliefs.today)
        beliefs.tell_demand(moved, networks)
        supplied = beliefs.supply.take(readings.supply)
        beliefs.tell_supply(supplied, networks)
        touched = np.unique(np.concatenate([moved, supplied]) // networks.shape.locations)
        bounds = self.screening.bounds(touched, self.alarms.enough())
        doubtful = self.alarms.settle(touched, bounds.saving_at_most)
        return Screened(bounds, doubtful[[not self._rings(int(network)) for network in doubtful]])

    def look(self, doubtful: Iterable[int]) -> list[Finding]:
        """Price networks of which nothing is proven, the largest drift first: alarms are raised while budgets last.

        What is held back is not on alarm, and so is found again as soon as something is heard of it.
        """
        found = []
        for network in doubtful:
            part = slice(network, network + 1)
            priced = price(self.screening.networks[part], self.screening.plans.quantity[part], self.screening.frozen)
            self.screening.renew(network, priced)
            found.append((network, priced))
        return [self._judged(n, p) for n, p in sorted(found, key=lambda one: (-one[1].drift, one[0]))]

    def next_day(self) -> None:
        """Let a day pass; what the plans in force sent on it has to be told as supply, like all that is on its way.

        Raises InvalidField where the ERP's planner looks again that day: then plans have to be made anew.
        """
        if self.screening.frozen <= 1:
            raise InvalidField("is over", record="watch", field="frozen", remedy="Make plans anew.")
        terms, plans = a_day_later(self.screening.networks, self.screening.plans)
        self.beliefs = replace(self.beliefs, today=self.beliefs.today + 1)
        self.screening = Screening(self.beliefs.networks(terms), plans, self.screening.frozen - 1)
        self._standing.clear()

    def counts(self) -> Counts:
        """Return what was wrong with everything read so far, and what became of it."""
        total = Counts(refused=self.refused)
        total.add(self.beliefs.demand.counts)
        total.add(self.beliefs.supply.counts)
        return total

    def _rings(self, network: int) -> bool:
        """Tell whether a network is on alarm and proven to drift so much still that it stays so."""
        if not self.alarms.on[network] or network not in self._standing:
            return False
        return self._standing[network].drift_at_least() >= self.alarms.lower

    def _judged(self, network: int, priced: Priced) -> Finding:
        change = self.alarms.change(network, priced.drift)
        if change is Change.RAISED and not self.budget.admit(
            self.items[network], self.suppliers[network], self.beliefs.today
        ):
            return Finding(network, priced, Change.NOTHING, held_back=True)
        if change is not Change.NOTHING:
            self.alarms.on[network] = change is Change.RAISED
        if self.alarms.on[network]:
            one = self.screening.networks[network : network + 1]
            self._standing[network] = Standing(one, priced, self.screening.frozen)
        return Finding(network, priced, change)
