"""place(): the 38 chains of Willems (2008) to the proven optimum, every certificate checked; changes re-solved warm.

Run `python -m benchmarks.levels [--json] [--stochastic] [--warm] [--disturbed SEED] [--chain 21]`. The chains are read
from the shared data, beside the checkout or where TRIMTAB_SHARED_DATA says. The disturbed ones have the same arcs, and
costs, times and demand that nothing was ever tuned on. Compilation of the kernels is excluded: one chain is
solved first.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks._shared_data import shared_data
from tools.optimizer.placement import Placer, Stage, place
from tools.optimizer.placement.checker import check
from tools.optimizer.placement.network import Demand, PlacementNetwork, Service, StageTime
from tools.optimizer.placement.willems import willems_network

PROVEN = 1e-6
CHANGES = 200
CORES = 2


def optima(folder: Path) -> dict[str, float]:
    """Return the published optimum of each chain."""
    with (folder / "willems38_optima.csv").open(encoding="utf-8") as file:
        return {row["chain"]: float(row["optimum_cost"]) for row in csv.DictReader(file)}


def disturbed(network: PlacementNetwork, seed: int) -> PlacementNetwork:
    """Return the network with every cost, stage time and spread of demand multiplied by a random factor of its own."""
    rng = random.Random(f"{network.name} {seed}")
    stages = []
    for stage in network.stages:
        changes: dict[str, Any] = {
            "added_cost": stage.added_cost * rng.uniform(0.5, 1.6),
            "stage_time": StageTime(mean=round(stage.stage_time.mean * rng.uniform(0.6, 1.5))),
        }
        if stage.demand is not None:
            changes["demand"] = Demand(mean=stage.demand.mean, sd=(stage.demand.sd or 0.0) * rng.uniform(0.5, 1.6))
        stages.append(stage.model_copy(update=changes | {"confirmed": True}))
    return network.model_copy(update={"stages": tuple(stages)})


def solved(task: tuple[str, Any, bool, int | None]) -> dict[str, Any]:
    """Solve one chain, check its certificate, and return the figures; a refused certificate ends the run."""
    name, chain, stochastic, seed = task
    network = willems_network(name, chain, stochastic=stochastic)
    if seed is not None:
        network = disturbed(network, seed)
    begun = time.perf_counter()
    placement = place(network)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    gap = check(network.model_dump(mode="json"), placement.certificate)
    return {
        "chain": name,
        "stages": len(network.stages),
        "cost": placement.cost,
        "bound": placement.bound,
        "gap": gap,
        "seconds": seconds,
        "check_seconds": time.perf_counter() - begun,
        "verified": gap <= PROVEN,
    }


def compile_kernels(chains: dict[str, Any]) -> None:
    """Solve two chains that between them need every kernel."""
    for name in ("01", "21"):
        place(willems_network(name, chains[name]))


def solve_all(
    chains: dict[str, Any], names: list[str], *, stochastic: bool, seed: int | None
) -> tuple[list[dict[str, Any]], float]:
    """Solve the chains in two processes, the largest first; returns a row each in the order asked, and the seconds."""
    tasks = [(name, chains[name], stochastic, seed) for name in names]
    order = sorted(range(len(tasks)), key=lambda k: -size_of(tasks[k][1]))
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        for ready in [pool.submit(compile_kernels, chains) for _ in range(CORES)]:
            ready.result()
        begun = time.perf_counter()
        found = dict(zip(order, pool.map(solved, [tasks[k] for k in order]), strict=True))
        seconds = time.perf_counter() - begun
    return [found[k] for k in range(len(tasks))], seconds


def size_of(chain: dict[str, Any]) -> float:
    """Return about how large the tables of a chain are: the squares of its stage times, added up."""
    return sum(float(stage["stageTime"]) ** 2 for stage in chain["stages"])


def changed(stage: Stage, rng: random.Random) -> Stage:
    """Return a stage with one thing otherwise: demand, stage time, cost or service."""
    factor = rng.uniform(0.7, 1.4)
    kind = rng.choice(["demand", "time", "cost", "service"])
    if kind == "demand" and stage.demand is not None:
        demand = Demand(mean=(stage.demand.mean or 0.0) * factor, sd=(stage.demand.sd or 0.0) * factor)
        return stage.model_copy(update={"demand": demand})
    if kind == "service" and stage.service is not None:
        return stage.model_copy(
            update={"service": Service(level=min(0.995, stage.service.level * rng.uniform(0.95, 1.03)))}
        )
    if kind == "time":
        return stage.model_copy(update={"stage_time": StageTime(mean=stage.stage_time.mean * factor)})
    return stage.model_copy(update={"added_cost": stage.added_cost * factor})


def warm(chains: dict[str, Any], changes: int = CHANGES, chain: str = "38", seed: int = 5) -> dict[str, float]:
    """Change one stage at a time, re-solve warm, and compare with solving the changed network cold."""
    rng = random.Random(seed)
    placer = Placer(willems_network(chain, chains[chain]))
    placer.change(placer.network.stages[0])
    times, cold_times, worst, worst_gap = [], [], 0.0, 0.0
    for _ in range(changes):
        stage = changed(rng.choice(placer.network.stages), rng)
        begun = time.perf_counter()
        placement = placer.change(stage)
        times.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        cold = place(placer.network)
        cold_times.append(1000 * (time.perf_counter() - begun))
        worst = max(worst, abs(placement.cost - cold.cost) / cold.cost)
        worst_gap = max(worst_gap, placement.gap)
    times.sort()
    return {
        "changes": changes,
        "warm_p50_ms": statistics.median(times),
        "warm_p99_ms": times[int(0.99 * len(times))],
        "cold_p50_ms": statistics.median(cold_times),
        "ratio": statistics.median(cold_times) / statistics.median(times),
        "largest_difference_to_cold": worst,
        "largest_gap": worst_gap,
    }


def main() -> int:
    """Print the figures, as JSON on request; 1 where an optimum is missed or a certificate refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--stochastic", action="store_true", help="stage times with their spread")
    parser.add_argument("--warm", action="store_true", help=f"{CHANGES} changes of chain 38, warm against cold")
    parser.add_argument("--disturbed", type=int, metavar="SEED", help="with other costs, times and demand")
    parser.add_argument("--chain", action="append", help="only this chain; may be repeated")
    asked = parser.parse_args()
    folder = shared_data()
    if folder is None:
        sys.stderr.write("levels: the shared data are absent; nothing was measured.\n")
        return 1
    chains = json.loads((folder / "willems38.json").read_text(encoding="utf-8"))
    if asked.warm:
        compile_kernels(chains)
        figures = warm(chains)
        print(json.dumps({"warm": figures}) if asked.json else f"chain 38, warm: {figures}")
        return int(figures["largest_difference_to_cold"] > PROVEN)
    rows, wall = solve_all(chains, asked.chain or list(chains), stochastic=asked.stochastic, seed=asked.disturbed)
    for row in rows:
        if not asked.stochastic and asked.disturbed is None:
            row["optimum"] = optima(folder)[row["chain"]]
            row["difference"] = (row["cost"] - row["optimum"]) / row["optimum"]
        if not asked.json:
            print(
                "  ".join(
                    f"{key} {value:.6g}" if isinstance(value, float) else f"{key} {value}" for key, value in row.items()
                )
            )
    total = {key: sum(row[key] for row in rows) for key in ("seconds", "check_seconds")}
    if asked.json:
        print(json.dumps({"chains": rows, **total, "wall_seconds": wall}))
    else:
        proven = sum(row["verified"] for row in rows)
        print(
            f"{proven} of {len(rows)} proven; {total['seconds']:.1f} s solve, {total['check_seconds']:.1f} s check; "
            f"{wall:.1f} s in all in {CORES} processes"
        )
    missed = [row for row in rows if not row["verified"] or abs(row.get("difference", 0.0)) > PROVEN]
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
