"""Pairs of times that can still be part of a better placement, as lists, and smoothed sweeps over them.

A pair whose own excess over its stage's minimum is more than what separates bound and best placement can be left out
(reduced-cost fixing). Sweeps over what is left replace each minimum by −ε log Σ exp(−x / ε): with ε falling, they do
not stop where plain sweeps do, short of the best bound (Savchynskyy, Schmidt, Kappes and Schnörr, Efficient MRF energy
minimization via adaptive diminishing smoothing, UAI 2012).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.placement.sweeps import NEVER, earned, paid, widest
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Ints

FAR = 30.0
"""exp(−30) is nothing beside 1 in a sum of doubles."""


class Pairs(NamedTuple):
    """Inbound time, quote and cost of every pair left; those of stage i are `first[i]..first[i+1]`."""

    first: Ints
    time: Ints
    quote: Ints
    cost: Floats


@compiled
def _count(tables: Tables, prices: Floats, gap: float, first: Ints) -> None:
    size = widest(tables)
    gain, price = np.empty(size), np.empty(size)
    for i in range(len(tables.whole)):
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        lowest = NEVER
        for turn in range(2):
            found = 0
            for t in range(tables.t_low[i], tables.t_high[i] + 1):
                base = t + tables.whole[i]
                for s in range(max(tables.s_low[i], base - tables.reach[i]), min(tables.s_high[i], base) + 1):
                    value = tables.cost[tables.start[i] + base - s] - gain[t] + price[s]
                    if turn == 0:
                        lowest = min(lowest, value)
                    elif value - lowest <= gap:
                        found += 1
        first[i + 1] = first[i] + found


@compiled
def _fill(tables: Tables, prices: Floats, gap: float, pairs: Pairs) -> None:
    size = widest(tables)
    gain, price = np.empty(size), np.empty(size)
    for i in range(len(tables.whole)):
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        lowest, k = NEVER, pairs.first[i]
        for turn in range(2):
            for t in range(tables.t_low[i], tables.t_high[i] + 1):
                base = t + tables.whole[i]
                for s in range(max(tables.s_low[i], base - tables.reach[i]), min(tables.s_high[i], base) + 1):
                    value = tables.cost[tables.start[i] + base - s] - gain[t] + price[s]
                    if turn == 0:
                        lowest = min(lowest, value)
                    elif value - lowest <= gap:
                        pairs.time[k], pairs.quote[k] = t, s
                        pairs.cost[k] = tables.cost[tables.start[i] + base - s]
                        k += 1


def pairs_left(tables: Tables, prices: Floats, gap: float) -> Pairs:
    """Return the pairs whose excess under `prices` is at most `gap`."""
    first = np.zeros(len(tables.whole) + 1, dtype=np.int64)
    _count(tables, prices, gap, first)
    size = int(first[-1])
    pairs = Pairs(first, np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size))
    _fill(tables, prices, gap, pairs)
    return pairs


@compiled
def pair_bound(tables: Tables, pairs: Pairs, prices: Floats, value: Floats) -> float:
    """Fill the value of every pair under `prices` and return the bound over the pairs left."""
    size = widest(tables)
    gain, price = np.empty(size), np.empty(size)
    total = 0.0
    for i in range(len(tables.whole)):
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        lowest = NEVER
        for k in range(pairs.first[i], pairs.first[i + 1]):
            value[k] = pairs.cost[k] - gain[pairs.time[k]] + price[pairs.quote[k]]
            lowest = min(lowest, value[k])
        total += lowest
    return total


@compiled
def _within(pairs: Pairs, value: Floats, gap: float) -> NDArray[np.bool_]:
    kept = np.zeros(len(value), np.bool_)
    for i in range(len(pairs.first) - 1):
        lowest = NEVER
        for k in range(pairs.first[i], pairs.first[i + 1]):
            lowest = min(lowest, value[k])
        for k in range(pairs.first[i], pairs.first[i + 1]):
            kept[k] = value[k] - lowest <= gap
    return kept


def narrowed(pairs: Pairs, value: Floats, gap: float) -> Pairs:
    """Return the pairs whose excess over their stage's least `value` is at most `gap`."""
    return chosen(pairs, _within(pairs, value, gap))


