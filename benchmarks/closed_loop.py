"""Estimation and planning in closed loop on gym-invmgmt: 22 scenarios, 10 seeds each, beside 29 published agents.

Run `python -m benchmarks.closed_loop [--json] [--seeds N] [--without-nominal] [--drawn SEED]`. The environment is a
process of its own that answers with observations; the policy (`_gym_policy`) is blind: it sees the demand that was,
stock, what is on its way and what is owed, and knows the network as its records have it, the nominal demand of 20 among
them (`--without-nominal`: not even that).

How it was tuned: the filters on the seeds of `benchmarks.forecast`, the policy's one setting on scenarios drawn here
(`--drawn 5`): other bases, slopes, amplitudes and lengths of season, shocks and random walks, all both up and down,
other seeds. The 220 published runs were looked at a few times, with two seeds each, and never to choose a setting.
`--drawn` gives the ratio to the same plan told the demand to come, since nothing is published there.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._gym_policy import Foresight, Policy
from benchmarks._shared_data import shared_data

HOUSE = Path(__file__).resolve().parent.parent
PEER = HOUSE / ".cache" / "bench" / "venv" / "bin" / "python"
WANTED, AIM = 0.75, 0.80
DRAWN = 40
INFORMED = "-I"
Maker = Callable[[dict[str, Any]], Policy]


class Environment:
    """The environment's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Speak to a process that was started."""
        self._process = process

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send one line and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def environment() -> Iterator[Environment]:
    """Run the environment in its own Python."""
    command = [str(PEER), str(HOUSE / "benchmarks" / "_gym_invmgmt.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Environment(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def play(env: Environment, kwargs: dict[str, Any], seed: int, make: Maker) -> tuple[float, list[float]]:
    """Return the profit of one episode, and the demand there was."""
    answer = env.ask({"reset": {"kwargs": kwargs, "seed": seed}})
    policy, profit = make(answer["network"]), 0.0
    while not answer.get("last"):
        answer = env.ask({"step": policy.act(answer["observation"])})
        profit += answer["reward"]
    return profit, answer["demand"]


def published(env: Environment, data: dict[str, Any], seeds: int, make: Maker) -> list[dict[str, Any]]:
    """Return, per scenario, the mean ratio to the perfect-information profit, and its standard error."""
    rows = []
    for scenario in data["scenarios"]:
        ratios = [
            play(env, scenario["kwargs"], int(seed), make)[0] / oracle
            for seed, oracle in list(scenario["oracle"].items())[:seeds]
        ]
        error = statistics.stdev(ratios) / math.sqrt(len(ratios)) if len(ratios) > 1 else 0.0
        rows.append({"scenario": scenario["id"], "ratio": statistics.mean(ratios), "standard_error": error})
    return rows


def drawn_scenario(rng: random.Random) -> dict[str, Any]:
    """Return a scenario of our own, without goodwill: what moves, moves up or down."""
    demand: dict[str, Any] = {"base_mu": rng.uniform(10, 40), "effects": []}
    kind = rng.choice(["stationary", "trend", "seasonal", "shock", "mixed", "walk"])
    if kind in {"trend", "mixed"}:
        demand["effects"].append("trend")
        demand["trend_slope"] = rng.uniform(-0.025, 0.06)
    if kind in {"seasonal", "mixed"}:
        demand["effects"].append("seasonal")
        demand["seasonal_amp"] = rng.uniform(0.1, 0.6)
        demand["seasonal_freq"] = rng.choice([-1, 1]) * 2 * math.pi / rng.uniform(12, 60)
    if kind in {"shock", "mixed"}:
        demand["effects"].append("shock")
        demand |= {"shock_time": rng.randint(4, 25), "shock_mag": math.exp(rng.uniform(-1, 1))}
    if kind == "walk":
        level, series = rng.uniform(3, 40), []
        for _ in range(30):
            level = min(90.0, level * math.exp(rng.gauss(0, 0.25)))
            series.append(level * rng.gammavariate(3, 1 / 3))
        demand = {"base_mu": 20.0, "external_series": series, "noise_scale": 0.0}
    return {
        "scenario": rng.choice(["network", "serial"]),
        "demand_config": demand,
        "num_periods": 30,
        "backlog": rng.random() < 0.6,
    }


def drawn(env: Environment, seed: int, make: Maker) -> dict[str, float]:
    """Return the sum of profits on drawn scenarios over that of the same plan with foresight."""
    rng, blind, seeing = random.Random(seed), 0.0, 0.0
    for _ in range(DRAWN):
        kwargs, chance = drawn_scenario(rng), rng.randrange(10**6)
        profit, demand = play(env, kwargs, chance, make)
        blind += profit
        seeing += play(env, kwargs, chance, lambda told, demand=demand: Foresight(told, demand))[0]  # type: ignore[misc]
    return {"scenarios": DRAWN, "profit_over_foresight": blind / seeing}


def main() -> int:
    """Print the figures, as JSON on request; 1 where the mean ratio is below what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seeds", type=int, default=10, help="of each published scenario")
    parser.add_argument("--without-nominal", action="store_true", help="nothing is known of demand before the first")
    parser.add_argument("--drawn", type=int, metavar="SEED", help="scenarios of our own instead")
    asked = parser.parse_args()
    folder = shared_data()
    if folder is None or not PEER.exists():
        what = "the shared data are" if folder is None else "the bench environment (make bench) is"
        sys.stderr.write(f"closed_loop: {what} absent; nothing was measured.\n")
        return 1
    begun = time.perf_counter()

    def make(told: dict[str, Any]) -> Policy:
        return Policy(told, use_nominal=not asked.without_nominal)

    with environment() as env:
        if asked.drawn is not None:
            figures: dict[str, Any] = drawn(env, asked.drawn, make)
            print(json.dumps(figures) if asked.json else figures)
            return 0
        data = json.loads((folder / "invmgmt_core.json").read_text(encoding="utf-8"))
        rows = published(env, data, asked.seeds, make)
    mean = statistics.mean(row["ratio"] for row in rows)
    peers = dict(sorted(data["published_mean_profit_over_oracle"].items(), key=lambda pair: -pair[1]))
    seconds = time.perf_counter() - begun
    if asked.json:
        figures = {"mean_profit_over_oracle": mean, "scenarios": rows, "seconds": seconds, "published": peers}
        print(json.dumps(figures))
    else:
        for row in rows:
            print(f"{row['scenario']:62} {row['ratio']:.3f} ± {row['standard_error']:.3f}")
        best = {name: value for name, value in peers.items() if name != "Oracle" and not name.endswith(INFORMED)}
        name = max(best, key=lambda n: best[n])
        print(f"mean profit / oracle {mean:.3f} (wanted {WANTED}, aim {AIM}), {seconds:.0f} s")
        print(f"best published that is not told the forecast: {name} {best[name]:.3f}; MSSP {peers['MSSP']:.3f}")
    return int(mean < WANTED)


if __name__ == "__main__":
    sys.exit(main())
