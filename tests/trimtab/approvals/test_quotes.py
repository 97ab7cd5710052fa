"""Quotes: an answer becomes offers under the ids that were taken up, on the terms that were said."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trimtab.changes import cancel, expedite, leg_for, question, redated, reschedule, switch
from tests.trimtab.proposals import day, euro
from trimtab.actions import PurchaseChange
from trimtab.approvals import as_counted, quotes_from
from trimtab.commitments import Answer, AnswerKind
from trimtab.errors import InvalidField
from trimtab.offers import CancelOffer, ExpediteOffer, RescheduleOffer, Standing, SwitchOffer

CHANGES = (expedite(), reschedule(), cancel(), switch())
TWO = expedite("act_expedite_2", redated("34"), redated("35", quantity="7"), fee="100.01")


def said(kind: AnswerKind = AnswerKind.COUNTERED, **terms: Any) -> Answer:
    return Answer(kind=kind, text="so it is", **terms)


@pytest.mark.parametrize("action", CHANGES, ids=lambda a: a.kind)
def test_an_acceptance_counts_as_such_and_is_quoted_on_the_terms_asked_for(action: PurchaseChange) -> None:
    yes = said(AnswerKind.ACCEPTED)
    assert as_counted(action, yes) == yes
    (quote,) = quotes_from(leg_for(action, "mine"), yes)
    assert (quote.id, quote.standing, quote.kind) == ("mine", Standing.QUOTED, action.kind.split("_")[0])


@pytest.mark.parametrize("action", CHANGES, ids=lambda a: a.kind)
@pytest.mark.parametrize("terms", [{"due": day(21)}, {"quantity": Decimal(3)}, {"fee": euro("301")}])
def test_an_acceptance_on_other_terms_is_a_counter_offer(action: PurchaseChange, terms: dict[str, Any]) -> None:
    assert as_counted(action, said(AnswerKind.ACCEPTED, **terms)).kind is AnswerKind.COUNTERED


def test_a_lower_fee_is_still_an_acceptance() -> None:
    assert as_counted(expedite(), said(AnswerKind.ACCEPTED, fee=euro("299"))).kind is AnswerKind.ACCEPTED


def test_another_date_quantity_and_fee_are_taken_over() -> None:
    terms = said(due=day(13), quantity=Decimal(6), fee=euro("90"))
    (fast,) = quotes_from(leg_for(expedite(), "e"), terms)
    assert isinstance(fast, ExpediteOffer)
    assert (fast.to, fast.quantity, fast.fee, fast.due, fast.line) == (day(13), 6, euro("90"), day(20), "34")
    (there,) = quotes_from(leg_for(switch(), "s"), terms)
    assert isinstance(there, SwitchOffer)
    assert (there.to, there.fee, there.unit_price, there.unit_price_before) == (
        day(13),
        euro("90"),
        euro("268.00"),
        euro("200"),
    )
    (off,) = quotes_from(leg_for(cancel(), "c"), said(quantity=Decimal(6), fee=euro("90")))
    assert isinstance(off, CancelOffer)
    assert (off.quantity, off.fee, off.saved) == (6, euro("90"), euro("1200"))


def test_who_would_rather_deliver_later_than_cancel_is_quoted_as_that() -> None:
    (later,) = quotes_from(leg_for(cancel(), "cancel:12/34"), said(due=day(40)))
    assert isinstance(later, RescheduleOffer)
    assert (later.id, later.to) == ("reschedule:12/34:1", day(40))


@pytest.mark.parametrize(
    ("action", "due"), [(expedite(), 20), (expedite(), 25), (reschedule(), 20), (reschedule(), 3), (cancel(), 20)]
)
def test_what_changes_nothing_for_us_is_no_quote(action: PurchaseChange, due: int) -> None:
    assert quotes_from(leg_for(action, "o"), said(due=day(due))) == ()


@pytest.mark.parametrize(("due", "quoted"), [(25, True), (30, False), (31, False)])
def test_a_line_that_is_believed_to_be_late_may_come_after_the_date_the_erp_still_has(due: int, quoted: bool) -> None:
    quotes = quotes_from(leg_for(expedite(), "e"), said(due=day(due)), {"34": day(30)})
    assert [q.to for q in quotes if isinstance(q, ExpediteOffer)] == ([day(due)] if quoted else [])


def test_what_the_action_does_not_say_is_not_made_up() -> None:
    assert quotes_from(leg_for(cancel(price=None), "c"), said(fee=euro("90"))) == ()
    assert quotes_from(leg_for(question(), "q"), said(due=day(3))) == ()
    assert quotes_from(leg_for(expedite()), said(due=day(13))) == ()
    assert quotes_from(leg_for(expedite(), "e"), said(AnswerKind.REFUSED)) == ()


def test_each_line_is_quoted_under_its_own_offer() -> None:
    quotes = quotes_from(leg_for(TWO, "first", "second"), said(due=day(13)))
    assert [(q.id, q.line) for q in quotes if isinstance(q, ExpediteOffer)] == [("first", "34"), ("second", "35")]
    with pytest.raises(InvalidField, match="2 lines"):
        as_counted(TWO, said(quantity=Decimal(6)))


@given(st.integers(0, 1_000_000))
def test_the_shares_of_a_fee_are_the_fee(cents: int) -> None:
    fee = euro(f"{cents / 100:.2f}")
    quotes = quotes_from(leg_for(TWO, "first", "second"), said(fee=fee))
    assert sum((q.fee.amount for q in quotes if isinstance(q, ExpediteOffer)), Decimal(0)) == fee.amount
