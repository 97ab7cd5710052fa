"""Nervousness: no more proposals for an item or a supplier in any period than its budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.watching import NervousnessBudget
from trimtab.errors import InvalidField


def test_what_is_beyond_the_budget_waits_until_the_period_is_over() -> None:
    budget = NervousnessBudget(per_item=1, per_supplier=2, period_days=7)
    assert budget.admit("P", ["S"], 0)
    assert not budget.admit("P", ["T"], 6)
    assert budget.proposed("supplier", "T", 6) == 0
    assert budget.admit("Q", ["S"], 6)
    assert not budget.admit("R", ["S"], 6)
    assert budget.admit("P", ["S"], 7)
    assert budget.held_back == 2


@given(st.lists(st.tuples(st.sampled_from("PQR"), st.sampled_from("ST"), st.integers(0, 2)), max_size=60))
def test_no_period_has_more_than_its_budget(asked: list[tuple[str, str, int]]) -> None:
    budget, day, admitted = NervousnessBudget(per_item=2, per_supplier=3, period_days=5), 0, []
    for item, supplier, later in asked:
        day += later
        if budget.admit(item, [supplier], day):
            admitted.append((item, supplier, day))
    for end in range(day + 1):
        recent = [(i, s) for i, s, d in admitted if end - 5 < d <= end]
        assert all(sum(i == item for i, _ in recent) <= 2 for item in "PQR")
        assert all(sum(s == supplier for _, s in recent) <= 3 for supplier in "ST")
    assert len(admitted) + budget.held_back == len(asked)


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidField, match="per_supplier"):
        NervousnessBudget(per_item=1, per_supplier=0)
