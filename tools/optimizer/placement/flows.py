"""What flows through a network: demand of each stage (mean, variance), cost of a unit, service that stock is for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from tools.optimizer.compiled import compiled
from tools.optimizer.placement.cover import normal_factor
from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.topology import Floats, Ints, Topology


@dataclass
class Flows:
    """Per stage: own and total demand of a period, value of a unit, service level of its stock (type 1).

    `sources` are the stages with demand; `reach[i, k]` is how much of stage i one unit at source k takes, over all
    paths.
    """

    own_mean: Floats
    own_sd: Floats
    added: Floats
    given_value: Floats
    own_level: Floats
    mean: Floats
    variance: Floats
    value: Floats
    level: Floats
    factor: Floats
    sources: Ints
    reach: Floats


def own_demand(stage: Stage) -> tuple[float, float]:
    """Return mean and standard deviation of a stage's own demand; of samples, the unbiased ones."""
    if stage.demand is None:
        return 0.0, 0.0
    if stage.demand.samples:
        drawn = np.array(stage.demand.samples)
        return float(drawn.mean()), float(drawn.std(ddof=1))
    return stage.demand.mean or 0.0, stage.demand.sd or 0.0


def flows_of(network: PlacementNetwork, shape: Topology) -> Flows:
    """Read own demand, costs and service of every stage; `refresh` then derives what follows from them."""
    stages = [network.stages[place] for place in shape.place]
    demand = np.array([own_demand(stage) for stage in stages])
    sources = np.flatnonzero([stage.demand is not None for stage in stages])
    if network.convention != "exact":
        sources = sources[:0]
    reach = np.zeros((shape.count, len(sources)))
    reach[sources, np.arange(len(sources))] = 1.0
    _path_usage(shape.out_start, shape.head, shape.usage, reach)
    return Flows(
        demand[:, 0].copy(),
        demand[:, 1].copy(),
        np.array([stage.added_cost for stage in stages]),
        np.array([given_value(stage) for stage in stages]),
        np.array([own_level(stage) for stage in stages]),
        mean=np.zeros(shape.count),
        variance=np.zeros(shape.count),
        value=np.zeros(shape.count),
        level=np.zeros(shape.count),
        factor=np.zeros(shape.count),
        sources=sources,
        reach=reach,
    )


def given_value(stage: Stage) -> float:
    """Return the unit value that a stage states, −1 where it follows from what is added."""
    return -1.0 if stage.unit_value is None else stage.unit_value


def own_level(stage: Stage) -> float:
    """Return the service level a stage was given as type 1; a fill rate is converted in `fill_rate_level`."""
    if stage.service is None:
        return 0.0
    return stage.service.level if stage.service.kind == "type_1" else fill_rate_level(stage)


def fill_rate_level(stage: Stage) -> float:
    r"""Return the type-1 level that a type-2 target asks for when stock covers the whole stage time.

    With demand of the cover N(mτ, s²τ) and an order every R periods, s √τ L(z) = (1 − β) m R gives z, and Φ(z) is the
    level, at least ½ (Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, 4th ed., 6.7).
    """
    assert stage.service is not None  # noqa: S101 - asked of stages with a fill rate only
    mean, sd = own_demand(stage)
    cover = max(1.0, stage.stage_time.mean, *(point.time for point in stage.stage_time.pmf)) + stage.review_period
    missed = (1.0 - stage.service.level) * mean * max(1, stage.review_period)
    return float(ndtr(normal_factor(np.array([sd * np.sqrt(cover)]), missed)[0]))


def refresh(flows: Flows, network: PlacementNetwork, shape: Topology) -> None:
    """Derive demand, unit value and service of all stages from their own; in place.

    Value of a unit: own cost plus usage times the value of inputs. Mean demand: own plus usage times that of the heads.
    Variance: `exact` w' Σ w with w the usage over all paths to each demand stage; `graves_willems` Σ usage² · variance
    over the arcs (Graves and Willems, M&SOM 2(1), 2000, section 2, as published optima have it).
    """
    _values(shape.in_start, shape.in_arc, shape.tail, shape.usage, flows.added, flows.given_value, flows.value)
    exact = network.convention == "exact"
    _demands(shape.out_start, shape.head, shape.usage, flows.own_mean, flows.own_sd, flows.mean, flows.variance)
    if exact:
        flows.variance[:] = _exact_variance(network, shape, flows)
        _levels(shape.out_start, shape.head, flows.own_level, flows.level)
    else:
        flows.level[:] = flows.own_level.max()
    flows.factor[:] = ndtri(flows.level)


def _exact_variance(network: PlacementNetwork, shape: Topology, flows: Flows) -> Floats:
    spread = flows.reach * flows.own_sd[flows.sources]
    variance: Floats = np.einsum("ij,ij->i", spread, spread)
    column = {shape.names[source]: place for place, source in enumerate(flows.sources)}
    for entry in network.correlations:
        variance += 2.0 * entry.value * spread[:, column[entry.first]] * spread[:, column[entry.second]]
    return np.maximum(variance, 0.0)


@compiled
def _values(
    in_start: Ints, in_arc: Ints, tail: Ints, usage: Floats, added: Floats, given: Floats, value: Floats
) -> None:
    for i in range(len(added)):
        if given[i] >= 0.0:
            value[i] = given[i]
            continue
        value[i] = added[i]
        for k in range(in_start[i], in_start[i + 1]):
            arc = in_arc[k]
            value[i] += usage[arc] * value[tail[arc]]


@compiled
def _demands(
    out_start: Ints, head: Ints, usage: Floats, own_mean: Floats, own_sd: Floats, mean: Floats, variance: Floats
) -> None:
    for i in range(len(own_mean) - 1, -1, -1):
        mean[i] = own_mean[i]
        variance[i] = own_sd[i] ** 2
        for arc in range(out_start[i], out_start[i + 1]):
            mean[i] += usage[arc] * mean[head[arc]]
            variance[i] += usage[arc] ** 2 * variance[head[arc]]


@compiled
def _levels(out_start: Ints, head: Ints, own: Floats, level: Floats) -> None:
    for i in range(len(own) - 1, -1, -1):
        level[i] = own[i]
        if own[i] == 0.0:
            for arc in range(out_start[i], out_start[i + 1]):
                level[i] = max(level[i], level[head[arc]])


@compiled
def _path_usage(out_start: Ints, head: Ints, usage: Floats, weight: Floats) -> None:
    for i in range(weight.shape[0] - 1, -1, -1):
        for arc in range(out_start[i], out_start[i + 1]):
            for k in range(weight.shape[1]):
                weight[i, k] += usage[arc] * weight[head[arc], k]
