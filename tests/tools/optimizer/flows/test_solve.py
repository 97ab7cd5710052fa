"""Flow plans: as good as HiGHS on a fine net and as trying everything; bounds hold; frozen, changes and ends count."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.flows.drawn import drawn, weeks
from tests.tools.optimizer.flows.written_down import best_by_highs, cost_of
from tools.optimizer.flows import Buy, FlowShape, Move, Networks, solve_flows, with_lateness
from tools.optimizer.flows.curves import first_points, lines, pieces_of, state_cost
from tools.optimizer.flows.solve import exact_cost
from tools.optimizer.planning.buckets import Buckets, telescoping
from trimtab.errors import InfeasiblePlan, InvalidField


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("buckets", [weeks(5), telescoping(28), Buckets((0, 1, 2, 9, 16), (1, 1, 7, 7, 5))])
def test_the_cost_is_that_of_highs_on_a_fine_net(seed: int, buckets: Buckets) -> None:
    network = drawn(1, buckets=buckets, seed=seed)
    found = solve_flows(network)
    best = best_by_highs(network)
    assert found.cost[0] == pytest.approx(best, rel=2e-3)
    assert found.bound[0] <= best * (1 + 1e-3)
    assert found.gap[0] <= 1e-3


def test_the_cost_of_a_plan_is_that_written_down_day_by_day() -> None:
    network = drawn(1, buckets=telescoping(30), seed=3)
    found = solve_flows(network)
    assert found.cost[0] == pytest.approx(cost_of(network, found.quantity[0]), rel=1e-9)


def tiny(on_hand: float, rate: float) -> Networks:
    """One place that buys and one that it supplies; two weeks, everything is there at once."""
    shape = FlowShape(weeks(2), 2, (Buy(0, 0),), (Move(0, 1, 0),))
    day = np.arange(1, 15)
    known = np.zeros((1, 2, 14))
    known[0, 0] = on_hand
    return Networks(
        shape,
        demand=np.array([0.5 * rate, rate])[None, :, None] * day,
        known=known,
        sd=np.full((1, 2, 14), 4.0),
        holding=np.full((1, 1, 1), 0.4),
        backorder=np.full((1, 1, 1), 3.0),
        arc_cost=np.array([[101.0, 0.5]]),
        end_value=np.array([100.0]),
    )


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 20), st.integers(1, 3))
def test_no_plan_tried_undercuts_the_bound_and_the_best_tried_is_no_better(on_hand: int, rate: int) -> None:
    network = tiny(on_hand, rate)
    found = solve_flows(network, tolerance=1e-4)
    tried = np.array(
        [
            [[first, second], [moved, later]]
            for first, second, moved, later in product(
                range(0, 61, 4), range(0, 61, 4), range(0, 61, 4), range(0, 41, 4)
            )
            if moved + later <= on_hand + first + second and moved <= on_hand + first
        ],
        dtype=float,
    )
    many = Networks(
        network.shape,
        **{
            name: np.repeat(getattr(network, name), len(tried), axis=0)
            for name in ("demand", "known", "sd", "holding", "backorder", "arc_cost", "end_value")
        },
    )
    costs = exact_cost(many, tried)
    assert found.bound[0] <= costs.min() + 1e-6
    assert found.cost[0] <= costs.min() * 1.0001
    assert costs[0] == pytest.approx(cost_of(network, tried[0]), rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(-60, 120))
def test_every_line_lies_below_its_curve_and_touches_it(seed: int, shift: float) -> None:
    networks = drawn(2, seed=seed)
    points = first_points(networks)
    slope, cut = lines(networks, points)
    supply = (points[..., 4] + shift)[..., None]
    curve = state_cost(networks, supply[..., 0])
    assert ((slope * supply + cut).max(axis=3) <= curve + 1e-6 * (1 + curve)).all()
    at = points[..., 6]
    short = state_cost(networks, at) - (slope * at[..., None] + cut).max(axis=3)
    assert short.max() <= 1e-4 * networks.sd.max() * float((networks.holding + networks.backorder).max()) * 7


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(-3000, 3000), st.sampled_from([1e-7, 1e-3, 0.1, 1.0, 50.0]))
def test_pieces_lie_below_the_curve_wherever_their_points_are(seed: int, middle: float, apart: float) -> None:
    """Points that all but coincide, or lie far from any need, make a weak bound, never a wrong one."""
    networks = drawn(1, seed=seed)
    rng = np.random.default_rng(seed)
    points = np.sort(
        first_points(networks)[..., 5:6] * rng.choice([0, 1]) + middle + apart * rng.normal(size=7), axis=3
    )
    found = pieces_of(networks, points)
    states = networks.shape.states
    for shift in (-400.0, -40.0, -3.0, 0.0, 2.0, 30.0, 500.0):
        floor = np.where(np.arange(states) < len(networks.shape.buckets), 0.0, -np.inf)
        x = np.maximum(networks.need[:, :, networks.shape.edges].reshape(1, -1) + shift, floor)
        told = found.base[0] + (found.filled(0, x)[0] * found.slope[0]).sum(axis=1)
        assert (told <= state_cost(networks, x.reshape(1, 3, -1)).reshape(-1) * (1 + 1e-9) + 1e-4).all()


def test_rates_by_day_give_the_same_as_rates_for_all_days() -> None:
    networks = drawn(3)
    by_day = np.ones(networks.demand.shape)
    varied = replace(networks, holding=networks.holding * by_day, backorder=networks.backorder * by_day)
    np.testing.assert_allclose(solve_flows(varied).cost, solve_flows(networks).cost, rtol=1e-3)
    np.testing.assert_allclose(solve_flows(varied).bound, solve_flows(networks).bound, rtol=1e-3)


def test_what_is_frozen_stays_and_costs_what_it_costs() -> None:
    networks = drawn(2)
    free = solve_flows(networks)
    least, most = np.zeros_like(free.quantity), np.full_like(free.quantity, np.inf)
    least[:, 1, 0] = most[:, 1, 0] = free.quantity[:, 1, 0] + 30
    most[:, 2, 1] = 0.0
    held = solve_flows(replace(networks, least=least, most=most))
    np.testing.assert_allclose(held.quantity[:, 1, 0], free.quantity[:, 1, 0] + 30, atol=1e-6)
    np.testing.assert_allclose(held.quantity[:, 2, 1], 0.0, atol=1e-6)
    assert (held.cost >= free.bound).all()


def test_a_change_is_made_only_where_it_is_worth_its_price() -> None:
    networks = drawn(3, revising=True)
    in_force = solve_flows(drawn(3)).quantity + 5.0
    free, dear, priceless = (
        solve_flows(replace(networks, in_force=in_force, change_price=np.full(3, price))) for price in (0.0, 4.0, 1e4)
    )

    def changed(quantity: np.ndarray) -> float:
        return float(np.abs(quantity - in_force).sum())

    assert changed(priceless.quantity) <= 1e-4
    assert changed(priceless.quantity) < changed(dear.quantity) < changed(free.quantity)
    np.testing.assert_allclose(free.cost, solve_flows(drawn(3)).cost, rtol=2e-3)
    units = np.abs(dear.quantity - in_force).sum(axis=(1, 2))
    kept = exact_cost(drawn(3), dear.quantity)
    np.testing.assert_allclose(dear.cost, kept + 4.0 * units, rtol=1e-9)


def test_without_a_value_at_the_end_stock_is_run_down_and_with_it_it_is_not() -> None:
    networks = drawn(1, buckets=weeks(8))
    end = [
        solve_flows(replace(networks, end_value=np.array([value]))).quantity[0, :2].sum()
        for value in (0.0, float(networks.end_value[0]))
    ]
    assert end[0] < end[1]


def test_an_uncertain_lead_time_asks_for_more_stock() -> None:
    networks = drawn(2)
    rate = networks.demand[:, :, 0]
    late = replace(networks, sd=with_lateness(networks.sd, rate, np.full((2, 3), 6.0)))
    assert (solve_flows(late).cost > solve_flows(networks).cost).all()
    assert solve_flows(late).quantity[:, :2].sum() > solve_flows(networks).quantity[:, :2].sum()


def test_the_worth_of_a_unit_is_what_one_more_saves() -> None:
    networks = drawn(1)
    found = solve_flows(networks, tolerance=1e-5)
    for place, bucket in ((0, 4), (1, 0), (2, 3)):
        worth = found.unit_worth[0, place, bucket]
        saved = []
        for more in (-0.5, 0.5):
            demand = networks.demand.copy()
            demand[0, place, 7 * bucket : 7 * bucket + 7] -= more
            saved.append(float(solve_flows(replace(networks, demand=demand), tolerance=1e-5).cost[0]))
        assert saved[0] - saved[1] == pytest.approx(worth, abs=0.03 * abs(worth) + 0.05)


def test_what_cannot_be_kept_is_refused() -> None:
    networks = drawn(1)
    least = np.zeros((1, 4, 6))
    least[0, 2, 0] = 1e5
    most = np.full((1, 4, 6), 1e6)
    most[0, :2] = 0.0
    with pytest.raises(InfeasiblePlan):
        solve_flows(replace(networks, least=least, most=most))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("demand", np.full((2, 3, 41), 1.0)),
        ("sd", np.full((2, 3, 42), -1.0)),
        ("holding", np.full((2, 1, 1), np.nan)),
        ("in_force", np.zeros((2, 4, 6))),
        ("least", np.zeros((2, 4, 6))),
    ],
)
def test_a_wrong_array_is_named(field: str, value: np.ndarray) -> None:
    with pytest.raises(InvalidField) as caught:
        solve_flows(replace(drawn(2), **{field: value}))
    assert caught.value.field == field
