"""Demand by day: firm orders consume the forecast of their week, and nothing is counted twice."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import CEN, TODAY, WINCH, demand, problem, sale, snapshot
from tools.optimizer.planning.demand import demand_by_day
from trimtab.beliefs import Belief, Parameter, Uplift

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


def promotion(first: int, last: int, per_day: float) -> Belief:
    uplift = Uplift(start=TODAY + timedelta(days=first), end=TODAY + timedelta(days=last), per_day=per_day)
    return demand(CEN, 6, 3).model_copy(update={"parameter": Parameter.PROMOTION, "distribution": uplift})


def test_a_promotion_adds_its_demand_and_as_much_variance_to_its_days() -> None:
    beliefs = (demand(CEN, 6, 3), promotion(3, 5, 4))
    found = demand_by_day(problem(snapshot=snapshot(sales=()), beliefs=beliefs), (WINCH, CEN))
    assert found.forecast[:8].tolist() == [6, 6, 6, 10, 10, 10, 6, 6]
    assert found.variance[:8].tolist() == [9, 9, 9, 13, 13, 13, 9, 9]
    assert found.rate == 6


@pytest.mark.parametrize(("first", "last", "per_day"), [(-9, -2, 5), (200, 210, 5), (2, 4, 0)])
def test_a_promotion_that_is_over_far_away_or_off_adds_nothing(first: int, last: int, per_day: float) -> None:
    base = problem(snapshot=snapshot(sales=()), beliefs=(demand(CEN, 6, 3),))
    found = demand_by_day(base.varied(beliefs=(*base.beliefs, promotion(first, last, per_day))), (WINCH, CEN))
    assert np.array_equal(found.forecast, demand_by_day(base, (WINCH, CEN)).forecast)


def test_less_demand_than_usual_is_never_less_than_none() -> None:
    beliefs = (demand(CEN, 6, 3), promotion(0, 1, -8))
    found = demand_by_day(problem(snapshot=snapshot(sales=()), beliefs=beliefs), (WINCH, CEN))
    assert found.forecast[:3].tolist() == [0, 0, 6]


def test_firm_orders_consume_the_promotion_too() -> None:
    state = snapshot(sales=(sale(1, CEN, 54, 4),))
    beliefs = (demand(CEN, 6, 3), promotion(3, 5, 4))
    found = demand_by_day(problem(snapshot=state, beliefs=beliefs), (WINCH, CEN))
    assert found.forecast[:7].sum() == pytest.approx(0)
    assert found.firm[4] == 54
