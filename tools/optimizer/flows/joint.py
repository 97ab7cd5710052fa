"""The joint programme: all networks and what couples them in one piece, where they are few, and for conflicts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.engine import Answer, Programme, optimise
from tools.optimizer.flows.coupling import Couplings
from tools.optimizer.flows.subproblems import Subproblems

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Joint:
    """The programme: columns of network after network, then the shared ones; rows likewise, then the links."""

    programme: Programme
    whole: tuple[int, ...]
    first_link: int
    constant: float

    def solve(self, *, relaxed: bool = False) -> Answer | None:
        """Return the best answer, its constant included, or None where nothing is feasible."""
        found = optimise(self.programme, () if relaxed else self.whole)
        if found is None:
            return None
        return replace(found, cost=found.cost + self.constant, bound=found.bound + self.constant)


def joint_of(subproblems: Subproblems, couplings: Couplings) -> Joint:
    """Return the joint programme of some networks over the same pieces as their subproblems."""
    p, n, links = subproblems.programmes, len(subproblems.networks), couplings.links
    blocks = sp.block_diag([p.matrix] * n, format="csr")
    tied = sp.csr_matrix(np.array([use.reshape(-1) for use in subproblems.use]).reshape(len(links), -1))
    shares = sp.lil_matrix((len(links), len(couplings.shared)))
    for row, link in enumerate(links):
        for column, value in link.shares.items():
            shares[row, column] = value
    apart = sp.csr_matrix((blocks.shape[0], len(couplings.shared)))
    matrix = sp.vstack([sp.hstack([blocks, apart]), sp.hstack([tied, shares])], format="csr")
    fixed = subproblems.fixed_use.sum(axis=1)
    programme = Programme(
        matrix=sp.csr_matrix(matrix),
        lower=np.concatenate([p.lower.reshape(-1), np.zeros(len(couplings.shared))]),
        upper=np.concatenate([p.upper.reshape(-1), [s.upper for s in couplings.shared]]),
        cost=np.concatenate([p.cost.reshape(-1), [s.cost for s in couplings.shared]]),
        row_low=np.concatenate([p.row_low.reshape(-1), np.array([x.low for x in links]) - fixed]),
        row_high=np.concatenate([p.row_high.reshape(-1), np.array([x.high for x in links]) - fixed]),
    )
    first = p.cost.size
    whole = tuple(range(first, first + len(couplings.shared)))
    return Joint(programme, whole, blocks.shape[0], float(p.constant.sum()))
