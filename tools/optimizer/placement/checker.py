"""Check a certificate of a placement against the network alone; this file imports nothing of the solver.

`python checker.py network.json certificate.json`. What it does: it reads the network as JSON (own schema), works out by
itself the demand, unit value, stage times, safety stock and cost of every stage at every pair of inbound and quoted
time, then verifies (1) that the service times can be kept, (2) their cost, (3) the bound: prices on the arcs, made
non-decreasing, give a lower bound stage by stage; a pair whose excess proves it part of no placement below the claimed
bound is struck out; further prices work on what is left; a case split needs both cases proven.

What is trusted: this file, numpy, scipy's distribution functions, floating point to SLACK, and the reading of the
model in `stage_stock`. Nothing of how the solver came to its prices.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

SLACK = 1e-9
Floats = NDArray[np.float64]


class NotProven(Exception):
    """The certificate does not prove what it claims; the text says where."""


def check(network: Mapping[str, Any], certificate: Mapping[str, Any]) -> float:
    """Return the proven relative gap (cost − bound) / cost; raises NotProven where anything claimed does not hold."""
    chain = _Chain(network)
    quotes = {name: int(quote) for name, quote in certificate["service_times"].items()}
    cost, bound = float(certificate["cost"]), float(certificate["bound"])
    if not (math.isfinite(cost) and math.isfinite(bound)):
        raise NotProven("cost and bound are no numbers")
    if set(quotes) != set(chain.stages):
        raise NotProven("service times do not name the stages of the network")
    found = sum(chain.cost_at(name, quotes) for name in chain.order)
    if abs(found - cost) > SLACK * max(1.0, abs(cost)):
        raise NotProven(f"the placement costs {found!r}, not {cost!r}")
    if bound > cost * (1 + SLACK):
        raise NotProven("the bound is above the cost")
    masks = chain.possible()
    _prove(chain, certificate["proof"], masks, bound)
    return (cost - bound) / cost if cost > 0 else 0.0


def _prove(chain: _Chain, proof: Mapping[str, Any], masks: dict[str, NDArray[np.bool_]], bound: float) -> None:
    slack = SLACK * max(1.0, abs(bound))
    reached = -math.inf
    for prices in proof["prices"]:
        values = {name: chain.priced(name, prices) for name in chain.order}
        least = {name: float(np.min(values[name], where=masks[name], initial=math.inf)) for name in chain.order}
        reached = sum(least.values())
        if math.isinf(reached) and reached > 0:
            return
        for name in chain.order:
            masks[name] = masks[name] & (values[name] - least[name] <= bound - reached + slack)
            if not masks[name].any():
                return
    if reached >= bound - slack:
        return
    if "split" not in proof:
        raise NotProven(f"the prices prove {reached!r}, not {bound!r}")
    stage, at = proof["split"]["stage"], int(proof["split"]["at"])
    if stage not in masks:
        raise NotProven(f"a case split names no stage: {stage}")
    low = chain.quotes(stage) <= at
    for case, kept in (("low", low), ("high", ~low)):
        _prove(chain, proof["split"][case], {**masks, stage: masks[stage] & kept[None, :]}, bound)


class _Chain:
    """The network, read independently: order, flows and the cost of every pair of times."""

    def __init__(self, network: Mapping[str, Any]) -> None:
        self.network = network
        self.stages: dict[str, Mapping[str, Any]] = {stage["name"]: stage for stage in network["stages"]}
        self.arcs = [(a["source"], a["target"], a.get("quantity", 1.0) * a.get("share", 1.0)) for a in network["arcs"]]
        self.before: dict[str, list[tuple[str, int, float]]] = {name: [] for name in self.stages}
        self.after: dict[str, list[tuple[str, int, float]]] = {name: [] for name in self.stages}
        for place, (source, target, usage) in enumerate(self.arcs):
            self.before[target].append((source, place, usage))
            self.after[source].append((target, place, usage))
        self.order = self._sorted()
        self._flows()
        self.limits: dict[str, tuple[int, int, int, int]] = {}
        self.stock: dict[str, Floats] = {}
        self.cost: dict[str, Floats] = {}
        for name in self.order:
            self._stage(name)

    def _sorted(self) -> list[str]:
        order: list[str] = []
        missing = {name: len(before) for name, before in self.before.items()}
        free = [name for name in self.stages if not missing[name]]
        while free:
            name = free.pop()
            order.append(name)
            for target, _, _ in self.after[name]:
                missing[target] -= 1
                if not missing[target]:
                    free.append(target)
        if len(order) != len(self.stages):
            raise NotProven("the network has a cycle")
        return order

    def _flows(self) -> None:
        exact = self.network.get("convention", "exact") == "exact"
        own = {name: _own_demand(stage) for name, stage in self.stages.items()}
        asked = {name: _own_level(stage, *own[name]) for name, stage in self.stages.items()}
        self.value: dict[str, float] = {}
        self.mean: dict[str, float] = {}
        self.variance: dict[str, float] = {}
        self.level: dict[str, float] = {}
        for name in self.order:
            stated = self.stages[name].get("unit_value")
            built = self.stages[name]["added_cost"] + sum(u * self.value[k] for k, _, u in self.before[name])
            self.value[name] = built if stated is None else stated
        ends = [name for name in self.order if self.stages[name].get("demand")]
        place = {name: k for k, name in enumerate(ends)}
        joint = np.diag([own[name][1] ** 2 for name in ends])
        for pair in self.network.get("correlations", ()):
            a, b = place[pair["first"]], place[pair["second"]]
            joint[a, b] += pair["value"] * own[pair["first"]][1] * own[pair["second"]][1]
            joint[b, a] = joint[a, b]
        paths: dict[str, Floats] = {}
        for name in reversed(self.order):
            self.mean[name] = own[name][0] + sum(u * self.mean[k] for k, _, u in self.after[name])
            self.level[name] = asked[name] or max((self.level[k] for k, _, _ in self.after[name]), default=0.0)
            if exact:
                weight = np.zeros(len(ends))
                if name in place:
                    weight[place[name]] = 1.0
                for target, _, usage in self.after[name]:
                    weight = weight + usage * paths[target]
                paths[name] = weight
                self.variance[name] = max(0.0, float(weight @ joint @ weight))
            else:
                self.variance[name] = own[name][1] ** 2 + sum(u * u * self.variance[k] for k, _, u in self.after[name])
        if not exact:
            self.level = dict.fromkeys(self.order, max(asked.values()))

    def _stage(self, name: str) -> None:
        stage = self.stages[name]
        before = [self.limits[source] for source, _, _ in self.before[name]]
        outside = int(stage.get("inbound_service_time") or 0)
        t_low, t_high = max([outside, *(b[2] for b in before)]), max([outside, *(b[3] for b in before)])
        frozen = stage.get("frozen")
        quoted = frozen["service_time"] if frozen else stage.get("quoted_service_time")
        longest = math.floor(_longest(stage) + 1e-9)
        high = t_high + longest
        if stage.get("demand"):
            high = min(high, stage.get("max_service_time") or 0)
        elif stage.get("max_service_time") is not None:
            high = min(high, stage["max_service_time"])
        low, high, whole = (0, high, longest) if quoted is None else (quoted, quoted, max(longest, quoted))
        self.limits[name] = (t_low, t_high, low, high)
        stock = np.maximum.accumulate(self._safety_stock(name, np.arange(t_high + whole + 1.0) - whole))
        least = frozen["safety_stock"] if frozen else stage.get("min_safety_stock")
        most = frozen["safety_stock"] if frozen else stage.get("max_safety_stock")
        barred = stock > most * (1 + SLACK) + 1e-12 if most is not None else np.zeros(len(stock), dtype=np.bool_)
        if least is not None:
            stock = np.maximum(stock, least)
        cost = self.network.get("holding_rate", 0.2) * self.value[name] * stock
        m = np.arange(t_low, t_high + 1)[:, None] - np.arange(low, high + 1)[None, :] + whole
        at = np.maximum(m, 0)
        self.cost[name] = np.where((m < 0) | barred[at], math.inf, cost[at])

    def _safety_stock(self, name: str, shift: Floats) -> Floats:
        time, spread = _net_time(self.stages[name], shift)
        sd = np.sqrt(self.variance[name] * time + self.mean[name] ** 2 * spread)
        exact = self.network.get("convention", "exact") == "exact"
        stage = self.stages[name]
        return stage_stock(stage, self.level[name], self.mean[name], time, sd, fill_rates=exact)

    def quotes(self, name: str) -> NDArray[np.int64]:
        """Return the quotes that stage may have, in order."""
        return np.arange(self.limits[name][2], self.limits[name][3] + 1)

    def possible(self) -> dict[str, NDArray[np.bool_]]:
        """Return which pairs (inbound, quoted) a stage can keep with what its neighbours can quote and wait for."""
        masks = {name: np.isfinite(self.cost[name]) for name in self.order}
        least: dict[str, int] = {}
        for name in self.order:
            t_low, _, low, _ = self.limits[name]
            earliest = max((least[source] for source, _, _ in self.before[name]), default=0)
            masks[name][: max(0, earliest - t_low)] = False
            kept = np.flatnonzero(masks[name].any(axis=0))
            if len(kept) == 0:
                raise NotProven(f"stage {name} can keep no quote")
            least[name] = low + int(kept[0])
        most: dict[str, int] = {}
        for name in reversed(self.order):
            t_low, _, low, high = self.limits[name]
            latest = min((most[target] for target, _, _ in self.after[name]), default=high)
            masks[name][:, max(0, latest - low + 1) :] = False
            most[name] = t_low + int(np.flatnonzero(masks[name].any(axis=1))[-1])
        return masks

    def cost_at(self, name: str, quotes: Mapping[str, int]) -> float:
        """Return the cost of the stage in the placement; raises NotProven where it cannot keep its quote."""
        t_low, _, low, high = self.limits[name]
        time = max([t_low, *(quotes[source] for source, _, _ in self.before[name])])
        if not low <= quotes[name] <= high or not np.isfinite(self.cost[name][time - t_low, quotes[name] - low]):
            raise NotProven(f"stage {name} cannot quote {quotes[name]} when its inputs take {time}")
        return float(self.cost[name][time - t_low, quotes[name] - low])

    def priced(self, name: str, prices: Sequence[Sequence[float]]) -> Floats:
        """Return cost plus prices paid less prices earned for every pair; each price list is made non-decreasing."""
        t_low, t_high, low, high = self.limits[name]
        value = self.cost[name]
        for _, place, _ in self.after[name]:
            value = value + _price(prices[place], low, high)[None, :]
        for _, place, _ in self.before[name]:
            value = value - _price(prices[place], t_low, t_high)[:, None]
        if np.isnan(value).any():
            raise NotProven(f"prices at stage {name} are no numbers")
        return value


def _price(prices: Sequence[float], first: int, last: int) -> Floats:
    row = np.maximum.accumulate(np.asarray(prices, dtype=np.float64))
    if not np.isfinite(row).all() or len(row) == 0:
        raise NotProven("a price is no finite number")
    return np.asarray(row[np.minimum(np.arange(first, last + 1), len(row) - 1)])


def _own_demand(stage: Mapping[str, Any]) -> tuple[float, float]:
    demand = stage.get("demand")
    if not demand:
        return 0.0, 0.0
    if demand.get("samples"):
        drawn = np.array(demand["samples"])
        return float(drawn.mean()), float(drawn.std(ddof=1))
    return float(demand["mean"]), float(demand["sd"])


def _own_level(stage: Mapping[str, Any], mean: float, sd: float) -> float:
    service = stage.get("service")
    if not service:
        return 0.0
    if service.get("kind", "type_1") == "type_1":
        return float(service["level"])
    time = _parts(stage)[0]
    review = float(stage.get("review_period") or 0)
    points = [point["time"] for point in time.get("pmf") or ()]
    cover = max([1.0, float(time.get("mean") or 0.0), *points]) + review
    return float(
        stats.norm.cdf(_normal_factor(sd * math.sqrt(cover), (1 - service["level"]) * mean * max(1.0, review)))
    )


def _parts(stage: Mapping[str, Any]) -> tuple[Mapping[str, Any], float]:
    time = stage["stage_time"]
    return ({"mean": time} if isinstance(time, int | float) else time), float(stage.get("review_period") or 0)


def _longest(stage: Mapping[str, Any]) -> float:
    time, review = _parts(stage)
    if time.get("pmf"):
        return float(max(point["time"] for point in time["pmf"])) + review
    return float(time.get("mean") or 0.0) + 3.0 * float(time.get("sd") or 0.0) + review


def _net_time(stage: Mapping[str, Any], shift: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the part of the net time above zero, when the stage time T gives shift + T."""
    time, review = _parts(stage)
    if time.get("pmf"):
        share = np.array([point["probability"] for point in time["pmf"]])
        net = np.maximum(shift[:, None] + np.array([point["time"] for point in time["pmf"]]) + review, 0.0)
        mean = net @ share
        return mean, np.maximum((net**2) @ share - mean**2, 0.0)
    middle, sd = shift + float(time.get("mean") or 0.0) + review, float(time.get("sd") or 0.0)
    if sd == 0.0:
        return np.maximum(middle, 0.0), np.zeros_like(middle)
    z = middle / sd
    mean = np.maximum(middle * stats.norm.cdf(z) + sd * stats.norm.pdf(z), 0.0)
    second = (middle**2 + sd**2) * stats.norm.cdf(z) + middle * sd * stats.norm.pdf(z)
    return mean, np.maximum(second - mean**2, 0.0)


