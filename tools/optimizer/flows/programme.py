"""The linear programmes of many networks at once: one matrix for all of them, bounds and costs as arrays by network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.engine import Programme
from tools.optimizer.flows.curves import Pieces, known_by_end
from tools.optimizer.flows.networks import Networks

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Programmes:
    """Minimise cost · v + constant subject to row_low ≤ matrix v ≤ row_high and bounds; a row each network."""

    matrix: sp.csr_matrix
    lower: Array
    upper: Array
    cost: Array
    row_low: Array
    row_high: Array
    constant: Array

    def one(self, index: int) -> Programme:
        """Return the programme of one network."""
        return Programme(
            self.matrix,
            self.lower[index],
            self.upper[index],
            self.cost[index],
            self.row_low[index],
            self.row_high[index],
        )


def programmes_of(networks: Networks, pieces: Pieces) -> Programmes:
    """Return the programmes: minimise what is bought, moved and changed, and what the states cost by their pieces."""
    shape, n = networks.shape, len(networks)
    lower, upper, cost = decisions_of(networks)
    anchor, constant = pieces.anchor, pieces.base.sum(axis=1)
    room = _room(networks)
    if networks.in_force is not None:
        plan = networks.in_force.reshape(n, -1)
        there = plan @ shape.rows[:, : shape.columns].T
        anchor, room = anchor - there[:, : shape.states], room - there[:, shape.states :]
        constant = constant + (plan * column_cost(networks)).sum(axis=1)
    return Programmes(
        matrix=shape.matrix(pieces.slope.shape[2]),
        lower=np.concatenate([lower, pieces.low.reshape(n, -1)], axis=1),
        upper=np.concatenate([upper, pieces.high.reshape(n, -1)], axis=1),
        cost=np.concatenate([cost, pieces.slope.reshape(n, -1)], axis=1),
        row_low=np.concatenate([anchor, np.full_like(room, -np.inf)], axis=1),
        row_high=np.concatenate([anchor, room], axis=1),
        constant=constant,
    )


def column_cost(networks: Networks) -> Array:
    """Return what a unit of each column costs, (n, columns): a purchase less what it is worth at the end."""
    buys = len(networks.shape.buys)
    cost = networks.arc_cost.copy()
    cost[:, :buys] -= networks.end_value[:, None]
    return np.repeat(cost, len(networks.shape.buckets), axis=1)


def decisions_of(networks: Networks) -> tuple[Array, Array, Array]:
    """Return lower and upper bounds and costs of the decisions, (n, decisions)."""
    n, cost = len(networks), column_cost(networks)
    none, any_ = np.zeros_like(cost), np.full_like(cost, np.inf)
    least = none if networks.least is None else networks.least.reshape(n, -1)
    most = any_ if networks.most is None else networks.most.reshape(n, -1)
    if networks.in_force is None or networks.change_price is None:
        return least, most, cost
    plan, price = networks.in_force.reshape(n, -1), networks.change_price[:, None]
    lower = np.concatenate([least - plan, plan - most], axis=1)
    upper = np.concatenate([most - plan, plan - least], axis=1)
    return np.maximum(lower, 0.0), np.maximum(upper, 0.0), np.concatenate([price + cost, price - cost], axis=1)


def quantities_of(networks: Networks, values: Array) -> Array:
    """Return what is bought and moved, (n, columns), of values (n, any number of columns of the programme)."""
    shape, n = networks.shape, len(networks)
    taken = values[:, : shape.columns]
    if networks.in_force is not None:
        taken = taken + networks.in_force.reshape(n, -1) - values[:, shape.columns : shape.decisions]
    return np.asarray(np.maximum(taken, 0.0))


def _room(networks: Networks) -> Array:
    """Return what may leave each origin in each bucket beside what is decided to arrive: what demand leaves of it.

    In the first bucket all that is on hand may leave.
    """
    shape, origins = networks.shape, networks.shape.origins
    left = known_by_end(networks)[:, origins] - networks.demand[:, origins][:, :, shape.last_days]
    left[:, :, 0] = networks.known[:, origins, 0]
    return np.asarray(np.maximum(left, 0.0).reshape(len(networks), -1))
