"""Bounds: what a plan in force costs at most by default, and the best plan at least; compiled kernels over arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.loss import normal_overage
from tools.watching.following import ROUNDING, follow, give_way, keep_to_stock

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

NO_SPREAD = 1e-9
_PASSES = 4
"""How often a plan is moved at most, destinations giving way to their origin each time after the first."""
_FAR = 5.0
"""So many sd from its need, a day costs the same a unit however much is there: it has no wish."""
_ROOT_TWO = math.sqrt(2.0)
_WIDE, _STEPS = 8, 256
# The standard normal loss at every 1/256 of a standard deviation: a chord is above it by less than 8e-7.
_GRID = np.arange(-_WIDE * _STEPS, _WIDE * _STEPS + 2) / _STEPS
_LOSS = normal_overage(_GRID, np.zeros_like(_GRID), np.ones_like(_GRID))


@compiled
def bound_all(
    chosen: Whole,
    frozen: int,
    ways: tuple[Whole, Whole, Whole, Whole, Whole, Whole],
    calendar: tuple[Array, Array, Whole, Whole],
    leaving: tuple[Whole, Whole, Whole, Array],
    moves: tuple[Whole, Whole, Whole, Whole],
    believed: tuple[Array, Array, Array],
    rates: tuple[Array, Array],
    prices: tuple[Array, Array, Array, Array, Array, Array],
    aims: Array,
    plans: tuple[Array, Array],
    limits: tuple[Array, Array, Array, Array],
    enough: Array,
    default: Array,
    best: Array,
) -> None:
    """Fill `default` and `best` of the networks `chosen`; infinite is a default that no plan was found for.

    The default keeps the buckets before `frozen`; the others follow what is believed (see `follow`), or stay as they
    are where that is cheaper and following does not bring the difference to `best` below `enough`.
    """
    demand, known, sd = believed
    quantity, supply = plans
    least, most, cost, reduced = limits
    locations, days = demand.shape[1], demand.shape[2]
    need, wish, weight, unmet = (
        np.empty((locations, days)),
        np.empty((locations, days)),
        np.empty((locations, days)),
        np.empty((locations, days)),
    )
    for at in range(len(chosen)):
        i = chosen[at]
        for j in range(locations):
            for d in range(days):
                spread, z = max(sd[i, j, d], NO_SPREAD), prices[2][i, j, d]
                need[j, d] = demand[i, j, d] - known[i, j, d]
                wish[j, d] = need[j, d] + z * spread - aims[i, j, calendar[2][d]]
                weight[j, d] = prices[1][i, j, d] / spread if abs(z) < _FAR else 0.0
        room, arrived = _room(demand[i], known[i], leaving[0], calendar[3])
        best[i] = _least(need, sd[i], (prices[0][i], prices[1][i]), (prices[3][i], prices[4][i]), room, arrived)
        best[i] += prices[5][i]
        default[i] = math.inf
        for again in range(_PASSES):
            moved, there = quantity[i].copy(), supply[i].copy()
            follow(ways, frozen, calendar, wish, weight, (least[i], most[i], reduced[i]), moved, there)
            keep_to_stock(ways[0], frozen, calendar, leaving, moves, (room, arrived), least[i], moved, there)
            if _holds(moved, there, leaving, room, arrived):
                now = _cost(need, sd[i], (rates[0][i], rates[1][i]), calendar[2], there, moved, cost[i])
                default[i] = min(default[i], now)
            if default[i] - best[i] <= enough[i] or again == _PASSES - 1:
                break
            if again == 1:
                _steepen(need, sd[i], (prices[0][i], prices[2][i]), (rates[0][i], rates[1][i]), wish, weight)
            for j in range(locations):
                for d in range(days):
                    aim = need[j, d] + prices[2][i, j, d] * max(sd[i, j, d], NO_SPREAD)
                    unmet[j, d] = aim - there[j, calendar[2][d]]
            give_way(frozen, calendar, leaving[0], moves, unmet, weight, wish)
        if default[i] - best[i] > enough[i] and _holds(quantity[i], supply[i], leaving, room, arrived):
            kept = _cost(need, sd[i], (rates[0][i], rates[1][i]), calendar[2], supply[i], quantity[i], cost[i])
            default[i] = min(default[i], kept)


@compiled
def _steepen(
    need: Array, sd: Array, of_days: tuple[Array, Array], rates: tuple[Array, Array], wish: Array, weight: Array
) -> None:
    """Weigh wishes by how much the slope of a day's cost differs over all of the wish: where it is no small one."""
    for j in range(need.shape[0]):
        for d in range(need.shape[1]):
            if abs(wish[j, d]) > ROUNDING:
                z = of_days[1][j, d] - wish[j, d] / max(sd[j, d], NO_SPREAD)
                both = rates[0][j, d] + rates[1][j, d]
                slope = both * 0.5 * math.erfc(-z / _ROOT_TWO) - rates[1][j, d]
                weight[j, d] = max(-(of_days[0][j, d] + slope) / wish[j, d], 0.0)


