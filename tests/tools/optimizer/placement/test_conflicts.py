"""Limits that contradict each other: named, in conflict, and none needlessly; told by trying all quotes."""

import itertools
import math
import random
from typing import Any

import pytest
from scipy.special import ndtri

from tests.tools.optimizer.placement.random_networks import random_network
from tools.optimizer.placement import Placer, place
from tools.optimizer.placement.network import StageTime
from trimtab.errors import InfeasiblePlan

pytestmark = pytest.mark.timeout(600)
Limit = tuple[str, str]
FIELDS = {
    "safety stock at most": "max_safety_stock",
    "service time at most": "max_service_time",
    "quotes": "quoted_service_time",
}


def limited(seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    network = random_network(seed, stages=4)
    for stage in network["stages"]:
        stage["stage_time"] = rng.choice([1, 2, 3])
        if rng.random() < 0.7:
            stage["max_safety_stock"] = rng.choice([0, 5, 15, 60])
        if "demand" not in stage and rng.random() < 0.4:
            stage[rng.choice(["max_service_time", "quoted_service_time"])] = rng.choice([0, 1, 2])
    return network


def possible(network: dict[str, Any], kept: set[Limit], spread: dict[str, float]) -> bool:
    """Whether some quotes keep these limits, by trying all; `spread` is a stage's stock for a net time of one."""
    stages = {stage["name"]: stage for stage in network["stages"]}
    before: dict[str, list[str]] = {name: [] for name in stages}
    for arc in network["arcs"]:
        before[arc["target"]].append(arc["source"])
    longest = sum(stage["stage_time"] for stage in stages.values())

    def choices(name: str) -> list[int]:
        stage = stages[name]
        if (name, "quoted_service_time") in kept:
            return [stage["quoted_service_time"]]
        return list(range((stage["max_service_time"] if (name, "max_service_time") in kept else longest) + 1))

    for quotes in itertools.product(*(choices(name) for name in stages)):
        quoted = dict(zip(stages, quotes, strict=True))
        for name, stage in stages.items():
            net = max([0, *(quoted[b] for b in before[name])]) + stage["stage_time"] - quoted[name]
            covered = max(net, 0)
            if net < 0 and (name, "quoted_service_time") not in kept:
                break
            if (name, "max_safety_stock") in kept and spread[name] * math.sqrt(covered) > stage["max_safety_stock"]:
                break
        else:
            return True
    return False


def read(words: str) -> Limit:
    stage, _, limit = words.removeprefix("stage ").partition(", ")
    return stage, next(field for start, field in FIELDS.items() if limit.startswith(start))


def test_the_limits_named_are_in_conflict_and_none_is_named_needlessly() -> None:
    named = []
    for seed in range(120):
        network = limited(seed)
        bare = {"stages": [{**s, "max_safety_stock": None, "quoted_service_time": None} for s in network["stages"]]}
        unlimited = place({**bare, "arcs": network["arcs"]}).stages
        spread = {s.stage: float(ndtri(s.service_level)) * s.demand_sd for s in unlimited}
        every = {(stage["name"], field) for stage in network["stages"] for field in FIELDS.values() if field in stage}
        try:
            place(network)
        except InfeasiblePlan as nothing:
            limits = {read(words) for words in nothing.limits}
            assert limits <= every
            assert not possible(network, limits, spread), f"seed {seed}"
            assert all(possible(network, limits - {one}, spread) for one in limits), f"seed {seed}"
            named.append(len(limits))
        else:
            assert possible(network, every, spread), f"seed {seed}"
    assert len(named) >= 20
    assert max(named) >= 3


def test_a_change_that_nothing_can_keep_names_the_limits_and_leaves_the_placement() -> None:
    placer = Placer(random_network(4))
    before = placer.placement
    last = next(stage for stage in placer.network.stages if stage.demand is not None)
    hopeless = {"max_safety_stock": 0.0, "max_service_time": 0, "stage_time": StageTime(mean=3)}
    with pytest.raises(InfeasiblePlan, match=f"stage {last.name}, safety stock at most 0") as nothing:
        placer.change(last.model_copy(update=hopeless))
    assert all(last.name in words for words in nothing.value.limits)
    assert placer.network == before.network
    again = placer.change(last.model_copy(update={"added_cost": last.added_cost + 1}))
    assert again.cost == pytest.approx(place(placer.network).cost, rel=1e-9)