def stage_stock(
    stage: Mapping[str, Any], level: float, period_mean: float, time: Floats, sd: Floats, *, fill_rates: bool
) -> Floats:
    """Return the safety stock for demand with mean period_mean · time and standard deviation sd over each net time."""
    service = stage.get("service") or {}
    family = stage.get("distribution", "normal")
    missed = None
    if service.get("kind") == "type_2" and (fill_rates or family != "normal"):
        missed = (1 - service["level"]) * period_mean * max(1.0, float(stage.get("review_period") or 0))
    if family == "empirical":
        return _from_samples(np.array(stage["demand"]["samples"]), level, missed, time, sd)
    if family == "normal" and missed is None:
        return max(0.0, float(stats.norm.ppf(level))) * sd
    return np.array([_one_stock(family, level, missed, period_mean * t, s) for t, s in zip(time, sd, strict=True)])


def _one_stock(family: str, level: float, missed: float | None, mean: float, sd: float) -> float:
    if sd <= 1e-12:
        return 0.0
    if family == "normal":
        return sd * _normal_factor(sd, missed or 0.0)
    law: Any
    if family == "gamma":
        law = stats.gamma((mean / sd) ** 2, scale=sd**2 / mean)
    elif family == "poisson" or sd**2 <= mean * (1 + 1e-9):
        law = stats.poisson(mean)
    else:
        law = stats.nbinom(mean**2 / (sd**2 - mean), mean / sd**2)
    if missed is None:
        return max(0.0, float(law.ppf(level)) - mean)
    return max(0.0, _least(law, family, missed, mean, sd) - mean)


