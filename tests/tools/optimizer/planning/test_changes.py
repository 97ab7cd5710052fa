"""Every change an offer allows is taken up exactly when writing down all plans says so, at the cost written down."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.changes_offered import (
    OPEN,
    cancel,
    expedite,
    on,
    reallocate,
    reroute,
    reschedule,
    shape,
    substitute,
    switch,
)
from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    costs,
    demand,
    eta,
    eur,
    near,
    network,
    problem,
    purchase,
    repromise,
    sale,
    slipped,
    snapshot,
    stock,
)
from tests.tools.optimizer.planning.written_down import arrived_by, arrives, certain, stock_cost
from tools.optimizer import PlanProblem, plan
from trimtab.network import ControlMode, Item, StockPolicy
from trimtab.offers import ForbidEarlier, Offer, Standing
from trimtab.plans import Plan, PlannedChange, PlannedPurchase
from trimtab.terms import ChangeTerms, ExpediteTerms

DAYS, CHANGE = 10, 25.0
ROPE = "ROPE-9"


def tiny(*offers: Offer, on_hand: float = 20, rate: float = 6, **changed: object) -> PlanProblem:
    """Ten days without later cycle in them: 60 winches due in four days, nothing that the ERP would order."""
    state = snapshot(on_hand=(stock(CEN, on_hand),), purchases=(OPEN,), sales=(), order_points=())
    usual: dict[str, object] = {
        "snapshot": state,
        "beliefs": (demand(CEN, rate, 3),),
        "offers": offers,
        "horizon_days": DAYS,
        "next_cycle_days": 30,
    }
    return problem(**(usual | changed))


def taken(found: Plan) -> set[str]:
    return {s.offer_id for s in found.steps}


def spread(day: int) -> float:
    return 3.0 * float(np.sqrt(day + 1))


def asked(rate: float) -> np.ndarray:
    return rate * np.arange(1, DAYS + 1)


def agrees(found: Plan, written: Mapping[str, float], rel: float = 1e-3) -> None:
    """The plan costs what the cheapest of the plans written down does, and takes that one up unless they are close."""
    best = min(written, key=lambda name: written[name])
    assert float(found.cost) == pytest.approx(written[best], rel=rel, abs=0.02)
    chosen = next(iter(taken(found)), "nothing")
    assert written[chosen] == pytest.approx(written[best], rel=rel, abs=0.02)
    assert float(found.default_cost) == pytest.approx(written["nothing"], rel=rel, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 70), st.integers(1, 14), st.sampled_from([0.0, 40.0, 400.0]), st.integers(0, 3))
def test_changes_of_an_open_line_are_chosen_as_if_all_were_tried(on_hand: int, rate: int, fee: float, to: int) -> None:
    line = OPEN
    offers = (
        expedite(to, fee),
        expedite(0, 2 * fee, id="express"),
        reschedule(8),
        cancel(fee, 60 * 212),
        switch(1, fee, 220),
    )

    def cost(day: float, money: float) -> float:
        supply = on_hand + arrives(DAYS, day, float(line.quantity))
        return stock_cost(certain(supply), asked(rate), spread) + money

    written = {
        "nothing": cost(4, 0),
        "expedite": cost(to, fee + CHANGE),
        "express": cost(0, 2 * fee + CHANGE),
        "reschedule": cost(8, CHANGE),
        "cancel": cost(99, fee + CHANGE),
        "switch": cost(1, fee + CHANGE + 60 * (220 - 212)),
    }
    agrees(plan(tiny(*offers, on_hand=on_hand, rate=rate), explain=False), written)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 60), st.integers(2, 10), st.integers(2, 8), st.sampled_from([1.0, 2.5]), st.integers(0, 5))
def test_a_late_order_in_doubt_is_changed_exactly_in_each_case(
    on_hand: int, rate: int, late: int, sd: float, to: int
) -> None:
    """The order may have arrived or not: what is expedited or cancelled leaves no doubt behind."""
    situation = tiny(expedite(to, 50), cancel(30, 60 * 212), on_hand=on_hand, rate=rate)
    situation = situation.varied(beliefs=(*situation.beliefs, eta(late, sd)))
    arrived = arrived_by(DAYS, late, sd)
    with_it, without = np.full(DAYS, on_hand + 60.0), np.full(DAYS, float(on_hand))
    doubt = [(arrived, with_it), (1 - arrived, without)]
    written = {
        "nothing": stock_cost(doubt, asked(rate), spread),
        "expedite": stock_cost(certain(without + arrives(DAYS, to, 60)), asked(rate), spread) + 50 + CHANGE,
        "cancel": stock_cost(certain(without), asked(rate), spread) + 30 + CHANGE,
    }
    # An arrival is certain to a thousandth, so costs agree to a few thousandths only.
    agrees(plan(situation, explain=False), written, rel=5e-3)


def test_a_cancelled_line_above_the_cheapest_price_saves_the_difference() -> None:
    found = plan(tiny(cancel(10, 60 * 230), on_hand=500), explain=False)
    written = stock_cost(certain(np.full(DAYS, 500.0)), asked(6), spread) + 10 + CHANGE - 60 * (230 - 212)
    assert float(found.cost) == pytest.approx(written, rel=1e-3)
    assert found.impact.cash.change == Decimal(10 - 60 * 230)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 60), st.integers(0, 40), st.integers(1, 8), st.integers(1, 8))
def test_a_shipment_is_rerouted_where_it_is_worth_more(cen: int, nor: int, rate_cen: int, rate_nor: int) -> None:
    state = snapshot(on_hand=(stock(CEN, cen), stock(NOR, nor)), purchases=(OPEN,), sales=(), order_points=())
    beliefs = (demand(CEN, rate_cen, 3), demand(NOR, rate_nor, 3))
    situation = tiny(reroute(6, 80), snapshot=state, beliefs=beliefs)

    def cost(central: np.ndarray, north: np.ndarray) -> float:
        here = stock_cost(certain(cen + central), asked(rate_cen), spread)
        return here + stock_cost(certain(nor + north), asked(rate_nor), spread)

    none = np.zeros(DAYS)
    written = {"nothing": cost(arrives(DAYS, 4, 60), none), "reroute": cost(none, arrives(DAYS, 6, 60)) + 80 + CHANGE}
    agrees(plan(situation, explain=False), written)


SALES = (sale(1, CEN, 30, 1), sale(2, CEN, 25, 2))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 80), st.integers(3, 9), st.sampled_from([5.0, 300.0, 3000.0]))
def test_stock_of_one_customer_is_given_to_another_if_waiting_is_cheaper(
    on_hand: int, later: int, price: float
) -> None:
    state = snapshot(on_hand=(stock(CEN, on_hand),), purchases=(OPEN,), sales=SALES, order_points=())
    situation = tiny(reallocate(SALES[0], SALES[1], later, price), snapshot=state, beliefs=())
    owed = arrives(DAYS, 1, 30) + arrives(DAYS, 2, 25)
    waits = arrives(DAYS, later, 30) + arrives(DAYS, 2, 25)
    supply = certain(on_hand + arrives(DAYS, 4, 60))
    written = {
        "nothing": stock_cost(supply, owed, lambda _: 0.0),
        "reallocate": stock_cost(supply, waits, lambda _: 0.0) + price + CHANGE,
    }
    agrees(plan(situation, explain=False), written)


def test_a_line_that_is_promised_anew_is_not_taken_from_and_given_to_as_well() -> None:
    state = snapshot(on_hand=(stock(CEN, 0),), purchases=(OPEN,), sales=SALES, order_points=())
    promises = (repromise(SALES[0], 5, 0.1), repromise(SALES[1], 5, 0.1))
    found = plan(tiny(reallocate(*SALES, later=6, cost=1), *promises, snapshot=state, beliefs=()), explain=False)
    assert taken(found) == {"repromise-so-1", "repromise-so-2"}
    dear = (repromise(SALES[0], 5, 0.1), repromise(SALES[1], 5, 100))
    found = plan(tiny(reallocate(*SALES, later=9, cost=1), *dear, snapshot=state, beliefs=()), explain=False)
    assert taken(found) in ({"repromise-so-1"}, {"reallocate"})


def two_items() -> tuple[Item, ...]:
    rope = Item(code=ROPE, name="Rope", unit="pcs", unit_cost=eur(212), unit_price=eur(349))
    return (*network().items, rope)


@pytest.mark.parametrize("items", [(WINCH,), (WINCH, ROPE)])
@pytest.mark.parametrize(("ropes", "discount"), [(100, 50.0), (100, 90_000.0), (0, 50.0)])
def test_a_substitute_moves_the_demand_to_the_other_item(items: tuple[str, ...], ropes: float, discount: float) -> None:
    held = (stock(CEN, 0), stock(CEN, ropes).model_copy(update={"item": ROPE}))
    state = snapshot(on_hand=held, purchases=(), sales=SALES[:1], order_points=())
    situation = tiny(
        substitute(SALES[0], ROPE, discount),
        snapshot=state,
        beliefs=(),
        network=network(items=two_items()),
        items=items,
    )
    owed, none = arrives(DAYS, 1, 30), np.zeros(DAYS)

    def cost(of_winch: np.ndarray, of_rope: np.ndarray) -> float:
        here = stock_cost(certain(none), of_winch, lambda _: 0.0)
        there = stock_cost(certain(none + ropes), of_rope, lambda _: 0.0) if ROPE in items else 0.0
        return here + there

    written = {"nothing": cost(owed, none), "substitute": cost(none, owed) + discount + CHANGE}
    agrees(plan(situation, explain=False), written)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 80), st.integers(4, 8), st.sampled_from([20.0, 500.0, 20000.0]))
def test_a_promotion_is_moved_to_when_there_is_stock(on_hand: int, later: int, price: float) -> None:
    situation = tiny(shape(1, 3, later, 8, price), on_hand=on_hand)
    day = np.arange(DAYS)
    moved = 8 * (np.clip(day, 0, 3) - np.clip(day - later + 1, 0, 3))
    supply = certain(on_hand + arrives(DAYS, 4, 60))
    written = {
        "nothing": stock_cost(supply, asked(6), spread),
        "shape": stock_cost(supply, asked(6) - moved, spread) + price + CHANGE,
    }
    agrees(plan(situation, explain=False), written)


def test_the_price_of_change_is_paid_once_for_all_lines_of_a_supplier_order() -> None:
    second = OPEN.model_copy(update={"line": "2", "location": NOR})
    state = snapshot(on_hand=(), purchases=(OPEN, second), sales=(), order_points=())
    offers = (cancel(0, 60 * 300), cancel(0, 60 * 300, second, id="cancel-2"))
    both = plan(tiny(*offers, snapshot=state, beliefs=()), explain=False)
    assert taken(both) == {"cancel", "cancel-2"}
    assert float(both.cost) == pytest.approx(CHANGE - 2 * 60 * (300 - 212))


def test_of_one_line_at_most_one_change_is_taken_up() -> None:
    offers = (cancel(0, 60 * 400), switch(1, 0, 1), expedite(0, 0))
    assert len(taken(plan(tiny(*offers, on_hand=0), explain=False))) == 1


MANY: tuple[Callable[[], Offer], ...] = (
    lambda: near(lead_time_days=1, lead_time_sd_days=0),
    lambda: expedite(2, 60),
    lambda: reschedule(9),
    lambda: cancel(50, 60 * 215),
    lambda: switch(1, 30, 218),
    lambda: reroute(5, 40),
    lambda: reallocate(*SALES, later=7, cost=200),
    lambda: shape(1, 3, 6, 4, 150),
    lambda: repromise(SALES[1], 5, 0.4),
)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 90), st.integers(1, 12), st.sets(st.integers(0, len(MANY) - 1), min_size=1))
def test_one_offer_more_never_makes_the_plan_worse(on_hand: int, rate: int, chosen: set[int]) -> None:
    state = snapshot(on_hand=(stock(CEN, on_hand), stock(NOR, 5)), purchases=(OPEN,), sales=SALES, order_points=())
    offers = [MANY[k]() for k in sorted(chosen)]
    beliefs = (demand(CEN, rate, 3), demand(NOR, 2, 1), eta(5, 1.5))
    fewer = plan(tiny(*offers[1:], snapshot=state, beliefs=beliefs), explain=False)
    more = plan(tiny(*offers, snapshot=state, beliefs=beliefs), explain=False)
    assert float(more.cost) <= float(fewer.cost) * 1.001 + 0.02
    assert float(more.default_cost) == pytest.approx(float(fewer.default_cost), rel=1e-3)
    assert more.bound <= more.cost <= more.default_cost


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 90), st.integers(1, 12), st.sets(st.integers(1, len(MANY) - 1), min_size=1))
def test_the_amounts_of_impact_add_up_with_every_change(on_hand: int, rate: int, chosen: set[int]) -> None:
    """What is bought or taken back counts whole in cash, in the plan's cost only above its value in stock."""
    state = snapshot(on_hand=(stock(CEN, on_hand), stock(NOR, 5)), purchases=(OPEN,), sales=SALES, order_points=())
    offers = [MANY[k]() for k in sorted(chosen)]
    found = plan(tiny(*offers, snapshot=state, beliefs=(demand(CEN, rate, 3), demand(NOR, 2, 1))), explain=False)
    bought = sum(s.quantity for s in found.steps if isinstance(s, PlannedPurchase))
    bought -= 60 if "cancel" in taken(found) else 0
    assert found.impact.goods.change == 212 * bought
    assert float(found.impact.expected_saving) == pytest.approx(float(found.saving), abs=0.05)


