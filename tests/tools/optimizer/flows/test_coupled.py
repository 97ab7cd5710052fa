"""Coupled networks: near the joint programme, limits kept, prices as re-solving says, conflicts named and smallest."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.tools.optimizer.flows.drawn import drawn
from tools.optimizer.flows import Networks, solve_coupled, solve_flows
from tools.optimizer.flows.coupling import (
    Couplings,
    Link,
    SupplierTerms,
    budget,
    lane_capacity,
    supplier_orders,
    warehouse_capacity,
    within_reach,
)
from tools.optimizer.flows.curves import expected_stock, first_points
from tools.optimizer.flows.joint import joint_of
from tools.optimizer.flows.solve import exact_cost, supply_of
from tools.optimizer.flows.subproblems import subproblems_of
from trimtab.errors import InfeasiblePlan

COUNT = 8
NEAR = 1
"""The number of the near supplier's arc; the lane to the second location has number 0, arc 2."""
VOLUME = np.linspace(0.5, 1.5, COUNT)


def alone(networks: Networks) -> np.ndarray:
    return solve_flows(networks).quantity


def limits(networks: Networks) -> dict[str, Couplings]:
    """Return every kind of coupling, each so tight that the networks cannot do what they would alone."""
    quantity = alone(networks)
    value = (quantity[:, :2] * networks.arc_cost[:, :2, None]).sum(axis=(0, 1))
    near = (quantity[:, NEAR] * VOLUME[:, None]).sum(axis=0)
    lane = (quantity[:, 2] * VOLUME[:, None]).sum(axis=0)
    stock = expected_stock(networks, supply_of(networks, quantity.reshape(COUNT, -1)))
    stored = (stock[:, 0] * VOLUME[:, None]).sum(axis=0)
    dearest = float((quantity[:, NEAR] * networks.arc_cost[:, NEAR, None]).sum(axis=0).max())
    containers = SupplierTerms((NEAR,), volume=VOLUME, container=0.37 * near.max(), container_cost=500.0)
    found = {
        "budget": budget(networks, 0.8 * value.sum()),
        "lane": lane_capacity(networks, 0, 0.6 * lane.max(), VOLUME),
        "warehouse": warehouse_capacity(networks, 0, 0.7 * stored.max(), VOLUME),
        "order minimum": supplier_orders(networks, SupplierTerms((NEAR,), minimum=1.3 * dearest, order_cost=200.0)),
        "containers": supplier_orders(networks, containers),
    }
    found["budget, lane and warehouse"] = found["budget"] + found["lane"] + found["warehouse"]
    found["containers and lane"] = found["containers"] + found["lane"]
    return found


KINDS = (
    "budget",
    "lane",
    "warehouse",
    "order minimum",
    "containers",
    "budget, lane and warehouse",
    "containers and lane",
)


def used(networks: Networks, link: Link, quantity: np.ndarray, shared: np.ndarray) -> float:
    """Return what a plan uses of a link, expected stock by its exact curve."""
    total = sum(shared[column] * value for column, value in link.shares.items())
    if link.per_unit is not None:
        total += float((link.per_unit * quantity).sum())
    if link.per_stock is not None:
        stock = expected_stock(networks, supply_of(networks, quantity.reshape(len(networks), -1)))
        total += float((link.per_stock * stock).sum())
    return total


@pytest.mark.parametrize("kind", KINDS)
def test_the_plan_is_within_a_hundredth_of_the_joint_programme_and_keeps_every_limit(kind: str) -> None:
    networks = drawn(COUNT, seed=5)
    couplings = limits(networks)[kind]
    found = solve_coupled(networks, couplings)
    reached = within_reach(networks, couplings)
    joint = joint_of(subproblems_of(reached, couplings, first_points(reached)), couplings).solve()
    assert joint is not None
    # The joint programme sees the cost through tangents below it: it is a bound, and its own plan costs more.
    width = len(joint.values[: -len(couplings.shared) or None]) // COUNT
    plans = joint.values[: width * COUNT].reshape(COUNT, width)[:, : networks.shape.columns]
    paid = sum(s.cost * z for s, z in zip(couplings.shared, joint.values[width * COUNT :], strict=True))
    exact = float(exact_cost(networks, plans.reshape(COUNT, networks.shape.arcs, -1)).sum()) + paid
    assert found.cost <= 1.01 * exact
    assert joint.bound * (1 - 1e-3) <= found.cost
    assert found.bound <= found.cost
    assert found.gap <= 0.01
    assert found.cost > solve_flows(networks).bound.sum()
    for link in couplings.links:
        taken = used(networks, link, found.quantity, found.shared)
        assert link.low - 1e-4 * abs(link.low) - 1e-3 <= taken <= link.high + 1e-4 * abs(link.high) + 1e-3
    np.testing.assert_allclose(found.shared, np.round(found.shared), atol=1e-9)


