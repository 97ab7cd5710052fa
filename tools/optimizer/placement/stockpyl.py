"""Networks as stockpyl writes them (github.com/LarrySnyder/stockpyl, 1.0): its guaranteed-service model, read only.

Local holding cost is per unit and period there; here it is the unit value at a holding rate of 1, so costs agree. Its
demand bound constant is z; it must be the same at every node that states one, as in all its published instances.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from scipy.special import ndtr

from tools.optimizer.placement.network import Arc, Demand, PlacementNetwork, Service, Stage, StageTime
from trimtab.errors import InvalidField


def is_stockpyl(record: Mapping[str, Any]) -> bool:
    """Say whether a record is one of stockpyl's networks, or its file of instances."""
    return "_nodes" in record or isinstance(record.get("instances"), list)


def stockpyl_names(record: Mapping[str, Any]) -> list[str]:
    """Return the names of the networks in a file of instances; none where the record is one network."""
    return [entry["name"] for entry in record.get("instances", ()) if "_nodes" in (entry.get("data") or {})]


def stockpyl_network(record: Mapping[str, Any], name: str = "") -> PlacementNetwork:
    """Return one network; raises InvalidField with node and field where it is none of guaranteed service."""
    for entry in record.get("instances", ()):
        if entry["name"] == name:
            return stockpyl_network(entry["data"], name)
    nodes = record["_nodes"]
    factors = {node["demand_bound_constant"] for node in nodes if node["demand_bound_constant"] is not None}
    if len(factors) != 1:
        told = "differs between nodes" if factors else "is stated nowhere"
        raise InvalidField(
            f"The demand bound constant {told}.", record=name or "network", field="demand_bound_constant"
        )
    level = float(ndtr(factors.pop()))
    arcs = tuple(Arc(source=str(node["_index"]), target=str(n)) for node in nodes for n in node["_successor_indices"])
    return PlacementNetwork(
        name=name,
        time_unit="period",
        holding_rate=1.0,
        convention="graves_willems",
        stages=tuple(_stage(node, level) for node in nodes),
        arcs=arcs,
    )


def _stage(node: Mapping[str, Any], level: float) -> Stage:
    demand = node["demand_source"] or {}
    if demand.get("type") not in {None, "N"}:
        _refuse(node, "demand_source", f"Is of type {demand['type']}, not N (normal).")
    for field in ("processing_time", "local_holding_cost"):
        if node[field] is None:
            _refuse(node, field, "Is not stated.")
    sells = demand.get("type") == "N"
    if sells and node["external_outbound_cst"] is None:
        _refuse(node, "external_outbound_cst", "Is not stated: its customers would wait for ever.")
    return Stage(
        name=str(node["_index"]),
        added_cost=0.0,
        unit_value=node["local_holding_cost"],
        stage_time=StageTime(mean=node["processing_time"]),
        inbound_service_time=node["external_inbound_cst"] or 0,
        demand=Demand(mean=demand["mean"] or 0.0, sd=demand["standard_deviation"] or 0.0) if sells else None,
        service=Service(level=level) if sells else None,
        max_service_time=node["external_outbound_cst"],
        confirmed=True,
    )


def _refuse(node: Mapping[str, Any], field: str, text: str) -> NoReturn:
    raise InvalidField(text, record=f"node {node['_index']}", field=field)