def test_a_slipped_order_is_expedited_at_a_fair_fee_and_explained() -> None:
    late = purchase(372, 6)
    offers = (near(), expedite(8, 400, late, id="expedite:po-1/1:1"))
    found = plan(slipped(offers=offers))
    (step,) = [s for s in found.steps if isinstance(s, PlannedChange)]
    assert step.offer == offers[1]
    assert 0 < found.impact.cash.change <= 400
    assert found.impact.fill_rate.change > 0
    assert {v.offer_id for v in found.values} == taken(found)
    assert all(v.worth > 0 for v in found.values)
    assert any("372 pcs Winch (WINCH-40) of KMW-2417 brought forward to" in a.summary for a in found.alternatives)
    assert "purchase-line:po-1/1|eta_days" in found.ranges


def test_nothing_is_changed_where_trimtab_only_observes() -> None:
    policies = (StockPolicy(item=WINCH, location=CEN, control_mode=ControlMode.OBSERVE),)
    offers = (expedite(0, 0), shape(1, 3, 6, 4, 0))
    assert plan(tiny(*offers, on_hand=0, network=network(policies=policies)), explain=False).steps == ()


def test_the_price_of_change_keeps_small_gains_undone() -> None:
    dear = network(costs=costs(change_price=eur(100_000)))
    assert plan(tiny(expedite(0, 0), on_hand=0, network=dear), explain=False).steps == ()


