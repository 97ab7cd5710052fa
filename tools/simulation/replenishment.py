"""Replenishment: an item-location under a pair of levels as an ERP runs them, many replications at once, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.demand_law import DemandLaw, LeadTimeLaw
from tools.simulation.estimates import Estimate, mean_of, ratio_of
from trimtab.calendars import Calendar, Weekday
from trimtab.errors import InvalidField
from trimtab.measures import Frozen

Array = NDArray[np.float64]
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares of replications between which the stock of a day is drawn."""
BAND_DAYS = 120
BLOCK = 64
"""Demand is drawn for so many days at once."""
EXACT = 1e-9
CLOSED_AT_MOST = 60
"""Nobody is closed for longer; what would come later is received then."""
_EVERY_DAY = Calendar(code="every day", working_days=(0, 1, 2, 3, 4, 5, 6))


@dataclass(frozen=True)
class Replenishment:
    """The rules by which the ERP replenishes: on every `review_days`-th day, before the day's demand, what is missing.

    If the position (stock, plus what is on its way, minus what is owed) is below `minimum`, it orders `target` −
    position, at least `minimum_order` and in whole lots. Where no order is taken that day (`order_days`, and the
    supplier's calendar), the review waits for the next day on which one is. What would arrive on a day on which nobody
    receives arrives on the next one; it is there before the demand of its day.
    """

    minimum: float
    target: float
    review_days: int
    minimum_order: float = 0.0
    lot: float = 1.0
    order_days: tuple[Weekday, ...] = ()
    supplier: Calendar = _EVERY_DAY
    receiver: Calendar = _EVERY_DAY

    def __post_init__(self) -> None:
        """Raise InvalidField where the rules cannot be followed."""
        if self.target < self.minimum:
            raise self._wrong(f"{self.target:g} is below the minimum {self.minimum:g}", "target")
        if self.review_days < 1:
            raise self._wrong("at least one day", "review_days")
        if self.lot <= 0:
            raise self._wrong("must be above zero", "lot")

    @staticmethod
    def _wrong(message: str, field: str) -> InvalidField:
        return InvalidField(message, record="replenishment", field=field)

    def quantity(self, missing: Array) -> Array:
        """Return what is ordered where so much is missing to the target."""
        least = np.maximum(missing, self.minimum_order)
        return np.ceil(np.round(least / self.lot, 9)) * self.lot


@dataclass(frozen=True)
class Prices:
    """Costs per unit and day of stock and of shortage, and per order, in currency."""

    holding: float
    backorder: float
    order: float


@dataclass(frozen=True)
class Opening:
    """What is there on the first day: net stock, and what is on its way as (day, spread in days, quantity)."""

    stock: float
    coming: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Run:
    """How long and how often: `replications` of `days`, after `warm_up` days that do not count; all from one seed."""

    replications: int = 400
    days: int = 1100
    warm_up: int = 200
    seed: int = 1
    start: date = date(2026, 1, 5)


class Achieved(Frozen):
    """What a simulation came to; money in the currency of the prices, a day.

    `cycle_service` (type 1): share of the cycles, from one arrival to the next, that end with nobody waiting.
    `ready_rate`: share of days that do. `fill_rate` (type 2): share of demand that is served at once.
    """

    cycle_service: Estimate
    ready_rate: Estimate
    fill_rate: Estimate
    on_hand: Estimate
    backorder: Estimate
    holding_a_day: Estimate
    shortage_a_day: Estimate
    ordering_a_day: Estimate
    cost_a_day: Estimate
    replications: int
    days: int


@dataclass(frozen=True)
class Flows:
    """What came and went over the whole run, warm-up included, by replication, in stock units."""

    opening: Array
    expected: Array
    """On its way on the first morning."""
    ordered: Array
    received: Array
    demanded: Array
    closing: Array
    still_coming: Array


@dataclass(frozen=True)
class Simulated:
    """What was achieved, and net stock at the end of each of the first days that count, by the shares of `BAND`."""

    achieved: Achieved
    band: Array
    flows: Flows


class Tally:
    """Sums by replication."""

    def __init__(self, count: int) -> None:
        """Nothing has happened yet."""
        self.demand, self.served = np.zeros(count), np.zeros(count)
        self.cycles, self.good = np.zeros(count), np.zeros(count)
        self.ready, self.over, self.under = np.zeros(count), np.zeros(count), np.zeros(count)
        self.orders = np.zeros(count)

    def arrive(self, before: Array, arriving: Array) -> None:
        """Close the cycles of those to whom something arrives."""
        arrived = arriving > 0
        self.cycles += arrived
        self.good += arrived & (before >= -EXACT)

    def end_day(self, before: Array, demand: Array, after: Array) -> None:
        """Count the demand of a day between net stock before and after it."""
        self.demand += demand
        self.served += np.minimum(demand, np.maximum(before, 0.0))
        self.ready += after >= -EXACT
        self.over += np.maximum(after, 0.0)
        self.under += np.maximum(-after, 0.0)

    def achieved(self, prices: Prices, days: int) -> Achieved:
        """Return estimates over the replications."""
        count = len(self.demand)
        over, under, orders = self.over / days, self.under / days, self.orders / days
        return Achieved(
            cycle_service=ratio_of(self.good, self.cycles),
            ready_rate=mean_of(self.ready / days),
            fill_rate=ratio_of(self.served, self.demand),
            on_hand=mean_of(over),
            backorder=mean_of(under),
            holding_a_day=mean_of(prices.holding * over),
            shortage_a_day=mean_of(prices.backorder * under),
            ordering_a_day=mean_of(prices.order * orders),
            cost_a_day=mean_of(prices.holding * over + prices.backorder * under + prices.order * orders),
            replications=count,
            days=days,
        )


