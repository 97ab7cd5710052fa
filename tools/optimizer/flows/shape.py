"""The shape of a product network: buckets, arcs and matrix, which thousands of products share, without numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.planning.buckets import Buckets

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Buy:
    """A way to buy: what is ordered in a bucket arrives at `location` after `lead_time_days`."""

    location: int
    lead_time_days: int


@dataclass(frozen=True)
class Move:
    """A lane between two locations."""

    origin: int
    destination: int
    transit_days: int


@dataclass(frozen=True)
class FlowShape:
    """Locations (counted from 0), buckets and arcs; an arc may be used in every bucket, from its first day on.

    A column is an arc in a bucket: `arc * len(buckets) + bucket`, buys first. `revising`: a plan is in force, and
    every column is followed, after all of them, by one that takes away from it. A state is a location in a bucket.
    """

    buckets: Buckets
    locations: int
    buys: tuple[Buy, ...]
    moves: tuple[Move, ...] = ()
    revising: bool = False

    @property
    def arcs(self) -> int:
        """Return the number of arcs."""
        return len(self.buys) + len(self.moves)

    @property
    def columns(self) -> int:
        """Return the number of arcs times that of buckets."""
        return self.arcs * len(self.buckets)

    @property
    def decisions(self) -> int:
        """Return the number of columns of the programme without its cost pieces."""
        return self.columns * (2 if self.revising else 1)

    @property
    def states(self) -> int:
        """Return the number of states."""
        return self.locations * len(self.buckets)

    @cached_property
    def origins(self) -> Whole:
        """Return the locations from which lanes leave."""
        return np.array(sorted({move.origin for move in self.moves}), dtype=np.int64)

    @cached_property
    def bucket_of_day(self) -> Whole:
        """Return the bucket of every day."""
        return np.repeat(np.arange(len(self.buckets)), self.buckets.lengths)

    @cached_property
    def edges(self) -> Whole:
        """Return the first day of every bucket."""
        return np.array(self.buckets.starts, dtype=np.int64)

    @cached_property
    def days(self) -> Array:
        """Return how many days each bucket has."""
        return np.array(self.buckets.lengths, dtype=np.float64)

    @cached_property
    def last_days(self) -> Whole:
        """Return the last day of every bucket."""
        return np.asarray(self.edges + np.array(self.buckets.lengths) - 1)

    @cached_property
    def incidence(self) -> sp.csr_matrix:
        """Return what a unit of each column adds to the supply of each state: shape (states, columns).

        A bucket counts the share of its days on which the unit is there (see `Buckets.presence`).
        """
        return _incidence(self)

    @cached_property
    def rows(self) -> sp.csr_matrix:
        """Return the rows over all decisions: a balance a state, then what may leave each origin in each bucket."""
        return _rows(self)

    def matrix(self, pieces: int) -> sp.csr_matrix:
        """Return the whole matrix with `pieces` cost pieces a state: supply − Σ pieces = anchor."""
        if pieces not in self._matrices:
            self._matrices[pieces] = _matrix(self, pieces)
        return self._matrices[pieces]

    @cached_property
    def _matrices(self) -> dict[int, sp.csr_matrix]:
        return {}


def _incidence(shape: FlowShape) -> sp.csr_matrix:
    count = len(shape.buckets)
    rows, columns, values = [], [], []

    def add(location: int, day: int, column: int, sign: float) -> None:
        present = shape.buckets.presence(day)
        there = np.flatnonzero(present)
        rows.append(location * count + there)
        columns.append(np.full(len(there), column))
        values.append(sign * present[there])

    for bucket, start in enumerate(shape.buckets.starts):
        for arc, buy in enumerate(shape.buys):
            add(buy.location, start + buy.lead_time_days, arc * count + bucket, 1.0)
        for arc, move in enumerate(shape.moves, len(shape.buys)):
            add(move.destination, start + move.transit_days, arc * count + bucket, 1.0)
            add(move.origin, start, arc * count + bucket, -1.0)
    found = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sp.csr_matrix(found, shape=(shape.states, shape.columns))


def _rows(shape: FlowShape) -> sp.csr_matrix:
    """What leaves an origin in a bucket is at most what is left there and what has been decided to arrive by then."""
    count, incidence = len(shape.buckets), shape.incidence
    leaving = sp.lil_matrix((len(shape.origins) * count, shape.columns))
    for row, origin in enumerate(shape.origins):
        for bucket in range(count):
            arriving = incidence.getrow(origin * count + bucket).maximum(0).tocoo()
            leaving[row * count + bucket, arriving.col] = -arriving.data
            out = [arc for arc, move in enumerate(shape.moves, len(shape.buys)) if move.origin == origin]
            leaving[row * count + bucket, np.array(out) * count + bucket] = 1.0
    rows = sp.vstack([incidence, leaving.tocsr()], format="csr")
    return sp.csr_matrix(sp.hstack([rows, -rows]) if shape.revising else rows)


def _matrix(shape: FlowShape, pieces: int) -> sp.csr_matrix:
    rows, states = shape.rows, shape.states
    column = np.arange(states * pieces)
    tied = sp.csr_matrix((np.full(len(column), -1.0), (column // pieces, column)), shape=(rows.shape[0], len(column)))
    return sp.csr_matrix(sp.hstack([rows, tied], format="csr"))