def test_whole_numbers_are_those_of_trying_them_all() -> None:
    """Two networks, one container or none in each of three buckets: every choice is solved as a fixed capacity."""
    networks = drawn(2, seed=7)
    volume = np.ones(2)
    size = 0.6 * float(alone(networks)[:, NEAR].sum(axis=0).max())
    terms = SupplierTerms((NEAR,), volume=volume, container=size, container_cost=120.0)
    couplings = supplier_orders(networks, terms)
    found = solve_coupled(networks, couplings, nodes=200)
    tried = []
    for first, second, third in product(range(2), repeat=3):
        chosen = np.array([first, second, third, 0, 0, 0], float)
        fixed = tuple(
            Link(x.words, high=-sum(chosen[c] * v for c, v in x.shares.items()), per_unit=x.per_unit)
            for x in couplings.links
        )
        tried.append(solve_coupled(networks, Couplings(fixed)).cost + 120.0 * chosen.sum())
    assert found.cost <= min(tried) * 1.004
    assert found.bound <= min(tried) + 1e-6


@pytest.mark.parametrize("kind", ["budget", "lane", "warehouse"])
def test_a_price_is_what_loosening_the_limit_saves(kind: str) -> None:
    networks = drawn(COUNT, seed=5)
    couplings = limits(networks)[kind]
    found = solve_coupled(networks, couplings, tolerance=1e-4)
    place = int(np.argmax(np.abs(found.prices)))
    price, link = found.prices[place], couplings.links[place]
    step = 0.05 * link.high
    costs = []
    for moved in (-step, step):
        links = list(couplings.links)
        links[place] = replace(link, high=link.high + moved)
        costs.append(solve_coupled(networks, Couplings(tuple(links)), tolerance=1e-4).cost)
    # The cost is convex in the limit: its price lies between what a step either way changes, solved anew.
    slack = 2e-4 * found.cost / step
    assert slack < 0.3 * price
    assert (found.cost - costs[1]) / step - slack <= price <= (costs[0] - found.cost) / step + slack
    assert found.binding(couplings)[0] == (link.words, pytest.approx(price))


def test_a_limit_that_nobody_reaches_costs_nothing() -> None:
    networks = drawn(3)
    found = solve_coupled(networks, budget(networks, 1e9))
    assert found.binding(budget(networks, 1e9)) == ()
    assert found.cost == pytest.approx(solve_flows(networks).cost.sum(), rel=5e-3)


def conflicting() -> tuple[Networks, Couplings]:
    """Return three networks of which the second has a frozen order that no budget allows; the lane is no part of it."""
    networks = drawn(3)
    least = np.zeros((3, 4, 6))
    least[1, 0, 1] = 500.0
    frozen = replace(networks, least=least, most=np.full((3, 4, 6), 1e4))
    return frozen, budget(frozen, 1000.0) + lane_capacity(frozen, 0, 300.0, np.ones(3), words="the road north")


def test_limits_that_contradict_each_other_are_named_and_each_of_them_is_needed() -> None:
    networks, couplings = conflicting()
    with pytest.raises(InfeasiblePlan) as caught:
        solve_coupled(networks, couplings)
    assert set(caught.value.limits) == {"a budget of 1000", "what is frozen in network 1"}
    solve_coupled(networks, Couplings(couplings.links[1:]))
    solve_coupled(replace(networks, least=None), couplings)


def test_the_change_price_counts_in_coupled_networks_too() -> None:
    networks = drawn(3, revising=True)
    in_force = alone(drawn(3))
    held = replace(networks, in_force=in_force, change_price=np.full(3, 1e3))
    spent = float((in_force[:, :2] * networks.arc_cost[:, :2, None]).sum())
    kept, cut = (solve_coupled(held, budget(held, share * spent)) for share in (1.01, 0.9))
    np.testing.assert_allclose(kept.quantity, in_force, atol=1e-3)
    assert np.abs(cut.quantity - in_force).sum() > 1
    assert float((cut.quantity[:, :2] * networks.arc_cost[:, :2, None]).sum()) <= 0.9 * spent * (1 + 1e-6)
