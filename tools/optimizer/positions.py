"""Each item-location over time: demand, supply already decided, and the cost curve of every bucket and lateness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.buckets import Buckets
from tools.optimizer.demand import DemandByDay, demand_by_day
from tools.optimizer.levels import cost_rates
from tools.optimizer.loss import LossCurves
from tools.optimizer.options import LATENESS_NODES, LATENESS_WEIGHTS, Options
from tools.optimizer.problem import ItemLocation, PlanProblem
from tools.optimizer.supply import KnownSupply, known_supply

Array = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """One bucket in the lateness cases that look alike there; `middle`: the usual case is among them."""

    bucket: int
    node: int
    weight: float
    middle: bool


@dataclass(frozen=True)
class Components:
    """What each day asks of new supply in each case of open orders: Normal(need, sd²) and weight, sorted by day."""

    day: NDArray[np.int64]
    need: Array
    sd: Array
    weight: Array


@dataclass(frozen=True)
class Position:
    """An item-location in the model; `components` by day, `states` with their cost `curves` (a row each)."""

    item_location: ItemLocation
    demand: DemandByDay
    known: KnownSupply
    variance: Array
    """Variance of the demand that no later order can answer, by day."""
    components: Components
    states: tuple[State, ...]
    curves: LossCurves
    """Cost per state of the net supply decided beyond `reference`: around zero the numbers stay small."""
    reference: Array
    """Per state, the supply that demand is expected to ask beyond what is known, in stock units."""
    regular_sd_days: float


def positions_of(problem: PlanProblem, options: Options, buckets: Buckets) -> tuple[Position, ...]:
    """Return every item-location in scope."""
    return tuple(_position(problem, options, buckets, here) for here in problem.item_locations)


def _position(problem: PlanProblem, options: Options, buckets: Buckets, here: ItemLocation) -> Position:
    demand, known = demand_by_day(problem, here), known_supply(problem, here)
    regular = next((o for o in options.supply if o.regular and o.item_location == here), None)
    lead, spread = (regular.lead_time_days, regular.lead_time_sd_days) if regular else (float(buckets.days), 0.0)
    review = problem.network.policy_of(*here).review_period_days
    variance = demand.variance_over(round(lead) + review)
    # Where regular orders of later cycles carry the supply, their lateness adds sd_days times daily demand.
    relies = np.arange(buckets.days) >= problem.next_cycle_days + lead
    variance = variance + np.where(relies, (spread * demand.rate) ** 2, 0.0)
    components = _components(demand, known, variance)
    states = _states(options, buckets, here)
    curves, reference = _curves(states, components, buckets, cost_rates(problem, here[0]))
    return Position(here, demand, known, variance, components, states, curves, reference, spread)


def _states(options: Options, buckets: Buckets, here: ItemLocation) -> tuple[State, ...]:
    """Return the states: lateness cases of what is ordered now are told apart only in buckets where they differ."""
    doubtful = [
        o for o in options.supply if o.item_location == here and o.start_day is not None and o.lead_time_sd_days > 0
    ]
    by_node = [[buckets.presence(o.arrival_day(o.start_day or 0, node)) for o in doubtful] for node in LATENESS_NODES]
    states = []
    for bucket in range(len(buckets)):
        groups: dict[tuple[float, ...], list[int]] = {}
        for node in range(len(LATENESS_NODES)):
            groups.setdefault(tuple(float(p[bucket]) for p in by_node[node]), []).append(node)
        for nodes in groups.values():
            weight = sum(LATENESS_WEIGHTS[n] for n in nodes)
            states.append(State(bucket, nodes[0], weight, middle=1 in nodes))
    return tuple(states)


def _components(demand: DemandByDay, known: KnownSupply, variance: Array) -> Components:
    cumulative = demand.cumulative
    rows = [
        (day, cumulative[day] - supply, np.sqrt(variance[day] + extra), weight)
        for day in range(len(cumulative))
        for weight, supply, extra in known.cases(day)
    ]
    day, need, sd, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Components(day.astype(np.int64), need, sd, weight)


def _curves(
    states: tuple[State, ...], components: Components, buckets: Buckets, rates: tuple[float, float]
) -> tuple[LossCurves, Array]:
    edges = np.searchsorted(components.day, np.arange(buckets.days + 1))
    parts = [
        slice(edges[buckets.starts[s.bucket]], edges[buckets.starts[s.bucket] + buckets.lengths[s.bucket]])
        for s in states
    ]
    row = np.concatenate([np.full(part.stop - part.start, index) for index, part in enumerate(parts)])
    need = np.concatenate([components.need[part] for part in parts])
    sd = np.concatenate([components.sd[part] for part in parts])
    weight = np.concatenate([components.weight[p] * s.weight for p, s in zip(parts, states, strict=True)])
    reference = np.round(np.bincount(row, weight * need) / np.bincount(row, weight))
    return LossCurves(len(states), row, need - reference[row], sd, weight, *rates), reference
