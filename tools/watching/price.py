"""The price of drift of networks whose plans are in force: two optimisations, the default's and the best plan's."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows import FlowPlans, Networks, solve_flows
from trimtab.errors import InfeasiblePlan

Array = NDArray[np.float64]

TOLERANCE = 1e-4
"""Relative gap to which both are solved."""


@dataclass(frozen=True)
class Priced:
    """The best plan of one network, and the best that keeps what is frozen of the plan in force: the default.

    Costs in currency over the horizon. `held` is the network bound to what is frozen. `kept` is False where not all
    that is frozen can be: then less than planned leaves the origins.
    """

    default: FlowPlans
    best: FlowPlans
    held: Networks
    kept: bool

    @property
    def drift(self) -> float:
        """Return what is lost by acting at the next cycle instead of now."""
        return max(0.0, float(self.default.cost[0] - self.best.cost[0]))


def price(network: Networks, quantity: Array, frozen: int, tolerance: float = TOLERANCE) -> Priced:
    """Return the price of drift of one network whose plan in force is `quantity`, (1, a, b), kept before `frozen`.

    Raises InfeasiblePlan where what has to be sent at least cannot be.
    """
    best = solve_flows(network, tolerance=tolerance)
    held = np.arange(quantity.shape[2]) < frozen
    assert network.most is not None  # noqa: S101 - networks that are watched have it
    least = np.zeros_like(network.most) if network.least is None else network.least
    least, most = np.where(held, quantity, least), np.where(held, quantity, network.most)
    kept = replace(network, least=least, most=most)
    try:
        return Priced(solve_flows(kept, tolerance=tolerance), best, kept, kept=True)
    except InfeasiblePlan:
        less = least.copy()
        less[:, len(network.shape.buys) :] = 0.0
        loose = replace(network, least=less, most=most)
        return Priced(solve_flows(loose, tolerance=tolerance), best, loose, kept=False)
