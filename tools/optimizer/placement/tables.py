"""The stages as tables: what each costs at every pair of inbound and quoted service time, and which pairs there are.

With inbound time t and quoted time s a stage covers the net time t + T − s. Cost depends on t − s only, so a stage is
one row of numbers: entry m = t − s + whole, where `whole` is the longest stage time in whole periods. A pair is
possible when 0 ≤ m ≤ reach, t_low ≤ t ≤ t_high and s_low ≤ s ≤ s_high; entries never fall with m, because a longer
net time never needs less stock.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc
from typing import NamedTuple

import numpy as np

from tools.optimizer.compiled import compiled
from tools.optimizer.placement import cover, limits
from tools.optimizer.placement.flows import Flows
from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.topology import Floats, Ints, Topology

LONGEST_BEYOND_MEAN = 3.0
"""Where a stage time has only mean and standard deviation, quotes count on at most so many of them above the mean."""


class Tables(NamedTuple):
    """The arrays that the kernels work on; one entry per stage, per arc, or per stage and m (`cost`, from `start`)."""

    cost: Floats
    start: Ints
    whole: Ints
    reach: Ints
    t_low: Ints
    t_high: Ints
    s_low: Ints
    s_high: Ints
    tail: Ints
    head: Ints
    out_start: Ints
    in_arc: Ints
    in_start: Ints
    dual_start: Ints


@dataclass
class Times:
    """Stage times as arrays: mean and spread, and support and probabilities where they are a distribution."""

    mean: Floats
    sd: Floats
    review: Floats
    pmf_start: Ints
    pmf_time: Floats
    pmf_probability: Floats
    longest: Floats


@dataclass
class Model:
    """A network as tables, with what stands behind them: net time (mean, variance) and safety stock per stage and m.

    `extra` are the stages with bounds on their stock, or whose stock is no factor times a standard deviation.
    """

    tables: Tables
    flows: Flows
    times: Times
    net_time: Floats
    net_variance: Floats
    stock: Floats
    extra: list[int]


def times_of(network: PlacementNetwork, shape: Topology) -> Times:
    """Read the stage times; the review period lengthens each."""
    stages = [network.stages[place] for place in shape.place]
    points = [stage.stage_time.pmf for stage in stages]
    review = np.array([float(stage.review_period) for stage in stages])
    pmf_time = np.array([point.time for pmf in points for point in pmf])
    sd = np.array([stage.stage_time.sd for stage in stages])
    plain = np.array([stage.stage_time.mean for stage in stages]) + LONGEST_BEYOND_MEAN * sd
    longest = np.array([max((p.time for p in pmf), default=plain[i]) for i, pmf in enumerate(points)]) + review
    return Times(
        np.array([stage.stage_time.mean for stage in stages]),
        sd,
        review,
        np.concatenate(([0], np.cumsum([len(pmf) for pmf in points]))).astype(np.int64),
        pmf_time,
        np.array([point.probability for pmf in points for point in pmf]),
        longest,
    )


def model_of(network: PlacementNetwork, shape: Topology, flows: Flows, times: Times) -> Model:
    """Return the tables of a network whose flows are up to date."""
    bounds = limits.bounds_of(network, shape, np.floor(times.longest + 1e-9).astype(np.int64))
    width = bounds.t_high + bounds.whole + 1
    start = np.concatenate(([0], np.cumsum(width))).astype(np.int64)
    net_time, net_variance = np.zeros(start[-1]), np.zeros(start[-1])
    _moments(
        start,
        bounds.whole,
        times.mean + times.review,
        times.sd,
        times.pmf_start,
        times.pmf_time,
        times.pmf_probability,
        times.review,
        net_time,
        net_variance,
    )
    dual = np.concatenate(([0], np.cumsum(bounds.s_high[shape.tail] + 1))).astype(np.int64)
    tables = Tables(
        np.zeros(start[-1]),
        start,
        bounds.whole,
        bounds.reach.copy(),
        bounds.t_low,
        bounds.t_high,
        bounds.s_low,
        bounds.s_high,
        shape.tail,
        shape.head,
        shape.out_start,
        shape.in_arc,
        shape.in_start,
        dual,
    )
    stages = [network.stages[place] for place in shape.place]
    extra = [i for i, s in enumerate(stages) if cover.special(s, network.convention) or limits.limited(s)]
    model = Model(tables, flows, times, net_time, net_variance, np.zeros(start[-1]), extra)
    price(network, shape, model)
    return model


def price(network: PlacementNetwork, shape: Topology, model: Model) -> None:
    """Fill in safety stock and cost of every entry from the flows in force; in place.

    Safety stock z √(σ² E[τ⁺] + μ² Var[τ⁺]) with τ = t + T − s the net time (Humair, Ruark, Tomlin and Willems,
    Interfaces 43(5), 2013, section 3); with a fixed stage time, z σ √τ (Graves and Willems, 2000). Cost: holding rate
    × value × stock.
    """
    tables, flows = model.tables, model.flows
    _normal_stock(
        tables.start, flows.factor, flows.variance, flows.mean, model.net_time, model.net_variance, model.stock
    )
    for i in model.extra:
        stage = network.stages[shape.place[i]]
        if cover.special(stage, network.convention):
            _special(stage, i, model)
        if limits.limited(stage):
            limits.apply(stage, i, tables, model.stock)
    limits.tighten(tables, shape)
    _prices(tables.start, network.holding_rate * flows.value, model.stock, tables.cost)


def _special(stage: Stage, i: int, model: Model) -> None:
    entries = slice(int(model.tables.start[i]), int(model.tables.start[i + 1]))
    time, spread = model.net_time[entries], model.net_variance[entries]
    sd = np.sqrt(model.flows.variance[i] * time + model.flows.mean[i] ** 2 * spread)
    model.stock[entries] = cover.special_stock(
        stage, float(model.flows.level[i]), float(model.flows.mean[i]), model.flows.mean[i] * time, sd
    )


@compiled
def _moments(
    start: Ints,
    whole: Ints,
    mean: Floats,
    sd: Floats,
    pmf_start: Ints,
    pmf_time: Floats,
    pmf_probability: Floats,
    review: Floats,
    first: Floats,
    variance: Floats,
) -> None:
    """Fill E[τ⁺] and Var[τ⁺] for τ = m − whole + T; T fixed, a distribution, or normal (closed form)."""
    for i in range(len(whole)):
        for k in range(start[i], start[i + 1]):
            shift = float(k - start[i] - whole[i])
            if pmf_start[i + 1] > pmf_start[i]:
                one, two = 0.0, 0.0
                for p in range(pmf_start[i], pmf_start[i + 1]):
                    time = max(0.0, shift + pmf_time[p] + review[i])
                    one += pmf_probability[p] * time
                    two += pmf_probability[p] * time * time
            elif sd[i] > 0:
                middle = shift + mean[i]
                z = middle / sd[i]
                density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
                below = 0.5 * erfc(-z / np.sqrt(2.0))
                one = max(0.0, middle * below + sd[i] * density)
                two = (middle * middle + sd[i] * sd[i]) * below + middle * sd[i] * density
            else:
                one = max(0.0, shift + mean[i])
                two = one * one
            first[k] = one
            variance[k] = max(0.0, two - one * one)


@compiled
def _normal_stock(
    start: Ints, factor: Floats, variance: Floats, mean: Floats, net_time: Floats, net_variance: Floats, stock: Floats
) -> None:
    for i in range(len(factor)):
        for k in range(start[i], start[i + 1]):
            spread = variance[i] * net_time[k] + mean[i] ** 2 * net_variance[k]
            stock[k] = max(0.0, factor[i]) * np.sqrt(spread)


@compiled
def _prices(start: Ints, holding: Floats, stock: Floats, cost: Floats) -> None:
    for i in range(len(holding)):
        highest = 0.0
        for k in range(start[i], start[i + 1]):
            highest = max(highest, stock[k])
            stock[k] = highest
            cost[k] = holding[i] * highest