def simulate(
    rules: Replenishment,
    law: DemandLaw,
    lead: LeadTimeLaw,
    prices: Prices,
    run: Run = Run(),
    opening: Opening | None = None,
) -> Simulated:
    """Return service and cost with confidence intervals, and the band of stock.

    Each order has a lead time of its own, so that orders may overtake each other. Shortage is waited for. Without an
    `opening` the position starts at the target, with nothing on its way.
    """
    if run.replications < 2 or run.days < 1:
        raise InvalidField("at least two replications of a day", record="simulation", field="replications")
    rng = np.random.default_rng(run.seed)
    total, rows = run.warm_up + run.days, run.warm_up + run.days + lead.days[-1] + CLOSED_AT_MOST
    coming, net = _opened(rules, run, opening, rng, rows)
    course = _Course(rules, lead, coming, net, _arrives(rules, run, rows))
    opened = (net.copy(), course.on_order.copy())
    orders_on, tally = _orders_on(rules, run, total), Tally(run.replications)
    shown: list[Array] = []
    demand = np.empty((0, 0))
    for day in range(total):
        if day % BLOCK == 0:
            demand = law.draw(rng, (min(BLOCK, total - day), run.replications))
        counting = tally if day >= run.warm_up else None
        course.begin(day, counting)
        if orders_on[day]:
            course.review(day, rng, counting)
        before = course.net
        course.sell(demand[day % BLOCK])
        if counting is not None:
            counting.end_day(before, demand[day % BLOCK], course.net)
            if len(shown) < BAND_DAYS:
                shown.append(np.quantile(course.net, BAND))
    flows = Flows(*opened, course.ordered, course.received, course.demanded, course.net, coming[total:].sum(axis=0))
    return Simulated(tally.achieved(prices, run.days), np.asarray(shown).T, flows)


class _Course:
    """All replications on one day."""

    def __init__(
        self, rules: Replenishment, lead: LeadTimeLaw, coming: Array, net: Array, arrives: NDArray[np.int64]
    ) -> None:
        self.rules, self.lead, self.coming, self.net, self.arrives = rules, lead, coming, net, arrives
        self.on_order = coming.sum(axis=0)
        self.ordered, self.received, self.demanded = (np.zeros(len(net)) for _ in range(3))

    def begin(self, day: int, tally: Tally | None) -> None:
        """Receive what comes today."""
        self._receive(self.coming[day], tally)
        self.on_order = self.on_order - self.coming[day]

    def review(self, day: int, rng: np.random.Generator, tally: Tally | None) -> None:
        """Order wherever the position is below the minimum; without lead time it is there at once."""
        position = self.net + self.on_order
        below = np.flatnonzero(position < self.rules.minimum - EXACT)
        if not len(below):
            return
        quantity = self.rules.quantity(self.rules.target - position[below])
        days = self.arrives[day + self.lead.draw(rng, len(below))]
        later = days > day
        np.add.at(self.coming, (days[later], below[later]), quantity[later])
        self.on_order[below[later]] += quantity[later]
        self.ordered[below] += quantity
        if tally is not None:
            tally.orders[below] += 1
        if not later.all():
            now = np.zeros(len(self.net))
            now[below[~later]] = quantity[~later]
            self._receive(now, tally)

    def sell(self, wanted: Array) -> None:
        """Take the demand of the day."""
        self.net = self.net - wanted
        self.demanded += wanted

    def _receive(self, arriving: Array, tally: Tally | None) -> None:
        if tally is not None:
            tally.arrive(self.net, arriving)
        self.net = self.net + arriving
        self.received += arriving


def _opened(
    rules: Replenishment, run: Run, opening: Opening | None, rng: np.random.Generator, rows: int
) -> tuple[Array, Array]:
    """Return what arrives, by day and replication, and net stock on the first morning."""
    coming = np.zeros((rows, run.replications))
    if opening is None:
        return coming, np.full(run.replications, float(rules.target))
    for day, spread, quantity in opening.coming:
        days = np.rint(rng.normal(day, spread, run.replications)).astype(int)
        np.add.at(coming, (np.clip(days, 0, rows - 1), np.arange(run.replications)), quantity)
    return coming, np.full(run.replications, float(opening.stock))


def _orders_on(rules: Replenishment, run: Run, total: int) -> NDArray[np.bool_]:
    """Return the days on which a review orders: each review day, or the first after it on which orders are taken."""
    found = np.zeros(total, dtype=bool)
    waiting = False
    for day in range(total):
        today = run.start + timedelta(days=day)
        waiting |= day % rules.review_days == 0
        taken = rules.supplier.works_on(today) and (not rules.order_days or today.weekday() in rules.order_days)
        if waiting and taken:
            found[day], waiting = True, False
    return found


def _arrives(rules: Replenishment, run: Run, days: int) -> NDArray[np.int64]:
    """Return, for each day on which something comes, the day on which it is received; the last ones stay open."""
    found = np.arange(days)
    for day in range(days - 2, -1, -1):
        if not rules.receiver.works_on(run.start + timedelta(days=day)):
            found[day] = found[day + 1]
    return found
