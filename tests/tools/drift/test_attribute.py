"""Attribution: shares sum to one, do not depend on the order of the beliefs, and name who moved what."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.company import CEN, NOR, TODAY, WINCH, belief, demand, eta, problem, slipped
from tools.drift.attribute import Key, attribute, shapley
from trimtab import subjects
from trimtab.beliefs import Function, Normal, Parameter, Uplift

PLAYERS: list[frozenset[Key]] = [frozenset({(name, Parameter.DEMAND)}) for name in "abcd"]


@given(st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_shapley_values_are_the_average_over_all_orders(worth: list[float]) -> None:
    names = {player: 1 << bit for bit, player in enumerate(PLAYERS)}

    def value(keys: frozenset[Key]) -> float:
        return worth[sum(names[frozenset({k})] for k in keys)]

    expected = dict.fromkeys(PLAYERS, 0.0)
    for order in permutations(PLAYERS):
        joined: frozenset[Key] = frozenset()
        for player in order:
            expected[player] += (value(joined | player) - value(joined)) / 24
            joined |= player
    assert shapley(PLAYERS, value) == pytest.approx(list(expected.values()), abs=1e-9)


def test_several_moves_share_one_loss() -> None:
    late = slipped()
    more = demand(CEN, 8, 3, version=2)
    before = late.beliefs[:-1]
    moved = late.varied(beliefs=(*late.beliefs, more))
    found = attribute(moved, before)
    assert sum(a.share for a in found) == pytest.approx(1)
    assert {a.function for a in found} == {Function.PROCUREMENT, Function.SALES}
    assert all(a.share > 0.05 for a in found)
    turned = attribute(moved.varied(beliefs=tuple(reversed(moved.beliefs))), tuple(reversed(before)))
    assert {a.subject: a.share for a in turned} == pytest.approx({a.subject: a.share for a in found}, rel=1e-3)


BEFORE = (demand(CEN, 6, 3), demand(NOR, 3, 2), eta(6, 2))
SIZES = st.sampled_from([-0.7, -0.3, 0.1, 0.5, 1.0])
EVENTS = st.sampled_from(["", "one", "two"])
CAUSES = {
    "central": lambda x, why: demand(CEN, 6 + 8 * x, 3, version=2, because=why),
    "north": lambda x, why: demand(NOR, 3 + 3 * x, 2, version=2, because=why),
    "arrival": lambda x, why: eta(round(12 + 14 * x), 3, version=2, because=why),
    "lead time": lambda x, why: belief(
        subjects.source("KMW", WINCH), Parameter.LEAD_TIME, Normal(mean=36 + 20 * x, sd=2), because=why
    ),
    "promotion": lambda x, why: belief(
        subjects.item_location(WINCH, NOR),
        Parameter.PROMOTION,
        Uplift(start=TODAY, end=TODAY + timedelta(days=9), per_day=4 * x),
        owner=Function.SALES,
        because=why,
    ),
}


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(
    st.dictionaries(st.sampled_from(sorted(CAUSES)), st.tuples(SIZES, EVENTS), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_whatever_moved_shares_sum_to_the_whole_in_any_order(causes: dict[str, tuple[float, str]], order: Any) -> None:
    """Causes that cost, causes that save, and several of one event; each belief that moved is told once."""
    moved = [CAUSES[name](x, (why,) if why else ()) for name, (x, why) in causes.items()]
    keys = {(b.subject, b.parameter.value) for b in moved}
    kept = [b for b in BEFORE if (b.subject, b.parameter.value) not in keys]
    found = {}
    for shuffled in (False, True):
        after, before = [*kept, *moved], list(BEFORE)
        if shuffled:
            order.shuffle(after)
            order.shuffle(before)
        told = attribute(problem(beliefs=tuple(after), horizon_days=21), before)
        assert {(a.subject, a.what) for a in told} == keys
        assert len(told) == len(keys)
        assert sum(a.share for a in told) == pytest.approx(1)
        assert all(0 <= a.share <= 1 + 1e-9 for a in told)
        found[shuffled] = {(a.subject, a.what): a.share for a in told}
    assert found[True] == pytest.approx(found[False], abs=1e-6)


def test_what_lowers_the_cost_explains_nothing_of_the_loss() -> None:
    late = slipped()
    less = demand(NOR, 2, 1, version=2)
    found = {a.subject: a.share for a in attribute(late.varied(beliefs=(*late.beliefs, less)), late.beliefs[:-1])}
    assert found[subjects.item_location(WINCH, NOR)] == 0
    assert found["purchase-line:po-1/1"] == pytest.approx(1)


def test_more_than_six_moves_still_sum_to_one() -> None:
    before = (demand(CEN, 6, 3), demand(NOR, 3, 2))
    after = (
        demand(CEN, 8, 4, version=2),
        demand(NOR, 4, 2, version=2),
        eta(20, 3),
        *(belief(subjects.source(s, WINCH), Parameter.LEAD_TIME, Normal(mean=d, sd=2)) for s, d in (("KMW", 40),)),
        *(
            belief(subjects.source(s, WINCH), Parameter.PRICE, Normal(mean=p, sd=0))
            for s, p in (("KMW", 220), ("BRF", 280))
        ),
        belief(subjects.lane(CEN, NOR), Parameter.LANE_TRANSIT, Normal(mean=5, sd=1)),
    )
    found = attribute(problem(beliefs=after, horizon_days=28), before)
    assert len(found) == 7
    assert sum(a.share for a in found) == pytest.approx(1)


def test_beliefs_about_other_items_are_left_out() -> None:
    late = slipped()
    other = belief("item-location:ANCHOR@CEN", Parameter.DEMAND, Normal(mean=5, sd=1))
    found = attribute(late.varied(beliefs=(*late.beliefs, other)), late.beliefs[:-1])
    assert [a.subject for a in found] == ["purchase-line:po-1/1"]


def test_a_promotion_explains_its_share_and_counted_stock_none() -> None:
    late = slipped()
    uplift = Uplift(start=TODAY + timedelta(days=2), end=TODAY + timedelta(days=12), per_day=8)
    promoted = belief(subjects.item_location(WINCH, NOR), Parameter.PROMOTION, uplift, because=("event-2",))
    counted = belief(subjects.item_location(WINCH, CEN), Parameter.STOCK_ACCURACY, Normal(mean=3, sd=0))
    found = attribute(late.varied(beliefs=(*late.beliefs, promoted, counted)), late.beliefs[:-1])
    assert {a.what for a in found} == {"eta", "promotion"}
    assert all(a.share > 0.01 for a in found)
