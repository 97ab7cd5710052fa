"""Solving product networks with GLOP, one after the other: plan, exact cost, proven bound, what units are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.engine import optimise
from tools.optimizer.flows.curves import first_points, pieces_of, state_cost
from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.programme import column_cost, programmes_of, quantities_of
from trimtab.errors import InfeasiblePlan

Array = NDArray[np.float64]

TOLERANCE = 1e-3
MAX_ROUNDS = 12
CHUNK = 4


@dataclass(frozen=True)
class FlowPlans:
    """The plans of n networks: `quantity` (n, a, b) in stock units, exact expected `cost` and proven `bound`, (n,).

    `unit_worth`, (n, l, b): what one more unit there in that bucket, and only then, would save. `room_worth`, (n,
    origins, b): what one unit more that may leave an origin in that bucket would save.
    """

    quantity: Array
    cost: Array
    bound: Array
    unit_worth: Array
    room_worth: Array

    @property
    def gap(self) -> Array:
        """Return the relative distance between cost and bound, by network."""
        return np.maximum(0.0, self.cost - self.bound) / np.maximum(1.0, np.abs(self.cost))

    def __getitem__(self, part: slice) -> FlowPlans:
        """Return some of them."""
        return FlowPlans(
            self.quantity[part], self.cost[part], self.bound[part], self.unit_worth[part], self.room_worth[part]
        )


def solve_flows(networks: Networks, *, tolerance: float | None = TOLERANCE) -> FlowPlans:
    """Return the best plans by linear programming; raises InfeasiblePlan where bounds contradict each other.

    The cost of a state is the highest of its tangents, laid over the likely needs; where cost and bound are further
    apart than `tolerance` (relative), tangents are added where the answer lies (Kelley, The cutting-plane method for
    solving convex programs, 1960). With None one round is all.
    """
    networks.check()
    if len(networks) <= CHUNK:
        return _solved(networks, tolerance)
    parts = [_solved(networks[i : i + CHUNK], tolerance) for i in range(0, len(networks), CHUNK)]
    return joined(parts)


def joined(parts: list[FlowPlans]) -> FlowPlans:
    """Return the plans of several batches as those of one."""
    return FlowPlans(
        quantity=np.concatenate([p.quantity for p in parts]),
        cost=np.concatenate([p.cost for p in parts]),
        bound=np.concatenate([p.bound for p in parts]),
        unit_worth=np.concatenate([p.unit_worth for p in parts]),
        room_worth=np.concatenate([p.room_worth for p in parts]),
    )


def exact_cost(networks: Networks, quantity: Array, supply: Array | None = None) -> Array:
    """Return the cost of quantities (n, a, b) by the exact curves, (n,); `supply` is what they bring, where known."""
    flat = quantity.reshape(len(networks), -1)
    states = state_cost(networks, supply_of(networks, flat) if supply is None else supply)
    cost = states.sum(axis=(1, 2)) + (flat * column_cost(networks)).sum(axis=1)
    if networks.in_force is not None and networks.change_price is not None:
        cost = cost + networks.change_price * np.abs(quantity - networks.in_force).sum(axis=(1, 2))
    return np.asarray(cost)


def supply_of(networks: Networks, flat: Array) -> Array:
    """Return the net supply that quantities (n, columns) bring, (n, l, b)."""
    shape = networks.shape
    supply = (shape.incidence @ flat.T).T
    return np.ascontiguousarray(supply).reshape(len(networks), shape.locations, len(shape.buckets))


def _solved(networks: Networks, tolerance: float | None) -> FlowPlans:
    points = first_points(networks)
    plans, supply = _once(networks, points)
    if tolerance is None or (plans.gap <= tolerance).all():
        return plans
    return joined(
        [
            _refined(networks[part], points[part], plans[part], supply[part], tolerance)
            for part in (slice(i, i + 1) for i in range(len(networks)))
        ]
    )


def _refined(network: Networks, points: Array, plan: FlowPlans, supply: Array, tolerance: float) -> FlowPlans:
    """Return the plan of one network, tangents added where each answer lies."""
    for _ in range(MAX_ROUNDS):
        if plan.gap[0] <= tolerance:
            break
        points = np.sort(np.concatenate([points, supply[..., None]], axis=3), axis=3)
        found, supply = _once(network, points)
        bound = np.maximum(plan.bound, found.bound)
        plan = replace(found if found.cost[0] < plan.cost[0] else plan, bound=bound)
    return plan


def _once(networks: Networks, points: Array) -> tuple[FlowPlans, Array]:
    """Return plans by one round, and the net supply they bring."""
    shape, n = networks.shape, len(networks)
    programmes = programmes_of(networks, pieces_of(networks, points))
    answers = [optimise(programmes.one(index)) for index in range(n)]
    if any(answer is None for answer in answers):
        first = next(index for index, answer in enumerate(answers) if answer is None)
        raise InfeasiblePlan(
            f"No plan of network {first} keeps its bounds.",
            limits=("the bounds of its quantities, and the stock that is there to move",),
            remedy="Loosen what is frozen.",
        )
    found = [answer for answer in answers if answer is not None]
    flat = quantities_of(networks, np.array([answer.values[: shape.decisions] for answer in found]))
    supply, quantity = supply_of(networks, flat), flat.reshape(n, shape.arcs, -1)
    plans = FlowPlans(
        quantity=quantity,
        cost=exact_cost(networks, quantity, supply),
        bound=np.array([answer.bound for answer in found]) + programmes.constant,
        unit_worth=np.array([answer.dual[: shape.states] for answer in found]).reshape(supply.shape),
        room_worth=-np.array([answer.dual[shape.states :] for answer in found]).reshape(n, -1, supply.shape[2]),
    )
    return plans, supply
