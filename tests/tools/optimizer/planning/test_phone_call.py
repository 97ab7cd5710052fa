"""A phone call is worth what enumerating says, never less than nothing, and nothing where nothing would change."""

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtr

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    eta,
    far,
    near,
    problem,
    purchase,
    slipped,
    snapshot,
    stock,
    transfer,
)
from tests.tools.optimizer.planning.written_down import BACKORDER, HOLDING, arrived_by
from tools.optimizer import PlanProblem
from tools.optimizer.planning.phone_call import value_of_eta, value_of_lead_time, worth_calling
from trimtab.errors import UnknownReference

PREMIUM = 268 - 212
DAYS, ON_HAND, OPEN = 6, 12, 30


def doubtful(sd_days: float = 1.0, day: int = 2, **changed: object) -> PlanProblem:
    """Six days without a later cycle, and an open order of 30 that may come on any of them, or not."""
    state = snapshot(
        on_hand=(stock(CEN, ON_HAND), stock(NOR, 4)), purchases=(purchase(OPEN, day),), sales=(), order_points=()
    )
    usual: dict[str, object] = {
        "snapshot": state,
        "offers": (near(lead_time_days=1, lead_time_sd_days=0), transfer(transit_days=1, maximum=ON_HAND)),
        "horizon_days": DAYS,
        "next_cycle_days": 10,
    }
    bare = problem(**(usual | changed))
    return bare.varied(beliefs=(*bare.beliefs, eta(day, sd_days)))


def cost_if(arrives: int, lots: int, moved: int, start: int = 0) -> float:
    """Return the cost of ordering and moving so much from a day on if the open order comes on a day, written down."""
    total = (60 + 25 + PREMIUM * 6 * lots) * (lots > 0) + (40 + 25 + 2 * moved) * (moved > 0)
    for day in range(DAYS):
        central = ON_HAND - moved * (day >= start) + 6 * lots * (day >= start + 1) + OPEN * (day >= arrives)
        for supply, rate, sd in ((central, 6, 3.0), (4 + moved * (day >= start + 1), 3, 2.0)):
            spread = sd * np.sqrt(day + 1)
            z = (supply - rate * (day + 1)) / spread
            over = spread * (z * ndtr(z) + np.exp(-z * z / 2) / np.sqrt(2 * np.pi))
            total += HOLDING * over + BACKORDER * (over - z * spread)
    return float(total)


@pytest.mark.parametrize(("day", "sd_days"), [(2, 1.0), (4, 1.5)])
def test_a_call_is_worth_what_enumerating_every_plan_and_every_arrival_says(day: int, sd_days: float) -> None:
    weights = np.diff(arrived_by(DAYS, day, sd_days), prepend=0.0, append=1.0)
    likely = np.flatnonzero(weights > 1e-3)
    weights = weights[likely] / weights[likely].sum()
    costs = np.array(
        [[cost_if(int(d), lots, moved) for d in likely] for lots, moved in product(range(9), range(ON_HAND + 1))]
    )
    unasked, knowing = float((costs @ weights).min()), float(costs.min(axis=0) @ weights)
    call = value_of_eta(doubtful(sd_days, day), "po-1", "1")
    assert float(call.cost_unasked) == pytest.approx(unasked, rel=2e-3)
    assert float(call.cost_knowing) == pytest.approx(knowing, rel=2e-3)
    assert float(call.worth) == pytest.approx(unasked - knowing, abs=3e-3 * unasked)
    assert sum(c.probability for c in call.cases) == pytest.approx(1.0)
    assert float(call.worth) > 10


@pytest.mark.parametrize("sd_days", [0.5, 3.0])
def test_knowing_is_never_worth_less_than_nothing_case_by_case(sd_days: float) -> None:
    call = value_of_eta(slipped(sd_days=sd_days), "po-1", "1")
    assert call.worth >= 0
    assert all(c.cost_knowing <= c.cost_unasked for c in call.cases)
    assert len(call.cases) <= 7
    expected = sum(c.probability * float(c.cost_unasked - c.cost_knowing) for c in call.cases)
    assert float(call.worth) == pytest.approx(expected, abs=0.02)


def test_a_call_about_what_changes_nothing_is_worth_nothing() -> None:
    plenty = doubtful(
        snapshot=snapshot(on_hand=(stock(CEN, 400), stock(NOR, 300)), purchases=(purchase(1, 3),), sales=())
    )
    assert float(value_of_eta(plenty, "po-1", "1").worth) <= 0.02
    assert worth_calling(plenty) == ()


def test_an_uncertain_supplier_is_worth_a_call_that_a_punctual_one_is_not() -> None:
    offers = (near(lead_time_sd_days=3), far(), transfer())
    call = value_of_lead_time(slipped(offers=offers), "BRF", WINCH)
    assert [c.days for c in call.cases] == [0.0, 5.0, 10.0]
    assert [round(c.probability, 3) for c in call.cases] == [0.167, 0.667, 0.167]
    assert call.worth >= 0
    with pytest.raises(UnknownReference):
        value_of_lead_time(slipped(offers=(near(lead_time_sd_days=0),)), "BRF", WINCH)


def test_calls_worth_making_are_named_the_dearest_first() -> None:
    calls = worth_calling(doubtful(1.5, 4))
    assert [c.subject for c in calls] == ["purchase-line:po-1/1"]
    assert worth_calling(doubtful(0.0, 4)) == ()


def test_a_line_nobody_doubts_is_refused() -> None:
    with pytest.raises(UnknownReference, match="po-9"):
        value_of_eta(problem(), "po-9", "1")
