"""Solve the tables: sweeps and rounding until bound and cost meet, smoothing where they stop short, then branching."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tools.optimizer.placement import pairs as lists
from tools.optimizer.placement.pairs import Pairs
from tools.optimizer.placement.rounding import cost_of, improve, repair, round_down, round_up
from tools.optimizer.placement.sweeps import lower_bound, sweep_down, sweep_up
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Ints
from trimtab.errors import InfeasiblePlan

TOLERANCE = 1e-7
PLAIN_TURNS = 150
STALLED = 0.1
KEPT_TURNS = 2
STEPS = 500
SWEEPS_PER_STEP = 5
SLOW = 0.005
COOLING = 0.9
FLOOR = 0.01
PATIENCE = 60
NARROWER = 0.7
ROUND_EVERY = 5
GUESSES = (0.1, 0.02)
GUESS_STEPS = 6
QUANTILES = (0.5, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9)
LEAVES = 60


@dataclass
class Proof:
    """Why no placement is cheaper: prices in turn, each leaving fewer pairs; where that is not enough, a case split.

    `low` is the proof for quotes of `stage` up to `at`, `high` for those above.
    """

    prices: list[Floats] = field(default_factory=list)
    stage: int = -1
    at: int = -1
    low: Proof | None = None
    high: Proof | None = None


@dataclass
class Solved:
    """A placement (quotes per stage), its cost, the bound proven, the proof, and the prices to start from next time."""

    quotes: Ints
    cost: float
    bound: float
    proof: Proof
    prices: Floats


@dataclass
class _Search:
    """The best placement so far, and how it is bettered."""

    tables: Tables
    tolerance: float
    quotes: Ints
    cost: float
    leaves: int = 0

    def offer(self, quotes: Ints) -> None:
        cost = improve(self.tables, quotes)
        if cost < self.cost:
            self.quotes, self.cost = quotes.copy(), cost

    def round_down(self, prices: Floats) -> None:
        quotes = np.zeros_like(self.quotes)
        round_down(self.tables, prices, quotes)
        self.offer(quotes)

    def round_up(self, prices: Floats) -> None:
        quotes = np.zeros_like(self.quotes)
        round_up(self.tables, prices, quotes)
        self.offer(quotes)

    def closed(self, bound: float) -> bool:
        return self.cost - bound <= self.tolerance * abs(self.cost)


def solve(
    tables: Tables, prices: Floats | None = None, quotes: Ints | None = None, tolerance: float = TOLERANCE
) -> Solved:
    """Return a placement within `tolerance` of the optimum and its proof; `prices` and `quotes` are where to start.

    Raises InfeasiblePlan where no placement keeps all limits.
    """
    start = tables.s_low.copy()
    if not repair(tables, start):
        raise InfeasiblePlan("No service times keep all limits.", limits=("service times", "safety stock"))
    search = _Search(tables, tolerance, start, cost_of(tables, start))
    if quotes is not None and cost_of(tables, quotes) < search.cost:
        search.quotes, search.cost = quotes.copy(), cost_of(tables, quotes)
    prices = np.zeros(int(tables.dual_start[-1])) if prices is None else prices.copy()
    bound = _plain(search, prices) if quotes is None else _again(search, prices)
    proof = Proof([prices])
    if search.closed(bound):
        return Solved(search.quotes, search.cost, min(bound, search.cost), proof, prices)
    left = lists.pairs_left(tables, prices, search.cost - bound)
    bound = _close(search, left, prices.copy(), bound, proof)
    return Solved(search.quotes, search.cost, min(bound, search.cost), proof, prices)


def _plain(search: _Search, prices: Floats) -> float:
    """Sweep until bound and cost meet or progress stalls; returns the bound that `prices` prove, in place."""
    tables, bound, before = search.tables, lower_bound(search.tables, prices), -np.inf
    for turn in range(PLAIN_TURNS):
        if search.closed(bound):
            break
        sweep_down(tables, prices)
        search.round_up(prices)
        sweep_up(tables, prices)
        search.round_down(prices)
        bound = lower_bound(tables, prices)
        if turn % 10 == 9:
            if bound - before < STALLED * (search.cost - bound):
                break
            before = bound
    return bound


def _again(search: _Search, prices: Floats) -> float:
    """Sweep from prices kept, the placement in force first: after most changes it is still the optimum."""
    bound = lower_bound(search.tables, prices)
    for _ in range(KEPT_TURNS):
        if search.closed(bound):
            return bound
        sweep_down(search.tables, prices)
        sweep_up(search.tables, prices)
        bound = lower_bound(search.tables, prices)
    if search.closed(bound):
        return bound
    search.offer(search.quotes.copy())
    return _plain(search, prices)


def _close(search: _Search, left: Pairs, prices: Floats, bound: float, proof: Proof) -> float:
    """Raise the bound over the pairs left until it meets the cost, splitting cases where it cannot; returns it."""
    left, bound = _smooth(search, left, prices, bound, proof)
    if search.closed(bound):
        return bound
    search.leaves += 1
    split = _widest_stage(left) if search.leaves < LEAVES else None
    if split is None:
        return bound
    proof.stage, proof.at = split
    owner = np.repeat(np.arange(len(left.first) - 1), np.diff(left.first))
    bounds = []
    for below in (True, False):
        kept = (owner != proof.stage) | ((left.quote <= proof.at) == below)
        branch = Proof()
        bounds.append(_close(search, lists.chosen(left, kept), prices.copy(), bound, branch))
        if below:
            proof.low = branch
        else:
            proof.high = branch
    return min(bounds)


def _smooth(search: _Search, left: Pairs, prices: Floats, bound: float, proof: Proof) -> tuple[Pairs, float]:
    """Sweep with falling smoothing; returns the pairs left and the bound that the last prices of `proof` prove.

    Smoothing falls when the bound rises by less than SLOW of the gap in a step, but not far below what the gap asks for
    unless nothing else helps.
    """
    tables, count = search.tables, len(search.tables.whole)
    wall = 4.0 * abs(search.cost) + 1.0
    smooth = max(search.cost - bound, search.tolerance * abs(search.cost)) / count
    value, last, best, still = np.empty(len(left.cost)), -np.inf, -np.inf, 0
    best_prices = prices.copy()
    for step in range(STEPS):
        for _ in range(SWEEPS_PER_STEP):
            lists.soft_sweep_down(tables, left, smooth, wall, prices)
            lists.soft_sweep_up(tables, left, smooth, wall, prices)
        now = lists.pair_bound(tables, left, prices, value)
        if now > best:
            best, best_prices = now, prices.copy()
        if step % ROUND_EVERY == ROUND_EVERY - 1:
            _round_all(search, left, value, smooth, prices)
        gap = search.cost - best
        if search.closed(best):
            break
        slow = now - last < SLOW * gap
        still = still + 1 if slow else 0
        if still > PATIENCE:
            break
        if slow and (smooth > FLOOR * gap / count or still > PATIENCE // 3):
            smooth *= COOLING
        last = now
        fewer = lists.narrowed(left, value, search.cost - now)
        if len(fewer.cost) < NARROWER * len(left.cost):
            proof.prices.append(prices.copy())
            left, value = fewer, np.empty(len(fewer.cost))
            best, best_prices = now, prices.copy()
    if not search.closed(best):
        _guess(search, left, best_prices, best)
    prices[:] = best_prices
    proof.prices.append(best_prices)
    return left, best


def _round_all(search: _Search, left: Pairs, value: Floats, smooth: float, prices: Floats) -> None:
    for quantile in QUANTILES:
        quotes = search.tables.s_low.copy()
        lists.quantile_quotes(search.tables, left, value, smooth, quantile, quotes)
        search.offer(quotes)
    plain = prices.copy()
    sweep_down(search.tables, plain)
    search.round_up(plain)
    sweep_up(search.tables, plain)
    search.round_down(plain)


def _guess(search: _Search, left: Pairs, prices: Floats, bound: float) -> None:
    """Look for a better placement among pairs close to the bound, as if one were near it; proves nothing.

    Where the bound is the optimum, the optimal pairs have no excess: so ever fewer pairs are swept and rounded.
    """
    tables, count = search.tables, len(search.tables.whole)
    for share in GUESSES:
        if search.closed(bound):
            return
        excess = share * (search.cost - bound)
        trial, value = prices.copy(), np.empty(len(left.cost))
        lists.pair_bound(tables, left, trial, value)
        near = lists.narrowed(left, value, excess)
        smooth = 0.5 * excess / count
        for _ in range(GUESS_STEPS):
            lists.soft_sweep_down(tables, near, smooth, 4.0 * abs(search.cost), trial)
            lists.soft_sweep_up(tables, near, smooth, 4.0 * abs(search.cost), trial)
            value = np.empty(len(near.cost))
            lists.pair_bound(tables, near, trial, value)
            _round_all(search, near, value, smooth, trial)
            smooth *= COOLING


def _widest_stage(left: Pairs) -> tuple[int, int] | None:
    """Return the stage with the widest range of quotes left and the middle of it; None where all are settled."""
    low = np.minimum.reduceat(left.quote, left.first[:-1])
    high = np.maximum.reduceat(left.quote, left.first[:-1])
    stage = int(np.argmax(high - low))
    return (stage, int((low[stage] + high[stage]) // 2)) if high[stage] > low[stage] else None
