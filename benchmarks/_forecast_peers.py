"""Answers of the peers of forecasts; run by their own environment, where nothing of Trimtab is installed.

Reads {"gym": {"effects": [[...]], "seeds": [...], "periods": n}} and prints series of gym-invmgmt's demand engine, or
{"series": [{"seen": [...], "season": n}], "horizon": h, "sums": [...], "shares": [...]} and prints for every series
AutoETS's and TSB's means of each period and quantiles of the cumulative demand of `sums` periods.
"""

import json
import sys
import warnings
from typing import Any

import numpy as np

PATHS = 500
SMOOTHING = (0.02, 0.05, 0.1, 0.2, 0.4)


def gym_series(asked: dict[str, Any]) -> list[list[list[float]]]:
    """Return [kind][seed] courses, drawn as the retailers' demand of the package's networks is: Poisson."""
    from gym_invmgmt.demand_engine import DemandEngine  # type: ignore[import-not-found]  # noqa: PLC0415
    from scipy.stats import poisson  # noqa: PLC0415

    kinds = []
    for effects in asked["effects"]:
        courses = []
        for seed in asked["seeds"]:
            engine = DemandEngine({"type": "combined_chaos", "effects": effects, "base_mu": 20})
            engine.reset(np_random=np.random.default_rng(seed))
            courses.append([float(engine.sample(t, poisson, {"mu": 20})) for t in range(asked["periods"])])
        kinds.append(courses)
    return kinds


def auto_ets(seen: Any, season: int, asked: dict[str, Any]) -> dict[str, Any]:
    """Return means and, from simulated paths, quantiles of the sums; what is below zero is zero, as for everyone."""
    from statsforecast.models import AutoETS  # type: ignore[import-not-found]  # noqa: PLC0415

    model = AutoETS(season_length=season).fit(seen)
    horizon = asked["horizon"]
    sums = np.cumsum(model.simulate(h=horizon, n_paths=PATHS, seed=1), axis=1)
    return {
        "mean": np.maximum(model.predict(horizon)["mean"], 0.0).tolist(),
        "quantiles": [np.maximum(np.quantile(sums[:, h - 1], asked["shares"]), 0.0).tolist() for h in asked["sums"]],
    }


def tsb(seen: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Return TSB with the smoothing that fits best, and its own errors over sums seen so far as its spread."""
    from statsforecast.models import TSB  # noqa: PLC0415

    best = None
    for sizes in SMOOTHING:
        for chances in SMOOTHING:
            model = TSB(alpha_d=sizes, alpha_p=chances).fit(seen)
            fitted = model.model_["fitted"]
            error = float(np.nanmean((seen - fitted)[len(seen) // 4 :] ** 2))
            if best is None or error < best[0]:
                best = (error, model, fitted)
    assert best is not None
    level = float(best[1].predict(1)["mean"][0])
    quantiles = []
    for h in asked["sums"]:
        found = np.convolve(seen, np.ones(h), "valid") - h * best[2][: len(seen) - h + 1]
        found = found[np.isfinite(found)]
        quantiles.append(np.maximum(h * level + np.quantile(found, asked["shares"]), 0.0).tolist())
    return {"mean": [max(level, 0.0)] * asked["horizon"], "quantiles": quantiles}


def main() -> None:
    """Answer one question."""
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    answer: dict[str, Any] = {}
    if "gym" in asked:
        answer["gym"] = gym_series(asked["gym"])
    if "series" in asked:
        answer["auto_ets"], answer["tsb"] = [], []
        for record in asked["series"]:
            seen = np.asarray(record["seen"], dtype=float)
            answer["auto_ets"].append(auto_ets(seen, record["season"], asked))
            answer["tsb"].append(tsb(seen, asked))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
