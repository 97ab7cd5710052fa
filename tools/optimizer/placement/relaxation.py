"""The linear programme over the pairs left: what sweeps leave open, GLOP closes.

Each stage chooses a mixture of its pairs; along every arc the head's inbound time is stochastically no shorter than
the tail's quote. Mixtures are written by their tails, P(quote ≥ q) and P(time ≥ t), so an arc's rows have two entries
each. The duals of those rows, added up over q, are prices. On every chain of Willems (2008) the best mixture is one
pair per stage, so the relaxation is the optimum; where it is not, its bound still holds and cases are split.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from tools.optimizer.engine import Programme, SolverGaveUp, optimise
from tools.optimizer.placement.pairs import Pairs
from tools.optimizer.placement.tables import Tables
from tools.optimizer.placement.topology import Floats, Ints

MOST_SECONDS = 120.0
WALL = 1000.0
"""What missing a coupling costs, in the cost of the whole placement."""


@dataclass(frozen=True)
class Relaxed:
    """The share of every pair in its stage's mixture, and the prices that prove the mixture's cost."""

    share: Floats
    prices: Floats


@dataclass(frozen=True)
class _Tails:
    """Labels of every stage in rising order; label r of stage i is `label[first[i] + r]`, pair k has label `of[k]`."""

    first: Ints
    label: Ints
    of: Ints


def relaxed(tables: Tables, pairs: Pairs, cost: float) -> Relaxed | None:
    """Solve the relaxation; `cost` is that of the best placement known. None where the solver gives up.

    Where no mixture keeps all couplings, keeping them short is priced instead: the prices then prove as much.
    """
    quotes, times = _tails(pairs, pairs.quote), _tails(pairs, pairs.time)
    arc, tail_row, head_row = _couplings(tables, quotes, times)
    scale = cost / len(tables.whole)
    programme = _programme(pairs, quotes, times, (tail_row, head_row), scale)
    try:
        answer = optimise(programme, seconds=MOST_SECONDS)
        if answer is None:
            answer = optimise(_elastic(programme, len(arc), WALL * len(tables.whole)), seconds=MOST_SECONDS)
    except SolverGaveUp:
        return None
    if answer is None:
        return None
    dual = np.maximum(answer.dual[len(answer.dual) - len(arc) :], 0.0) * scale
    return Relaxed(answer.values[: len(pairs.cost)], _prices(tables, arc, quotes.label[tail_row], dual))


def _programme(pairs: Pairs, quotes: _Tails, times: _Tails, coupled: tuple[Ints, Ints], scale: float) -> Programme:
    """Return the programme: shares of pairs, tails of quotes, tails of times; their chains, then the couplings."""
    tail_row, head_row = coupled
    count, low, high = len(pairs.cost), len(quotes.label), len(times.label)
    rows, columns = low + high + len(tail_row), count + low + high
    pair, number, there = np.arange(count), low + high + np.arange(len(tail_row)), head_row >= 0
    entries = [
        (quotes.of, pair, np.ones(count)),
        (low + times.of, pair, np.ones(count)),
        *_chain(quotes, 0, count),
        *_chain(times, low, count + low),
        (number[there], count + low + head_row[there], np.ones(int(there.sum()))),
        (number, count + tail_row, -np.ones(len(tail_row))),
    ]
    row, column, value = (np.concatenate([entry[part] for entry in entries]) for part in range(3))
    lower, least, most = np.zeros(columns), np.zeros(rows), np.zeros(rows)
    lower[count + quotes.first[:-1]] = 1.0
    lower[count + low + times.first[:-1]] = 1.0
    most[low + high :] = np.inf
    cost = np.concatenate([pairs.cost / scale, np.zeros(low + high)])
    matrix = sp.csr_matrix((value, (row, column)), shape=(rows, columns))
    return Programme(matrix, lower, np.ones(columns), cost, least, most)


def _elastic(programme: Programme, couplings: int, price: float) -> Programme:
    """Return the programme with a column for every coupling by which it may be missed, at a price."""
    rows = programme.matrix.shape[0]
    missed = sp.csr_matrix(
        (np.ones(couplings), (rows - couplings + np.arange(couplings), np.arange(couplings))), shape=(rows, couplings)
    )
    return Programme(
        sp.csr_matrix(sp.hstack([programme.matrix, missed])),
        np.concatenate([programme.lower, np.zeros(couplings)]),
        np.concatenate([programme.upper, np.ones(couplings)]),
        np.concatenate([programme.cost, np.full(couplings, price)]),
        programme.row_low,
        programme.row_high,
    )


def _tails(pairs: Pairs, by: Ints) -> _Tails:
    owner = np.repeat(np.arange(len(pairs.first) - 1), np.diff(pairs.first))
    width = int(by.max()) + 1
    key, of = np.unique(owner * width + by, return_inverse=True)
    first = np.searchsorted(key // width, np.arange(len(pairs.first)))
    return _Tails(first.astype(np.int64), key % width, of)


def _chain(tails: _Tails, row: int, column: int) -> list[tuple[Ints, Ints, Floats]]:
    """Return the entries of tail(r) = tail(r + 1) + the shares of label r."""
    size = len(tails.label)
    number = np.arange(size)
    last = np.zeros(size, bool)
    last[tails.first[1:] - 1] = True
    inner = number[~last]
    return [
        (row + number, column + number, -np.ones(size)),
        (row + inner, column + inner + 1, np.ones(len(inner))),
    ]


def _couplings(tables: Tables, quotes: _Tails, times: _Tails) -> tuple[Ints, Ints, Ints]:
    """Return arc, row of the tail's label and row of the head's (−1: none is as long) for every coupling that binds."""
    arcs, tails, heads = [], [], []
    for arc, (i, j) in enumerate(zip(tables.tail.tolist(), tables.head.tolist(), strict=True)):
        low, high = int(quotes.first[i]), int(quotes.first[i + 1])
        labels = times.label[times.first[j] : times.first[j + 1]]
        at = np.searchsorted(labels, quotes.label[low:high])
        kept = np.concatenate(([True], at[1:] != at[:-1])) & (at > 0)
        arcs.append(np.full(int(kept.sum()), arc))
        tails.append(low + np.flatnonzero(kept))
        heads.append(np.where(at[kept] < len(labels), times.first[j] + at[kept], -1))
    return np.concatenate(arcs), np.concatenate(tails), np.concatenate(heads)


def _prices(tables: Tables, arc: Ints, quote: Ints, dual: Floats) -> Floats:
    prices = np.zeros(int(tables.dual_start[-1]))
    np.add.at(prices, tables.dual_start[arc] + quote, dual)
    for k in range(len(tables.tail)):
        row = slice(int(tables.dual_start[k]), int(tables.dual_start[k + 1]))
        prices[row] = np.cumsum(prices[row])
    return prices
