"""Coupled networks: prices of what they share, proposals, and branching on shared whole numbers; a plan and its gap."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows.conflicts import contradiction
from tools.optimizer.flows.coupling import Couplings, within_reach
from tools.optimizer.flows.curves import first_points
from tools.optimizer.flows.master import Box, Master, Mixture
from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.solve import exact_cost, supply_of
from tools.optimizer.flows.subproblems import subproblems_of

Array = NDArray[np.float64]

TOLERANCE = 2e-3
NODES = 60
SHARPENINGS = 3
_WHOLE = 1e-6
_UNMET = 1e-6


@dataclass(frozen=True)
class CoupledPlan:
    """One plan for all networks: `quantity` (n, a, b), the `shared` whole numbers, exact `cost` and proven `bound`.

    `prices`, a link each: what loosening it by one unit would save, in currency, the whole numbers held.
    """

    quantity: Array
    shared: Array
    cost: float
    bound: float
    prices: Array
    nodes: int

    @property
    def gap(self) -> float:
        """Return the relative distance between cost and bound."""
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))

    def binding(self, couplings: Couplings) -> tuple[tuple[str, float], ...]:
        """Return the links that cost something, in words, with their prices, the dearest first."""
        found = [(x.words, float(p)) for x, p in zip(couplings.links, self.prices, strict=True) if abs(p) > _WHOLE]
        return tuple(sorted(found, key=lambda pair: (-abs(pair[1]), pair[0])))


def solve_coupled(
    networks: Networks, couplings: Couplings, *, tolerance: float = TOLERANCE, nodes: int = NODES
) -> CoupledPlan:
    """Return a plan for all networks within what couples them; `nodes` bounds the branching on whole numbers.

    Each network is solved by itself at prices of what is shared, so time grows with their number and not faster
    (column generation, and branching on the shared columns alone: every proposal stays valid everywhere). Tangents
    are added where the plan lies until its exact cost is as near to the bound as asked for, or three times. Raises
    InfeasiblePlan, which names a smallest set of limits that contradict each other.
    """
    networks.check()
    networks = within_reach(networks, couplings)
    points = first_points(networks)
    best: CoupledPlan | None = None
    known: list[Array] = []
    bound, seen = -np.inf, 0
    for _ in range(SHARPENINGS + 1):
        subproblems = subproblems_of(networks, couplings, points)
        search = _Search(Master(subproblems, couplings, known), tolerance / 2, nodes)
        mix = search.run()
        if mix is None:
            raise contradiction(subproblems, couplings)
        seen, bound = seen + search.nodes, max(bound, search.bound)
        quantity = mix.quantity.reshape(len(networks), networks.shape.arcs, -1)
        cost = float(exact_cost(networks, quantity).sum()) + sum(
            s.cost * z for s, z in zip(couplings.shared, mix.shared, strict=True)
        )
        if best is None or cost < best.cost:
            best = CoupledPlan(quantity, mix.shared, cost, bound, mix.prices, seen)
        best = CoupledPlan(best.quantity, best.shared, best.cost, min(bound, best.cost), best.prices, seen)
        if best.gap <= tolerance:
            break
        known = [mix.quantity]
        there = supply_of(networks, mix.quantity)[..., None]
        points = np.sort(np.concatenate([points, there], axis=3), axis=3)
    assert best is not None  # noqa: S101 - the loop runs at least once
    return best


class _Search:
    """Branch and bound over the shared whole numbers, best bound first."""

    def __init__(self, master: Master, tolerance: float, nodes: int) -> None:
        self.master, self.tolerance, self.most = master, tolerance, nodes
        self.best: Mixture | None = None
        self.bound, self.nodes = -np.inf, 0
        self._tried: set[tuple[float, ...]] = set()

    def run(self) -> Mixture | None:
        """Return the best mix in whole numbers that was found; None where nothing is feasible."""
        order = count()
        waiting: list[tuple[float, int, Box]] = [(-np.inf, next(order), self.master.widest)]
        proven = np.inf
        while waiting and self.nodes < self.most:
            bound, _, box = heapq.heappop(waiting)
            if bound >= self._enough():
                heapq.heappush(waiting, (bound, next(order), box))
                break
            self.nodes += 1
            mix = self.master.best_mix(box, self.tolerance / 4, self._enough())
            if mix.unmet > _UNMET:
                continue
            if mix.bound >= self._enough():
                proven = min(proven, mix.bound)
                continue
            apart = np.abs(mix.shared - np.round(mix.shared))
            if apart.max(initial=0.0) <= _WHOLE:
                self._take(mix)
                proven = min(proven, mix.bound)
                continue
            self._try(self.master.whole_mix(box))
            self._try(np.ceil(mix.shared - _WHOLE))
            column = int(np.argmax(apart * (1.0 + np.array([s.cost for s in self.master.couplings.shared]))))
            below, above = box.upper.copy(), box.lower.copy()
            below[column], above[column] = np.floor(mix.shared[column]), np.ceil(mix.shared[column])
            heapq.heappush(waiting, (mix.bound, next(order), Box(box.lower, below)))
            heapq.heappush(waiting, (mix.bound, next(order), Box(above, box.upper)))
        self.bound = min([proven, *(bound for bound, _, _ in waiting)])
        return self.best

    def _enough(self) -> float:
        """Return the bound from which on a box holds nothing that is worth a look."""
        return np.inf if self.best is None else self.best.cost - self.tolerance * max(1.0, abs(self.best.cost))

    def _try(self, shared: Array | None) -> None:
        """Take the best mix with these whole numbers, if it is better than what is known."""
        if shared is None or tuple(shared) in self._tried:
            return
        self._tried.add(tuple(shared))
        mix = self.master.best_mix(Box(shared, shared), self.tolerance / 4, self._enough())
        if mix.unmet <= _UNMET:
            self._take(mix)

    def _take(self, mix: Mixture) -> None:
        if self.best is None or mix.cost < self.best.cost:
            self.best = mix
