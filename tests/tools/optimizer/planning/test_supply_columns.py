"""Terms of suppliers: a minimum value and whole containers for each document, against trying every quantity."""

from decimal import Decimal
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import (
    CEN,
    WINCH,
    demand,
    eur,
    near,
    network,
    problem,
    snapshot,
    stock,
)
from tests.tools.optimizer.planning.written_down import arrives, certain, stock_cost
from tools.optimizer import PlanProblem, plan
from trimtab.network import Item, Supplier
from trimtab.plans import PlannedPurchase
from trimtab.terms import ContainerTerms

DAYS, FIXED, CHANGE, PREMIUM, VOLUME = 6, 60, 25, 268 - 212, 0.5


def tiny(rate: float, **terms: object) -> PlanProblem:
    """Return six days without later cycle; Brest brings lots of six tomorrow, on its terms."""
    supplier = Supplier.model_validate({"code": "BRF", "name": "Brest"} | terms)
    winch = Item(
        code=WINCH, name="Winch", unit="pcs", unit_cost=eur(212), unit_price=eur(349), volume_m3=Decimal(str(VOLUME))
    )
    return problem(
        network=network(suppliers=(Supplier(code="KMW", name="Kowloon"), supplier), items=(winch,)),
        snapshot=snapshot(on_hand=(stock(CEN, 4),), purchases=(), sales=(), order_points=()),
        beliefs=(demand(CEN, rate, 3),),
        offers=(near(lead_time_days=1, lead_time_sd_days=0, minimum_order=Decimal(0)),),
        horizon_days=DAYS,
        next_cycle_days=10,
    )


def written(rate: float, least: float, capacity: float, cost: float) -> dict[int, float]:
    """Return the cost of ordering so many units, for every quantity the supplier takes."""
    asked = rate * np.arange(1, DAYS + 1)
    found = {}
    for quantity in (0, *(6 * k for k in range(1, 60) if 6 * k * 268 >= least)):
        containers = np.ceil(quantity * VOLUME / capacity)
        money = (FIXED + CHANGE) * (quantity > 0) + PREMIUM * quantity + cost * containers
        found[quantity] = (
            stock_cost(certain(4 + arrives(DAYS, 1, quantity)), asked, lambda d: 3 * (d + 1) ** 0.5) + money
        )
    return found


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 12), st.sampled_from([0, 3000, 9000, 40_000]), st.sampled_from([6.0, 20.0]), st.integers(0, 900))
def test_terms_of_a_supplier_are_met_as_if_all_quantities_were_tried(
    rate: int, least: int, capacity: float, cost: int
) -> None:
    container = ContainerTerms(volume_m3=Decimal(str(capacity)), cost=eur(cost))
    found = plan(tiny(rate, minimum_order_value=eur(least), container=container), explain=False)
    all_of_them = written(rate, least, capacity, cost)
    best = min(all_of_them.values())
    assert float(found.cost) == pytest.approx(best, rel=1e-3, abs=0.02)
    ordered = sum(int(s.quantity) for s in found.steps if isinstance(s, PlannedPurchase))
    assert all_of_them[ordered] == pytest.approx(best, rel=1e-3, abs=0.02)


def test_containers_are_paid_in_cash_and_a_minimum_that_binds_is_named() -> None:
    (free,) = [s for s in plan(tiny(9), explain=False).steps if isinstance(s, PlannedPurchase)]
    least = 268 * (free.quantity + 6)
    container = ContainerTerms(volume_m3=Decimal(6), cost=eur(10))
    found = plan(tiny(9, minimum_order_value=eur(float(least)), container=container), explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedPurchase)]
    containers = ceil(step.quantity * Decimal(str(VOLUME)) / 6)
    assert found.impact.cash.change == step.quantity * 268 + FIXED + 10 * containers
    assert step.quantity == free.quantity + 6
    assert f"Brest takes no order below {least:,} EUR" in found.binding_limits
