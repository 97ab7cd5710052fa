"""Networks in stockpyl's JSON (Snyder, stockpyl 1.0: a saved network), as far as guaranteed service uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.special import ndtr

from tools.optimizer.placement.network import Arc, Demand, PlacementNetwork, Service, Stage, StageTime
from trimtab.errors import InvalidField


def is_stockpyl(record: Mapping[str, Any]) -> bool:
    """Say whether a file holds a network as stockpyl saves it."""
    return "_nodes" in record


def stockpyl_network(record: Mapping[str, Any]) -> PlacementNetwork:
    """Return the network: local holding cost as unit value, the demand bound constant of a node as its service level.

    A node's external outbound time is what it may quote its customers at most; 0 where none is given.
    """
    nodes = record["_nodes"]
    return PlacementNetwork(
        holding_rate=1.0,
        stages=tuple(_stage(node) for node in nodes),
        arcs=tuple(
            Arc(source=str(node["_index"]), target=str(after))
            for node in nodes
            for after in node.get("_successor_indices") or ()
        ),
    )


def _stage(node: Mapping[str, Any]) -> Stage:
    name = str(node["_index"])
    source = node.get("demand_source") or {}
    demand = None
    if source.get("type") is not None:
        if source["type"] != "N":
            raise InvalidField(
                f"Is of type {source['type']}; guaranteed service reads normal demand (N).",
                record=f"stage {name}",
                field="demand_source",
            )
        demand = Demand(mean=max(0.0, source.get("mean") or 0.0), sd=source["standard_deviation"])
    return Stage(
        name=name,
        added_cost=0.0,
        unit_value=node.get("local_holding_cost") or 0.0,
        stage_time=StageTime(mean=node.get("processing_time") or 0.0),
        inbound_service_time=int(node.get("external_inbound_cst") or 0),
        demand=demand,
        service=Service(level=float(ndtr(node.get("demand_bound_constant") or 1.0))),
        max_service_time=int(node.get("external_outbound_cst") or 0) if demand is not None else None,
        confirmed=True,
    )
