"""place() beside stockpyl 1.0 on trees, the only networks that both solve: the same cost, and how much sooner.

Run `python -m benchmarks.levels_peer [--json]`. stockpyl lives in an environment of its own (`make bench` makes it).
Compilation of our kernels is excluded: one tree is solved first. Seconds of both are those of the solution alone;
reading, labelling and preparing are left out on both sides.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tools.optimizer.placement import Placer, read_network
from tools.optimizer.placement.network import Arc, Demand, PlacementNetwork, Service, Stage, StageTime
from tools.optimizer.placement.solve import solve

HOUSE = Path(__file__).resolve().parent.parent
PEER = HOUSE / ".cache" / "bench" / "venv" / "bin" / "python"
NAMED = ("example_6_3", "problem_6_7", "problem_6_8", "problem_6_9", "example_6_5", "figure_6_14")
SIZES = (5, 10, 20, 40, 80)
TREES_PER_SIZE = 4
FACTOR, LEVEL = 1.6448536269514722, 0.95
REPEATS = 5
SAME = 1e-6
WANTED, FROM = 100.0, 10


def random_tree(size: int, seed: int) -> dict[str, Any]:
    """Return a tree as stockpyl is told: each node hangs before or behind one that is there; those at the end sell."""
    rng = random.Random(1000 * size + seed)
    arcs = []
    for index in range(2, size + 1):
        other = rng.randint(1, index - 1)
        arcs.append((index, other) if rng.random() < 0.5 else (other, index))
    inner = {source for source, _ in arcs}
    nodes = []
    for index in range(1, size + 1):
        node: dict[str, Any] = {
            "index": index,
            "processing_time": rng.randint(1, 6),
            "local_holding_cost": round(rng.uniform(0.5, 20.0), 2),
            "demand_bound_constant": FACTOR,
        }
        if index not in inner:
            node |= {"external_outbound_cst": rng.randint(0, 3), "demand": (rng.randint(20, 60), rng.randint(3, 15))}
        nodes.append(node)
    return {"nodes": nodes, "arcs": arcs}


def network_of(tree: dict[str, Any]) -> PlacementNetwork:
    """Return the same tree as our network; holding cost is the value of a unit at a rate of 1."""
    return PlacementNetwork(
        holding_rate=1.0,
        convention="graves_willems",
        stages=tuple(_stage(node) for node in tree["nodes"]),
        arcs=tuple(Arc(source=str(source), target=str(target)) for source, target in tree["arcs"]),
    )


def _stage(node: dict[str, Any]) -> Stage:
    demand = node.get("demand")
    return Stage(
        name=str(node["index"]),
        added_cost=0.0,
        unit_value=node["local_holding_cost"],
        stage_time=StageTime(mean=node["processing_time"]),
        demand=Demand(mean=demand[0], sd=demand[1]) if demand else None,
        service=Service(level=LEVEL) if demand else None,
        max_service_time=node.get("external_outbound_cst"),
        confirmed=True,
    )


def ours(network: PlacementNetwork) -> dict[str, float]:
    """Return cost and the middle of several times, in seconds."""
    placer, seconds = Placer(network), []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = solve(placer.tables)
        seconds.append(time.perf_counter() - begun)
    return {"cost": found.cost, "seconds": statistics.median(seconds)}


def compared() -> list[dict[str, Any]]:
    """Return a row for every tree: stages, both costs, both times."""
    sizes = [(size, seed) for size in SIZES for seed in range(TREES_PER_SIZE)]
    trees = [random_tree(size, seed) for size, seed in sizes]
    asked = json.dumps({"named": NAMED, "trees": trees})
    script = Path(__file__).with_name("_stockpyl_trees.py")
    done = subprocess.run([str(PEER), str(script)], input=asked, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    Placer(network_of(trees[0]))
    networks = {name: read_network(Path(theirs["instances"]), name) for name in NAMED}
    pairs = [(name, networks[name], theirs["named"][name]) for name in NAMED]
    pairs += [
        (f"random tree {size}/{seed}", network_of(tree), answer)
        for (size, seed), tree, answer in zip(sizes, trees, theirs["trees"], strict=True)
    ]
    rows = []
    for name, network, their in pairs:
        our = ours(network)
        rows.append(
            {
                "tree": name,
                "stages": len(network.stages),
                "cost": our["cost"],
                "stockpyl_cost": their["cost"],
                "difference": (our["cost"] - their["cost"]) / their["cost"],
                "seconds": our["seconds"],
                "stockpyl_seconds": their["seconds"],
                "ratio": their["seconds"] / our["seconds"],
            }
        )
    return rows


def main() -> int:
    """Print the rows; 1 where a cost differs or a tree of 10 stages or more is not solved a hundred times sooner."""
    if not PEER.is_file():
        sys.stderr.write("levels_peer: stockpyl is not installed: `make bench` does it. Nothing was measured.\n")
        return 1
    rows = compared()
    if "--json" in sys.argv:
        print(json.dumps({"trees": rows}))
    else:
        for row in rows:
            times = f"{1e3 * row['seconds']:8.3f} ms, stockpyl {1e3 * row['stockpyl_seconds']:9.1f} ms"
            same = f"cost differs {row['difference']:.0e}"
            print(f"{row['tree']:20} {row['stages']:3} stages  {times}: {row['ratio']:7.0f} times  {same}")
    slow = [row for row in rows if row["stages"] >= FROM and row["ratio"] < WANTED]
    other = [row for row in rows if abs(row["difference"]) > SAME]
    return int(bool(slow or other))


if __name__ == "__main__":
    sys.exit(main())
