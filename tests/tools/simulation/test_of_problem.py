"""Problems simulated: levels with the terms of their source, and a plan from today on."""

from decimal import Decimal

import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    far,
    near,
    network,
    point,
    problem,
    slipped,
    snapshot,
)
from tools.optimizer import plan
from tools.optimizer.demand_law import Family
from tools.simulation.of_problem import SimulatedLevel, simulate_from_today, simulate_levels
from tools.simulation.replenishment import Run
from trimtab.errors import UnknownReference
from trimtab.network import StockPolicy, Supplier

QUICK = Run(replications=150, days=700, warm_up=150)


@pytest.mark.parametrize("family", [Family.NORMAL, Family.GAMMA, Family.NEGATIVE_BINOMIAL])
def test_recommended_levels_meet_the_target_of_their_item_location(family: Family) -> None:
    policies = tuple(StockPolicy(item=WINCH, location=place, service_target=0.95) for place in (CEN, NOR))
    found = simulate_levels(problem(network=network(policies=policies)), family, QUICK)
    # Where the level in force is as good, it is the recommended one.
    recommended = {p.level.location: p.level for p in found}
    assert recommended.keys() == {CEN, NOR}
    assert all(x.meets_target for x in recommended.values())
    assert all(x.expected_cycle_service >= 0.95 for x in recommended.values())


def test_a_level_that_is_too_low_is_told_to_miss_its_target() -> None:
    low = {(WINCH, CEN): (Decimal(200), Decimal(284))}
    found = simulate_levels(problem(), run=QUICK, service_level=0.95, levels=low)
    (told,) = [p.level for p in found if (p.level.location, p.level.of) == (CEN, "in force")]
    assert told.minimum == 200
    assert told.meets_target is False


def test_order_days_of_the_supplier_lower_what_a_level_serves() -> None:
    def served(**terms: object) -> float:
        kowloon = Supplier.model_validate({"code": "KMW", "name": "Kowloon"} | terms)
        daily = (StockPolicy(item=WINCH, location=CEN, review_period_days=1),)
        there = network(suppliers=(kowloon, Supplier(code="BRF", name="Brest")), policies=daily)
        found = simulate_levels(problem(network=there), run=QUICK, levels={(WINCH, CEN): (Decimal(380), Decimal(452))})
        return found[0].level.achieved.fill_rate.value

    assert served(order_days=(6,)) < served()


def test_recommended_levels_reckon_with_order_days() -> None:
    """One order day a week is a review a week, however often stock is looked at."""

    def recommended(review: int, **terms: object) -> SimulatedLevel:
        kowloon = Supplier.model_validate({"code": "KMW", "name": "Kowloon"} | terms)
        policy = StockPolicy(item=WINCH, location=CEN, review_period_days=review, service_target=0.95)
        there = network(suppliers=(kowloon, Supplier(code="BRF", name="Brest")), policies=(policy,))
        return next(
            p.level
            for p in simulate_levels(problem(network=there), run=QUICK)
            if (p.level.location, p.level.of) == (CEN, "recommended")
        )

    monday = recommended(1, order_days=(0,))
    assert monday.meets_target
    assert monday.minimum == recommended(7).minimum > recommended(1).minimum


def test_a_plan_is_worth_it_from_today_on() -> None:
    late = slipped(offers=(near(), far()))
    steps = plan(late, explain=False).steps
    run = Run(replications=200)
    without, taken = (simulate_from_today(late, (WINCH, CEN), s, run=run).achieved for s in ((), steps))
    assert taken.fill_rate.low > without.fill_rate.high
    assert taken.days == late.horizon_days
    assert taken.shortage_a_day.high < without.shortage_a_day.low


def test_without_a_level_there_is_nothing_to_follow() -> None:
    bare = problem(snapshot=snapshot(order_points=(point(CEN, 395, 479),)))
    with pytest.raises(UnknownReference, match="no level in force"):
        simulate_from_today(bare, (WINCH, NOR))