def _least(law: Any, family: str, missed: float, mean: float, sd: float) -> float:
    """Return the least x with E[(D − x)⁺] ≤ missed: the tail of D summed or integrated down from far above."""
    top = mean + 60.0 * sd + 10.0
    if family == "gamma":
        low, high = 0.0, top
        shape, scale = (mean / sd) ** 2, sd**2 / mean
        for _ in range(80):
            x = (low + high) / 2
            loss = mean * stats.gamma.sf(x, shape + 1, scale=scale) - x * stats.gamma.sf(x, shape, scale=scale)
            low, high = (x, high) if loss > missed else (low, x)
        return high
    above = law.sf(np.arange(0, math.ceil(top) + 1))
    short = np.cumsum(above[::-1])[::-1]
    whole = int(np.argmax(short <= missed))
    if whole == 0:
        return 0.0
    return float(whole - 1 + (short[whole - 1] - missed) / above[whole - 1])


def _normal_factor(sd: float, missed: float) -> float:
    if sd / math.sqrt(2 * math.pi) <= missed:
        return 0.0
    low, high = 0.0, 40.0
    for _ in range(80):
        z = (low + high) / 2
        short = sd * (math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) - z * 0.5 * math.erfc(z / math.sqrt(2))) > missed
        low, high = (z, high) if short else (low, z)
    return high


