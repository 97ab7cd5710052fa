"""Answers: a counter-offer says what is offered instead."""

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from trimtab.actions import Action, PurchaseChange
from trimtab.commitments import ASKED_OF_A_SUPPLIER, Answer, AnswerKind
from trimtab.errors import InvalidField
from trimtab.measures import money


@pytest.mark.parametrize(
    ("field", "value"), [("due", date(2026, 3, 9)), ("quantity", Decimal(3)), ("fee", money(40, "EUR"))]
)
def test_a_counter_offer_names_a_date_a_quantity_or_a_fee(field: str, value: Any) -> None:
    said = Answer(kind=AnswerKind.COUNTERED, text="Not quite", **{field: value})
    assert getattr(said, field) == value


def test_one_that_offers_nothing_is_none() -> None:
    with pytest.raises(InvalidField, match="nothing about date, quantity or fee") as refused:
        Answer(kind=AnswerKind.COUNTERED, text="Not quite")
    assert refused.value.remedy == "Say what was offered instead, or that it was refused."


def test_an_answer_says_something() -> None:
    for kind in (AnswerKind.ACCEPTED, AnswerKind.REFUSED):
        with pytest.raises(ValidationError, match="text"):
            Answer(kind=kind, text="")


def test_suppliers_are_asked_about_exactly_what_changes_their_orders() -> None:
    kinds = get_args(get_args(Action)[0])
    asked = {get_args(k.model_fields["kind"].annotation)[0] for k in kinds if issubclass(k, PurchaseChange)}
    assert asked == ASKED_OF_A_SUPPLIER
