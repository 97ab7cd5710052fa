"""Demand by day: firm orders consume the forecast of their week, and nothing is counted twice."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.optimizer.company import CEN, WINCH, demand, problem, sale, snapshot
from tools.optimizer.demand import demand_by_day

LINES = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 30)), max_size=8)


@given(LINES)
def test_each_week_asks_the_greater_of_orders_and_forecast(lines: list[tuple[int, int]]) -> None:
    sales = tuple(sale(n, CEN, quantity, due) for n, (quantity, due) in enumerate(lines))
    found = demand_by_day(problem(snapshot=snapshot(sales=sales), beliefs=(demand(CEN, 6, 3),)), (WINCH, CEN))
    for start in range(0, 91, 7):
        firm = sum(quantity for quantity, due in lines if start <= due < start + 7)
        week = slice(start, start + 7)
        assert (found.firm[week] + found.forecast[week]).sum() == pytest.approx(max(firm, 42))


@given(LINES)
def test_firm_orders_leave_less_to_chance(lines: list[tuple[int, int]]) -> None:
    sales = tuple(sale(n, CEN, quantity, due) for n, (quantity, due) in enumerate(lines))
    found = demand_by_day(problem(snapshot=snapshot(sales=sales), beliefs=(demand(CEN, 6, 3),)), (WINCH, CEN))
    assert np.all(found.variance <= 9.0 + 1e-9)
    assert np.all(np.diff(found.cumulative) >= 0)


def test_overdue_orders_are_owed_today_and_consume_no_forecast() -> None:
    state = snapshot(sales=(sale(1, CEN, 20, -3),))
    found = demand_by_day(problem(snapshot=state, beliefs=(demand(CEN, 6, 3),)), (WINCH, CEN))
    assert found.firm[0] == Decimal(20)
    assert found.forecast[0] == pytest.approx(6)


def test_uncertainty_that_later_orders_can_answer_is_left_out() -> None:
    found = demand_by_day(problem(snapshot=snapshot(sales=()), beliefs=(demand(CEN, 6, 3),)), (WINCH, CEN))
    window = found.variance_over(10)
    assert window[3] == pytest.approx(4 * 9)
    assert window[90] == pytest.approx(10 * 9)
