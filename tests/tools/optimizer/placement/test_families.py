"""Every family of demand, both kinds of service, shares, correlation and reviews: equal to trying everything.

The reference shares no formula with the solver: demand of a stage is added up path by path, quantiles come from
scipy, units short from integrating or adding up the tail, and sums of observed periods from listing them.
"""

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq

from tests.tools.optimizer.placement.random_networks import brute_force, random_network
from tools.optimizer.placement import place
from tools.optimizer.placement.checker import check

pytestmark = pytest.mark.timeout(600)
OBSERVED = (2, 3, 3, 7, 10, 1, 4, 6)
Weights = dict[str, float]


def usage_of(network: dict[str, Any]) -> dict[str, Weights]:
    """How much of each stage one unit at each demand stage takes, path by path."""
    after: dict[str, list[tuple[str, float]]] = {}
    for arc in network["arcs"]:
        taken = arc.get("quantity", 1) * arc.get("share", 1.0)
        after.setdefault(arc["source"], []).append((arc["target"], taken))
    asked = {stage["name"] for stage in network["stages"] if "demand" in stage}

    def weights(name: str) -> Weights:
        found = {name: 1.0} if name in asked else {}
        for target, taken in after.get(name, []):
            for source, weight in weights(target).items():
                found[source] = found.get(source, 0.0) + taken * weight
        return found

    return {stage["name"]: weights(stage["name"]) for stage in network["stages"]}


