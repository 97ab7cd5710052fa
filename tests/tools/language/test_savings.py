"""Savings: the parts that are read add up to what acting saves."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tools.language.savings import sum_of
from trimtab.impact import NOTHING, Effect, Impact

CHANGES = st.decimals(-100_000, 100_000, places=2)


def _impact(cash: Decimal, goods: Decimal, margin: Decimal, implied: Decimal) -> Impact:
    return Impact(
        currency="EUR",
        horizon_days=60,
        cash=Effect(before=Decimal(0), after=cash),
        goods=Effect(before=Decimal(0), after=goods),
        margin_and_penalties=Effect(before=Decimal(0), after=margin),
        implied=Effect(before=Decimal(0), after=implied),
        fill_rate=NOTHING,
        stockout_risk=NOTHING,
    )


def test_what_becomes_less_is_saved_and_what_becomes_more_is_spent() -> None:
    told = sum_of(_impact(Decimal(16080), Decimal(15900), Decimal(-3800), Decimal(120)))
    assert told == "3,800 less margin and penalties, 120 more implied cost, 180 more cash that buys no goods"


def test_a_part_that_stays_as_it_is_is_not_mentioned() -> None:
    assert sum_of(_impact(Decimal(500), Decimal(500), Decimal(-40), Decimal(0))) == "40 less margin and penalties"
    assert sum_of(_impact(Decimal(0), Decimal(0), Decimal(0), Decimal(0))) == ""


@given(CHANGES, CHANGES, CHANGES, CHANGES)
def test_in_whole_units_the_parts_add_up_to_what_is_saved(
    cash: Decimal, goods: Decimal, margin: Decimal, implied: Decimal
) -> None:
    whole = _impact(cash, goods, margin, implied).whole()
    told = re.findall(r"([\d,]+) (less|more)", sum_of(whole))
    assert all(figure != "0" for figure, _ in told)
    parts = (Decimal(figure.replace(",", "")) * (1 if word == "less" else -1) for figure, word in told)
    assert sum(parts) == whole.expected_saving
