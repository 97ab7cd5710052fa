"""The master programme: which proposals of the networks go together within what couples them, and at what prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.engine import Programme, optimise
from tools.optimizer.flows.coupling import Couplings
from tools.optimizer.flows.subproblems import Subproblems

Array = NDArray[np.float64]

PENALTY = 10.0
_SMOOTHING = 0.5
_REDUCED = 1e-7
_UNMET = 1e-6
MAX_ROUNDS = 200


@dataclass(frozen=True)
class Box:
    """Between which whole numbers the shared columns lie."""

    lower: Array
    upper: Array


@dataclass(frozen=True)
class Mixture:
    """A mix of proposals: `quantity` (n, columns), `shared` numbers, cost by the pieces; `unmet` links are paid for.

    `prices`: what loosening each link by a unit saves; `bound`: no plan within the box costs less.
    """

    quantity: Array
    shared: Array
    cost: float
    bound: float
    prices: Array
    unmet: float


class Master:
    """Proposals collected so far, and their best mix (Dantzig and Wolfe, Decomposition principle, 1960).

    Proposals are made at prices half-way to the best ones known (Wentges, Weighted Dantzig-Wolfe decomposition, 1997).
    """

    def __init__(self, subproblems: Subproblems, couplings: Couplings, known: Sequence[Array] = ()) -> None:
        """Start from what each network would do alone, and from quantities (n, columns) that are known."""
        self.subproblems, self.couplings = subproblems, couplings
        links = couplings.links
        self._low, self._high = np.array([x.low for x in links]), np.array([x.high for x in links])
        self._shares = np.zeros((len(links), len(couplings.shared)))
        for row, link in enumerate(links):
            for column, value in link.shares.items():
                self._shares[row, column] = value
        self._shared_cost = np.array([s.cost for s in couplings.shared])
        networks = range(len(subproblems.networks))
        self._pool = [[subproblems.respond(i, np.zeros(len(links)))[0]] for i in networks]
        for quantity in known:
            for i in networks:
                self._pool[i].append(subproblems.weighed(i, quantity[i]))
        alone = sum(abs(pool[0].cost) for pool in self._pool)
        used = sum((np.abs(pool[0].use) for pool in self._pool), np.zeros(len(links)))
        self._penalty = PENALTY * (alone + 1.0) / np.maximum(used, 1.0)
        self._best_prices = np.zeros(len(links))

    @property
    def widest(self) -> Box:
        """Return the box of all whole numbers allowed."""
        upper = np.array([s.upper for s in self.couplings.shared])
        return Box(np.zeros_like(upper), upper)

    def best_mix(self, box: Box, tolerance: float, enough: float = np.inf) -> Mixture:
        """Return the best mix within a box, the shared numbers taken as real, within a relative `tolerance`.

        It ends earlier once nothing below `enough` is possible. Where links stay unmet, the penalty rises before that
        is believed.
        """
        bound, smoothing, mix = -np.inf, 0.0, self._mix(box)
        for _ in range(MAX_ROUNDS):
            priced = smoothing * self._best_prices + (1.0 - smoothing) * mix.prices
            found, new = self._proposals(box, priced, mix.prices)
            if found > bound:
                bound, self._best_prices = found, priced
            settled = mix.cost - bound <= tolerance * max(1.0, abs(mix.cost)) or bound >= enough
            if settled or not (new or smoothing):
                if mix.unmet <= _UNMET or self._penalty.max() > 1e9:
                    break
                self._penalty *= 100.0
            smoothing = _SMOOTHING if new else 0.0
            mix = self._mix(box)
        return Mixture(mix.quantity, mix.shared, mix.cost, min(bound, mix.cost), -mix.prices, mix.unmet)

    def whole_mix(self, box: Box) -> Array | None:
        """Return the shared numbers of the best mix of proposals so far in which they are whole, if one is."""
        programme, first = self._programme(box)
        shared = range(first, first + len(self.couplings.shared))
        found = optimise(programme, shared)
        if found is None or found.values[first + len(self.couplings.shared) :].max(initial=0.0) > _UNMET:
            return None
        return np.round(found.values[shared.start : shared.stop])

    def _proposals(self, box: Box, prices: Array, true: Array) -> tuple[float, int]:
        """Let every network propose at prices; return the bound they prove, and how many better the present mix."""
        total, new = 0.0, 0
        for network, pool in enumerate(self._pool):
            proposal, priced = self.subproblems.respond(network, prices)
            total += priced
            if proposal.cost - true @ proposal.use < self._worth[network] - _REDUCED * (1.0 + abs(proposal.cost)):
                pool.append(proposal)
                new += 1
        reduced = self._shared_cost - prices @ self._shares
        total += float(np.where(reduced > 0, reduced * box.lower, reduced * box.upper).sum())
        sides = np.where(prices > 0, self._low, self._high)
        total += float((prices[prices != 0] * sides[prices != 0]).sum())
        return total, new

    def _mix(self, box: Box) -> Mixture:
        programme, first = self._programme(box)
        found = optimise(programme)
        assert found is not None  # noqa: S101 - whatever is unmet is paid for
        links, count = len(self.couplings.links), len(self.couplings.shared)
        # Numerical dust on a side that a link does not have is no price.
        prices = np.clip(
            found.dual[:links],
            np.where(np.isfinite(self._high), -np.inf, 0.0),
            np.where(np.isfinite(self._low), np.inf, 0.0),
        )
        self._worth = found.dual[links:]
        shares, quantity, place = found.values, [], 0
        for pool in self._pool:
            mixed = sum(shares[place + k] * p.quantity for k, p in enumerate(pool))
            quantity.append(np.asarray(mixed))
            place += len(pool)
        shared = shares[first : first + count]
        unmet = float(shares[first + count :].sum())
        return Mixture(np.array(quantity), shared, found.cost, -np.inf, prices, unmet)

    def _programme(self, box: Box) -> tuple[Programme, int]:
        """Return the programme, and its first shared column; after those come what is unmet below and above."""
        all_ = [p for pool in self._pool for p in pool]
        counts = [len(pool) for pool in self._pool]
        links, n = len(self.couplings.links), len(counts)
        use = np.array([p.use for p in all_]).reshape(len(all_), links).T
        mixed = sp.csr_matrix((np.ones(len(all_)), (np.repeat(np.arange(n), counts), np.arange(len(all_)))))
        unmet = sp.identity(links, format="csr")
        over_links = sp.hstack([sp.csr_matrix(use), sp.csr_matrix(self._shares), unmet, -unmet], format="csr")
        rest = sp.csr_matrix((n, over_links.shape[1] - len(all_)))
        matrix = sp.vstack([over_links, sp.hstack([mixed, rest], format="csr")], format="csr")
        nothing, missing = np.zeros(len(all_)), np.zeros(2 * links)
        return (
            Programme(
                matrix=sp.csr_matrix(matrix),
                lower=np.concatenate([nothing, box.lower, missing]),
                upper=np.concatenate([nothing + np.inf, box.upper, missing + np.inf]),
                cost=np.concatenate([[p.cost for p in all_], self._shared_cost, np.tile(self._penalty, 2)]),
                row_low=np.concatenate([self._low, np.ones(n)]),
                row_high=np.concatenate([self._high, np.ones(n)]),
            ),
            len(all_),
        )
