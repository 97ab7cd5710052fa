"""Later orders as recourse: their days, their share of a document, and how much a transfer brings now."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
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
from tools.optimizer.planning.build import build
from tools.optimizer.planning.model import SupplyDecision
from trimtab.network import Supplier
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