def moments_of(network: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Mean and variance of the demand of one period at every stage."""
    own = {s["name"]: (s["demand"]["mean"], s["demand"]["sd"]) for s in network["stages"] if "demand" in s}
    together = {frozenset((c["first"], c["second"])): c["value"] for c in network.get("correlations", [])}
    found = {}
    for name, weights in usage_of(network).items():
        mean = sum(w * own[source][0] for source, w in weights.items())
        variance = sum(
            wa * wb * own[a][1] * own[b][1] * (1.0 if a == b else together.get(frozenset((a, b)), 0.0))
            for (a, wa), (b, wb) in itertools.product(weights.items(), repeat=2)
        )
        found[name] = mean, variance
    return found


def value_of(network: dict[str, Any]) -> dict[str, float]:
    """What a unit of each stage has cost: its own part, and that of all it is made from."""
    found: dict[str, float] = {}
    for stage in network["stages"]:
        inputs = [a for a in network["arcs"] if a["target"] == stage["name"]]
        made_of = sum(a.get("quantity", 1) * a.get("share", 1.0) * found[a["source"]] for a in inputs)
        found[stage["name"]] = stage["added_cost"] + made_of
    return found


def law_of(family: str, mean: float, variance: float) -> Any:
    """The law of demand with these moments, as scipy has it."""
    if family == "gamma":
        return stats.gamma(mean**2 / variance, scale=variance / mean)
    if family == "poisson":
        return stats.poisson(mean)
    if family == "negative_binomial":
        return stats.nbinom(mean**2 / (variance - mean), mean / variance)
    return stats.norm(mean, math.sqrt(variance))


def short(law: Any, x: float, *, whole: bool) -> float:
    """Units short in expectation, E[(D - x)+]: the tail added up or integrated."""
    if whole:
        units = np.arange(math.floor(x) + 1, int(law.mean() + 40 * law.std() + 60))
        return float(((units - x) * law.pmf(units)).sum())
    return float(quad(law.sf, x, law.mean() + 40 * law.std(), limit=200, epsabs=1e-11)[0])


def least(law: Any, service: dict[str, Any], level: float, missed: float, *, whole: bool) -> float:
    """The least stock that meets the service."""
    if service.get("kind", "type_1") == "type_1":
        return float(law.ppf(level))
    if short(law, 0.0, whole=whole) <= missed:
        return 0.0
    high = law.mean() + 30 * law.std() + 10
    return float(brentq(lambda x: short(law, x, whole=whole) - missed, 0.0, high, xtol=1e-10))


def cycle_level(stage: dict[str, Any]) -> float:
    """The cycle service of a customer's stage; of a fill rate what it asks for where stock covers the whole time."""
    service, demand, review = stage["service"], stage["demand"], stage["review_period"]
    if service["kind"] == "type_1":
        return float(service["level"])
    spread = demand["sd"] * math.sqrt(max(1.0, stage["stage_time"]) + review)
    missed = (1 - service["level"]) * demand["mean"] * max(1, review)
    law = stats.norm(0.0, spread)
    if short(law, 0.0, whole=False) <= missed:
        return 0.5
    return float(law.cdf(brentq(lambda x: short(law, x, whole=False) - missed, 0.0, 30 * spread, xtol=1e-12)))


def stock_by(network: dict[str, Any]) -> Callable[[str, float], float]:
    """The safety stock of a stage for a net time; a longer net time never holds less."""
    moments = moments_of(network)
    stages = {stage["name"]: stage for stage in network["stages"]}
    told = {name: cycle_level(stage) for name, stage in stages.items() if "service" in stage}
    served = usage_of(network)
    level = {name: max((told[source] for source in served[name]), default=0.5) for name in stages}

    @cache
    def alone(name: str, net: Fraction) -> float:
        stage, (mean, variance) = stages[name], moments[name]
        time, family = float(net), stages[name].get("distribution", "normal")
        if time < 1e-12 or variance < 1e-12:
            return 0.0
        service = stage.get("service", {})
        missed = (1 - service.get("level", 0.0)) * mean * max(1, stage.get("review_period", 0))
        law = law_of(family, mean * time, variance * time)
        if family == "normal" and service.get("kind") == "type_2":
            spread = law.std()
            z = brentq(lambda k: short(law, law.mean() + k * spread, whole=False) - missed, -9.0, 30.0, xtol=1e-12)
            return max(0.0, z * spread)
        whole = family in {"poisson", "negative_binomial"}
        return max(0.0, least(law, service, level[name], missed, whole=whole) - mean * time)

    def stock(name: str, net: float) -> float:
        exact = Fraction(net)
        return max(alone(name, exact - k) for k in range(int(exact) + 1))

    return stock


def drawn(seed: int, family: str, kind: str) -> dict[str, Any]:
    """A small network whose every stage has the family, some with reviews, arcs with shares, customers alike."""
    rng = random.Random(seed)
    network = random_network(seed, stages=4)
    for stage in network["stages"]:
        stage["distribution"] = family
        stage["review_period"] = rng.choice([0, 0, 1, 2])
        if "demand" in stage:
            stage["demand"] = {"mean": rng.choice([4, 11, 20]), "sd": rng.choice([5.5, 8.0])}
            stage["service"] = {"kind": kind, "level": rng.choice([0.9, 0.95, 0.98])}
    for arc in network["arcs"]:
        arc["share"] = rng.choice([1.0, 0.5, 0.25])
    asked = [stage["name"] for stage in network["stages"] if "demand" in stage]
    if len(asked) > 1:
        network["correlations"] = [{"first": asked[0], "second": asked[1], "value": rng.choice([-0.4, 0.3, 0.8])}]
    return network


@pytest.mark.parametrize("kind", ["type_1", "type_2"])
@pytest.mark.parametrize("family", ["normal", "gamma", "poisson", "negative_binomial"])
def test_every_family_and_service_costs_what_trying_everything_finds(family: str, kind: str) -> None:
    for seed in range(6):
        network = drawn(seed, family, kind)
        placement = place(network)
        value = value_of(network)
        expected = brute_force(network, value, stock_by(network))
        assert placement.cost == pytest.approx(expected, rel=1e-6, abs=1e-9), f"seed {seed}"
        assert check(placement.network.model_dump(mode="json"), placement.certificate) <= 1e-6


def test_the_demand_of_every_stage_is_that_of_all_its_paths() -> None:
    for seed in range(20):
        network = drawn(seed, "normal", "type_1")
        moments = moments_of(network)
        for stage in place(network).stages:
            mean, variance = moments[stage.stage]
            assert stage.demand_mean == pytest.approx(mean, rel=1e-9)
            assert stage.demand_sd == pytest.approx(math.sqrt(max(0.0, variance)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", ["type_1", "type_2"])
@pytest.mark.parametrize("periods", [1, 2, 4])
def test_what_was_observed_is_covered_as_listing_every_sequence_of_periods_says(kind: str, periods: int) -> None:
    level = 0.93
    stage = {
        "name": "SHOP",
        "added_cost": 10,
        "stage_time": periods,
        "demand": {"samples": list(OBSERVED)},
        "service": {"kind": kind, "level": level},
        "distribution": "empirical",
        "max_service_time": 0,
    }
    (found,) = place({"stages": [stage]}).stages
    sums = Counter(sum(drawn) for drawn in itertools.product(OBSERVED, repeat=periods))
    total, mean = sum(sums.values()), periods * sum(OBSERVED) / len(OBSERVED)
    possible = range(max(sums) + 1)
    if kind == "type_1":
        x = next(x for x in possible if sum(n for d, n in sums.items() if d <= x) / total >= level)
        assert found.safety_stock == pytest.approx(x - mean, abs=1e-9)
        return
    allowed = (1 - level) * sum(OBSERVED) / len(OBSERVED)
    x = brentq(lambda x: sum(n * max(0.0, d - x) for d, n in sums.items()) / total - allowed, 0.0, max(sums))
    step = max(OBSERVED) / 400
    assert x - mean - 1e-9 <= found.safety_stock <= x - mean + step + 1e-9, "on a grid of a 400th of the largest"