def chosen(pairs: Pairs, kept: NDArray[np.bool_]) -> Pairs:
    """Return the pairs marked in `kept`."""
    before = np.concatenate(([0], np.cumsum(kept)))
    return Pairs(before[pairs.first], pairs.time[kept], pairs.quote[kept], pairs.cost[kept])


@compiled
def _soft_least(
    i: int, pairs: Pairs, by: Ints, top: int, smooth: float, gain: Floats, price: Floats, least: Floats
) -> None:
    """Fill the smoothed least value of stage i for each label 0..top of `by`; NEVER where no pair has it."""
    weight = np.zeros(top + 1)
    for label in range(top + 1):
        least[label] = NEVER
    for k in range(pairs.first[i], pairs.first[i + 1]):
        value = pairs.cost[k] - gain[pairs.time[k]] + price[pairs.quote[k]]
        least[by[k]] = min(least[by[k]], value)
    for k in range(pairs.first[i], pairs.first[i + 1]):
        value = pairs.cost[k] - gain[pairs.time[k]] + price[pairs.quote[k]] - least[by[k]]
        if value < FAR * smooth:
            weight[by[k]] += np.exp(-value / smooth)
    for label in range(top + 1):
        if weight[label] > 0.0:
            least[label] -= smooth * np.log(weight[label])


@compiled
def _soft_max(first: float, second: float, smooth: float) -> float:
    high, low = max(first, second), min(first, second)
    return high + smooth * np.log1p(np.exp((low - high) / smooth)) if high - low < FAR * smooth else high


@compiled
def soft_sweep_down(tables: Tables, pairs: Pairs, smooth: float, wall: float, prices: Floats) -> None:
    """Sweep towards the customers at smoothing `smooth`; a head may not count on less than any tail quotes: `wall`."""
    size = widest(tables)
    gain, price, least = np.empty(size), np.empty(size), np.empty(size)
    for i in range(len(tables.whole)):
        outs = tables.out_start[i + 1] - tables.out_start[i]
        if outs == 0:
            continue
        share = 1.0 / max(outs, tables.in_start[i + 1] - tables.in_start[i])
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        top = tables.s_high[i]
        _soft_least(i, pairs, pairs.quote, top, smooth / share, gain, price, least)
        for arc in range(tables.out_start[i], tables.out_start[i + 1]):
            first = tables.dual_start[arc]
            begun, base, highest = False, 0.0, 0.0
            for s in range(top + 1):
                if least[s] < NEVER / 2:
                    value = prices[first + s] - share * least[s]
                    if begun:
                        highest = _soft_max(highest, value, smooth)
                    else:
                        begun, base, highest = True, value, value
                prices[first + s] = highest - base if begun else -wall


@compiled
def soft_sweep_up(tables: Tables, pairs: Pairs, smooth: float, wall: float, prices: Floats) -> None:
    """Sweep towards the suppliers at smoothing `smooth`; no tail may quote more than any head counts on: `wall`."""
    size = widest(tables)
    gain, price, least = np.empty(size), np.empty(size), np.empty(size)
    for i in range(len(tables.whole) - 1, -1, -1):
        ins = tables.in_start[i + 1] - tables.in_start[i]
        if ins == 0:
            continue
        share = 1.0 / max(ins, tables.out_start[i + 1] - tables.out_start[i])
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        top = tables.t_high[i]
        _soft_least(i, pairs, pairs.time, top, smooth / share, gain, price, least)
        for k in range(tables.in_start[i], tables.in_start[i + 1]):
            first = tables.dual_start[tables.in_arc[k]]
            last = tables.dual_start[tables.in_arc[k] + 1] - first - 1
            begun, lowest = False, 0.0
            highest_label = top
            for t in range(top, -1, -1):
                if least[t] < NEVER / 2:
                    value = prices[first + min(t, last)] + share * least[t]
                    if begun:
                        lowest = -_soft_max(-lowest, -value, smooth)
                    else:
                        begun, lowest, highest_label = True, value, t
                if t <= last and begun:
                    prices[first + t] = lowest
            for t in range(highest_label + 1, last + 1):
                prices[first + t] = prices[first + highest_label] + wall
