"""Orders in whole lots above a minimum, each with a fixed cost: quickly for thousands of networks, exactly for one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.engine import Programme, optimise
from tools.optimizer.flows.curves import first_points, pieces_of
from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.programme import programmes_of, quantities_of
from tools.optimizer.flows.solve import FlowPlans, exact_cost, solve_flows
from trimtab.errors import InfeasiblePlan, InvalidField

Array = NDArray[np.float64]

# How much of a minimum order may be lacking before one more order is placed.
_PATIENCE = (0.25, 0.5)
_NONE = 1e-6


@dataclass(frozen=True)
class OrderTerms:
    """Per network and buy, (n, buys): least quantity of an order, lot it is a multiple of, currency an order costs."""

    minimum: Array
    lot: Array
    order_cost: Array

    def __getitem__(self, part: slice) -> OrderTerms:
        """Return those of some networks."""
        return OrderTerms(self.minimum[part], self.lot[part], self.order_cost[part])

    def least_order(self) -> Array:
        """Return the least whole lots of an order, in stock units."""
        return np.asarray(np.maximum(1.0, np.ceil(self.minimum / self.lot - _NONE)) * self.lot)


def solve_lots(networks: Networks, terms: OrderTerms, *, tolerance: float | None = None) -> FlowPlans:
    """Return good plans in whole lots, their exact cost, order costs included, and a proven bound: the relaxation's.

    The orders of the relaxation are gathered into whole ones in two ways, at most a quarter or half an order late, and
    what is moved is planned anew around each; the cheaper one counts. Raises InvalidField where terms are wrong, or
    purchases are bounded: then whole lots need `best_lots`.
    """
    _check(networks, terms)
    relaxed = solve_flows(networks, tolerance=tolerance)
    best: FlowPlans | None = None
    for patience in _PATIENCE:
        orders = gathered(relaxed.quantity[:, : len(networks.shape.buys)], terms, patience)
        found = solve_flows(_ordering(networks, orders), tolerance=tolerance)
        cost = found.cost + ((orders > 0).sum(axis=2) * terms.order_cost).sum(axis=1)
        if best is None:
            best = replace(found, cost=cost, bound=relaxed.bound)
            continue
        better = cost < best.cost
        best = FlowPlans(
            quantity=np.where(better[:, None, None], found.quantity, best.quantity),
            cost=np.where(better, cost, best.cost),
            bound=relaxed.bound,
            unit_worth=np.where(better[:, None, None], found.unit_worth, best.unit_worth),
            room_worth=np.where(better[:, None, None], found.room_worth, best.room_worth),
        )
    assert best is not None  # noqa: S101 - there are two ways
    return best


def gathered(wanted: Array, terms: OrderTerms, patience: float) -> Array:
    """Return whole orders, (n, buys, b), that together bring what is `wanted`, placed once `patience` of one lacks.

    >>> terms = OrderTerms(np.array([[10.0]]), np.array([[5.0]]), np.array([[0.0]]))
    >>> gathered(np.array([[[3.0, 4.0, 9.0, 0.0]]]), terms, 0.0)
    array([[[10.,  0., 10.,  0.]]])
    """
    least, lot = terms.least_order(), terms.lot
    orders, lacking = np.zeros_like(wanted), np.zeros(wanted.shape[:2])
    for bucket in range(wanted.shape[2]):
        lacking = lacking + wanted[:, :, bucket]
        needed = lacking > np.maximum(patience * least, _NONE)
        orders[:, :, bucket] = np.where(needed, np.maximum(least, np.ceil(lacking / lot - _NONE) * lot), 0.0)
        lacking = lacking - orders[:, :, bucket]
    return orders


def best_lots(network: Networks, terms: OrderTerms) -> FlowPlans:
    """Return the best plan of one network in whole lots, by SCIP on the tangents laid first; raises InfeasiblePlan.

    The bound is that of this programme, whose cost lies below the exact one.
    """
    network.check()
    shape, pieces = network.shape, pieces_of(network, first_points(network))
    base = programmes_of(network, pieces)
    ordered = len(shape.buys) * len(shape.buckets)
    per_column = [np.repeat(values[0], len(shape.buckets)) for values in (terms.lot, terms.least_order())]
    lot, least = per_column
    most = np.maximum(_enough(network), least)
    if network.most is not None:
        most = np.minimum(most, network.most.reshape(1, -1)[0, :ordered])
    programme, columns = base.one(0), np.arange(ordered)
    count, total = len(programme.cost), np.ceil(most / lot) * lot
    one = sp.csr_matrix((np.ones(ordered), (columns, columns)), shape=(ordered, count))
    if shape.revising:
        one = one - sp.csr_matrix((np.ones(ordered), (columns, columns + shape.columns)), shape=(ordered, count))
    in_lots, if_ordered = sp.diags(lot, format="csr"), sp.diags(total, format="csr")
    none = sp.csr_matrix((ordered, ordered))
    # Ordered is lots × lot; at least the minimum where there is an order, and nothing where there is none.
    at_least = -sp.diags(least, format="csr")
    tied = [sp.hstack([one, -in_lots, none]), sp.hstack([one, none, at_least]), sp.hstack([one, none, -if_ordered])]
    apart = sp.csr_matrix((programme.matrix.shape[0], 2 * ordered))
    matrix = sp.csr_matrix(sp.vstack([sp.hstack([programme.matrix, apart]), *tied]))
    there = np.zeros(ordered) if network.in_force is None else network.in_force.reshape(-1)[:ordered]
    far = np.full(ordered, np.inf)
    whole = Programme(
        matrix,
        np.concatenate([programme.lower, np.zeros(2 * ordered)]),
        np.concatenate([programme.upper, total / lot, np.ones(ordered)]),
        np.concatenate([programme.cost, np.zeros(ordered), np.repeat(terms.order_cost[0], len(shape.buckets))]),
        np.concatenate([programme.row_low, -there, -there, -far]),
        np.concatenate([programme.row_high, -there, far, -there]),
    )
    found = optimise(whole, range(count, count + 2 * ordered))
    if found is None:
        raise InfeasiblePlan(
            "No plan in whole lots keeps the bounds.", limits=("whole lots",), remedy="Loosen a bound."
        )
    quantity = quantities_of(network, found.values[None, : shape.decisions]).reshape(1, shape.arcs, -1)
    fixed = float(((quantity[:, : len(shape.buys)] > _NONE).sum(axis=2) * terms.order_cost).sum())
    return FlowPlans(
        quantity=quantity,
        cost=exact_cost(network, quantity) + fixed,
        bound=found.bound + base.constant,
        unit_worth=np.zeros((1, shape.locations, len(shape.buckets))),
        room_worth=np.zeros((1, len(shape.origins), len(shape.buckets))),
    )


def _ordering(networks: Networks, orders: Array) -> Networks:
    """Return the networks with the orders held."""
    shape, n = networks.shape, len(networks)
    least, most = np.zeros((n, shape.arcs, len(shape.buckets))), np.full((n, shape.arcs, len(shape.buckets)), np.inf)
    least[:, : len(shape.buys)] = most[:, : len(shape.buys)] = orders
    if networks.most is not None:
        most[:, len(shape.buys) :] = networks.most[:, len(shape.buys) :]
    return replace(networks, least=least, most=most)


def _enough(network: Networks) -> float:
    """Return more than any order would bring: all that is ever needed, with four standard deviations."""
    return float(np.maximum(network.need + 4.0 * network.sd, 0.0).max(axis=2).sum()) + 1.0


def _check(networks: Networks, terms: OrderTerms) -> None:
    form = (len(networks), len(networks.shape.buys))
    for field in ("minimum", "lot", "order_cost"):
        values = getattr(terms, field)
        if values.shape != form or not (values >= 0).all() or (field == "lot" and not (values > 0).all()):
            raise InvalidField(f"must be {form} numbers, none below zero", record="order terms", field=field)
    buys = slice(0, len(networks.shape.buys))
    bounded = [
        b
        for b in (networks.least, networks.most)
        if b is not None and np.isfinite(b[:, buys]).any() and b[:, buys].any()
    ]
    if bounded:
        raise InvalidField(
            "cannot be gathered into lots where they are bounded", record="product networks", field="most"
        )
