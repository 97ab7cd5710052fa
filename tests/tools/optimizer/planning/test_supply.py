"""What is on hand and on its way: believed arrivals, their cases, and transfers that have yet to leave."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.tools.optimizer.planning.company import CEN, NOR, TODAY, WINCH, eta, problem, purchase, snapshot
from tools.optimizer.planning.supply import arrival_probability, known_supply
from trimtab.state import OpenTransferLine


def test_a_belief_overrides_the_due_date() -> None:
    late = problem(beliefs=(eta(22, 0),))
    supply = known_supply(late, (WINCH, CEN)).mean
    assert supply[21] == pytest.approx(84)
    assert supply[22] == pytest.approx(84 + 372)


def test_an_overdue_line_without_belief_is_expected_tomorrow() -> None:
    supply = known_supply(problem(snapshot=snapshot(purchases=(purchase(60, -4),))), (WINCH, CEN)).mean
    assert supply[:2].tolist() == [84, 144]


def test_cases_of_an_uncertain_order_weigh_one_and_average_to_the_mean() -> None:
    supply = known_supply(problem(beliefs=(eta(22, 3),)), (WINCH, CEN))
    for day in (15, 20, 22, 28):
        cases = supply.cases(day)
        assert sum(c.weight for c in cases) == pytest.approx(1)
        assert sum(c.weight * c.supply for c in cases) == pytest.approx(float(supply.mean[day]), abs=0.5)


def test_arrival_is_never_before_today_and_certain_in_the_end() -> None:
    found = arrival_probability(1.0, 5.0, 60)
    assert found[0] > 0
    assert np.all(np.diff(found) >= 0)
    assert found[-1] == pytest.approx(1)


def test_a_transfer_not_yet_shipped_is_gone_from_its_origin_and_arrives_when_due() -> None:
    line = OpenTransferLine(
        document="t-1",
        number="T-1",
        line="1",
        item=WINCH,
        origin=CEN,
        destination=NOR,
        quantity=Decimal(20),
        due=TODAY + timedelta(days=3),
    )
    state = problem(snapshot=snapshot(transfers=(line,)))
    assert known_supply(state, (WINCH, CEN)).certain[0] == 64
    assert known_supply(state, (WINCH, NOR)).certain[2:4].tolist() == [55, 75]
