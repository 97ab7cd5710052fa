"""Safety stock over net time where demand is not normal or the target is a fill rate: quantiles and losses of demand.

The safety stock of a stage is x − E[D], with D its demand over the net time and x the least stock that meets the
target: P(D ≤ x) ≥ α for a cycle service level α, E[(D − x)⁺] ≤ (1 − β) m R for a fill rate β with mean demand m a
period and replenishment every R periods (Silver, Pyke and Thomas, Inventory and Production Management in Supply
Chains, 4th ed., section 6.7; Zipkin, Foundations of Inventory Management, appendix C, for the loss functions).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import gammaincinv, ndtr
from scipy.stats import gamma, nbinom, poisson

from tools.optimizer.placement.network import Stage
from tools.optimizer.placement.topology import Floats

BISECTIONS = 80
GRID = 400
_ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))


def special(stage: Stage, convention: str) -> bool:
    """Say whether a stage's safety stock is more than a factor times a standard deviation."""
    fill_rate = stage.service is not None and stage.service.kind == "type_2" and convention == "exact"
    return stage.distribution != "normal" or fill_rate


def special_stock(stage: Stage, level: float, demand_mean: float, mean: Floats, sd: Floats) -> Floats:
    """Return the safety stock of a stage for demand with `mean` and `sd` over each net time, both per net time.

    `level` is the type-1 level where the stage has no fill rate of its own; `demand_mean` is its demand of one period.
    """
    missed = None
    if stage.service is not None and stage.service.kind == "type_2":
        missed = (1.0 - stage.service.level) * demand_mean * max(1, stage.review_period)
    if stage.distribution == "empirical":
        return _empirical(stage, level, missed, mean / demand_mean if demand_mean else mean, sd)
    stock = np.zeros_like(mean)
    some = sd > 1e-12
    if stage.distribution == "normal":
        stock[some] = sd[some] * normal_factor(sd[some], missed or 0.0)
    else:
        quantile, loss = _family(stage.distribution, mean[some], sd[some])
        if missed is None:
            stock[some] = quantile(level) - mean[some]
        else:
            stock[some] = _least(loss, mean[some], sd[some], missed) - mean[some]
    return np.maximum(stock, 0.0)


def normal_factor(sd: Floats, missed: float) -> Floats:
    """Return z ≥ 0 with sd · L(z) = missed, L(z) = φ(z) − z (1 − Φ(z)); 0 where less stock would do.

    >>> normal_factor(np.array([10.0]), 0.8332).round(3).tolist()
    [1.0]
    """
    low, high = np.zeros_like(sd), np.full_like(sd, 40.0)
    for _ in range(BISECTIONS):
        z = (low + high) / 2
        short = sd * (np.exp(-0.5 * z * z) / _ROOT_TWO_PI - z * ndtr(-z)) > missed
        low, high = np.where(short, z, low), np.where(short, high, z)
    return np.where(sd / _ROOT_TWO_PI <= missed, 0.0, high)


def _family(name: str, mean: Floats, sd: Floats) -> tuple[Callable[[float], Floats], Callable[[Floats], Floats]]:
    """Return quantile and loss of the family with these moments; overdispersion that it cannot have is left out."""
    if name == "gamma":
        shape, scale = (mean / sd) ** 2, sd**2 / mean
        return (
            lambda level: np.asarray(scale * gammaincinv(shape, level)),
            lambda x: np.asarray(mean * gamma.sf(x, shape + 1, scale=scale) - x * gamma.sf(x, shape, scale=scale)),
        )
    if name == "poisson" or bool(np.all(sd**2 <= mean * (1 + 1e-9))):
        return (
            lambda level: np.asarray(poisson.ppf(level, mean)),
            lambda x: np.asarray(mean * poisson.sf(np.floor(x) - 1, mean) - x * poisson.sf(np.floor(x), mean)),
        )
    variance = np.maximum(sd**2, mean * (1 + 1e-9))
    share, count = mean / variance, mean**2 / (variance - mean)

    def loss(x: Floats) -> Floats:
        # k P(N = k) of NB(r, p) is r (1 − p) / p times P(N' = k − 1) of NB(r + 1, p).
        whole = np.floor(x)
        return np.asarray(mean * nbinom.sf(whole - 1, count + 1, share) - x * nbinom.sf(whole, count, share))

    return lambda level: np.asarray(nbinom.ppf(level, count, share)), loss


def _least(loss: Callable[[Floats], Floats], mean: Floats, sd: Floats, missed: float) -> Floats:
    low, high = np.zeros_like(mean), mean + 60.0 * sd + 10.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        short = loss(middle) > missed
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high


def _empirical(stage: Stage, level: float, missed: float | None, periods: Floats, sd: Floats) -> Floats:
    """Return safety stock from sums of observed periods, drawn independently: convolutions on a grid of 1/400 range.

    Between whole numbers of periods the stock is interpolated; where stage times vary, it grows with the spread of
    demand over the time, sd / (sd a period · √periods).
    """
    assert stage.demand is not None  # noqa: S101 - checked on reading
    drawn = np.array(stage.demand.samples)
    width = max(float(drawn.max()) / GRID, 1e-12)
    one = np.bincount(np.rint(drawn / width).astype(np.int64)) / len(drawn)
    longest = int(np.ceil(periods.max(initial=0.0) - 1e-9))
    stocks, total = [0.0], np.ones(1)
    for _ in range(longest):
        total = np.convolve(total, one)
        support = width * np.arange(len(total))
        if missed is None:
            least = support[int(np.searchsorted(np.cumsum(total), level - 1e-12))]
        else:
            short = width * np.cumsum((1.0 - np.cumsum(total))[::-1])[::-1]
            least = support[int(np.argmax(short <= missed))]
        stocks.append(max(stocks[-1], float(least - total @ support)))
    plain = np.interp(periods, np.arange(longest + 1), stocks)
    usual = float(drawn.std(ddof=1)) * np.sqrt(periods)
    return np.asarray(plain * np.where(usual > 1e-12, sd / np.maximum(usual, 1e-12), 1.0))
