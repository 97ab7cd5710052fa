"""The plan: as good as trying everything, never worse than the default, mixed after a slip, quiet without drift."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    TODAY,
    WINCH,
    costs,
    demand,
    eta,
    far,
    level,
    near,
    network,
    point,
    problem,
    purchase,
    repromise,
    sale,
    slipped,
    snapshot,
    stock,
    transfer,
)
from tools.optimizer import PlanProblem, plan
from tools.optimizer.planning.recommended import recommend_level
from trimtab.plans import PlannedLevel, PlannedPurchase, PlannedRepromise, PlannedTransfer
from trimtab.state import OrderPointKind

PREMIUM = 268 - 212
HOLDING = 0.2 * 212 / 365
BACKORDER = 0.12 * (349 - 212)


def tiny(**changed: object) -> PlanProblem:
    """Six days, no later cycle within them, nothing that the ERP would order: every plan can be written down."""
    usual: dict[str, object] = {
        "snapshot": snapshot(on_hand=(stock(CEN, 20), stock(NOR, 4)), purchases=(), sales=(), order_points=()),
        "offers": (near(lead_time_days=1, lead_time_sd_days=0), transfer(transit_days=1, maximum=20)),
        "horizon_days": 6,
        "next_cycle_days": 10,
    }
    return problem(**(usual | changed))


def tried(lots: int, moved: int, rates: tuple[float, float], central: float) -> float:
    """Return the cost of one plan of `tiny`, by the normal loss function of scipy, day by day."""
    total = (60 + 25 + PREMIUM * 6 * lots) * (lots > 0) + (40 + 25 + 2 * moved) * (moved > 0)
    for rate, sd, here in ((rates[0], 3.0, 0), (rates[1], 2.0, 1)):
        for day in range(6):
            arrived = day >= 1
            supply = central - moved + 6 * lots * arrived if here == 0 else 4 + moved * arrived
            spread = sd * np.sqrt(day + 1)
            z = (supply - rate * (day + 1)) / spread
            over = spread * (z * norm.cdf(z) + norm.pdf(z))
            total += HOLDING * over + BACKORDER * (over - z * spread)
    return float(total)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 12), st.integers(1, 8), st.integers(0, 40))
def test_a_plan_is_as_good_as_trying_everything(rate_cen: int, rate_nor: int, central: int) -> None:
    state = snapshot(on_hand=(stock(CEN, central), stock(NOR, 4)), purchases=(), sales=(), order_points=())
    beliefs = (demand(CEN, rate_cen, 3), demand(NOR, rate_nor, 2))
    found = plan(tiny(snapshot=state, beliefs=beliefs), explain=False)
    best = min(tried(n, m, (rate_cen, rate_nor), central) for n, m in product(range(20), range(min(20, central) + 1)))
    assert float(found.cost) == pytest.approx(best, rel=1e-3, abs=0.02)
    assert float(found.bound) <= best + 0.01


SITUATIONS = st.builds(
    lambda days, sd, on_hand, rate, cycle: slipped(
        days,
        sd,
        snapshot=snapshot(on_hand=(stock(CEN, on_hand), stock(NOR, 20))),
        beliefs=(demand(CEN, rate, rate / 2), demand(NOR, 3, 2)),
        offers=(near(), far(), transfer(), level(CEN), repromise(sale(2, CEN, 22, 8), 10, 0.8)),
        next_cycle_days=cycle,
    ),
    st.integers(2, 40),
    st.sampled_from([0.0, 2.0, 6.0]),
    st.integers(0, 120),
    st.integers(2, 12),
    st.integers(3, 14),
)


@settings(max_examples=8, deadline=None)
@given(SITUATIONS)
def test_acting_never_costs_more_than_the_default_and_the_bound_is_below(situation: PlanProblem) -> None:
    found = plan(situation, explain=False)
    assert found.bound <= found.cost <= found.default_cost
    assert found.gap <= 0.002
    assert 0 <= found.impact.fill_rate.after <= 1
    assert 0 <= found.impact.stockout_risk.after <= 1


@settings(max_examples=8, deadline=None)
@given(SITUATIONS)
def test_the_amounts_of_impact_add_up_to_what_the_plan_saves_but_for_its_levels(situation: PlanProblem) -> None:
    found, recommended = plan(situation, explain=False), recommend_level(situation, WINCH, CEN)
    assert recommended is not None
    days = situation.horizon_days - recommended.lead_time_days  # a level acts on what comes after its lead time
    impact = found.impact
    parts = impact.goods.change - impact.cash.change - impact.margin_and_penalties.change - impact.implied.change
    assert impact.expected_saving == parts
    lasting = -float(impact.levels_per_day.change) * days
    assert float(impact.expected_saving) + lasting == pytest.approx(float(found.saving), abs=0.05 + 0.005 * days)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 12), st.integers(0, 40))
def test_goods_are_what_is_bought_at_the_cheapest_price(rate: int, central: int) -> None:
    state = snapshot(on_hand=(stock(CEN, central), stock(NOR, 4)), purchases=(), sales=(), order_points=())
    found = plan(tiny(snapshot=state, beliefs=(demand(CEN, rate, 3), demand(NOR, 3, 2))), explain=False)
    bought = sum(s.quantity for s in found.steps if isinstance(s, PlannedPurchase))
    assert found.impact.goods.change == 212 * bought
    assert float(found.impact.expected_saving) == pytest.approx(float(found.saving), abs=0.05)


def test_the_same_problem_gives_the_same_plan() -> None:
    assert plan(slipped(), explain=False) == plan(slipped(), explain=False)


def test_without_drift_acting_is_not_worth_asking_anybody() -> None:
    offers = (near(), far(), transfer(), transfer(NOR, CEN), level(CEN), level(NOR))
    found = plan(problem(offers=offers), explain=False)
    assert found.saving <= problem().network.costs.attention_price.amount
    assert not [s for s in found.steps if isinstance(s, PlannedPurchase | PlannedLevel)]


def test_a_slipped_order_is_answered_by_a_mixed_plan() -> None:
    offers = (near(), far(), transfer(), transfer(NOR, CEN), repromise(sale(2, CEN, 22, 8), 14, 0.5))
    found = plan(slipped(offers=offers))
    kinds = {type(s) for s in found.steps}
    assert {PlannedPurchase, PlannedTransfer, PlannedRepromise} == kinds
    assert {s.supplier for s in found.steps if isinstance(s, PlannedPurchase)} == {"BRF"}
    assert found.saving > 1000
    assert found.impact.margin_and_penalties.change < -1000
    assert found.impact.fill_rate.change > 0
    assert {v.offer_id for v in found.values} == {s.offer_id for s in found.steps}
    assert all(v.worth >= 0 for v in found.values)
    assert any("next cycle" in a.summary for a in plan(slipped(offers=(near(),))).alternatives)
    assert "purchase-line:po-1/1|eta_days" in found.ranges


def test_a_regional_surplus_is_moved_before_anything_is_bought_dear() -> None:
    state = snapshot(on_hand=(stock(CEN, 20), stock(NOR, 160)))
    found = plan(slipped(snapshot=state, offers=(near(), transfer(NOR, CEN, maximum=160))), explain=False)
    moved = [s for s in found.steps if isinstance(s, PlannedTransfer)]
    assert [(s.origin, s.destination) for s in moved] == [(NOR, CEN)]
    assert moved[0].quantity >= 30


def test_a_dear_repromise_is_not_asked_for() -> None:
    dear = repromise(sale(2, CEN, 22, 8), 14, 40)
    found = plan(slipped(offers=(near(), transfer(), dear)), explain=False)
    assert not [s for s in found.steps if isinstance(s, PlannedRepromise)]


def test_a_repromise_stays_within_what_was_offered() -> None:
    offer = repromise(sale(2, CEN, 22, 8), 3, 0.1)
    found = plan(slipped(offers=(offer,)), explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedRepromise)]
    assert offer.due < step.due_after <= offer.latest


def test_quantities_respect_lots_minimum_order_and_maximum() -> None:
    found = plan(slipped(offers=(near(minimum_order=30, lot_multiple=12, maximum=50),)), explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedPurchase)]
    assert step.quantity in {36, 48}


def test_nothing_is_moved_that_is_not_there() -> None:
    state = snapshot(on_hand=(stock(CEN, 15), stock(NOR, 0)))
    found = plan(slipped(snapshot=state, offers=(transfer(maximum=500),)), explain=False)
    assert sum(s.quantity for s in found.steps if isinstance(s, PlannedTransfer)) <= 15


def test_an_uncertain_supplier_is_worth_less_than_a_punctual_one() -> None:
    punctual = plan(slipped(offers=(near(lead_time_sd_days=0),)), explain=False)
    uncertain = plan(slipped(offers=(near(lead_time_sd_days=3),)), explain=False)
    assert punctual.cost < uncertain.cost


def test_projections_tell_stock_without_and_with_the_plan() -> None:
    found = plan(slipped(), explain=False)
    by_location = {p.location: p for p in found.projections}
    assert by_location[CEN].days[0] == TODAY
    assert len(by_location[CEN].low) == len(by_location[CEN].days) == 60
    assert min(by_location[CEN].with_bundle[:20]) > min(by_location[CEN].without[:20])
    middle = zip(by_location[CEN].low, by_location[CEN].with_bundle, by_location[CEN].high, strict=True)
    assert all(low <= mean <= high for low, mean, high in middle)


def test_a_longer_lasting_lead_time_raises_the_level_together_with_the_orders_it_needs() -> None:
    low = snapshot(order_points=(point(CEN, 250, 330), point(NOR, 33, 70, OrderPointKind.INTERNAL)))
    found = plan(problem(snapshot=low, offers=(far(), level(CEN))))
    (step,) = [s for s in found.steps if isinstance(s, PlannedLevel)]
    assert step.minimum_after > step.minimum_before
    ordered = sum(s.quantity for s in found.steps if isinstance(s, PlannedPurchase))
    assert low.position(step.item, CEN) + ordered >= step.minimum_after


def test_two_beliefs_about_one_thing_the_newer_counts() -> None:
    old, new = eta(6, 0), eta(22, 0, version=2)
    base = problem(snapshot=snapshot(purchases=(purchase(372, 6),)))
    assert (
        plan(base.varied(beliefs=(*base.beliefs, new, old)), explain=False).cost
        == plan(base.varied(beliefs=(*base.beliefs, new)), explain=False).cost
    )


def test_acting_dearer_than_the_loss_is_left_alone() -> None:
    dear = costs(change_price=near().unit_price.model_copy(update={"amount": 100_000}))
    assert plan(slipped(network=network(costs=dear)), explain=False).steps == ()
