"""Screening is never wrong: no plan ever saves more than it says; and it settles the ordinary day without a plan."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    demand,
    far,
    level,
    near,
    problem,
    slipped,
    snapshot,
    stock,
    transfer,
)
from tools.drift import screen
from tools.optimizer import plan


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 40), st.integers(0, 150), st.integers(0, 80), st.integers(1, 12), st.integers(2, 14))
def test_no_plan_saves_more_than_the_screening_says(late: int, cen: int, nor: int, rate: int, cycle: int) -> None:
    situation = slipped(
        late,
        2,
        snapshot=snapshot(on_hand=(stock(CEN, cen), stock(NOR, nor))),
        beliefs=(demand(CEN, rate, rate / 2), demand(NOR, 3, 2)),
        offers=(near(), far(), transfer(), level(CEN)),
        next_cycle_days=cycle,
    )
    screening = screen(situation)
    found = plan(situation, explain=False)
    acting = float(found.saving) if found.steps else 0.0
    assert acting <= screening.saving_at_most + 0.02


def test_an_ordinary_day_is_settled_without_a_plan() -> None:
    assert screen(problem()).within_epsilon


def test_a_slip_is_not_screened_away() -> None:
    assert not screen(slipped()).within_epsilon


def test_epsilon_can_be_given() -> None:
    assert screen(slipped(), epsilon=1e9).within_epsilon
