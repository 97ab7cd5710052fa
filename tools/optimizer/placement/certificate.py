"""The certificate of a placement as JSON: service times, cost, bound, and the prices that prove it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.optimizer.placement.network import PlacementNetwork
from tools.optimizer.placement.solve import Proof, Solved
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Topology


def certificate_of(network: PlacementNetwork, shape: Topology, tables: Tables, solved: Solved) -> dict[str, Any]:
    """Return what `checker.check` verifies against the network; price lists stand in the order of `network.arcs`."""
    row = {(shape.names[a], shape.names[b]): k for k, (a, b) in enumerate(zip(shape.tail, shape.head, strict=True))}
    arcs = [row[arc.source, arc.target] for arc in network.arcs]
    return {
        "version": 1,
        "network": network.name,
        "cost": solved.cost,
        "bound": solved.bound,
        "service_times": {name: int(quote) for name, quote in zip(shape.names, solved.quotes, strict=True)},
        "proof": _proof(solved.proof, shape, tables, arcs),
    }


def _proof(proof: Proof, shape: Topology, tables: Tables, arcs: list[int]) -> dict[str, Any]:
    entry: dict[str, Any] = {"prices": [_prices(prices, tables, arcs) for prices in proof.prices]}
    if proof.low is not None and proof.high is not None:
        entry["split"] = {
            "stage": shape.names[proof.stage],
            "at": proof.at,
            "low": _proof(proof.low, shape, tables, arcs),
            "high": _proof(proof.high, shape, tables, arcs),
        }
    return entry


def _prices(prices: Floats, tables: Tables, arcs: list[int]) -> list[list[float]]:
    rows: list[list[float]] = []
    for arc in arcs:
        row = prices[tables.dual_start[arc] : tables.dual_start[arc + 1]].copy()
        low = int(tables.s_low[tables.tail[arc]])
        row[:low] = np.minimum(row[:low], row[low])
        rows.append(row.tolist())
    return rows
