"""Fate: what will happen to a company, drawn before its first day. Day 0 is the first; the past has negative days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.simulation.companies.draws import draws

Place = tuple[str, str]
"""Item and location."""
PAST_DAYS = 140
"""Days of history that the company can look back on."""
DAYS_BETWEEN_SHIFTS = 90.0
DAYS_BETWEEN_PROMOTIONS = 90.0
DAYS_BETWEEN_CLOSURES = 90.0
SLIP_CHANCE = 0.2
SHARE_ORDERED_AHEAD = 0.2
ORDER_CHANCE = 0.15
JITTER = (-1, 0, 0, 0, 1)


@dataclass(frozen=True)
class Slip:
    """How many days later than promised an order comes, and how many days after the order the supplier says so.

    `told_after` is None where nobody says anything.
    """

    days: int
    told_after: int | None = None


@dataclass(frozen=True)
class Promotion:
    """Demand beyond the usual from `start` over `days`, `extra` units on each; sales knows from `announced` on."""

    number: int
    place: Place
    announced: int
    start: int
    per_day: float
    extra: tuple[int, ...]


@dataclass(frozen=True)
class CustomerOrder:
    """An order known from `placed` on, owed on `due`."""

    number: int
    place: Place
    customer: str
    placed: int
    due: int
    quantity: int


@dataclass(frozen=True)
class Closure:
    """A lane on which nothing leaves from day `start` to the day before `end`."""

    lane: tuple[str, str]
    start: int
    end: int


@dataclass(frozen=True)
class Fate:
    """Everything that will happen; `counter` is the demand of customers who come and buy, from day -PAST_DAYS on."""

    seed: int
    days: int
    stationary: bool
    counter: Mapping[Place, NDArray[np.int64]]
    orders: tuple[CustomerOrder, ...]
    promotions: tuple[Promotion, ...]
    closures: tuple[Closure, ...]

    def slip(self, supplier: str, order_day: int, lead_time: int) -> Slip:
        """Return how late what is ordered from a supplier on a day comes: the same for all its lines of that day."""
        rng = draws(self.seed, "slip", supplier, order_day)
        jitter = int(rng.choice(JITTER))
        if self.stationary or rng.random() >= SLIP_CHANCE:
            return Slip(max(jitter, 1 - lead_time))
        told = round(lead_time * rng.uniform(0.3, 0.8))
        return Slip(int(rng.integers(5, 17)), told)

    def closed(self, lane: tuple[str, str], day: int) -> Closure | None:
        """Return the closure of a lane on a day, None where it is open."""
        return next((c for c in self.closures if c.lane == lane and c.start <= day < c.end), None)


def drawn_fate(
    seed: int,
    rates: Mapping[Place, float],
    selling_ahead: Sequence[Place],
    lanes: Sequence[tuple[str, str]],
    days: int,
    *,
    stationary: bool,
) -> Fate:
    """Return a fate of usual demand `rates` a day; `selling_ahead` also takes orders of customers that wait for them.

    Unless `stationary`, levels shift up and down alike (by a factor exp(U(-0.6, 0.6)) of the rate), promotions come
    and lanes close.
    """
    counter: dict[Place, NDArray[np.int64]] = {}
    orders: list[CustomerOrder] = []
    for place, rate in sorted(rates.items()):
        level = _levels(seed, place, rate, days, stationary=stationary)
        ahead = SHARE_ORDERED_AHEAD if place in selling_ahead else 0.0
        rng = draws(seed, "demand", *place)
        spread = rng.uniform(1.5, 4.0)  # variance over mean
        mean = np.maximum(level * (1.0 - ahead), 1e-6)
        counter[place] = rng.negative_binomial(mean / (spread - 1.0), 1.0 / spread)
        if ahead:
            orders += _orders(seed, place, level, len(orders))
    promotions = () if stationary else tuple(_promotions(seed, rates, days))
    closures = () if stationary else tuple(_closures(seed, lanes, days))
    return Fate(seed, days, stationary, counter, tuple(orders), promotions, closures)


def _levels(seed: int, place: Place, rate: float, days: int, *, stationary: bool) -> NDArray[np.float64]:
    level = np.full(PAST_DAYS + days, rate)
    if stationary:
        return level
    rng = draws(seed, "levels", *place)
    day = rng.exponential(DAYS_BETWEEN_SHIFTS)
    while day < len(level):
        level[int(day) :] = rate * np.exp(rng.uniform(-0.6, 0.6))
        day += rng.exponential(DAYS_BETWEEN_SHIFTS)
    return level


def _orders(seed: int, place: Place, level: NDArray[np.float64], first: int) -> list[CustomerOrder]:
    rng = draws(seed, "orders", *place)
    found: list[CustomerOrder] = []
    for index in range(len(level)):
        drawn, size, ahead, important = rng.random(), rng.uniform(0.5, 1.5), int(rng.integers(5, 13)), rng.random()
        quantity = round(level[index] * SHARE_ORDERED_AHEAD / ORDER_CHANCE * size)
        if drawn < ORDER_CHANCE and quantity > 0:
            placed = index - PAST_DAYS
            customer = "KEY" if important < 0.25 else "REGULAR"
            found.append(CustomerOrder(first + len(found), place, customer, placed, placed + ahead, quantity))
    return found


def _promotions(seed: int, rates: Mapping[Place, float], days: int) -> list[Promotion]:
    found: list[Promotion] = []
    for place, rate in sorted(rates.items()):
        rng = draws(seed, "promotions", *place)
        day = rng.exponential(DAYS_BETWEEN_PROMOTIONS)
        while day < days:
            ahead, length = int(rng.integers(7, 15)), int(rng.integers(5, 11))
            per_day = round(rate * rng.uniform(0.6, 1.5), 1)
            extra = tuple(int(x) for x in rng.poisson(per_day, length))
            if day >= ahead:
                start = int(day)
                found.append(Promotion(len(found), place, start - ahead, start, per_day, extra))
            day += length + rng.exponential(DAYS_BETWEEN_PROMOTIONS)
    return found


def _closures(seed: int, lanes: Sequence[tuple[str, str]], days: int) -> list[Closure]:
    found: list[Closure] = []
    for lane in lanes:
        rng = draws(seed, "closures", *lane)
        day = rng.exponential(DAYS_BETWEEN_CLOSURES)
        while day < days:
            length = int(rng.integers(5, 11))
            found.append(Closure(lane, int(day), int(day) + length))
            day += length + rng.exponential(DAYS_BETWEEN_CLOSURES)
    return found
