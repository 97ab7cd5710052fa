"""Networks of Willems, Real-World Multiechelon Supply Chains Used for Inventory Optimization, M&SOM 10(1), 2008."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.optimizer.placement.network import Arc, Demand, PlacementNetwork, Service, Stage, StageTime, TimePoint

HOLDING_RATE = 0.2


def willems_network(name: str, chain: Mapping[str, Any], *, stochastic: bool = False) -> PlacementNetwork:
    """Return one of the 38 chains under the convention of the published optima; `stochastic` keeps spread of times."""
    return PlacementNetwork(
        name=name,
        holding_rate=HOLDING_RATE,
        convention="graves_willems",
        stages=tuple(_stage(record, stochastic=stochastic) for record in chain["stages"]),
        arcs=tuple(Arc(source=source, target=target) for source, target in chain["arcs"]),
    )


def _stage(record: Mapping[str, Any], *, stochastic: bool) -> Stage:
    demanded = record.get("avgDemand") is not None
    return Stage(
        name=record["Stage Name"],
        added_cost=record["stageCost"],
        stage_time=_time(record) if stochastic else StageTime(mean=record["stageTime"]),
        demand=Demand(mean=record["avgDemand"], sd=record["stdDevDemand"]) if demanded else None,
        service=Service(level=record["serviceLevel"]) if demanded else None,
        max_service_time=int(record.get("maxServiceTime") or 0) if demanded else None,
    )


def _time(record: Mapping[str, Any]) -> StageTime:
    points = [
        (record[key], record[f"stageTime_%_{key.rpartition('_')[2]}"])
        for key in record
        if key.startswith("stageTime_") and "%" not in key
    ]
    total = sum(share for _, share in points)
    pmf = tuple(TimePoint(time=time, probability=share / total) for time, share in points if share > 0)
    if pmf:
        return StageTime(mean=record["stageTime"], pmf=pmf)
    return StageTime(mean=record["stageTime"], sd=record.get("stdDev stageTime") or 0.0)


def is_willems(record: Mapping[str, Any]) -> bool:
    """Say whether a file is a collection of Willems' chains."""
    return all(isinstance(chain, dict) and "relDepth" in str(chain.get("stages"))[:400] for chain in record.values())
