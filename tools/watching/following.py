"""Following: a plan in force, moved with what is believed along its ways; compiled kernels that change it in place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDING = 1e-6
"""Stock units by which solvers may miss a limit."""
_ACTIVE = 1e-6
"""What is bought or moved less than this is not in use: a unit more of it costs its reduced cost."""
_STIFF = 1e-3
"""However little a miss costs a destination, it weighs as much as so large a share of its origin's."""


@compiled
def give_way(
    frozen: int,
    calendar: tuple[Array, Array, Whole, Whole],
    origins: Whole,
    moves: tuple[Whole, Whole, Whole, Whole],
    unmet: Array,
    weight: Array,
    wish: Array,
) -> None:
    """Let destinations wish for less where their origin has less than it wishes for, (l, d) each, in place.

    What an origin lacks in a bucket is shared by those that can be sent less in it, so that what it costs in the second
    order is the least in all: each gives way by the inverse of its weight.
    """
    starts, lengths = calendar[0], calendar[1]
    arc, origin, destination, transit = moves
    days = wish.shape[1]
    for k in range(len(origins)):
        for b in range(frozen, len(starts)):
            lacking, heavy = 0.0, 0.0
            for d in range(int(starts[b]), int(starts[b] + lengths[b])):
                lacking += weight[origins[k], d] * unmet[origins[k], d]
                heavy += weight[origins[k], d]
            if lacking <= 0.0 or heavy <= 0.0:
                continue
            yielding = 0.0
            for m in range(len(arc)):
                if origin[m] == origins[k]:
                    yielding += 1.0 / _weight_of(weight, destination[m], starts[b] + transit[m], lengths[b], heavy)
            if yielding <= 0.0:
                continue
            taken = lacking / (heavy + 1.0 / yielding)
            for m in range(len(arc)):
                if origin[m] != origins[k]:
                    continue
                begin = int(starts[b]) + transit[m]
                stiff = _weight_of(weight, destination[m], starts[b] + transit[m], lengths[b], heavy)
                for d in range(begin, min(begin + int(lengths[b]), days)):
                    wish[destination[m], d] -= taken / (stiff * yielding)


@compiled
def _weight_of(weight: Array, place: int, since: float, length: float, heavy: float) -> float:
    """Return what a miss at a place costs in the second order over the days of a bucket that arrives `since`."""
    total = 0.0
    for d in range(int(since), min(int(since + length), weight.shape[1])):
        total += weight[place, d]
    return max(total, _STIFF * heavy)


@compiled
def follow(
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
def keep_to_stock(
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
                if leaves > ROUNDING:
                    _send_less(leaves, b, origins[k], calendar, moves, least, quantity, supply)
                for earlier in range(b, (frozen if b >= frozen else 0) - 1, -1):
                    lacking = -arrived[k, b] - supply[origins[k], b]
                    if lacking <= ROUNDING:
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
