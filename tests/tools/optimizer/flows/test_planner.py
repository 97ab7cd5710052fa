"""The same mathematics: a flow costs what the planner's relaxation of the same company costs, built otherwise."""

import numpy as np
import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    costs,
    demand,
    eur,
    near,
    network,
    problem,
    snapshot,
    stock,
    transfer,
)
from tools.optimizer.flows import Buy, FlowShape, Move, Networks, solve_flows
from tools.optimizer.planning.buckets import telescoping
from tools.optimizer.planning.build import build
from tools.optimizer.planning.solve import _bounds, _sharpened

DAYS, CYCLE = 35, 7
FREE = costs(fixed_cost_per_purchase=eur(0), fixed_cost_per_transfer=eur(0), change_price=eur(0))


def relaxation(on_hand: tuple[int, int], rates: tuple[float, float]) -> float:
    """Return the cost of the planner's relaxation, where nothing has a fixed cost and nothing is in lots."""
    company = problem(
        network=network(costs=FREE),
        snapshot=snapshot(
            on_hand=(stock(CEN, on_hand[0]), stock(NOR, on_hand[1])), purchases=(), sales=(), order_points=()
        ),
        beliefs=(demand(CEN, rates[0], 3), demand(NOR, rates[1], 2)),
        offers=(
            near(lead_time_sd_days=0, minimum_order=0, lot_multiple=1),
            transfer(maximum=10000),
        ),
        horizon_days=DAYS,
        next_cycle_days=CYCLE,
    )
    model = build(company, with_levels=False)
    return _sharpened(model, *_bounds(model, (), {}), 1e-4).cost


def flow(on_hand: tuple[int, int], rates: tuple[float, float]) -> Networks:
    buckets = telescoping(DAYS)
    shape = FlowShape(buckets, 2, (Buy(0, 5),), (Move(0, 1, 3),))
    day = np.arange(1, DAYS + 1)
    most = np.full((1, 2, len(buckets)), np.inf)
    # Between today and the next cycle nothing is decided.
    most[:, :, [b for b, start in enumerate(buckets.starts) if 0 < start < CYCLE]] = 0.0
    return Networks(
        shape,
        demand=np.array(rates)[None, :, None] * day,
        known=np.broadcast_to(np.array(on_hand, float)[None, :, None], (1, 2, DAYS)).copy(),
        sd=np.array([3.0, 2.0])[None, :, None] * np.sqrt(day),
        holding=np.full((1, 1, 1), 0.2 * 212 / 365),
        backorder=np.full((1, 1, 1), 0.12 * (349 - 212)),
        arc_cost=np.array([[268.0, 2.0]]),
        end_value=np.array([212.0]),
        most=most,
    )


@pytest.mark.parametrize(
    ("on_hand", "rates"), [((20, 4), (6.0, 3.0)), ((120, 0), (2.0, 5.0)), ((0, 0), (4.0, 4.0)), ((60, 90), (6.0, 1.0))]
)
def test_a_flow_costs_what_the_relaxation_of_the_planner_costs(
    on_hand: tuple[int, int], rates: tuple[float, float]
) -> None:
    found = solve_flows(flow(on_hand, rates), tolerance=2e-4)
    assert float(found.cost[0]) == pytest.approx(relaxation(on_hand, rates), rel=1e-3)
