"""The stocking point: service and stock of any pair of levels, exactly, for any law of demand and lead time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

from tools.optimizer.demand_law import DemandLaw, LeadTimeLaw

Array = NDArray[np.float64]
GRID = 2048
"""Into so many steps the range of demand is cut at most; demand in whole units is cut into units while it fits."""
TAIL_SD = 8.0


class Measure(StrEnum):
    """How service is counted: see `Service`."""

    CYCLE = "cycle"
    READY = "ready"
    FILL_RATE = "fill_rate"


@dataclass(frozen=True)
class Service:
    """What a pair of levels serves.

    `cycle` (type 1): share of the cycles, from one arrival to the next, that end with nobody waiting. `ready`: share
    of days that do. `fill_rate` (type 2): share of demand that is served at once.
    """

    cycle: float
    ready: float
    fill_rate: float


@dataclass(frozen=True)
class Stock:
    """Mean stock, mean backorder and the share of reviews that order, of a pair of levels."""

    on_hand: float
    backorder: float
    order_share: float


@dataclass(frozen=True)
class _Cycle:
    """Of one distance: P(Y + D(L) ≤ x), the same where orders overtake, P(u + D(day) ≤ x), the masses of Y, and Σ m."""

    in_order: Array
    before_arrival: Array
    at_day: Array
    ordered: Array
    reviews: float


class StockingPoint:
    """An item-location that is looked at every `review_days` and then, if its position is below the minimum, filled up.

    Exact for demand in whole units (else on a grid of `GRID` steps) where orders arrive in the order they were placed.
    In reviews, the demand since the last order is a renewal process: with f the demand of a review, m = Σ f^{*n} says
    how often it stands at u; it orders once it exceeds the distance Δ = target − minimum. So u has the distribution
    m(u) / Σ m over [0, Δ], an order is placed for Y with P(Y = y) = Σ_{u ≤ Δ} m(u) f(y − u), y > Δ, and one review in
    Σ m orders (Zipkin, Foundations of Inventory Management, section 6.5; Tijms, A First Course in Stochastic Models,
    section 1.3). With L the lead time and D(n) the demand of n days: just before an arrival net stock is target − Y −
    D(L), just after it target − D(L), and on the j-th day after it target − u − D(L + j).

    Lead times are independent, so an order may overtake the one before it, placed G days earlier, which is then still
    on its way with probability P(L' > L + G): net stock before the arrival is lower by that order's quantity, taken as
    distributed as Y. Cycle service counts this; that the one that was overtaken comes late to a fuller shelf, and that
    two are seldom overtaken at once, it leaves out. Stock, ready rate and fill rate are those of orders that arrive in
    order, which more stock is needed for (Robinson, Bradley and Thomas, M&SOM 3(3), 2001).
    """

    def __init__(self, law: DemandLaw, lead: LeadTimeLaw, review_days: int, reach: float) -> None:
        """Tabulate for distances up to `reach` stock units."""
        self._review = review_days
        longest = lead.days[-1] + 2 * review_days
        spread = np.sqrt(longest * law.sd**2 + lead.variance * law.mean**2)
        top = reach + law.mean * longest + TAIL_SD * spread + max(law.seen, default=0.0) + 2.0
        self.step = float(np.ceil(top / GRID)) if law.is_whole else top / GRID
        points = int(top / self.step) + 2
        self._edge = 0.0 if law.is_whole and self.step == 1.0 else 0.5 * self.step
        first, last = lead.days[0], lead.days[-1] + review_days
        days = np.arange(first, last + 1)
        masses = law.masses(days, self.step, points)
        weights = np.zeros(len(days))
        weights[np.asarray(lead.days) - first] = lead.weights
        self._law, self._lead, self._in_lead_times = law, lead, weights[:, None] * masses
        self._first_day = first
        self._in_lead_time = weights @ masses
        shifted = sum((np.roll(weights, j) for j in range(1, review_days + 1)), np.zeros(len(days))) / review_days
        self._in_a_day = shifted @ masses
        self._in_review = law.masses(np.array([review_days]), step=self.step, points=points)[0]
        recursion = -self._in_review
        recursion[0] += 1.0
        impulse = np.zeros(int(reach / self.step) + 2)
        impulse[0] = 1.0
        self._known: dict[int, _Cycle] = {}
        self._renewals: Array = lfilter([1.0], recursion[: len(impulse)], impulse)

    def _at(self, distance: float) -> _Cycle:
        count = min(len(self._renewals), int(distance / self.step + 1e-9) + 1)
        if count not in self._known:
            self._known[count] = self._cycle(count)
        return self._known[count]

    def _cycle(self, count: int) -> _Cycle:
        visits = self._renewals[:count]
        ordered = fftconvolve(visits, self._in_review)
        ordered[:count] = 0.0
        ordered = np.maximum(ordered, 0.0)
        ordered /= ordered.sum()
        in_order = np.cumsum(np.maximum(fftconvolve(ordered, self._in_lead_time), 0.0))
        overtaking = self._overtaking(count) @ self._in_lead_times
        twice = fftconvolve(ordered, overtaking)[: len(overtaking)]
        demand = self._in_lead_time - overtaking + twice
        before = np.cumsum(np.maximum(fftconvolve(ordered, demand), 0.0))
        at_day = np.cumsum(np.maximum(fftconvolve(visits / visits.sum(), self._in_a_day), 0.0))
        return _Cycle(in_order / in_order[-1], before / before[-1], at_day / at_day[-1], ordered, float(visits.sum()))

    def _overtaking(self, count: int) -> Array:
        """Return, by lead time, the probability that the order before is still on its way when one arrives.

        The order before was placed n reviews earlier with P(n) = P(D(n − 1 reviews) ≤ Δ) − P(D(n reviews) ≤ Δ).
        """
        days = self._first_day + np.arange(len(self._in_lead_times))
        most = (self._lead.days[-1] - self._lead.days[0]) // self._review + 1
        reviews = np.arange(most + 1)
        waits = self._law.masses(reviews * self._review, self.step, len(self._in_lead_time))[:, :count].sum(axis=1)
        found = np.zeros(len(days))
        lead, weights = np.asarray(self._lead.days), np.asarray(self._lead.weights)
        for n in range(1, most + 1):
            longer = np.array([weights[lead > day + n * self._review].sum() for day in days])
            found += (waits[n - 1] - waits[n]) * longer
        return found

    def target_for(self, distance: float, share: float, measure: Measure) -> float:
        """Return the lowest target, `distance` above its minimum, that serves at least `share` by a measure."""
        found = self._at(distance)
        if measure is Measure.FILL_RATE:
            low, high = 0, len(found.before_arrival) - 1
            while low < high:
                middle = (low + high) // 2
                there = middle * self.step + self._edge
                reached = self.service(there - distance, there).fill_rate >= share
                low, high = (low, middle) if reached else (middle + 1, high)
            return low * self.step + self._edge
        below = found.before_arrival if measure is Measure.CYCLE else found.at_day
        return int(np.searchsorted(below, share - 1e-12)) * self.step + self._edge

    def service(self, minimum: float, target: float) -> Service:
        """Return what a pair of levels serves."""
        found = self._at(max(0.0, target - minimum))
        short_before = self._beyond(found.in_order, target)
        short_after = self._beyond(np.cumsum(self._in_lead_time), target)
        quantity = float(found.ordered @ np.arange(len(found.ordered))) * self.step
        return Service(
            cycle=self._below(found.before_arrival, target),
            ready=self._below(found.at_day, target),
            fill_rate=float(min(1.0, max(0.0, 1.0 - (short_before - short_after) / quantity))),
        )

    def stock(self, minimum: float, target: float) -> Stock:
        """Return mean stock and backorder at the end of a day, and how many reviews in one order."""
        found = self._at(max(0.0, target - minimum))
        backorder = self._beyond(found.at_day, target)
        mean = float((1.0 - found.at_day).sum()) * self.step
        return Stock(on_hand=target - mean + backorder, backorder=backorder, order_share=1.0 / found.reviews)

    def _below(self, below: Array, level: float) -> float:
        place = (level - self._edge) / self.step
        if self._edge == 0.0:
            place = float(np.floor(place + 1e-9))
        return float(np.interp(place, np.arange(-1.0, len(below)), np.concatenate([[0.0], below])))

    def _beyond(self, below: Array, level: float) -> float:
        """Return E[(X − level)⁺] of a variable on the grid: the sum of P(X > x) from the level on."""
        values = np.arange(len(below)) * self.step
        masses = np.diff(below, prepend=0.0)
        return float(masses @ np.maximum(values - level, 0.0))


@lru_cache(maxsize=32)
def stocking_point(law: DemandLaw, lead: LeadTimeLaw, review_days: int, reach: float) -> StockingPoint:
    """Return the stocking point, tabulated once for as long as it is asked about."""
    return StockingPoint(law, lead, review_days, reach)
