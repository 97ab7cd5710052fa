"""Later orders as recourse: their days, their share of a document, and how much a transfer brings now."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from math import sqrt
from typing import Any

import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    demand,
    far,
    network,
    point,
    problem,
    snapshot,
    stock,
    transfer,
)
from tools.optimizer import plan
from tools.optimizer.planning import solve as solving
from tools.optimizer.planning.build import build
from tools.optimizer.planning.model import SupplyDecision
from trimtab.network import ControlMode, StockPolicy, Supplier
from trimtab.plans import PlannedPurchase, PlannedTransfer
from trimtab.state import OrderPointKind

HOLDING = 0.2 * 212 / 365
POINTS = (point(CEN, 0, 0), point(NOR, 0, 0, OrderPointKind.INTERNAL))


def regular(location: str, **changed: object) -> list[SupplyDecision]:
    """Return what may be ordered regularly at later cycles."""
    usual = {"snapshot": snapshot(order_points=POINTS, purchases=(), sales=()), "offers": ()}
    model = build(problem(**(usual | changed)))
    return [d for d in model.supply if d.option.regular and d.option.destination == location]


def test_later_orders_are_placed_on_order_days_only() -> None:
    taken = Supplier(code="KMW", name="Kowloon", order_days=(1, 3))
    found = regular(CEN, network=network(suppliers=(taken, Supplier(code="BRF", name="Brest"))), next_cycle_days=1)
    assert [d.start_day for d in found[:5]] == [1, 3, 8, 10, 15]  # today is a Monday; from day 14 on by weeks
    assert {d.start_day % 7 for d in found} == {1, 3}


def test_a_later_order_pays_its_share_of_a_document_by_what_passes_through_the_location() -> None:
    """K over the economic quantity, and as much again for what waits: sqrt(2KDh) / D (Harris 1913)."""
    rate, document = 6 + 3, 60 + 25
    here = regular(CEN)[0]
    assert here.cost_per_unit == pytest.approx(sqrt(2 * document * rate * HOLDING) / rate)
    moved, document = regular(NOR)[0], 40 + 25
    assert moved.cost_per_unit == pytest.approx(2 + document / sqrt(2 * document * 3 / HOLDING))


def test_nothing_waits_in_stock_where_documents_cost_nothing() -> None:
    free = network().costs.model_copy(
        update={
            name: network().costs.change_price.model_copy(update={"amount": Decimal(0)})
            for name in ("fixed_cost_per_purchase", "fixed_cost_per_transfer", "change_price")
        }
    )
    assert {d.cost_per_unit for d in regular(CEN, network=network(costs=free))} == {0.0}


def test_an_order_of_months_is_not_placed_to_share_one_document() -> None:
    """A plan of a steady company orders about an economic quantity, not what would save most documents."""
    steady = problem(
        snapshot=snapshot(on_hand=(stock(CEN, 200), stock(NOR, 70)), purchases=(), sales=(), order_points=POINTS),
        beliefs=(demand(CEN, 4, 2), demand(NOR, 4, 2)),
        offers=(far(lead_time_sd_days=0, minimum_order=Decimal(1), lot_multiple=Decimal(1)),),
    )
    ordered = sum(float(s.quantity) for s in plan(steady).steps if isinstance(s, PlannedPurchase))
    economic = sqrt(2 * (60 + 25) * 8 / HOLDING)
    needed = (35 + 7 + 7) * 8 - 270
    assert 0 < ordered <= needed + 3 * sqrt(49 * 8) + economic


@pytest.mark.parametrize("on_hand", [0, 10, 30])
def test_a_transfer_brings_what_could_be_asked_for_until_a_later_one_and_an_economic_quantity(on_hand: int) -> None:
    plenty = problem(
        snapshot=snapshot(on_hand=(stock(CEN, 2000), stock(NOR, on_hand)), purchases=(), sales=(), order_points=POINTS),
        beliefs=(demand(CEN, 1, 1), demand(NOR, 3, 2)),
        offers=(transfer(maximum=Decimal(2000)),),
    )
    moved = sum(float(s.quantity) for s in plan(plenty).steps if isinstance(s, PlannedTransfer))
    days, economic = 7 + 3 + 7, sqrt(2 * (40 + 25) * 3 / HOLDING)
    asked = 3 * (days + 1) + 3 * 2 * sqrt(3 + 7)
    assert moved <= asked - on_hand + economic + 1
    assert moved >= 3 * (7 + 3) - on_hand


def test_a_transfer_may_fill_up_to_the_minimum_in_force_however_little_is_asked_for() -> None:
    low = problem(
        snapshot=snapshot(
            on_hand=(stock(CEN, 500), stock(NOR, 0)),
            purchases=(),
            sales=(),
            order_points=(point(CEN, 0, 0), point(NOR, 90, 100, OrderPointKind.INTERNAL)),
        ),
        beliefs=(demand(CEN, 1, 1), demand(NOR, 0.2, 0.3)),
        offers=(transfer(maximum=Decimal(500)),),
    )
    most = max(d.unit * build(low).programme.upper[d.column] for d in build(low).supply if d.now)
    assert most >= 90


def test_a_transfer_to_a_place_that_passes_on_brings_what_is_asked_for_there_too() -> None:
    back = problem(
        snapshot=snapshot(on_hand=(stock(CEN, 0), stock(NOR, 300)), purchases=(), sales=(), order_points=POINTS),
        beliefs=(demand(CEN, 0, 0), demand(NOR, 8, 2)),
        offers=(transfer(NOR, CEN, maximum=Decimal(300)),),
    )
    model = build(back)
    own = max(d.unit * model.programme.upper[d.column] for d in model.supply if d.now)
    empty = back.varied(snapshot=snapshot(on_hand=(), purchases=(), sales=(), order_points=POINTS))
    asked = build(empty)
    assert max(d.unit * asked.programme.upper[d.column] for d in asked.supply if d.now) >= own + 8 * (7 + 3 + 7) - 1


def test_where_the_erp_orders_a_later_document_has_no_price_of_change() -> None:
    ours = regular(CEN)[0].cost_per_unit
    erp = tuple(StockPolicy(item=WINCH, location=place, control_mode=ControlMode.ERP_ORDERS) for place in (CEN, NOR))
    rate, document = 6 + 3, 60
    theirs = regular(CEN, network=network(policies=erp))[0].cost_per_unit
    assert theirs == pytest.approx(sqrt(2 * document * rate * HOLDING) / rate)
    assert theirs < ours


def test_a_search_that_had_its_time_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is ten seconds later: one search, and the gap says what is left."""
    hard = problem(snapshot=snapshot(on_hand=(stock(CEN, 20), stock(NOR, 5)), order_points=POINTS))
    seconds, searched = count(step=10.0), []
    run = solving._run

    def counted(*args: Any, **named: Any) -> Any:
        searched.append(bool(args[3]))
        return run(*args, **named)

    monkeypatch.setattr(solving, "_run", counted)
    never = solving.solve(build(hard), tolerance=1e-12)
    tries = sum(searched)
    searched.clear()
    monkeypatch.setattr(solving, "monotonic", lambda: next(seconds))
    once = solving.solve(build(hard), tolerance=1e-12)
    assert sum(searched) == 1 < tries
    assert never.bound - 1e-6 <= once.cost
    assert once.bound <= once.cost
