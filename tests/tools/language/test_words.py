"""Words: quantities, dates and lists as people read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.language.words import amount, counted, day, joined, whole


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1200.0"), "1,200"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+6"), "1,000,000"),
        (Decimal("-1234.5"), "-1,234.5"),
        (Decimal("-0.0"), "0"),
        (2.5, "2.5"),
        (12, "12"),
    ],
)
def test_an_amount_is_written_as_people_read_it(value: Decimal | float, written: str) -> None:
    assert amount(value) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_an_amount_loses_nothing(value: Decimal) -> None:
    assert Decimal(amount(value).replace(",", "")) == value


def test_a_day_is_written_with_its_weekday() -> None:
    assert day(date(2026, 3, 4)) == "Wed 4 Mar"


def test_sums_and_lists_are_written_as_one_says_them() -> None:
    assert whole(Decimal("8310.44")) == "8,310"
    assert (joined([]), joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )
    assert (counted(1, "order", "orders"), counted(0, "order", "orders")) == ("1 order", "0 orders")
