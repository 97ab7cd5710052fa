"""Subproblems: what each network would do at given prices of what it shares, and what that costs and uses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.engine import optimise
from tools.optimizer.flows.coupling import Couplings, Link
from tools.optimizer.flows.curves import Pieces, expected_stock, pieces_of
from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.programme import Programmes, programmes_of, quantities_of
from tools.optimizer.flows.solve import supply_of
from trimtab.errors import InfeasiblePlan

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Proposal:
    """What a network may do: quantities (columns,), their cost, and their use of every link."""

    quantity: Array
    cost: float
    use: Array


@dataclass(frozen=True)
class Subproblems:
    """The networks with their programmes; `use` and `fixed_use` say what a unit of a column, and what nothing, uses.

    `use`: per link, (n, columns of the programme); `fixed_use`, (links, n).
    """

    networks: Networks
    pieces: Pieces
    programmes: Programmes
    use: list[Array]
    fixed_use: Array

    def respond(self, network: int, prices: Array) -> tuple[Proposal, float]:
        """Return what a network does where a unit of each link costs −price, and its cost at these prices."""
        programme = self.programmes.one(network)
        cost = programme.cost - sum((p * u[network] for p, u in zip(prices, self.use, strict=True) if p), 0.0)
        found = optimise(replace(programme, cost=np.asarray(cost)))
        if found is None:
            raise InfeasiblePlan(
                f"No plan of network {network} keeps its bounds.",
                limits=(f"what is frozen in network {network}",),
                remedy="Loosen what is frozen.",
            )
        values, constant = found.values, float(self.programmes.constant[network])
        use = np.array([u[network] @ values for u in self.use]) + self.fixed_use[:, network]
        quantity = quantities_of(self.networks[network : network + 1], values[None])[0]
        priced = found.bound + constant - float(prices @ self.fixed_use[:, network])
        return Proposal(quantity, float(programme.cost @ values) + constant, use), priced

    def weighed(self, network: int, quantity: Array) -> Proposal:
        """Return given quantities as a proposal, at the cost and use that the pieces say."""
        one = self.networks[network : network + 1]
        decided = quantity if one.in_force is None else _more_and_less(quantity, one.in_force.reshape(-1))
        supply = supply_of(one, quantity[None]).reshape(1, -1)
        pieces = self.pieces.filled(network, supply).reshape(-1)
        values = np.concatenate([decided, pieces])
        use = np.array([u[network] @ values for u in self.use]) + self.fixed_use[:, network]
        cost = float(self.programmes.cost[network] @ values) + float(self.programmes.constant[network])
        return Proposal(quantity, cost, use)


def subproblems_of(networks: Networks, couplings: Couplings, points: Array) -> Subproblems:
    """Return the subproblems with tangents at `points`, as in `pieces_of`."""
    pieces = pieces_of(networks, points)
    found = [_use(networks, pieces, link) for link in couplings.links]
    return Subproblems(
        networks,
        pieces,
        programmes_of(networks, pieces),
        [use for use, _ in found],
        np.array([fixed for _, fixed in found]).reshape(len(couplings.links), len(networks)),
    )


def _use(networks: Networks, pieces: Pieces, link: Link) -> tuple[Array, Array]:
    """Return what a unit of each column of the programmes uses of a link, and what is used anyway."""
    shape, n = networks.shape, len(networks)
    per_unit = np.zeros((n, shape.columns)) if link.per_unit is None else link.per_unit.reshape(n, -1)
    decided, fixed = per_unit, np.zeros(n)
    if networks.in_force is not None:
        decided = np.concatenate([per_unit, -per_unit], axis=1)
        fixed = (per_unit * networks.in_force.reshape(n, -1)).sum(axis=1)
    by_piece = np.zeros_like(pieces.slope)
    if link.per_stock is not None:
        weight = link.per_stock.reshape(n, -1)
        at_anchor, slope = _stock_by_pieces(networks, pieces, np.flatnonzero(weight.any(axis=0)))
        by_piece, fixed = weight[..., None] * slope, fixed + (weight * at_anchor).sum(axis=1)
    return np.concatenate([decided, by_piece.reshape(n, -1)], axis=1), fixed


def _stock_by_pieces(networks: Networks, pieces: Pieces, states: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the stock expected at the anchor, and its slope over each piece, by chords: never too little stock.

    Left of all pieces' ends the stock counts as at the first of them, right of them as growing by a unit a unit.
    """
    shape, n = networks.shape, len(networks)
    form = (n, shape.locations, len(shape.buckets))
    at_anchor, slopes = np.zeros((n, shape.states)), np.zeros_like(pieces.slope)
    stock = expected_stock(networks, pieces.anchor.reshape(form)).reshape(n, -1)
    at_anchor[:, states] = stock[:, states]
    for piece in range(pieces.slope.shape[2]):
        begin = pieces.start[:, :, piece]
        reach = np.where(pieces.low[:, :, piece] < 0, pieces.low[:, :, piece], pieces.high[:, :, piece])
        ends = np.isfinite(reach)
        other = begin + np.where(ends, reach, 0.0)
        here, there = (expected_stock(networks, x.reshape(form)).reshape(n, -1) for x in (begin, other))
        chord = np.divide(there - here, reach, out=np.zeros_like(reach), where=ends & (np.abs(reach) > 1e-9))
        slopes[:, states, piece] = np.where(ends, chord, reach > 0)[:, states]
    return at_anchor, slopes


def _more_and_less(quantity: Array, in_force: Array) -> Array:
    return np.concatenate([np.maximum(quantity - in_force, 0.0), np.maximum(in_force - quantity, 0.0)])
