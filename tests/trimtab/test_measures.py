"""Money and quantities carry their currency or unit, and refuse to mix."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from trimtab.errors import InvalidField
from trimtab.measures import Money, UnitConversion, money

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4)


def euro(amount: Decimal | str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@given(AMOUNTS, AMOUNTS)
def test_adding_and_subtracting_are_each_others_inverse(a: Decimal, b: Decimal) -> None:
    assert euro(a) + euro(b) - euro(b) == euro(a)
    assert euro(a) + euro(b) == euro(b) + euro(a)


def test_two_currencies_do_not_mix_and_the_error_names_the_field() -> None:
    dollars = Money(amount=Decimal(1), currency="USD")
    for combine in (Money.__add__, Money.__sub__):
        with pytest.raises(InvalidField, match="cannot combine EUR with USD") as refused:
            combine(euro("1"), dollars)
        assert (refused.value.record, refused.value.field) == ("money", "currency")
        assert "Convert" in refused.value.remedy


@pytest.mark.parametrize(("raw", "cents"), [("0.125", "0.12"), ("0.135", "0.14"), ("-0.125", "-0.12"), ("2", "2.00")])
def test_rounding_is_to_the_cent_half_to_even(raw: str, cents: str) -> None:
    assert str(euro(raw).rounded().amount) == cents


def test_a_float_becomes_the_money_a_person_reads() -> None:
    assert money(0.1 + 0.2, "EUR") == euro("0.30")
    assert money(12, "EUR").amount == Decimal("12.00")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "E1R"])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money(amount=Decimal(1), currency=currency)


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), "ten"])
def test_an_amount_is_a_number(amount: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "EUR"})


def test_a_value_does_not_change_and_takes_no_unknown_field() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        euro("1").amount = Decimal(2)  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Money.model_validate({"amount": 1, "currency": "EUR", "vat": 0})


@given(st.integers(1, 10_000), st.integers(1, 144))
def test_units_convert_there_and_back(boxes: int, per_box: int) -> None:
    unit = UnitConversion(purchase_unit="box", stock_unit="piece", factor=Decimal(per_box))
    assert unit.to_stock(Decimal(boxes)) == boxes * per_box
    assert unit.to_purchase(unit.to_stock(Decimal(boxes))) == boxes


def test_a_purchase_unit_holds_something() -> None:
    with pytest.raises(ValidationError):
        UnitConversion(purchase_unit="box", stock_unit="piece", factor=Decimal(0))
