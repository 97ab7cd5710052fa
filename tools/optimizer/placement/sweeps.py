"""Dual sweeps over the tables: the price of time on every arc, and the lower bound that it proves.

Every arc carries a price λ(s), never falling in s: its tail pays λ for the time it quotes, its head earns λ for the
time it counts on. Because the head must count on at least what the tail quotes, λ(s) − λ(t) ≤ 0, and for any prices

    Σ over stages of  min over (t, s) of  cost(t, s) + Σ out λ(s) − Σ in λ(t)

is a lower bound on the cost of any placement. A sweep raises it: stage by stage, the least of what a stage costs at
each time is shared out among the arcs ahead. This is sequential tree-reweighted message passing (Kolmogorov, Convergent
tree-reweighted message passing for energy minimization, PAMI 28(10), 2006, section 5) with the order constraint of the
guaranteed-service model (Graves and Willems, M&SOM 2(1), 2000); on a tree two sweeps are its dynamic programme.
"""

from __future__ import annotations

import numpy as np

from tools.optimizer.compiled import compiled
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats

NEVER = 1e300


@compiled
def widest(tables: Tables) -> int:
    """Return a length that holds every label of any stage."""
    widest = 1
    for i in range(len(tables.whole)):
        widest = max(widest, tables.s_high[i] + 1, tables.t_high[i] + 1)
    return widest


@compiled
def earned(tables: Tables, i: int, prices: Floats, total: Floats) -> None:
    """Fill Σ in λ(t) of stage i for t = 0..t_high."""
    top = tables.t_high[i]
    for t in range(top + 1):
        total[t] = 0.0
    for k in range(tables.in_start[i], tables.in_start[i + 1]):
        first = tables.dual_start[tables.in_arc[k]]
        width = min(tables.dual_start[tables.in_arc[k] + 1] - first, top + 1)
        for t in range(width):
            total[t] += prices[first + t]
        beyond = prices[first + width - 1]
        for t in range(width, top + 1):
            total[t] += beyond


@compiled
def paid(tables: Tables, i: int, prices: Floats, total: Floats) -> None:
    """Fill Σ out λ(s) of stage i for s = 0..s_high."""
    for s in range(tables.s_high[i] + 1):
        total[s] = 0.0
    for arc in range(tables.out_start[i], tables.out_start[i + 1]):
        first = tables.dual_start[arc]
        for s in range(tables.s_high[i] + 1):
            total[s] += prices[first + s]


@compiled
def least_by_quote(tables: Tables, i: int, gain: Floats, least: Floats) -> None:
    """Fill the least over t of cost(t, s) − gain(t) for each s."""
    low, high, whole = tables.s_low[i], tables.s_high[i], tables.whole[i]
    for s in range(low, high + 1):
        least[s] = NEVER
    for t in range(tables.t_low[i], tables.t_high[i] + 1):
        base, gained = tables.start[i] + t + whole, gain[t]
        for s in range(max(low, t + whole - tables.reach[i]), min(high, t + whole) + 1):
            value = tables.cost[base - s] - gained
            least[s] = value if value < least[s] else least[s]  # noqa: FURB136 - this form becomes vector code


@compiled
def least_by_inbound(tables: Tables, i: int, price: Floats, least: Floats) -> None:
    """Fill the least over s of cost(t, s) + price(s) for each t."""
    low, high, whole = tables.t_low[i], tables.t_high[i], tables.whole[i]
    for t in range(low, high + 1):
        least[t] = NEVER
    for s in range(tables.s_low[i], tables.s_high[i] + 1):
        base, asked = tables.start[i] + whole - s, price[s]
        for t in range(max(low, s - whole), min(high, s - whole + tables.reach[i]) + 1):
            value = tables.cost[base + t] + asked
            least[t] = value if value < least[t] else least[t]  # noqa: FURB136 - this form becomes vector code


@compiled
def sweep_down(tables: Tables, prices: Floats) -> None:
    """Sweep from the suppliers to the customers; prices change in place, the bound never falls."""
    size = widest(tables)
    gain, price, least = np.empty(size), np.empty(size), np.empty(size)
    for i in range(len(tables.whole)):
        outs = tables.out_start[i + 1] - tables.out_start[i]
        if outs == 0:
            continue
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        least_by_quote(tables, i, gain, least)
        share = 1.0 / max(outs, tables.in_start[i + 1] - tables.in_start[i])
        low, high = tables.s_low[i], tables.s_high[i]
        for arc in range(tables.out_start[i], tables.out_start[i + 1]):
            first = tables.dual_start[arc]
            base = prices[first + low] - share * (least[low] + price[low])
            highest = base
            for s in range(low, high + 1):
                highest = max(highest, prices[first + s] - share * (least[s] + price[s]))
                prices[first + s] = highest - base
            for s in range(low):
                prices[first + s] = 0.0


@compiled
def sweep_up(tables: Tables, prices: Floats) -> None:
    """Sweep from the customers to the suppliers; prices change in place, the bound never falls."""
    size = widest(tables)
    gain, price, least = np.empty(size), np.empty(size), np.empty(size)
    for i in range(len(tables.whole) - 1, -1, -1):
        ins = tables.in_start[i + 1] - tables.in_start[i]
        if ins == 0:
            continue
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        least_by_inbound(tables, i, price, least)
        share = 1.0 / max(ins, tables.out_start[i + 1] - tables.out_start[i])
        low, high = tables.t_low[i], tables.t_high[i]
        for k in range(tables.in_start[i], tables.in_start[i + 1]):
            first = tables.dual_start[tables.in_arc[k]]
            last = tables.dual_start[tables.in_arc[k] + 1] - first - 1
            lowest = prices[first + min(high, last)] + share * (least[high] - gain[high])
            for t in range(high, low - 1, -1):
                lowest = min(lowest, prices[first + min(t, last)] + share * (least[t] - gain[t]))
                if t <= last:
                    prices[first + t] = lowest
            for t in range(min(low, last + 1)):
                prices[first + t] = lowest
            base = prices[first]
            for t in range(last + 1):
                prices[first + t] -= base


@compiled
def lower_bound(tables: Tables, prices: Floats) -> float:
    """Return the bound that the prices prove."""
    size = widest(tables)
    gain, price, least = np.empty(size), np.empty(size), np.empty(size)
    total = 0.0
    for i in range(len(tables.whole)):
        earned(tables, i, prices, gain)
        paid(tables, i, prices, price)
        least_by_quote(tables, i, gain, least)
        lowest = NEVER
        for s in range(tables.s_low[i], tables.s_high[i] + 1):
            lowest = min(lowest, least[s] + price[s])
        total += lowest
    return total
