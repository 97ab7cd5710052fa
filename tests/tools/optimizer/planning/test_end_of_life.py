"""The end of an item's life: the last buy is a newsvendor's, what is left is lost, and order points fall to nothing."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.changes_offered import cancel, on
from tests.tools.optimizer.planning.company import (
    CEN,
    WINCH,
    demand,
    eur,
    level,
    near,
    network,
    point,
    problem,
    purchase,
    sale,
    snapshot,
    stock,
)
from tests.tools.optimizer.planning.written_down import BACKORDER, HOLDING, over
from tools.drift.price import level_drift
from tools.optimizer import PlanProblem, plan, recommend_level
from tools.optimizer.planning.demand import demand_by_day
from trimtab.network import Item, LifeCycle
from trimtab.plans import PlannedLevel, PlannedPurchase

DAYS, MARGIN, COST = 12, 349 - 212, 212


def ending(last_sale: int, **changed: object) -> PlanProblem:
    """Return twelve days without later cycle for a winch whose last day of sale is so many days from today."""
    winch = Item(
        code=WINCH,
        name="Winch",
        unit="pcs",
        unit_cost=eur(COST),
        unit_price=eur(349),
        life_cycle=LifeCycle.END_OF_LIFE,
        last_sale=on(last_sale),
    )
    usual: dict[str, object] = {
        "network": network(items=(winch,)),
        "snapshot": snapshot(on_hand=(stock(CEN, 5),), purchases=(), sales=(), order_points=()),
        "beliefs": (demand(CEN, 6, 3),),
        "offers": (
            near(lead_time_days=1, lead_time_sd_days=0, minimum_order=Decimal(0), lot_multiple=1, unit_price=eur(230)),
        ),
        "horizon_days": DAYS,
        "next_cycle_days": 30,
    }
    return problem(**(usual | changed))


def written(quantity: float, last_sale: int, rate: float) -> float:
    """Return the cost of a last buy: holding and shortage until the last sale, then what is left or owed is lost."""
    total = (60 + 25 + 18 * quantity) * (quantity > 0)
    for day in range(last_sale + 1):
        supply, sd = 5 + quantity * (day >= 1), 3 * np.sqrt(day + 1)
        left = over(supply, rate * (day + 1), sd)
        short = left - (supply - rate * (day + 1))
        total += HOLDING * left + BACKORDER * short
        if day == last_sale:
            total += COST * left + MARGIN * short
    return float(total)


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 11), st.integers(1, 9))
def test_the_last_buy_is_that_of_trying_every_quantity(last_sale: int, rate: int) -> None:
    found = plan(ending(last_sale, beliefs=(demand(CEN, rate, 3),)), explain=False)
    costs = [written(quantity, last_sale, rate) for quantity in range(150)]
    assert float(found.cost) == pytest.approx(min(costs), rel=1e-3, abs=0.02)
    bought = sum(int(s.quantity) for s in found.steps if isinstance(s, PlannedPurchase))
    assert costs[bought] == pytest.approx(min(costs), rel=1e-3, abs=0.02)


def test_nothing_is_asked_for_after_the_last_sale_but_what_was_ordered() -> None:
    late = sale(1, CEN, 10, 8)
    state = snapshot(on_hand=(stock(CEN, 5),), purchases=(), sales=(late,), order_points=())
    found = demand_by_day(ending(4, snapshot=state), (WINCH, CEN))
    assert found.forecast[:5].tolist() == [6] * 5
    assert found.forecast[5:].tolist() == [0] * 7
    assert found.firm[8] == 10


def test_what_comes_too_late_is_worth_nothing_and_therefore_cancelled() -> None:
    line = purchase(40, 9)
    state = snapshot(on_hand=(stock(CEN, 60),), purchases=(line,), sales=(), order_points=())
    found = plan(ending(5, snapshot=state, offers=(cancel(2000, 40 * COST, line),)), explain=False)
    assert {s.offer_id for s in found.steps} == {"cancel"}
    assert float(found.saving) == pytest.approx(40 * COST - 2000 - 25, abs=1)
    assert found.impact.cash.change == 2000 - 40 * COST
    assert float(found.impact.margin_and_penalties.change) == pytest.approx(-40 * COST, abs=1)


def test_an_item_whose_last_sale_is_over_loses_all_it_has() -> None:
    found = plan(ending(-3), explain=False)
    assert found.steps == ()
    assert float(found.cost) == pytest.approx(5 * COST)


def test_an_end_beyond_the_horizon_changes_nothing_yet() -> None:
    regular = ending(-1, network=network(), beliefs=(demand(CEN, 6, 3),))
    assert plan(ending(DAYS), explain=False).cost == plan(regular, explain=False).cost


def test_the_order_point_falls_to_nothing_once_an_order_would_come_too_late() -> None:
    state = snapshot(on_hand=(stock(CEN, 500),), purchases=(), sales=(), order_points=(point(CEN, 395, 479),))
    soon = ending(20, snapshot=state, offers=(level(CEN),), horizon_days=91, next_cycle_days=7)
    best = recommend_level(soon, WINCH, CEN)
    assert best is not None
    assert (best.minimum, best.target) == (0, 0)
    (step,) = [s for s in plan(soon, explain=False).steps if isinstance(s, PlannedLevel)]
    assert (step.minimum_after, step.target_after) == (0, 0)
    assert level_drift(soon)[WINCH, CEN] * 91 == pytest.approx(479 * COST)
    later = recommend_level(soon.varied(network=ending(80).network), WINCH, CEN)
    assert later is not None
    assert later.minimum > 0