@pytest.mark.parametrize("standing", [Standing.CONTRACTUAL, Standing.QUOTED])
def test_the_fixed_fee_of_an_order_is_paid_once_however_many_lines_are_expedited(standing: Standing) -> None:
    """What was quoted for a line stands as it is."""
    halves = tuple(OPEN.model_copy(update={"line": str(n), "quantity": Decimal(30)}) for n in (1, 2))
    offers = tuple(expedite(1, 110, half, id=f"expedite-{half.line}", standing=standing) for half in halves)
    state = snapshot(on_hand=(stock(CEN, 0),), purchases=halves, sales=(), order_points=())
    plain = network()
    terms = ChangeTerms(expedite=ExpediteTerms(most_days=12, fee=eur(100), share_of_value=0.002))
    kowloon, *others = plain.suppliers
    agreed = network(suppliers=(kowloon.model_copy(update={"changes": terms}), *others))
    each, once = (plan(tiny(*offers, snapshot=state, network=n, rate=12)) for n in (plain, agreed))
    assert len(each.steps) == len(once.steps) == 2
    saved = Decimal(100 if standing is Standing.CONTRACTUAL else 0)
    assert each.cost - once.cost == pytest.approx(saved, abs=Decimal(3))
    assert each.impact.cash.after - once.impact.cash.after == pytest.approx(saved, abs=Decimal(3))


@pytest.mark.parametrize(("before", "taken"), [(1, True), (2, False)], ids=["as early as they can", "too early"])
def test_a_line_is_not_asked_for_before_the_day_that_its_supplier_named(before: int, taken: bool) -> None:
    line, offer = purchase(60, 4), expedite(1, 10)
    said = ForbidEarlier(asked_by="bea", reason="no vessel", document=line.document, line=line.line, before=on(before))
    asked = tiny(offer, on_hand=2, constraints=(said,))
    assert [isinstance(s, PlannedChange) for s in plan(asked, explain=False).steps] == ([True] if taken else [])
