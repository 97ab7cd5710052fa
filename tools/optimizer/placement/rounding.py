"""From prices to placements: whole service times that every stage can keep, improved one stage at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.placement.sweeps import NEVER, earned, paid, widest
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Ints

PASSES = 60


@compiled
def inbound(tables: Tables, i: int, quotes: Ints) -> int:
    """Return the inbound time of stage i: the longest that its suppliers quote."""
    longest = tables.t_low[i]
    for k in range(tables.in_start[i], tables.in_start[i + 1]):
        longest = max(longest, quotes[tables.tail[tables.in_arc[k]]])
    return int(longest)


@compiled
def round_down(tables: Tables, prices: Floats, quotes: Ints) -> None:
    """Fill `quotes` from the suppliers on: each stage quotes what is cheapest with the prices of its customers."""
    price = np.empty(widest(tables))
    for i in range(len(tables.whole)):
        paid(tables, i, prices, price)
        time, whole = inbound(tables, i, quotes), tables.whole[i]
        best, quotes[i] = NEVER, tables.s_low[i]
        for s in range(max(tables.s_low[i], time + whole - tables.reach[i]), min(tables.s_high[i], time + whole) + 1):
            value = tables.cost[tables.start[i] + time - s + whole] + price[s]
            if value < best:
                best, quotes[i] = value, s


@compiled
def repair(tables: Tables, quotes: Ints) -> bool:
    """Move each quote to the nearest that the stage can keep; say whether all can."""
    for i in range(len(tables.whole)):
        time, whole = inbound(tables, i, quotes), tables.whole[i]
        low = max(tables.s_low[i], time + whole - tables.reach[i])
        high = min(tables.s_high[i], time + whole)
        if low > high:
            return False
        quotes[i] = min(max(quotes[i], low), high)
    return True


@compiled
def cost_of(tables: Tables, quotes: Ints) -> float:
    """Return the cost of a placement, NEVER where some stage cannot keep its quote."""
    total = 0.0
    for i in range(len(tables.whole)):
        m = inbound(tables, i, quotes) - quotes[i] + tables.whole[i]
        if m < 0 or m > tables.reach[i] or quotes[i] < tables.s_low[i] or quotes[i] > tables.s_high[i]:
            return NEVER
        total += tables.cost[tables.start[i] + m]
    return total


@compiled
def _entry(tables: Tables, i: int, time: int, quote: int) -> float:
    m = time - quote + tables.whole[i]
    return tables.cost[tables.start[i] + m] if 0 <= m <= tables.reach[i] else NEVER


@compiled
def _two_longest(tables: Tables, i: int, quotes: Ints, longest: Ints, by: Ints, second: Ints) -> None:
    longest[i], by[i], second[i] = tables.t_low[i], -1, tables.t_low[i]
    for k in range(tables.in_start[i], tables.in_start[i + 1]):
        tail = tables.tail[tables.in_arc[k]]
        if quotes[tail] > longest[i]:
            second[i], longest[i], by[i] = longest[i], quotes[tail], tail
        else:
            second[i] = max(second[i], quotes[tail])


@compiled
def _open_tails(tables: Tables, i: int, open_: NDArray[np.bool_]) -> None:
    for k in range(tables.in_start[i], tables.in_start[i + 1]):
        open_[tables.tail[tables.in_arc[k]]] = True


@compiled
def improve(tables: Tables, quotes: Ints) -> float:
    """Change one quote at a time for the better until none helps; in place. Returns the cost, NEVER if not feasible."""
    if not repair(tables, quotes):
        return NEVER
    count = len(tables.whole)
    longest, by, second = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    total, open_ = np.empty(widest(tables)), np.ones(count, np.bool_)
    for i in range(count):
        _two_longest(tables, i, quotes, longest, by, second)
    for turn in range(PASSES):
        changed = False
        for k in range(count):
            i = k if turn % 2 == 0 else count - 1 - k
            if not open_[i]:
                continue
            open_[i] = False
            for s in range(tables.s_low[i], tables.s_high[i] + 1):
                total[s] = _entry(tables, i, longest[i], s)
            for arc in range(tables.out_start[i], tables.out_start[i + 1]):
                j = tables.head[arc]
                others = second[j] if by[j] == i else longest[j]
                for s in range(tables.s_low[i], tables.s_high[i] + 1):
                    total[s] += _entry(tables, j, max(others, s), quotes[j])
            best = quotes[i]
            for s in range(tables.s_low[i], tables.s_high[i] + 1):
                if total[s] < total[best] - 1e-12 * abs(total[best]):
                    best = s
            if best != quotes[i]:
                quotes[i] = best
                changed = True
                _open_tails(tables, i, open_)
                for arc in range(tables.out_start[i], tables.out_start[i + 1]):
                    j = tables.head[arc]
                    before, before_second = longest[j], second[j]
                    _two_longest(tables, j, quotes, longest, by, second)
                    if longest[j] != before or second[j] != before_second:
                        open_[j] = True
                        _open_tails(tables, j, open_)
        if not changed:
            break
    return cost_of(tables, quotes)


@compiled
def round_up(tables: Tables, prices: Floats, quotes: Ints) -> None:
    """Fill `quotes` from the customers on: each quotes no more than its customers count on, at the least value."""
    size = widest(tables)
    gain, times = np.empty(size), np.zeros(len(tables.whole), np.int64)
    for i in range(len(tables.whole) - 1, -1, -1):
        earned(tables, i, prices, gain)
        whole, limit = tables.whole[i], tables.s_high[i]
        for arc in range(tables.out_start[i], tables.out_start[i + 1]):
            limit = min(limit, times[tables.head[arc]])
        best, quotes[i], times[i] = NEVER, tables.s_low[i], tables.t_high[i]
        for t in range(tables.t_low[i], tables.t_high[i] + 1):
            base = tables.start[i] + t + whole
            for s in range(max(tables.s_low[i], t + whole - tables.reach[i]), min(limit, t + whole) + 1):
                value = tables.cost[base - s] - gain[t]
                if value < best:
                    best, quotes[i], times[i] = value, s, t
