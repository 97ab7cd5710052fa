"""The cost of a flow plan written down day by day, and the same programme for HiGHS: independent of the optimizer."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.stats import norm

from tools.optimizer.flows import Networks

Array = np.ndarray


def supply_by_day(network: Networks, quantity: Array) -> Array:
    """Return, by location and day, what quantities (a, b) bring; what comes within a bucket counts in its mean."""
    shape, supply = network.shape, np.zeros((network.shape.locations, network.shape.buckets.days))
    for bucket, start in enumerate(shape.buckets.starts):
        for arc, buy in enumerate(shape.buys):
            supply[buy.location, start + buy.lead_time_days :] += quantity[arc, bucket]
        for arc, move in enumerate(shape.moves, len(shape.buys)):
            supply[move.destination, start + move.transit_days :] += quantity[arc, bucket]
            supply[move.origin, start:] -= quantity[arc, bucket]
    for start, length in zip(shape.buckets.starts, shape.buckets.lengths, strict=True):
        supply[:, start : start + length] = supply[:, start : start + length].mean(axis=1, keepdims=True)
    return supply


def loss(gap: Array, sd: Array) -> Array:
    """Return E[(gap − sd Z)⁺]."""
    return gap * norm.cdf(gap / sd) + sd * norm.pdf(gap / sd)


def cost_of(network: Networks, quantity: Array) -> float:
    """Return the expected cost of quantities (a, b) of a single network."""
    buys = len(network.shape.buys)
    gap = supply_by_day(network, quantity) + network.known[0] - network.demand[0]
    over = loss(gap, network.sd[0])
    total = (network.holding[0] * over + network.backorder[0] * (over - gap)).sum()
    unit = network.arc_cost[0] - np.where(np.arange(network.shape.arcs) < buys, network.end_value[0], 0.0)
    return float(total + (unit[:, None] * quantity).sum())


def best_by_highs(network: Networks, tangents: int = 81) -> float:
    """Return the lowest cost by scipy's HiGHS with a fine net of tangents by bucket, in one column a state's cost.

    Columns: quantities (a, b), then the cost of each state. What leaves a location is at most what has come there,
    and in a bucket at most what arrivals and expected demand leave.
    """
    shape = network.shape
    count, columns = len(shape.buckets), shape.arcs * len(shape.buckets)
    unit = np.zeros((shape.locations, shape.buckets.days, columns))
    for column in range(columns):
        quantity = np.zeros((shape.arcs, count))
        quantity[divmod(column, count)] = 1.0
        unit[:, :, column] = supply_by_day(network, quantity)
    rows, limits = [], []
    need, sd = network.demand[0] - network.known[0], network.sd[0]
    hold, back = float(network.holding[0, 0, 0]), float(network.backorder[0, 0, 0])
    for place in range(shape.locations):
        for bucket, (start, length) in enumerate(zip(shape.buckets.starts, shape.buckets.lengths, strict=True)):
            days = slice(start, start + length)
            state = np.zeros(shape.locations * count)
            state[place * count + bucket] = -1.0
            spread = 5 * sd[place, days].max() + np.ptp(need[place, days])
            for x in np.linspace(need[place, days].min() - spread, need[place, days].max() + spread, tangents):
                gap = x - need[place, days]
                over = loss(gap, sd[place, days])
                value = (hold * over + back * (over - gap)).sum()
                slope = ((hold + back) * norm.cdf(gap / sd[place, days]) - back).sum()
                rows.append(np.concatenate([slope * unit[place, start], state]))
                limits.append(slope * x - value)
            out = [a for a, m in enumerate(shape.moves, len(shape.buys)) if m.origin == place]
            if out:
                last = start + length - 1
                rows.append(np.concatenate([-unit[place, start], 0 * state]))
                limits.append(max(0.0, network.known[0, place, last]))
                left = (
                    network.known[0, place, 0]
                    if bucket == 0
                    else network.known[0, place, last] - network.demand[0, place, last]
                )
                leaving = -np.maximum(unit[place, start], 0.0)
                leaving[[a * count + bucket for a in out]] = 1.0
                rows.append(np.concatenate([leaving, 0 * state]))
                limits.append(max(0.0, left))
    buys = len(shape.buys)
    price = network.arc_cost[0] - np.where(np.arange(shape.arcs) < buys, network.end_value[0], 0.0)
    cost = np.concatenate([np.repeat(price, count), np.ones(shape.locations * count)])
    least = np.zeros(columns) if network.least is None else network.least.reshape(-1)
    most = np.full(columns, np.inf) if network.most is None else network.most.reshape(-1)
    bounds = list(zip(least, most, strict=True)) + [(None, None)] * (shape.locations * count)
    found = linprog(cost, A_ub=np.array(rows), b_ub=limits, bounds=bounds, method="highs")
    assert found.success, found.message
    return float(found.fun)
