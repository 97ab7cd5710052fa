"""Cells are read only where they can mean one thing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.feeds.cells import to_code, to_date, to_quantity
from trimtab.errors import InvalidField


def quantity(text: str, *, decimal_comma: bool = False) -> Decimal:
    return to_quantity(text, decimal_comma=decimal_comma, record="demand.csv row 2", field="quantity")


@pytest.mark.parametrize(
    ("text", "semicolons", "expected"),
    [
        ("12", False, "12"),
        ("012", False, "12"),
        ("0", False, "0"),
        ("12.5", False, "12.5"),
        ("1.234", False, "1.234"),
        ("12,5", True, "12.5"),
        ("12,5", False, "12.5"),
        ("12.50", True, "12.5"),
        ("0,125", True, "0.125"),
        ("0.125", True, "0.125"),
        ("1234,567", True, "1234.567"),
        ("1,2340", True, "1.234"),
        ("1000000", False, "1000000"),
    ],
)
def test_a_number_that_can_mean_one_thing_is_read(text: str, semicolons: bool, expected: str) -> None:
    assert quantity(text, decimal_comma=semicolons) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "semicolons", "message"),
    [
        ("1,234", True, "could be 1234 or 1.234"),
        ("1,234", False, "could be 1234 or 1.234"),
        ("1.234", True, "could be 1234 or 1.234"),
        ("1.234,50", True, "not a number"),
        ("1 234", False, "not a number"),
        ("1e3", False, "not a number"),
        ("nan", False, "not a number"),
        ("Infinity", False, "not a number"),
        ("", False, "not a number"),
        ("5 pcs", False, "not a number"),
        ("٣", False, "not a number"),
        ("9" * 60, False, "not a number"),
        ("-3", False, "is negative"),
        ("-0.5", False, "is negative"),
        ("1000001", False, "is more than 1,000,000 in one row"),
    ],
)
def test_a_number_that_is_none_or_two_or_absurd_is_refused(text: str, semicolons: bool, message: str) -> None:
    with pytest.raises(InvalidField, match=message) as refused:
        quantity(text, decimal_comma=semicolons)
    assert (refused.value.record, refused.value.field) == ("demand.csv row 2", "quantity")


@given(value=st.decimals(0, 1_000_000, places=2), semicolons=st.booleans())
def test_every_quantity_with_two_decimals_is_read_back_with_point_and_comma(value: Decimal, semicolons: bool) -> None:
    assert quantity(str(value), decimal_comma=semicolons) == value
    assert quantity(str(value).replace(".", ","), decimal_comma=semicolons) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31.12.2025", "is not a date"),
        ("12/31/2025", "is not a date"),
        ("20251231", "is not a date"),
        ("2025-12-31T00:00", "is not a date"),
        ("", "is not a date"),
        ("2026-02-30", "is not in the calendar"),
        ("2025-00-10", "is not in the calendar"),
        ("1970-01-01", "is before 1990-01-01"),
    ],
)
def test_a_date_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidField, match=message):
        to_date(text, record="demand.csv row 2", field="date")


def test_an_iso_date_is_read() -> None:
    assert to_date("2024-02-29", record="r", field="date") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "x" * 65, "a\tb", "a\x7f"])
def test_a_code_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidField):
        to_code(text, record="r", field="item")
