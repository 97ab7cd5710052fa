"""What is on hand and on its way: believed arrivals, their cases, and transfers that have yet to leave."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.tools.optimizer.planning.company import CEN, NOR, TODAY, WINCH, belief, eta, problem, purchase, snapshot
from tools.optimizer.planning.build import build
from tools.optimizer.planning.supply import arrival_probability, known_supply
from trimtab import subjects
from trimtab.beliefs import Parameter, Status
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


def moving(**changed: object) -> OpenTransferLine:
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
    return line.model_copy(update=changed)


def test_a_transfer_not_yet_shipped_is_gone_from_its_origin_and_arrives_when_due() -> None:
    state = problem(snapshot=snapshot(transfers=(moving(),)))
    assert known_supply(state, (WINCH, CEN)).certain[0] == 64
    assert known_supply(state, (WINCH, NOR)).certain[2:4].tolist() == [55, 75]


@pytest.mark.parametrize(
    ("until", "shipped", "arrives"),
    [(5, False, 8), (5, True, 3), (0, False, 3), (None, False, None)],
    ids=["waits until the lane opens", "is on the road", "opens today", "nobody knows when"],
)
def test_what_has_not_left_waits_for_a_closed_lane(until: int | None, shipped: bool, arrives: int | None) -> None:
    opens = None if until is None else TODAY + timedelta(days=until)
    closed = belief(subjects.lane(CEN, NOR), Parameter.LANE_STATUS, Status(probability=0, until=opens))
    state = problem(snapshot=snapshot(transfers=(moving(shipped=shipped),)), beliefs=(closed,))
    north = known_supply(state, (WINCH, NOR)).certain
    assert north[0] == 55
    assert north[-1] == (55 if arrives is None else 75)
    if arrives is not None:
        assert north[arrives - 1 : arrives + 1].tolist() == [55, 75]


def test_an_erp_replenishes_over_a_closed_lane_from_the_day_on_which_it_opens() -> None:
    later = Status(probability=0, until=TODAY + timedelta(days=10))
    shut = Status(probability=0)
    lanes = {
        name: belief(subjects.lane(CEN, NOR), Parameter.LANE_STATUS, how)
        for name, how in (("later", later), ("shut", shut))
    }
    usual, ten, never = (
        build(problem()),
        build(problem(beliefs=(lanes["later"],))),
        build(problem(beliefs=(lanes["shut"],))),
    )
    starts = [
        sorted({d.start_day for d in m.supply if d.option.destination == NOR and not d.now})
        for m in (usual, ten, never)
    ]
    assert starts[1] == [day for day in starts[0] if day >= 10]
    assert starts[0][0] < 10
    assert starts[2] == []
