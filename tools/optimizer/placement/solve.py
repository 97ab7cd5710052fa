"""Solve the tables: sweeps until bound and cost meet or few pairs are left, GLOP over those, then splitting cases."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tools.optimizer.placement import pairs as lists
from tools.optimizer.placement.pairs import Pairs
from tools.optimizer.placement.relaxation import relaxed
from tools.optimizer.placement.rounding import cost_of, improve, repair, round_down, round_up
from tools.optimizer.placement.sweeps import lower_bound, sweep_down, sweep_up
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Ints
from trimtab.errors import InfeasiblePlan

TOLERANCE = 1e-7
SLACK = 1e-9
PLAIN_TURNS = 150
STALLED = 0.1
KEPT_TURNS = 2
STEPS = 80
GUESS_EVERY = 20
SWEEPS_PER_STEP = 5
COOLING = 0.9
NARROWER = 0.8
ROUND_EVERY = 10
FIRST_ROUND = 2
FEW = 8_000
LEAVES = 100
MIXED = 1e-9


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

    def margin(self, bound: float) -> float:
        """Return the excess above which a pair is part of no better placement; the best one's own pairs stay."""
        return self.cost - bound + SLACK * abs(self.cost)


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
    if not search.closed(bound):
        bound = _close(search, lists.pairs_left(tables, prices, search.margin(bound)), bound, proof)
    return Solved(search.quotes, search.cost, min(bound, search.cost), proof, prices)


def _plain(search: _Search, prices: Floats) -> float:
    """Sweep until bound and cost meet or progress stalls; returns the bound that `prices` prove, in place."""
    tables, bound, before = search.tables, lower_bound(search.tables, prices), -np.inf
    for turn in range(PLAIN_TURNS):
        if search.closed(bound):
            break
        sweep_down(tables, prices)
        if turn % ROUND_EVERY == FIRST_ROUND:
            search.round_up(prices)
        sweep_up(tables, prices)
        if turn % ROUND_EVERY == FIRST_ROUND:
            search.round_down(prices)
        bound = lower_bound(tables, prices)
        if turn % ROUND_EVERY == ROUND_EVERY - 1:
            if bound - before < STALLED * (search.cost - bound):
                break
            before = bound
    return bound


def _again(search: _Search, prices: Floats) -> float:
    """Sweep from prices kept, the placement in force first: after most changes it, or one near it, is the optimum."""
    bound = lower_bound(search.tables, prices)
    for _ in range(KEPT_TURNS):
        if search.closed(bound):
            return bound
        sweep_down(search.tables, prices)
        sweep_up(search.tables, prices)
        bound = lower_bound(search.tables, prices)
    if not search.closed(bound):
        search.offer(search.quotes.copy())
        search.round_down(prices)
    return bound if search.closed(bound) else _plain(search, prices)


def _guess(search: _Search, left: Pairs, value: Floats) -> None:
    """Offer the placement of the relaxation over the few pairs of least excess `value`; it proves nothing."""
    excess = value - np.repeat(np.minimum.reduceat(value, left.first[:-1]), np.diff(left.first))
    near = lists.chosen(left, excess <= np.partition(excess, FEW)[FEW])
    answer = relaxed(search.tables, near, search.cost)
    if answer is not None:
        search.offer(_likeliest(search, near, answer.share))


def _close(search: _Search, left: Pairs, bound: float, proof: Proof) -> float:
    """Raise the bound over the pairs left until it meets the cost, splitting cases where it cannot; returns it.

    The last prices of `proof` prove `bound`, before and after.
    """
    left, bound = _narrow(search, left, bound, proof)
    if search.closed(bound):
        return bound
    left, bound, split = _finish(search, left, bound, proof)
    search.leaves += 1
    if search.closed(bound) or split is None or search.leaves >= LEAVES:
        return bound
    proof.stage, proof.at = split
    owner = np.repeat(np.arange(len(left.first) - 1), np.diff(left.first))
    bounds = []
    for below in (True, False):
        kept = (owner != proof.stage) | ((left.quote <= proof.at) == below)
        branch, part = Proof([proof.prices[-1]]), lists.chosen(left, kept)
        # A case whose pairs are all struck holds no better placement: its prices prove that as they are.
        bounds.append(_close(search, part, bound, branch) if np.diff(part.first).all() else search.cost)
        if below:
            proof.low = branch
        else:
            proof.high = branch
    return min(bounds)


def _narrow(search: _Search, left: Pairs, bound: float, proof: Proof) -> tuple[Pairs, float]:
    """Sweep with falling smoothing until few pairs are left; returns them, and the bound proven."""
    tables, best = search.tables, proof.prices[-1]
    prices = best.copy()
    wall = 4.0 * abs(search.cost) + 1.0
    smooth = search.margin(bound) / len(search.quotes)
    for step in range(STEPS):
        if len(left.cost) <= FEW or search.closed(bound):
            break
        value = np.empty(len(left.cost))
        now = lists.pair_bound(tables, left, prices, value)
        if now > bound:
            bound, best = now, prices.copy()
        if step % GUESS_EVERY == 0:
            _guess(search, left, value)
        fewer = lists.narrowed(left, value, search.margin(now))
        if len(fewer.cost) < NARROWER * len(left.cost):
            proof.prices.append(prices.copy())
            left = fewer
        for _ in range(SWEEPS_PER_STEP):
            lists.soft_sweep_down(tables, left, smooth, wall, prices)
            lists.soft_sweep_up(tables, left, smooth, wall, prices)
        smooth *= COOLING
        if step % ROUND_EVERY == FIRST_ROUND:
            _round_both(search, prices.copy())
    if proof.prices[-1] is not best:
        proof.prices.append(best)
    return left, bound


def _round_both(search: _Search, prices: Floats) -> None:
    sweep_down(search.tables, prices)
    search.round_up(prices)
    sweep_up(search.tables, prices)
    search.round_down(prices)


def _finish(search: _Search, left: Pairs, bound: float, proof: Proof) -> tuple[Pairs, float, tuple[int, int] | None]:
    """Solve the relaxation and offer its placement; returns the pairs left, the bound proven, and where to split."""
    answer = relaxed(search.tables, left, search.cost)
    if answer is None:
        return left, bound, None
    search.offer(_likeliest(search, left, answer.share))
    split = _most_mixed(left, answer.share)
    value = np.empty(len(left.cost))
    now = lists.pair_bound(search.tables, left, answer.prices, value)
    if now > bound:
        proof.prices.append(answer.prices)
        left, bound = lists.narrowed(left, value, search.margin(now)), now
    return left, bound, split


def _likeliest(search: _Search, left: Pairs, share: Floats) -> Ints:
    """Return the quote of each stage's largest share."""
    owner = np.repeat(np.arange(len(left.first) - 1), np.diff(left.first))
    rising = np.argsort(share, kind="stable")
    quotes = search.tables.s_low.copy()
    quotes[owner[rising]] = left.quote[rising]
    return quotes


def _most_mixed(left: Pairs, share: Floats) -> tuple[int, int] | None:
    """Return, of the stages with a mixed quote, the one whose cost is spread widest, and the middle of its quote."""
    first = left.first[:-1]
    middle, cost = np.add.reduceat(share * left.quote, first), np.add.reduceat(share * left.cost, first)
    mixed = np.add.reduceat(share * left.quote**2, first) - middle**2 > MIXED
    spread = np.where(mixed, np.add.reduceat(share * left.cost**2, first) - cost**2, -np.inf)
    stage = int(np.argmax(spread))
    return (stage, int(np.floor(middle[stage]))) if mixed[stage] else None
