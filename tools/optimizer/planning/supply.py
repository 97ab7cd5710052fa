"""Supply that is already decided: stock on hand, open purchases with their believed arrival, transfers on the road."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.optimizer.planning.prices import lane_opens, transit
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from trimtab import subjects
from trimtab.beliefs import OnDate, Parameter
from trimtab.state import OpenPurchaseLine, OpenTransferLine

Array = NDArray[np.float64]

EXACT_UNCERTAIN_ORDERS = 4
_CERTAIN = 1e-3

ArrivalKey = tuple[str, float, float]
"""A purchase order with the believed day of its arrival and the spread of that day: what arrives together."""


@dataclass(frozen=True)
class Arrival:
    """A quantity and, per day, the probability that it has arrived by the end of it."""

    key: ArrivalKey
    quantity: float
    probability: Array


@dataclass(frozen=True)
class ArrivalCase:
    """One case of what has arrived by the end of a day: its probability, the supply, the variance it does not tell.

    Bit k of `arrived` says whether the k-th of the arrivals told apart is there.
    """

    weight: float
    supply: float
    variance: float
    arrived: int


@dataclass(frozen=True)
class KnownSupply:
    """Cumulative supply by day without any new decision: a certain part plus uncertain arrivals, in stock units."""

    certain: Array
    uncertain: tuple[Arrival, ...]

    @property
    def mean(self) -> Array:
        """Return the expected cumulative supply."""
        return self.certain + sum((a.quantity * a.probability for a in self.uncertain), np.zeros_like(self.certain))

    @property
    def variance(self) -> Array:
        """Return the variance of the cumulative supply."""
        parts = (a.quantity**2 * a.probability * (1 - a.probability) for a in self.uncertain)
        return sum(parts, np.zeros_like(self.certain))

    def cases(self, day: int, apart: tuple[ArrivalKey, ...] = ()) -> list[ArrivalCase]:
        """Return every case of what has arrived by the end of `day`; `apart` are arrivals to tell apart by their bit.

        Orders arrive independently. Up to four orders in doubt on a day are enumerated exactly, those told apart
        first; of more, the smallest are replaced by their mean and variance.
        """
        base, extra, bits, doubtful = float(self.certain[day]), 0.0, 0, []
        for arrival in self.uncertain:
            p = float(arrival.probability[day])
            bit = 1 << apart.index(arrival.key) if arrival.key in apart else 0
            if p < _CERTAIN or p > 1 - _CERTAIN:
                base += arrival.quantity * round(p)
                bits |= bit * round(p)
            else:
                doubtful.append((bit > 0, arrival.quantity, p, bit))
        doubtful.sort(reverse=True)
        for _, quantity, p, _ in doubtful[EXACT_UNCERTAIN_ORDERS:]:
            base += quantity * p
            extra += quantity**2 * p * (1 - p)
        exact = doubtful[:EXACT_UNCERTAIN_ORDERS]
        found = []
        for arrived in product((True, False), repeat=len(exact)):
            weight, supply, there_bits = 1.0, base, bits
            for (_, quantity, p, bit), there in zip(exact, arrived, strict=True):
                weight *= p if there else 1 - p
                supply += quantity if there else 0.0
                there_bits |= bit if there else 0
            found.append(ArrivalCase(weight, supply, extra, there_bits))
        return found


def known_supply(problem: PlanProblem, item_location: ItemLocation) -> KnownSupply:
    """Return what is on hand and on its way to an item-location, net of transfers that have yet to leave it."""
    days = problem.horizon_days
    state = problem.snapshot
    certain = np.full(days, float(state.stock(*item_location)))
    orders: dict[ArrivalKey, float] = {}
    for line in state.purchases:
        if (line.item, line.location) == item_location:
            key = (line.document, *arrival_of(problem, line))
            orders[key] = orders.get(key, 0.0) + float(line.quantity) * believed_yield(problem, line)
    for transfer in state.transfers:
        if transfer.item != item_location[0]:
            continue
        if transfer.destination == item_location[1]:
            certain[_arrival_of_transfer(problem, transfer) :] += float(transfer.quantity)
        if transfer.origin == item_location[1] and not transfer.shipped:
            certain -= float(transfer.quantity)
    uncertain = []
    for key, quantity in sorted(orders.items()):
        probability = arrival_probability(key[1], key[2], days)
        if probability.min() > 1 - _CERTAIN or key[2] == 0:
            certain += quantity * probability
        else:
            uncertain.append(Arrival(key, quantity, probability))
    return KnownSupply(certain, tuple(uncertain))


def _arrival_of_transfer(problem: PlanProblem, line: OpenTransferLine) -> int:
    """Return the day a transfer arrives, from today: what has not left waits until its lane opens."""
    due = max(0, (line.due - problem.today).days)
    if line.shipped:
        return due
    opens = lane_opens(problem, line.origin, line.destination)
    if opens is None:
        return problem.horizon_days
    if opens == 0:
        return due
    lanes = (x for x in problem.network.lanes if (x.origin, x.destination) == (line.origin, line.destination))
    return max(due, opens + min((round(transit(problem, lane)[0]) for lane in lanes), default=0))


def arrival_of(problem: PlanProblem, line: OpenPurchaseLine) -> tuple[float, float]:
    """Return the expected arrival of an open line in days from today, and its standard deviation.

    A belief about the ETA overrides the due date; a line that is overdue, with no belief, is expected tomorrow.
    """
    belief = problem.belief(subjects.purchase_line(line.document, line.line), Parameter.ETA)
    if belief is not None and isinstance(belief.distribution, OnDate):
        return float((belief.distribution.date - problem.today).days), belief.distribution.sd_days
    due = (line.due - problem.today).days
    return float(due if due >= 0 else 1), 0.0


def arrival_probability(day: float, sd_days: float, horizon_days: int) -> Array:
    """Return P(arrived by the end of each day) for Normal(day, sd_days²), given that it had not before today."""
    days = np.arange(horizon_days, dtype=float)
    if sd_days <= 0:
        return (days >= day).astype(float)
    before_today = float(ndtr((-0.5 - day) / sd_days))
    if before_today > 1 - 1e-6:
        return np.ones(horizon_days)
    return np.asarray((ndtr((days + 0.5 - day) / sd_days) - before_today) / (1 - before_today))


def believed_yield(problem: PlanProblem, line: OpenPurchaseLine) -> float:
    """Return the share of an open line that is believed to arrive in good order."""
    usual = problem.normal(subjects.source(line.supplier, line.item), Parameter.YIELD, (1.0, 0.0))
    return problem.normal(subjects.purchase_line(line.document, line.line), Parameter.YIELD, usual)[0]