def _from_samples(drawn: Floats, level: float, missed: float | None, time: Floats, sd: Floats) -> Floats:
    """Return safety stock from sums of independent observed periods, on a grid of 1/400 of the largest."""
    width = max(float(drawn.max()) / 400, 1e-12)
    one = np.bincount(np.rint(drawn / width).astype(np.int64)) / len(drawn)
    stocks, total = [0.0], np.ones(1)
    for _ in range(math.ceil(float(time.max(initial=0.0)) - 1e-9)):
        total = np.convolve(total, one)
        support = width * np.arange(len(total))
        above = 1.0 - np.cumsum(total)
        met = above <= 1.0 - level + 1e-12 if missed is None else width * np.cumsum(above[::-1])[::-1] <= missed
        stocks.append(max(stocks[-1], float(support[int(np.argmax(met))] - total @ support)))
    usual = float(drawn.std(ddof=1)) * np.sqrt(time)
    plain = np.interp(time, np.arange(len(stocks)), stocks)
    return np.asarray(plain * np.where(usual > 1e-12, sd / np.maximum(usual, 1e-12), 1.0))


def main() -> int:
    """Check the two files named on the command line; print the proven gap, or why there is none."""
    network, certificate = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    try:
        gap = check(network, certificate)
    except NotProven as refused:
        sys.stdout.write(f"not proven: {refused}\n")
        return 1
    sys.stdout.write(f"proven: within {gap:.1e} of the optimum\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
