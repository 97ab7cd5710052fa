"""Small random networks, and their optimum by trying every combination of service times."""

import itertools
import math
import random
from collections.abc import Callable
from typing import Any


def random_network(seed: int, stages: int = 5) -> dict[str, Any]:
    rng = random.Random(seed)
    names = [f"S{k}" for k in range(stages)]
    arcs = [
        {"source": names[a], "target": names[b], "quantity": rng.choice([1, 2])}
        for a in range(stages)
        for b in range(a + 1, stages)
        if rng.random() < 0.45
    ]
    inner = {arc["source"] for arc in arcs}
    entries = []
    for name in names:
        entry: dict[str, Any] = {
            "name": name,
            "added_cost": rng.randint(1, 30),
            "stage_time": rng.choice([0, 1, 2, 3, 2.5]),
        }
        if name not in inner:
            entry |= {
                "demand": {"mean": 20, "sd": rng.randint(2, 9)},
                "service": {"level": rng.choice([0.9, 0.95, 0.99])},
                "max_service_time": rng.choice([0, 0, 1, 2]),
            }
        entries.append(entry)
    return {"stages": entries, "arcs": arcs}


def brute_force(network: dict[str, Any], value: dict[str, float], stock: Callable[[str, float], float]) -> float:
    """Return the least cost over all quotes, for fixed stage times; `stock` of a stage for its net time is given."""
    names = [stage["name"] for stage in network["stages"]]
    stages = {stage["name"]: stage for stage in network["stages"]}
    before: dict[str, list[str]] = {name: [] for name in names}
    for arc in network["arcs"]:
        before[arc["target"]].append(arc["source"])
    time: dict[str, float] = {}
    top: dict[str, int] = {}
    for name in names:
        time[name] = stages[name]["stage_time"] + stages[name].get("review_period", 0)
        top[name] = math.floor(max([0, *(top[b] for b in before[name])]) + time[name])
        if "demand" in stages[name]:
            top[name] = min(top[name], stages[name]["max_service_time"])
    best = math.inf
    for quotes in itertools.product(*(range(top[name] + 1) for name in names)):
        quoted = dict(zip(names, quotes, strict=True))
        cost = 0.0
        for name in names:
            net = max([0, *(quoted[b] for b in before[name])]) + time[name] - quoted[name]
            if net < 0:
                break
            cost += 0.2 * value[name] * stock(name, net)
        else:
            best = min(best, cost)
    return best
