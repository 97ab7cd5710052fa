"""Bounds: what a plan in force costs at most by default, and the best plan at least; compiled kernels over arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.loss import normal_overage

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

NO_SPREAD = 1e-9
_ACTIVE = 1e-6
"""What is bought or moved less than this is not: a column that is not used stays so."""
_FAR = 5.0
"""So many sd from its need, a day costs the same a unit however much is there: it has no wish."""
_ROUNDING = 1e-6
"""Stock units by which solvers may miss a limit."""
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

    The default keeps the buckets before `frozen`; the others follow what is believed (see `_follow`), or stay as they
    are where that is cheaper and following does not bring the difference to `best` below `enough`.
    """
    demand, known, sd = believed
    quantity, supply = plans
    least, most, cost, reduced = limits
    locations, days = demand.shape[1], demand.shape[2]
    need, wish, weight = np.empty((locations, days)), np.empty((locations, days)), np.empty((locations, days))
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
        moved, there = quantity[i].copy(), supply[i].copy()
        _follow(ways, frozen, calendar, wish, weight, (least[i], most[i], reduced[i]), moved, there)
        _keep_to_stock(ways[0], frozen, calendar, leaving, moves, (room, arrived), least[i], moved, there)
        default[i] = math.inf
        if _holds(moved, there, leaving, room, arrived):
            default[i] = _cost(need, sd[i], (rates[0][i], rates[1][i]), calendar[2], there, moved, cost[i])
        if default[i] - best[i] > enough[i] and _holds(quantity[i], supply[i], leaving, room, arrived):
            kept = _cost(need, sd[i], (rates[0][i], rates[1][i]), calendar[2], supply[i], quantity[i], cost[i])
            default[i] = min(default[i], kept)


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
def _follow(
    ways: tuple[Whole, Whole, Whole, Whole, Whole, Whole],
    frozen: int,
    calendar: tuple[Array, Array, Whole, Whole],
    wish: Array,
    weight: Array,
    limits: tuple[Array, Array, Array],
    quantity: Array,
    supply: Array,
) -> None:
    """Change quantities, and the supply they bring, so that supply moves by `wish` as far as its arrivals can.

    Each way from the bucket `frozen` on moves supply until a way that is no dearer (by reduced cost) arrives: by the
    mean of the wishes of these days, weighted by what a miss costs in the second order, less what the way costs in the
    first. What a location takes its origin has to follow, for which locations are in the order of `Ways`.
    """
    order, first, column, arrival, start, origin = ways
    starts, lengths, bucket_of_day = calendar[0], calendar[1], calendar[2]
    least, most, reduced = limits
    days, buckets = wish.shape[1], len(starts)
    taken = np.zeros(supply.shape)
    for at in range(len(order)):
        place, shift = order[at], 0.0
        for way in range(first[at], first[at + 1]):
            if start[way] < frozen:
                continue
            c = column[way]
            price, until = 0.0 if quantity[c] > _ACTIVE else max(reduced[c], 0.0), days
            for after in range(way + 1, first[at + 1]):
                if start[after] >= frozen and (reduced[column[after]] <= price or quantity[column[after]] > _ACTIVE):
                    until = arrival[after]
                    break
            wanted, heavy = 0.0, 0.0
            for d in range(arrival[way], until):
                wanted += weight[place, d] * (wish[place, d] + taken[place, bucket_of_day[d]])
                heavy += weight[place, d]
            if heavy <= 0.0:
                continue
            step = (wanted - price) / heavy - shift
            step = min(max(quantity[c] + step, least[c]), most[c]) - quantity[c]
            if step == 0.0:
                continue
            quantity[c] += step
            shift += step
            for b in range(bucket_of_day[arrival[way]], buckets):
                supply[place, b] += step * min((starts[b] + lengths[b] - arrival[way]) / lengths[b], 1.0)
            if origin[way] >= 0:
                for b in range(start[way], buckets):
                    taken[origin[way], b] += step
                    supply[origin[way], b] -= step


@compiled
def _keep_to_stock(
    order: Whole,
    frozen: int,
    calendar: tuple[Array, Array, Whole, Whole],
    leaving: tuple[Whole, Whole, Whole, Array],
    moves: tuple[Whole, Whole, Whole, Whole],
    limits: tuple[Array, Array],
    least: Array,
    quantity: Array,
    supply: Array,
) -> None:
    """Send less where more would leave an origin than is there, in place; origins first.

    Of what is frozen only if it cannot be kept whatever else is done.
    """
    origins, first, column, factor = leaving
    room, arrived = limits
    buckets = room.shape[1]
    for at in range(len(order) - 1, -1, -1):
        for k in range(len(origins)):
            if origins[k] != order[at]:
                continue
            for b in range(buckets):
                row, leaves = k * buckets + b, -room[k, b]
                for e in range(first[row], first[row + 1]):
                    leaves += factor[e] * quantity[column[e]]
                if leaves > _ROUNDING:
                    _send_less(leaves, b, origins[k], calendar, moves, least, quantity, supply)
                for earlier in range(b, (frozen if b >= frozen else 0) - 1, -1):
                    lacking = -arrived[k, b] - supply[origins[k], b]
                    if lacking <= _ROUNDING:
                        break
                    _send_less(lacking, earlier, origins[k], calendar, moves, least, quantity, supply)


@compiled
def _send_less(
    amount: float,
    bucket: int,
    place: int,
    calendar: tuple[Array, Array, Whole, Whole],
    moves: tuple[Whole, Whole, Whole, Whole],
    least: Array,
    quantity: Array,
    supply: Array,
) -> None:
    """Take `amount` from what leaves a place in a bucket, from every lane by the share of it that may be taken."""
    starts, lengths = calendar[0], calendar[1]
    arc, origin, destination, transit = moves
    buckets, total = len(starts), 0.0
    for m in range(len(arc)):
        if origin[m] == place:
            c = arc[m] * buckets + bucket
            total += max(quantity[c] - least[c], 0.0)
    if total <= 0.0:
        return
    share = min(amount / total, 1.0)
    for m in range(len(arc)):
        if origin[m] != place:
            continue
        c = arc[m] * buckets + bucket
        step = share * max(quantity[c] - least[c], 0.0)
        quantity[c] -= step
        for b in range(bucket, buckets):
            supply[place, b] += step
            there = (starts[b] + lengths[b] - starts[bucket] - transit[m]) / lengths[b]
            supply[destination[m], b] -= step * min(max(there, 0.0), 1.0)


@compiled
def _holds(
    quantity: Array, supply: Array, leaving: tuple[Whole, Whole, Whole, Array], room: Array, arrived: Array
) -> bool:
    """Tell whether nothing leaves an origin that is not there."""
    origins, first, column, factor = leaving
    buckets = room.shape[1]
    for k in range(len(origins)):
        for b in range(buckets):
            if supply[origins[k], b] < -arrived[k, b] - _ROUNDING:
                return False
            row, leaves = k * buckets + b, 0.0
            for e in range(first[row], first[row + 1]):
                leaves += factor[e] * quantity[column[e]]
            if leaves > room[k, b] + _ROUNDING:
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
