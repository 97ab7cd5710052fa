"""Demand filters beside AutoETS and TSB of statsforecast: accuracy, and how often demand stays within what was said.

Run `python -m benchmarks.forecast [--json]`; `--alone` leaves the peers out; `--tune` uses the seeds on which the
settings of `tools/estimation/forecast/bank.py` were chosen. The measurement has seeds of its own.

Synthetic sets (`_demand_sets`) are forecast from three origins, seven days being told as the season that may be there;
demand of gym-invmgmt's engine (30 periods, Poisson about trends, seasons and a shock at period 15) from four. Windows
in which a shift begins, or began two days before, are left out for everyone: nobody can know it. MASE: mean absolute
error of single periods over that of the naive forecast in the history (Hyndman and Koehler 2006). CRPS: of cumulative
demand, as twice the mean pinball loss over quantiles, over the same scale (Gneiting and Ranjan 2011). Coverage: the
share of sums within the quantile said ("at most") and of those within the central interval; series of whole units are
counted by the randomised probability integral transform (Czado, Gneiting and Held 2009), as a law of counts cannot have
80% below a number. AutoETS's sums are those of its own simulated paths; TSB, which has no law, gets its own past errors
over sums. The bound, `law`, knows the law of each series. Peers answer for the first `WITH_PEERS` series of a set,
coverage is that of the first `ALONE`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._demand_sets import SEASON, SETS, drawn
from tools.estimation.forecast import DemandFilters, Forecast

Array = NDArray[np.float64]
HOUSE = Path(__file__).resolve().parent.parent
PEER = HOUSE / ".cache" / "bench" / "venv" / "bin" / "python"
MEASURED, TUNED = 90210, 4711
ORIGINS, SUMS = (98, 119, 140), (1, 7, 14)
GYM_ORIGINS, GYM_SUMS, GYM_PERIODS = (10, 18, 22, 25), (1, 3, 5), 30
GYM: dict[str, list[str]] = {
    "gym stationary": [],
    "gym trend": ["trend"],
    "gym seasonal": ["seasonal"],
    "gym shock": ["shock"],
    "gym trend+seasonal": ["trend", "seasonal"],
    "gym trend+seasonal+shock": ["trend", "seasonal", "shock"],
}
SHARES = tuple(round(0.05 * n, 2) for n in range(1, 20))
COVERED, ALLOWED = (0.80, 0.95, 0.99), 0.03
WITH_PEERS, ALONE = 15, 250
BOUND_PATHS = 400


@dataclass
class Window:
    """One forecast to be judged: what was seen, what came, and the scale of the errors."""

    row: int
    origin: int
    seen: Array
    came: Array
    scale: float
    bound: Array | None = None
    """Quantiles (sums, shares) under the law itself."""


@dataclass
class Scores:
    """Scores of one set: of ours on all windows and, on those that the peers answered, of everybody."""

    coverage: dict[float, float]
    central: dict[float, float]
    mase: dict[str, float] = field(default_factory=dict)
    crps: dict[str, float] = field(default_factory=dict)
    windows: int = 0


def naive_scale(seen: Array, season: int) -> float:
    """Return the mean absolute error of the (seasonal) naive forecast in the history."""
    return max(float(np.abs(seen[season:] - seen[:-season]).mean()), 1e-9)


def pinball(quantiles: Array, came: Array) -> Array:
    """Return twice the mean pinball loss over `SHARES`; quantiles (..., shares)."""
    shares = np.asarray(SHARES)
    gap = came[..., None] - quantiles
    return np.asarray(2.0 * np.maximum(shares * gap, (shares - 1.0) * gap).mean(axis=-1))


def ours(courses: Array, origin: int, season: int, sums: Sequence[int]) -> Forecast:
    """Return the forecast of all series from one origin."""
    filters = DemandFilters.start(len(courses), season_length=season)
    rows = np.arange(len(courses))
    for period in range(origin):
        filters.update(rows, period, courses[:, period])
    return filters.forecast(max(sums))


def judged(
    windows: list[Window], forecasts: dict[int, Forecast], sums: Sequence[int], peers: int, season: int
) -> Scores:
    """Return the scores of a set; the first `peers` windows are those that the peers are asked about."""
    rng = np.random.default_rng(1)
    horizon = max(sums)
    transforms = []
    for window in windows:
        forecast = forecasts[window.origin]
        one = Forecast(
            *(getattr(forecast, name)[window.row : window.row + 1] for name in forecast.__dataclass_fields__)
        )
        came = np.cumsum(window.came)[None, :]
        above = one.below(came)
        under = one.below(came - 1.0) if one.whole[0] else above
        drawn_at = under + rng.random(above.shape) * (above - under)
        transforms.append([drawn_at[0, h - 1] for h in sums])
    transform = np.asarray(transforms)
    scores = Scores(
        coverage={share: float((transform <= share).mean()) for share in COVERED},
        central={share: float((np.abs(transform - 0.5) <= share / 2).mean()) for share in COVERED},
        windows=len(windows),
    )
    asked = windows[:peers]
    if not asked:
        return scores
    answers = answered(
        {
            "series": [{"seen": w.seen.tolist(), "season": season} for w in asked],
            "horizon": horizon,
            "sums": list(sums),
            "shares": SHARES,
        }
    )
    said: dict[str, tuple[Array, Array]] = {
        name: (np.array([a["mean"] for a in answers[name]]), np.array([a["quantiles"] for a in answers[name]]))
        for name in ("auto_ets", "tsb")
    }
    quantiles = {share: {o: f.quantile(share) for o, f in forecasts.items()} for share in SHARES}
    said["ours"] = (
        np.array([forecasts[w.origin].mean[w.row] for w in asked]),
        np.array([[[quantiles[s][w.origin][w.row, h - 1] for s in SHARES] for h in sums] for w in asked]),
    )
    scale = np.array([w.scale for w in asked])
    came = np.array([w.came for w in asked])
    summed = np.cumsum(came, axis=1)[:, [h - 1 for h in sums]]
    lengths = np.asarray(sums, dtype=float)[None, :]
    for name, (mean, of_sums) in said.items():
        scores.mase[name] = float((np.abs(came - mean).mean(axis=1) / scale).mean())
        scores.crps[name] = float((pinball(of_sums, summed) / scale[:, None] / lengths).mean())
    if asked[0].bound is not None:
        known = np.array([w.bound for w in asked])
        scores.crps["law"] = float((pinball(known, summed) / scale[:, None] / lengths).mean())
    return scores


def answered(question: dict[str, Any]) -> dict[str, Any]:
    """Return what the peers answer in their own environment."""
    script = Path(__file__).with_name("_forecast_peers.py")
    done = subprocess.run(
        [str(PEER), str(script)], input=json.dumps(question), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def synthetic(name: str, seed: int, alone: int, peers: int) -> Scores:
    """Return the scores of one synthetic set."""
    series = drawn(name, alone, seed)
    courses = np.array([s.seen for s in series])
    horizon = max(SUMS)
    windows: list[Window] = []
    for row, one in enumerate(series):
        for origin in ORIGINS:
            if not one.usable(origin, horizon):
                continue
            seen = one.seen[:origin]
            window = Window(row, origin, seen, one.seen[origin : origin + horizon], naive_scale(seen, SEASON))
            if len(windows) < 3 * peers:
                futures = one.law(np.random.default_rng([seed, row, origin]), BOUND_PATHS)[:, origin : origin + horizon]
                totals = np.cumsum(futures, axis=1)
                window.bound = np.array([np.quantile(totals[:, h - 1], SHARES) for h in SUMS])
            windows.append(window)
    forecasts = {origin: ours(courses, origin, SEASON, SUMS) for origin in ORIGINS}
    return judged(windows, forecasts, SUMS, 3 * peers, SEASON)


def of_gym(name: str, seed: int, alone: int, peers: int) -> Scores:
    """Return the scores of one kind of demand inside gym-invmgmt."""
    seeds = [1000 * seed + n for n in range(alone)]
    question = {"gym": {"effects": [GYM[name]], "seeds": seeds, "periods": GYM_PERIODS}}
    courses = np.array(answered(question)["gym"][0])
    horizon = max(GYM_SUMS)
    windows: list[Window] = []
    for row, course in enumerate(courses):
        for origin in GYM_ORIGINS:
            seen = course[:origin]
            windows.append(Window(row, origin, seen, course[origin : origin + horizon], naive_scale(seen, 1)))
    forecasts = {origin: ours(courses, origin, 1, GYM_SUMS) for origin in GYM_ORIGINS}
    return judged(windows, forecasts, GYM_SUMS, len(GYM_ORIGINS) * peers, 1)


def speed(count: int = 2000, periods: int = 50) -> float:
    """Return observations a second on one core, in batches of one period."""
    courses = np.random.default_rng(3).poisson(20.0, (count, periods)).astype(float)
    filters = DemandFilters.start(count, season_length=SEASON)
    rows = np.arange(count)
    begun = time.perf_counter()
    for period in range(periods):
        filters.update(rows, period, courses[:, period])
    return count * periods / (time.perf_counter() - begun)


def told(name: str, s: Scores) -> str:
    """Return the line of one set."""
    line = f"{name:25} at most 80/95/99%: " + " ".join(f"{100 * s.coverage[c]:5.1f}" for c in COVERED)
    line += "  within: " + " ".join(f"{100 * s.central[c]:5.1f}" for c in COVERED)
    if s.mase:
        peers = ("auto_ets", "tsb")
        line += f"  MASE {s.mase['ours']:.3f} " + " ".join(f"{n} {s.mase['ours'] / s.mase[n]:.2f}" for n in peers)
        line += f"  CRPS {s.crps['ours']:.3f} " + " ".join(f"{n} {s.crps['ours'] / s.crps[n]:.2f}" for n in peers)
        if "law" in s.crps:
            line += f" law {s.crps['ours'] / s.crps['law']:.2f}"
    return f"{line}  ({s.windows} windows)"


def verdict(found: dict[str, Scores]) -> dict[str, Any]:
    """Return the sets whose coverage is off by more than 3 points, and the mean ratios to the peers."""
    off = [n for n, s in found.items() if any(abs(s.coverage[c] - c) > ALLOWED for c in COVERED)]
    pooled = {
        str(c): float(np.average([s.coverage[c] for s in found.values()], weights=[s.windows for s in found.values()]))
        for c in COVERED
    }
    answer: dict[str, Any] = {"coverage_off": off, "coverage_pooled": pooled}
    for peer in ("auto_ets", "tsb"):
        of = [s for s in found.values() if s.mase]
        for measure in ("mase", "crps"):
            ratios = [getattr(s, measure)["ours"] / getattr(s, measure)[peer] for s in of]
            answer[f"{measure}_to_{peer}"] = float(np.exp(np.mean(np.log(ratios)))) if ratios else None
    return answer


def main() -> int:
    """Print the scores; 1 where a coverage is off by more than 3 points or the mean accuracy is below a peer's."""
    if not PEER.is_file():
        sys.stderr.write("forecast: statsforecast is not installed: `make bench` does it. Nothing was measured.\n")
        return 1
    seed = TUNED if "--tune" in sys.argv else MEASURED
    peers = 0 if "--alone" in sys.argv else WITH_PEERS
    as_json = "--json" in sys.argv
    if not as_json:
        print("ratios are ours over the peer's: below 1 is better; `law` knows each series' law")
    found: dict[str, Scores] = {}
    for name in (*GYM, *SETS):
        found[name] = of_gym(name, seed, ALONE, peers) if name in GYM else synthetic(name, seed, ALONE, peers)
        if not as_json:
            print(told(name, found[name]), flush=True)
    answer = verdict(found)
    per_second = speed()
    if as_json:
        print(json.dumps({"sets": {n: asdict(s) for n, s in found.items()}, "observations_per_s": per_second} | answer))
    else:
        print(json.dumps(answer, indent=1))
        print(f"{per_second:.0f} observations/s on one core")
    behind = [key for key in answer if "_to_" in key and answer[key] is not None and answer[key] > 1.0]
    return int(bool(answer["coverage_off"] or behind))


if __name__ == "__main__":
    sys.exit(main())
