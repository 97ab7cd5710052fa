"""Each item-location over time: demand, supply already decided, and the cost curve of every bucket and lateness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.loss import LossCurves
from tools.optimizer.planning.buckets import Buckets
from tools.optimizer.planning.demand import DemandByDay, demand_by_day
from tools.optimizer.planning.options import LATENESS_NODES, LATENESS_WEIGHTS, Options, review_days
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from tools.optimizer.planning.recommended import cost_rates
from tools.optimizer.planning.supply import ArrivalKey, KnownSupply, known_supply

Array = NDArray[np.float64]

MOST_TOLD_APART = 2
"""Of more open orders in doubt that offers could change, the smallest count by their mean."""


@dataclass(frozen=True)
class State:
    """One bucket in the cases that look alike there; `middle`: the usual lateness is among them.

    `arrived` are the bits of the open orders told apart (see `Position.apart`).
    """

    bucket: int
    node: int
    weight: float
    middle: bool
    arrived: int = 0


@dataclass(frozen=True)
class Components:
    """What each day asks of new supply in each case of open orders: Normal(need, sd²) and weight, sorted by day.

    `arrived`: the bits of the open orders told apart.
    """

    day: NDArray[np.int64]
    need: Array
    sd: Array
    weight: Array
    arrived: NDArray[np.int64]


@dataclass(frozen=True)
class DayRates:
    """What a unit over or short costs by day, in currency: `holding`, `backorder`, and `scrap` for what is left over.

    An item at its end of life costs nothing a day after its last sale; on the last day of the horizon a unit left is
    worth nothing (its unit cost is lost), and a unit still owed is a margin lost for good: the newsvendor's two prices.
    """

    holding: Array
    backorder: Array
    scrap: Array


@dataclass(frozen=True)
class Position:
    """An item-location in the model; `components` by day, `states` with their cost `curves` (a row each)."""

    item_location: ItemLocation
    demand: DemandByDay
    known: KnownSupply
    apart: tuple[ArrivalKey, ...]
    """Open orders in doubt that an offer could change: their cases are states of their own."""
    rates: DayRates
    components: Components
    states: tuple[State, ...]
    curves: LossCurves
    """Cost per state of the net supply decided beyond `reference`: around zero the numbers stay small."""
    scrap: LossCurves | None
    """Of that cost, the value of what is left over where it is worth nothing; None where nothing ever is."""
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
    review = review_days(problem, here)
    variance = demand.variance_over(round(lead) + review)
    # Where regular orders of later cycles carry the supply, their lateness adds sd_days times daily demand.
    relies = np.arange(buckets.days) >= problem.next_cycle_days + lead
    variance = variance + np.where(relies, (spread * demand.rate) ** 2, 0.0)
    if demand.last_day is not None:
        # What demand turned out to be until its end stays so: no later day makes it more certain.
        variance[demand.last_day + 1 :] = variance[demand.last_day] if demand.last_day >= 0 else 0.0
    apart = _apart(options, known, here)
    components = _components(demand, known, variance, apart)
    rates = _rates(problem, here, demand.last_day)
    states = _states(options, buckets, here, components)
    curves, scrap, reference = _curves(states, components, buckets, rates)
    return Position(here, demand, known, apart, rates, components, states, curves, scrap, reference, spread)


def _apart(options: Options, known: KnownSupply, here: ItemLocation) -> tuple[ArrivalKey, ...]:
    changed = {gone.key for c in options.changes for e in c.effects if e.item_location == here for gone in e.leaves}
    doubtful = sorted((a for a in known.uncertain if a.key in changed), key=lambda a: (-a.quantity, a.key))
    return tuple(a.key for a in doubtful[:MOST_TOLD_APART])


def _rates(problem: PlanProblem, here: ItemLocation, last_day: int | None) -> DayRates:
    days = problem.horizon_days
    holding, backorder = (np.full(days, rate) for rate in cost_rates(problem, here[0]))
    scrap = np.zeros(days)
    if last_day is not None:
        item = problem.network.item(here[0])
        holding[last_day + 1 :] = backorder[last_day + 1 :] = 0.0
        scrap[-1] = float(item.unit_cost.amount)
        backorder[-1] += float(item.unit_price.amount - item.unit_cost.amount)
    return DayRates(holding, backorder, scrap)


def _states(options: Options, buckets: Buckets, here: ItemLocation, components: Components) -> tuple[State, ...]:
    """Return the states: lateness cases of what is ordered now are told apart only in buckets where they differ."""
    doubtful = [
        o for o in options.supply if o.item_location == here and o.start_day is not None and o.lead_time_sd_days > 0
    ]
    by_node = [[buckets.presence(o.arrival_day(o.start_day or 0, node)) for o in doubtful] for node in LATENESS_NODES]
    bucket_of = np.repeat(np.arange(len(buckets)), buckets.lengths)[components.day]
    cases = sorted(set(zip(bucket_of.tolist(), components.arrived.tolist(), strict=True)))
    states = []
    for bucket, arrived in cases:
        groups: dict[tuple[float, ...], list[int]] = {}
        for node in range(len(LATENESS_NODES)):
            groups.setdefault(tuple(float(p[bucket]) for p in by_node[node]), []).append(node)
        for nodes in groups.values():
            weight = sum(LATENESS_WEIGHTS[n] for n in nodes)
            states.append(State(bucket, nodes[0], weight, middle=1 in nodes, arrived=arrived))
    return tuple(states)


def _components(demand: DemandByDay, known: KnownSupply, variance: Array, apart: tuple[ArrivalKey, ...]) -> Components:
    cumulative = demand.cumulative
    rows = [
        (day, cumulative[day] - case.supply, np.sqrt(variance[day] + case.variance), case.weight, case.arrived)
        for day in range(len(cumulative))
        for case in known.cases(day, apart)
    ]
    day, need, sd, weight, arrived = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Components(day.astype(np.int64), need, sd, weight, arrived.astype(np.int64))


def _curves(
    states: tuple[State, ...], components: Components, buckets: Buckets, rates: DayRates
) -> tuple[LossCurves, LossCurves | None, Array]:
    edges = np.searchsorted(components.day, np.arange(buckets.days + 1))
    parts = []
    for state in states:
        first = buckets.starts[state.bucket]
        part = np.arange(edges[first], edges[first + buckets.lengths[state.bucket]])
        parts.append(part[components.arrived[part] == state.arrived])
    row = np.repeat(np.arange(len(states)), [len(part) for part in parts])
    chosen = np.concatenate(parts)
    need, sd, day = components.need[chosen], components.sd[chosen], components.day[chosen]
    weight = components.weight[chosen] * np.array([s.weight for s in states])[row]
    reference = np.round(np.bincount(row, weight * need) / np.bincount(row, weight))
    over, under = rates.holding + rates.scrap, rates.backorder
    curves = LossCurves(len(states), row, need - reference[row], sd, weight, over[day], under[day])
    scrap = replace(curves, holding=rates.scrap[day], backorder=0.0) if rates.scrap.any() else None
    return curves, scrap, reference
