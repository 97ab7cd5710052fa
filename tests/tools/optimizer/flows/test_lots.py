"""Whole lots: orders keep their terms, the exact answer is that of trying everything, the quick one is near it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.flows.drawn import drawn, weeks
from tests.tools.optimizer.flows.written_down import cost_of
from tools.optimizer.flows import Buy, FlowShape, Networks, OrderTerms, best_lots, plan_all, solve_flows, solve_lots
from tools.optimizer.flows.lots import gathered
from trimtab.errors import InfeasiblePlan, InvalidField


def terms(n: int, minimum: float = 60.0, lot: float = 12.0, order_cost: float = 40.0) -> OrderTerms:
    return OrderTerms(*(np.full((n, 2), value) for value in (minimum, lot, order_cost)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 80), min_size=1, max_size=12), st.floats(0, 90), st.floats(0.5, 30), st.floats(0, 0.9))
def test_gathered_orders_are_whole_enough_and_never_later_than_allowed(
    wanted: list[float], minimum: float, lot: float, patience: float
) -> None:
    asked = OrderTerms(np.array([[minimum]]), np.array([[lot]]), np.zeros((1, 1)))
    orders = gathered(np.array([[wanted]]), asked, patience)[0, 0]
    least = asked.least_order()[0, 0]
    placed = orders[orders > 0]
    assert (placed >= minimum - 1e-6).all()
    np.testing.assert_allclose(placed / lot, np.round(placed / lot), atol=1e-6)
    assert (np.cumsum(wanted) - np.cumsum(orders) <= patience * least + 1e-4).all()


def lonely() -> Networks:
    shape = FlowShape(weeks(3), 1, (Buy(0, 0),))
    return Networks(
        shape,
        demand=2.0 * np.arange(1, 22)[None, None, :],
        known=np.full((1, 1, 21), 6.0),
        sd=np.full((1, 1, 21), 3.0),
        holding=np.full((1, 1, 1), 0.5),
        backorder=np.full((1, 1, 1), 2.0),
        arc_cost=np.array([[11.0]]),
        end_value=np.array([10.0]),
    )


@pytest.mark.parametrize("order_cost", [0.0, 15.0, 200.0])
def test_the_exact_answer_is_that_of_trying_everything(order_cost: float) -> None:
    asked = OrderTerms(np.array([[12.0]]), np.array([[6.0]]), np.array([[order_cost]]))
    sizes = (0, 12, 18, 24, 30, 36, 42, 48, 54)
    tried = [
        cost_of(lonely(), np.array([orders], float)) + order_cost * sum(q > 0 for q in orders)
        for orders in product(sizes, repeat=3)
    ]
    found = best_lots(lonely(), asked)
    # The programme sees the curve through its first tangents, so the answer is within what they miss of it.
    assert min(tried) - 1e-6 <= found.cost[0] <= 1.01 * min(tried)
    assert found.bound[0] <= min(tried) + 1e-6
    assert set(found.quantity[0, 0].round(6)) <= set(sizes)


def test_the_quick_answer_keeps_its_terms_and_is_near_the_exact_one() -> None:
    networks = drawn(6)
    quick = solve_lots(networks, terms(6))
    orders = quick.quantity[:, :2]
    placed = orders[orders > 1e-6]
    assert placed.min() >= 60 - 1e-6
    np.testing.assert_allclose(placed / 12, np.round(placed / 12), atol=1e-6)
    assert (quick.bound <= quick.cost).all()
    exact = [best_lots(networks[k : k + 1], terms(1)) for k in range(2)]
    for k, best in enumerate(exact):
        assert best.bound[0] <= quick.cost[k] <= 1.1 * best.cost[0]
        assert quick.bound[k] <= best.cost[0]


def test_several_processes_find_what_one_does() -> None:
    networks = drawn(210, locations=2, buckets=weeks(2))
    one, two = (plan_all(networks, processes=processes) for processes in (1, 2))
    np.testing.assert_array_equal(one.quantity, two.quantity)
    np.testing.assert_array_equal(one.cost, two.cost)
    np.testing.assert_allclose(one.cost, solve_flows(networks, tolerance=None).cost)
    lots = plan_all(networks[:4], terms=terms(4))
    np.testing.assert_allclose(lots.cost, solve_lots(networks[:4], terms(4)).cost)


def test_wrong_terms_are_named() -> None:
    with pytest.raises(InvalidField, match="lot"):
        solve_lots(drawn(2), terms(2, lot=0.0))
    with pytest.raises(InvalidField, match="minimum"):
        solve_lots(drawn(2), terms(3))
    with pytest.raises(InvalidField, match="most"):
        solve_lots(replace(drawn(2), most=np.ones((2, 4, 6))), terms(2))


def test_lots_that_cannot_be_kept_are_refused() -> None:
    held = np.full((1, 1, 3), 7.0)
    asked = OrderTerms(np.array([[12.0]]), np.array([[6.0]]), np.array([[0.0]]))
    with pytest.raises(InfeasiblePlan):
        best_lots(replace(lonely(), least=held, most=held), asked)
