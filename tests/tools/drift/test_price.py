"""The price of drift: nothing when nothing moved, avoidable and sunk when a big order slips."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    belief,
    demand,
    level,
    problem,
    slipped,
)
from tools.drift import price_of_drift
from tools.drift.price import level_drift
from tools.optimizer import plan, recommend_level
from trimtab import subjects
from trimtab.beliefs import Normal, Parameter, Persistence


def test_without_a_move_there_is_no_drift_worth_asking_about() -> None:
    steady = problem()
    drift = price_of_drift(steady, steady.beliefs)
    attention = steady.network.costs.attention_price.amount
    assert drift.plan <= attention
    assert drift.sunk == 0
    assert drift.attribution == ()
    assert drift.level_per_day < 1


def test_a_slip_is_partly_sunk_and_partly_avoidable() -> None:
    late = slipped()
    drift = price_of_drift(late, late.beliefs[:-1])
    assert drift.avoidable > 1000
    assert drift.sunk > 0
    assert drift.plan == drift.avoidable + drift.sunk
    assert abs(sum(a.share for a in drift.attribution) - 1) < 1e-9
    assert drift.attribution[0].subject == "purchase-line:po-1/1"
    assert drift.attribution[0].event_ids == ("event-1",)


def test_avoidable_is_what_the_plan_saves() -> None:
    late = slipped()
    assert abs(price_of_drift(late).avoidable - plan(late, explain=False).saving) <= Decimal("0.05")


def test_a_one_off_slip_moves_no_level() -> None:
    late = slipped()
    assert level_drift(late) == level_drift(late.varied(beliefs=late.beliefs[:-1]))


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 14), st.floats(0, 8), st.integers(20, 60))
def test_level_drift_is_never_negative_and_nothing_at_the_recommended_level(rate: float, sd: float, lead: int) -> None:
    subject = subjects.source("KMW", WINCH)
    longer = belief(subject, Parameter.LEAD_TIME, Normal(mean=lead, sd=3), persistence=Persistence.NEW_NORMAL)
    situation = problem(beliefs=(demand(CEN, rate, sd), demand(NOR, 3, 2), longer), offers=(level(CEN),))
    assert all(value >= 0 for value in level_drift(situation).values())
    best = recommend_level(situation, WINCH, CEN)
    assert best is not None
    assert level_drift(situation, {(WINCH, CEN): (best.minimum, best.target)})[(WINCH, CEN)] <= 1e-6
