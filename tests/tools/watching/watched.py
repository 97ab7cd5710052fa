"""Small product networks under watch: a week of single days, then weeks; a central place and two that it supplies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.tools.optimizer.flows.drawn import drawn
from tools.optimizer.flows import Move, Networks, solve_flows
from tools.optimizer.planning.buckets import Buckets
from tools.watching import Screening

BUCKETS = Buckets((*range(7), 7, 14, 21, 28), (1,) * 7 + (7,) * 4)
FROZEN = 7


def networks(n: int, seed: int = 1, *, chain: bool = False) -> Networks:
    """Return networks with two weeks of stock, whose shops pay a quarter more for room than the central place.

    Where it is a `chain`, the last place is supplied by the second, and that one by the central place.
    """
    made = drawn(n, buckets=BUCKETS, seed=seed)
    if chain:
        made = replace(made, shape=replace(made.shape, moves=(Move(0, 1, 3), Move(1, 2, 2))))
    rng = np.random.default_rng(seed)
    known = np.round(made.demand[:, :, 13:14] * rng.uniform(0.6, 1.4, (n, 3, 1))) + np.zeros_like(made.known)
    known[:, 0, 4:] += np.round(made.demand[:, :, 13].sum(axis=1))[:, None]
    dearer = np.array([1.0, 1.25, 1.25])[None, :, None] * np.ones_like(made.demand)
    most = np.full((n, made.shape.arcs, len(BUCKETS)), 2000.0)
    return replace(made, known=known, holding=made.holding * dearer, most=most)


def screening(n: int, seed: int = 1, *, chain: bool = False) -> Screening:
    """Return the screening of networks whose plans were just made."""
    made = networks(n, seed, chain=chain)
    return Screening(made, solve_flows(made, tolerance=1e-4), FROZEN)


def change(watched: Screening, network: int, rng: np.random.Generator) -> None:
    """Change what is believed of one network: demand, its spread, stock, or what is on its way."""
    believed, place, size = watched.networks, rng.integers(0, 3), float(np.exp(rng.normal(0.5, 1.0)))
    kind, sign = rng.integers(0, 4), rng.choice([-1, 1])
    if kind == 0:
        believed.demand[network, place] *= max(0.0, 1 + 0.05 * size * sign)
    elif kind == 1:
        believed.sd[network, place] *= np.exp(0.2 * size * sign)
    elif kind == 2:
        believed.known[network, place] += np.round(3 * size * sign)
    else:
        believed.known[network, 0, 4 : 4 + int(2 * size)] = believed.known[network, 0, 3]