@compiled
def _room(demand: Array, known: Array, origins: Whole, last_days: Whole) -> tuple[Array, Array]:
    """Return what may leave each origin by bucket, and what is known to have come by its end; as programmes have it."""
    room, arrived = np.empty((len(origins), len(last_days))), np.empty((len(origins), len(last_days)))
    for k in range(len(origins)):
        for b in range(len(last_days)):
            arrived[k, b] = max(known[origins[k], last_days[b]], 0.0)
            left = known[origins[k], 0] if b == 0 else arrived[k, b] - demand[origins[k], last_days[b]]
            room[k, b] = max(left, 0.0)
    return room, arrived


@compiled
def _least(
    need: Array, sd: Array, of_days: tuple[Array, Array], of_origins: tuple[Array, Array], room: Array, arrived: Array
) -> float:
    """Return the bound of `Prices`, without what its columns come to."""
    total = 0.0
    for j in range(need.shape[0]):
        for d in range(need.shape[1]):
            total += of_days[0][j, d] * need[j, d] + of_days[1][j, d] * max(sd[j, d], NO_SPREAD)
    for k in range(room.shape[0]):
        for b in range(room.shape[1]):
            total += of_origins[0][k, b] * room[k, b] + of_origins[1][k, b] * arrived[k, b]
    return total


@compiled
def _holds(
    quantity: Array, supply: Array, leaving: tuple[Whole, Whole, Whole, Array], room: Array, arrived: Array
) -> bool:
    """Tell whether nothing leaves an origin that is not there."""
    origins, first, column, factor = leaving
    buckets = room.shape[1]
    for k in range(len(origins)):
        for b in range(buckets):
            if supply[origins[k], b] < -arrived[k, b] - ROUNDING:
                return False
            row, leaves = k * buckets + b, 0.0
            for e in range(first[row], first[row + 1]):
                leaves += factor[e] * quantity[column[e]]
            if leaves > room[k, b] + ROUNDING:
                return False
    return True


@compiled
def _cost(
    need: Array,
    sd: Array,
    rates: tuple[Array, Array],
    bucket_of_day: Whole,
    supply: Array,
    quantity: Array,
    cost: Array,
) -> float:
    """Return what quantities and the states they bring cost (see `flows.curves.state_cost`), by chords: never less."""
    total = 0.0
    for c in range(len(quantity)):
        total += cost[c] * quantity[c]
    holding, backorder = rates
    for j in range(need.shape[0]):
        for d in range(need.shape[1]):
            gap = supply[j, bucket_of_day[d]] - need[j, d]
            over = max(gap, 0.0)
            if sd[j, d] > NO_SPREAD:
                place = (gap / sd[j, d] + _WIDE) * _STEPS
                if 0.0 < place < 2 * _WIDE * _STEPS:
                    below = int(place)
                    over = sd[j, d] * (_LOSS[below] + (place - below) * (_LOSS[below + 1] - _LOSS[below]))
            total += (holding[j, d] + backorder[j, d]) * over - backorder[j, d] * gap
    return total
