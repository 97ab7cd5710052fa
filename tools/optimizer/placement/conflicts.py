"""Conflicts: a smallest set of limits of stages that no service times can keep together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.optimizer.irreducible import irreducible
from tools.optimizer.placement.flows import flows_of, refresh
from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.rounding import repair
from tools.optimizer.placement.tables import model_of, times_of
from tools.optimizer.placement.topology import Topology
from trimtab.errors import InfeasiblePlan

ANY_TIME = 10_000
"""A demand stage without its limit may let customers wait as long as it takes."""


@dataclass(frozen=True)
class _Limit:
    """One limit of the stage at `place` of the network, in words; `field` is what it is written in."""

    place: int
    field: str
    words: str


def contradiction(network: PlacementNetwork, shape: Topology) -> InfeasiblePlan:
    """Return the error that names limits which contradict each other, none of them needlessly.

    Limits of a stage are contradicted by its own and those of its suppliers only, so the first stage, from the
    suppliers on, up to which nothing keeps all limits is where to look.
    """
    order = shape.place.tolist()
    last = bisect_left(
        range(1, len(order) + 1), True, key=lambda k: not _keeps(network, shape, _limits(network, order[k:]))
    )
    places = _suppliers(shape, last)
    inside = [limit for i in sorted(places) for limit in _limits(network, [order[i]])]
    outside = _limits(network, [order[i] for i in range(len(order)) if i not in places])
    limits = tuple(
        irreducible(
            [limit.words for limit in inside],
            lambda out: _keeps(network, shape, [*outside, *(inside[k] for k in out)]),
        )
    )
    return InfeasiblePlan(
        "No service times keep these limits together: " + "; ".join(limits),
        limits=limits,
        remedy="Raise a maximum safety stock or a longest quote among them, or withdraw one of them.",
    )


def _limits(network: PlacementNetwork, places: Sequence[int]) -> list[_Limit]:
    return [limit for place in places for limit in _limits_of(place, network.stages[place], network.time_unit)]


def _limits_of(place: int, stage: Stage, unit: str) -> Iterator[_Limit]:
    name = f"stage {stage.name}"
    if stage.frozen is not None:
        held = f"{stage.frozen.service_time} {unit}s with {stage.frozen.safety_stock:g}"
        yield _Limit(place, "frozen", f"{name}, frozen at {held}")
    if stage.quoted_service_time is not None:
        yield _Limit(place, "quoted_service_time", f"{name}, quotes {stage.quoted_service_time} {unit}s")
    if stage.max_safety_stock is not None:
        yield _Limit(place, "max_safety_stock", f"{name}, safety stock at most {stage.max_safety_stock:g}")
    if stage.max_service_time is not None or stage.demand is not None:
        yield _Limit(place, "max_service_time", f"{name}, service time at most {stage.max_service_time or 0} {unit}s")


def _suppliers(shape: Topology, i: int) -> set[int]:
    """Return a stage with all that supply it, however far back."""
    found, waiting = {i}, [i]
    while waiting:
        at = waiting.pop()
        for arc in shape.in_arc[shape.in_start[at] : shape.in_start[at + 1]].tolist():
            tail = int(shape.tail[arc])
            if tail not in found:
                found.add(tail)
                waiting.append(tail)
    return found


def _keeps(network: PlacementNetwork, shape: Topology, left_out: Sequence[_Limit]) -> bool:
    """Tell whether some service times keep all limits but those left out."""
    stages = list(network.stages)
    for limit in left_out:
        stage = stages[limit.place]
        anything = ANY_TIME if limit.field == "max_service_time" and stage.demand is not None else None
        stages[limit.place] = stage.model_copy(update={limit.field: anything})
    without = network.model_copy(update={"stages": tuple(stages)})
    flows = flows_of(without, shape)
    refresh(flows, without, shape)
    try:
        tables = model_of(without, shape, flows, times_of(without, shape)).tables
    except InfeasiblePlan:
        return False
    return bool(repair(tables, tables.s_low.copy()))
