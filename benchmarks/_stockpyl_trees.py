"""Solves trees with stockpyl; run by its own environment, where nothing of Trimtab is installed.

Reads {"named": [...], "trees": [{"nodes": [...], "arcs": [...]}]} and prints cost and seconds of each, and where
stockpyl keeps its instances. Seconds are those of its dynamic programme alone: labels and bounds are prepared before.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import stockpyl  # type: ignore[import-not-found]
from stockpyl.gsm_tree import (  # type: ignore[import-not-found]
    optimize_committed_service_times,
    preprocess_tree,
    relabel_nodes,
)
from stockpyl.instances import load_instance  # type: ignore[import-not-found]
from stockpyl.supply_chain_network import SupplyChainNetwork  # type: ignore[import-not-found]
from stockpyl.supply_chain_node import SupplyChainNode  # type: ignore[import-not-found]


def tree_of(record: dict[str, Any]) -> Any:
    tree = SupplyChainNetwork()
    nodes = {}
    for fields in record["nodes"]:
        demand = fields.pop("demand", None)
        node = SupplyChainNode(fields.pop("index"), **fields)
        if demand:
            node.demand_source.type = "N"
            node.demand_source.mean, node.demand_source.standard_deviation = demand
        nodes[node.index] = node
        tree.add_node(node)
    for source, target in record["arcs"]:
        tree.add_edge(source, target)
    return tree


def solved(tree: Any) -> dict[str, float]:
    ready = relabel_nodes(preprocess_tree(tree))
    begun = time.perf_counter()
    _, cost = optimize_committed_service_times(ready)
    return {"cost": float(cost), "seconds": time.perf_counter() - begun}


def main() -> None:
    asked = json.load(sys.stdin)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        answer = {
            "instances": str(Path(stockpyl.__file__).parent / "datasets" / "stockpyl_instances.json"),
            "named": {name: solved(load_instance(name)) for name in asked["named"]},
            "trees": [solved(tree_of(record)) for record in asked["trees"]],
        }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
