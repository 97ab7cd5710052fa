"""Every limit a person or agent can set is honoured, and limits that cannot be met are named."""

from decimal import Decimal

import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    eur,
    far,
    level,
    near,
    repromise,
    sale,
    slipped,
    transfer,
)
from tools.optimizer import PlanProblem, plan
from trimtab.errors import InfeasiblePlan
from trimtab.offers import (
    CapPurchaseQuantity,
    CapPurchaseValue,
    CapTransferQuantity,
    Constraint,
    ForbidLane,
    ForbidRepromise,
    ForbidSource,
    FreezeLevel,
)
from trimtab.plans import Plan, PlannedLevel, PlannedPurchase, PlannedRepromise, PlannedStep, PlannedTransfer

ASKED = {"asked_by": "procurement", "reason": "because the test says so"}


def situation(*constraints: Constraint) -> PlanProblem:
    line = sale(2, CEN, 22, 8)
    offers = (near(), far(), transfer(), transfer(NOR, CEN), repromise(line, 14, 0.5), level(CEN))
    return slipped(offers=offers, constraints=constraints)


def steps(found: Plan, kind: type[PlannedStep]) -> list[PlannedStep]:
    return [s for s in found.steps if isinstance(s, kind)]


def test_the_unconstrained_plan_uses_what_is_forbidden_below() -> None:
    found = plan(situation(), explain=False)
    assert steps(found, PlannedPurchase)
    assert steps(found, PlannedTransfer)
    assert steps(found, PlannedRepromise)


@pytest.mark.parametrize("item", [WINCH, None])
def test_a_forbidden_source_is_not_ordered_from(item: str | None) -> None:
    found = plan(situation(ForbidSource(supplier="BRF", item=item, **ASKED)), explain=False)
    assert "BRF" not in {s.supplier for s in found.steps if isinstance(s, PlannedPurchase)}


@pytest.mark.parametrize("item", [WINCH, None])
def test_a_forbidden_lane_carries_nothing(item: str | None) -> None:
    found = plan(situation(ForbidLane(origin=CEN, destination=NOR, item=item, **ASKED)), explain=False)
    assert not [s for s in found.steps if isinstance(s, PlannedTransfer) and s.origin == CEN]


def test_a_customer_who_must_not_be_asked_is_not_asked() -> None:
    found = plan(situation(ForbidRepromise(document="so-2", line="1", **ASKED)), explain=False)
    assert not steps(found, PlannedRepromise)


def test_a_frozen_level_stays() -> None:
    found = plan(situation(FreezeLevel(item=WINCH, location=CEN, **ASKED)), explain=False)
    assert not steps(found, PlannedLevel)


@pytest.mark.parametrize("supplier", ["BRF", None])
def test_spending_stays_below_its_cap_and_the_cap_is_named(supplier: str | None) -> None:
    found = plan(situation(CapPurchaseValue(supplier=supplier, limit=eur(5000), **ASKED)), explain=False)
    spent = sum(s.quantity * 268 for s in found.steps if isinstance(s, PlannedPurchase) and s.supplier == "BRF")
    assert spent <= 5000
    assert any("at most 5,000 EUR with" in text for text in found.binding_limits)


def test_ordering_stays_below_its_cap() -> None:
    found = plan(situation(CapPurchaseQuantity(supplier="BRF", item=WINCH, limit=Decimal(20), **ASKED)), explain=False)
    assert sum(s.quantity for s in found.steps if isinstance(s, PlannedPurchase) and s.supplier == "BRF") <= 20


def test_moving_stays_below_its_cap() -> None:
    cap = CapTransferQuantity(origin=CEN, destination=NOR, item=WINCH, limit=Decimal(9), **ASKED)
    found = plan(situation(cap), explain=False)
    assert sum(s.quantity for s in found.steps if isinstance(s, PlannedTransfer) and s.origin == CEN) <= 9


def test_limits_never_make_acting_dearer_than_the_default() -> None:
    all_of_them: tuple[Constraint, ...] = (
        ForbidSource(supplier="BRF", **ASKED),
        ForbidSource(supplier="KMW", **ASKED),
        ForbidLane(origin=CEN, destination=NOR, **ASKED),
        ForbidRepromise(document="so-2", line="1", **ASKED),
    )
    found = plan(situation(*all_of_them), explain=False)
    assert found.cost <= found.default_cost
    assert found.saving <= plan(situation(), explain=False).saving


def test_a_limit_that_cannot_be_met_is_named() -> None:
    with pytest.raises(InfeasiblePlan) as caught:
        plan(situation(CapPurchaseValue(supplier="BRF", limit=eur(-100), **ASKED)), explain=False)
    assert caught.value.limits == ("at most -100 EUR with Brest",)
