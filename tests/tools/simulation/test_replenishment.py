"""Replenishment against closed forms, within its own confidence; what is ordered is conserved; targets are met."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from tools.optimizer.demand_law import DemandLaw, Family, LeadTimeLaw
from tools.optimizer.levels import LevelInputs, best_level, level_cost, service_of
from tools.optimizer.loss import normal_overage
from tools.simulation.replenishment import Opening, Prices, Replenishment, Run, Simulated, simulate
from trimtab.calendars import Calendar
from trimtab.errors import InvalidField

PRICES = Prices(holding=0.12, backorder=6.85, order=60.0)
FAR = LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60, minimum_order=60, lot=12)
SLOW = (0.0, 0.0, 0.0, 12.0, 0.0, 3.0, 0.0, 30.0, 0.0, 0.0, 0.0, 0.0)
LONG = Run(replications=300, days=1000, warm_up=200, seed=5)


def test_poisson_base_stock_is_what_the_exact_form_says() -> None:
    law, lead, target = DemandLaw(Family.POISSON, 2.0, 2.0**0.5), LeadTimeLaw((4,), (1.0,)), 14
    found = simulate(Replenishment(target, target, 1), law, lead, PRICES, LONG).achieved
    assert found.ready_rate.contains(float(poisson.cdf(target, 10.0)))
    assert found.on_hand.contains(sum((target - k) * float(poisson.pmf(k, 10.0)) for k in range(target)))
    assert found.ordering_a_day.contains(60.0 * (1 - float(np.exp(-2.0))))


def test_periodic_review_with_normal_demand_is_what_the_textbook_says() -> None:
    law, lead, target = DemandLaw(Family.NORMAL, 20.0, 4.0), LeadTimeLaw((9,), (1.0,)), 300.0
    found = simulate(Replenishment(target, target, 5, lot=1e-6), law, lead, PRICES, LONG).achieved
    days = np.arange(10.0, 15.0)
    over = normal_overage(np.full(5, target), days * 20.0, np.sqrt(days) * 4.0).mean()
    assert found.cycle_service.contains(float(norm.cdf((target - 280.0) / (4.0 * 14**0.5))))
    assert found.on_hand.contains(float(over))
    assert found.backorder.contains(float(over - (target - days * 20.0).mean()))


@pytest.mark.parametrize("family", [Family.GAMMA, Family.NEGATIVE_BINOMIAL, Family.EMPIRICAL])
def test_minimum_and_target_with_undershoot_are_what_the_stocking_point_says(family: Family) -> None:
    inputs = replace(FAR, family=family, demand_sd=6.0, seen=SLOW, lead_time_sd=0.0)
    served, cost = service_of(inputs, 290.0, 370.0), level_cost(inputs, 290.0, 370.0)
    rules = Replenishment(290.0, 370.0, 7, lot=1e-6)
    found = simulate(rules, inputs.law, inputs.lead_time, PRICES, LONG).achieved
    assert abs(found.cycle_service.value - served.cycle) <= found.cycle_service.half_width + 1e-3
    assert abs(found.fill_rate.value - served.fill_rate) <= found.fill_rate.half_width + 1e-3
    assert abs(found.ready_rate.value - served.ready) <= found.ready_rate.half_width + 1e-3
    assert abs(found.cost_a_day.value - cost.total) <= found.cost_a_day.half_width + 0.01 * cost.total


@pytest.mark.parametrize("share", [0.9, 0.97])
@pytest.mark.parametrize("family", list(Family))
def test_recommended_levels_meet_their_target_with_uncertain_lead_times(family: Family, share: float) -> None:
    inputs = replace(FAR, family=family, demand_sd=7.0 if family is not Family.NORMAL else 2.0, seen=SLOW)
    inputs = replace(inputs, lead_time_mean=20, demand_mean=inputs.law.mean)
    rules = Replenishment(*best_level(inputs, share), 7, minimum_order=60, lot=12)
    run = replace(LONG, replications=500)
    served = simulate(rules, inputs.law, inputs.lead_time, PRICES, run).achieved.cycle_service
    assert served.half_width <= 0.005
    assert served.high >= share


def test_the_normal_approximation_falls_short_where_demand_is_intermittent() -> None:
    lumpy = replace(FAR, family=Family.EMPIRICAL, seen=SLOW, lead_time_mean=5, lead_time_sd=1, minimum_order=0, lot=1)
    law = lumpy.law
    lumpy = replace(lumpy, demand_mean=law.mean, demand_sd=law.sd)
    served = {}
    for family in (Family.NORMAL, Family.EMPIRICAL):
        rules = Replenishment(*best_level(replace(lumpy, family=family), 0.97), 7)
        served[family] = simulate(rules, law, lumpy.lead_time, PRICES, LONG).achieved.cycle_service
    assert served[Family.NORMAL].high < 0.97
    assert served[Family.EMPIRICAL].high >= 0.97


LAWS = st.sampled_from(
    [
        DemandLaw(Family.NORMAL, 3.0, 2.0),
        DemandLaw(Family.GAMMA, 3.0, 4.0),
        DemandLaw(Family.POISSON, 1.0, 1.0),
        DemandLaw(Family.NEGATIVE_BINOMIAL, 2.0, 3.0),
        DemandLaw.of_days(SLOW),
    ]
)


RULES = st.builds(
    lambda minimum, distance, review, lot, least, days: Replenishment(
        minimum, minimum + distance, review, least, lot, tuple(sorted(days)), receiver=Calendar(code="w")
    ),
    minimum=st.floats(0, 60),
    distance=st.floats(0, 60),
    review=st.integers(1, 10),
    lot=st.sampled_from([0.25, 1.0, 12.0]),
    least=st.sampled_from([0.0, 30.0]),
    days=st.sets(st.integers(0, 6), max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(rules=RULES, law=LAWS, lead=st.tuples(st.floats(0, 20), st.floats(0, 6)), seed=st.integers(0, 1000))
def test_what_comes_and_goes_is_conserved(
    rules: Replenishment, law: DemandLaw, lead: tuple[float, float], seed: int
) -> None:
    lot = rules.lot
    opening = Opening(20.0, ((3.0, 1.0, 24.0), (9.0, 0.0, 12.0)))
    run = Run(replications=7, days=90, warm_up=11, seed=seed)
    found = simulate(rules, law, LeadTimeLaw.normal(*lead), PRICES, run, opening)
    flows, achieved = found.flows, found.achieved
    assert flows.opening + flows.received - flows.demanded == pytest.approx(flows.closing, abs=1e-6)
    assert flows.expected + flows.ordered == pytest.approx(flows.received + flows.still_coming, abs=1e-6)
    assert flows.ordered / lot == pytest.approx(np.rint(flows.ordered / lot), abs=1e-6)
    assert 0 <= achieved.cycle_service.value <= 1
    assert 0 <= achieved.ready_rate.value <= 1
    parts = achieved.holding_a_day.value + achieved.shortage_a_day.value + achieved.ordering_a_day.value
    assert achieved.cost_a_day.value == pytest.approx(parts)
    assert (np.diff(found.band, axis=0) >= 0).all()


def run_of(rules: Replenishment, days: int = 28) -> Simulated:
    """Demand of exactly one a day from Monday on, a lead time of two days."""
    law, lead = DemandLaw.of_days((1.0,)), LeadTimeLaw((2,), (1.0,))
    return simulate(rules, law, lead, PRICES, Run(2, days, 0, start=date(2026, 1, 5)))


def test_orders_wait_for_the_days_on_which_they_are_taken() -> None:
    daily = run_of(Replenishment(20, 20, 1)).achieved.ordering_a_day.value
    weekly = run_of(Replenishment(20, 20, 1, order_days=(2,))).achieved.ordering_a_day.value
    # On the first morning nothing is missing yet.
    assert daily == pytest.approx(60.0 * 27 / 28)
    assert weekly == pytest.approx(60.0 * 4 / 28)


def test_what_comes_at_a_weekend_is_received_on_monday() -> None:
    open_always = run_of(Replenishment(20, 20, 1)).band[0]
    closed = run_of(Replenishment(20, 20, 1, receiver=Calendar(code="w"))).band[0]
    assert (closed <= open_always).all()
    # Ordered on Thursday for Saturday, it is there on Monday.
    assert (closed[5], open_always[5]) == (open_always[5] - 1, closed[5] + 1)
    assert closed[7] == open_always[7]


def test_minimum_order_and_lots_are_respected() -> None:
    found = run_of(Replenishment(20, 20, 1, minimum_order=10, lot=6))
    assert set(np.unique(found.flows.ordered % 6)) == {0.0}
    assert found.achieved.ordering_a_day.value == pytest.approx(60.0 * 3 / 28, abs=60.0 / 28)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"target": 5.0}, "target"), ({"review_days": 0}, "review_days"), ({"lot": 0.0}, "lot")],
)
def test_rules_that_cannot_be_followed_are_refused(changed: dict[str, float], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        Replenishment(**({"minimum": 10.0, "target": 20.0, "review_days": 7} | changed))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_one_replication_has_no_confidence() -> None:
    with pytest.raises(InvalidField):
        simulate(Replenishment(1, 2, 1), DemandLaw.of_days((1.0,)), LeadTimeLaw((1,), (1.0,)), PRICES, Run(1))
