"""After a bundle the ERP's own supply wizard finds nothing to add: no minimum in force is undershot by what it sees."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    TODAY,
    WINCH,
    far,
    level,
    near,
    network,
    point,
    problem,
    sale,
    slipped,
    snapshot,
    stock,
    transfer,
)
from tools.optimizer import PlanProblem, plan, recommend_level
from trimtab.network import ControlMode, StockPolicy
from trimtab.plans import Plan, PlannedLevel, PlannedPurchase, PlannedTransfer
from trimtab.state import OrderPointKind

OFFERS = (near(), far(), transfer(), transfer(NOR, CEN), level(CEN), level(NOR))


def seen_by_the_erp(situation: PlanProblem, found: Plan, location: str) -> tuple[Decimal, Decimal]:
    """Return position and minimum of the winch at a location after the plan was carried out."""
    position = situation.snapshot.position(WINCH, location)
    order_point = situation.snapshot.order_point(WINCH, location)
    assert order_point is not None
    minimum = order_point.minimum
    for step in found.steps:
        if isinstance(step, PlannedPurchase) and step.location == location:
            position += step.quantity
        if isinstance(step, PlannedTransfer):
            position += step.quantity * ((step.destination == location) - (step.origin == location))
        if isinstance(step, PlannedLevel) and step.location == location:
            minimum = step.minimum_after
    return position, minimum


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 120), st.integers(0, 60), st.integers(200, 500), st.integers(5, 60), st.integers(4, 30))
def test_the_wizard_has_nothing_to_add(cen: int, nor: int, minimum: int, minimum_nor: int, late: int) -> None:
    points = (point(CEN, minimum, minimum + 84), point(NOR, minimum_nor, minimum_nor + 40, OrderPointKind.INTERNAL))
    state = snapshot(on_hand=(stock(CEN, cen), stock(NOR, nor)), order_points=points)
    situation = slipped(late, 2, snapshot=state, offers=OFFERS)
    found = plan(situation, explain=False)
    if not found.steps:
        return
    for location, place in ((CEN, "Central"), (NOR, "North")):
        position, least = seen_by_the_erp(situation, found, location)
        named = any(f"Winch ({WINCH}) for {place}" in text and "itself" in text for text in found.binding_limits)
        assert position >= least or named


def first_days(situation: PlanProblem, found: Plan, location: str) -> Iterator[Decimal]:
    """Yield the stock at the end of each day of the ERP's window, by on hand and the dates of documents alone."""
    for k in range(40):
        day, stood = TODAY + timedelta(days=k), situation.snapshot.stock(WINCH, location)
        for line in situation.snapshot.sales:
            stood -= line.quantity if line.location == location and line.due <= day else 0
        for step in found.steps:
            if isinstance(step, PlannedTransfer):
                stood += step.quantity if step.destination == location and step.due <= day else 0
                stood -= step.quantity if step.origin == location else 0
        yield stood


@settings(max_examples=12, deadline=None)
@given(st.integers(6, 60), st.integers(0, 1))
def test_a_level_rises_only_where_the_stock_of_every_day_allows_it(nor: int, owed: int) -> None:
    """Tryton plans transfers from today on, day by day: what is still on the road does not hold today's minimum."""
    points = (point(CEN, 60, 84), point(NOR, 5, 20, OrderPointKind.INTERNAL))
    sold = (sale(1, NOR, 5, 1),) if owed else ()
    state = snapshot(on_hand=(stock(CEN, 900), stock(NOR, nor)), order_points=points, purchases=(), sales=sold)
    situation = problem(snapshot=state, offers=(transfer(), level(NOR)))
    found = plan(situation, explain=False)
    risen = [s for s in found.steps if isinstance(s, PlannedLevel) and s.minimum_after > s.minimum_before]
    event(f"rises: {bool(risen)}")
    wanted = recommend_level(situation, WINCH, NOR)
    assert wanted is not None
    reachable = nor - 5 * owed >= wanted.minimum
    assert bool(risen) == reachable
    for step in risen:
        assert min(first_days(situation, found, NOR)) >= step.minimum_after
    if not reachable:
        assert any("comes too late" in text for text in found.binding_limits)


def test_what_cannot_be_reached_is_said() -> None:
    points = (point(CEN, 1200, 1300), point(NOR, 33, 70, OrderPointKind.INTERNAL))
    state = snapshot(on_hand=(stock(CEN, 70), stock(NOR, 25)), order_points=points)
    found = plan(slipped(snapshot=state, offers=(near(maximum=Decimal(120)), transfer())), explain=False)
    assert found.steps
    assert any("the ERP will itself order" in text for text in found.binding_limits)


def test_a_level_rise_that_cannot_be_ordered_is_dropped_with_its_reason() -> None:
    low = snapshot(order_points=(point(CEN, 250, 330), point(NOR, 33, 70, OrderPointKind.INTERNAL)), purchases=())
    found = plan(problem(snapshot=low, offers=(near(maximum=Decimal(180)), level(CEN))), explain=False)
    assert not [s for s in found.steps if isinstance(s, PlannedLevel)]
    assert any("stays at 250" in text for text in found.binding_limits)


def test_where_trimtab_only_observes_nothing_is_placed_or_moved() -> None:
    policies = (
        StockPolicy(item=WINCH, location=CEN, control_mode=ControlMode.OBSERVE),
        StockPolicy(item=WINCH, location=NOR),
    )
    found = plan(slipped(network=network(policies=policies), offers=OFFERS), explain=False)
    assert found.steps == ()
