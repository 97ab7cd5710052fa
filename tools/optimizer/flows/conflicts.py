"""Conflicts: a smallest set of limits and frozen quantities that no plan of some networks can keep together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows.coupling import Couplings
from tools.optimizer.flows.joint import Joint, joint_of
from tools.optimizer.flows.subproblems import Subproblems
from tools.optimizer.irreducible import irreducible
from trimtab.errors import InfeasiblePlan

Array = NDArray[np.float64]


def contradiction(subproblems: Subproblems, couplings: Couplings) -> InfeasiblePlan:
    """Return the error that names the limits in conflict: links between the networks, and what is frozen in each."""
    joint, n = joint_of(subproblems, couplings), len(subproblems.networks)
    frozen = [f"what is frozen in network {k}" for k in range(n)] if subproblems.networks.least is not None else []
    names = [*(link.words for link in couplings.links), *frozen]
    limits = tuple(irreducible(names, lambda out: _keeps(joint, subproblems, len(couplings.links), out)))
    return InfeasiblePlan(
        "No plan satisfies these limits: " + "; ".join(limits), limits=limits, remedy="Loosen or withdraw one of them."
    )


def _keeps(joint: Joint, subproblems: Subproblems, links: int, left_out: set[int]) -> bool:
    p = joint.programme
    low, high, lower = p.row_low.copy(), p.row_high.copy(), p.lower.copy()
    width = subproblems.programmes.cost.shape[1]
    decisions = subproblems.networks.shape.decisions
    for place in left_out:
        if place < links:
            low[joint.first_link + place], high[joint.first_link + place] = -np.inf, np.inf
        else:
            first = (place - links) * width
            lower[first : first + decisions] = 0.0
    bare = replace(p, cost=np.zeros_like(p.cost), row_low=low, row_high=high, lower=lower)
    return replace(joint, programme=bare).solve() is not None
