"""Quotes: they stand in for our own offers while they are valid, and what they answered does not come back."""

from datetime import timedelta
from typing import Any

from agents.offering.changes import change_offers
from agents.offering.quotes import with_quotes
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import NOW, day, state
from trimtab.offers import ExpediteOffer, Offer, Standing


def own(situated: Situated) -> list[Offer]:
    return change_offers(situated())


def quoted(offers: list[Offer], **changed: Any) -> Offer:
    first = next(o for o in offers if o.id == "expedite:12/1:1")
    terms = {"standing": Standing.QUOTED, "valid_until": NOW + timedelta(days=2), "to": day(10)}
    return first.model_copy(update=terms | changed)


def expedites(offers: list[Offer]) -> list[Offer]:
    return [o for o in offers if isinstance(o, ExpediteOffer)]


def test_a_quote_takes_the_place_of_every_date_we_would_ask_for(situated: Situated) -> None:
    offers = own(situated)
    quote = quoted(offers)
    counted = with_quotes(offers, (quote,), state(), NOW)
    assert expedites(counted) == [quote]
    assert [o.id for o in counted if o not in expedites(counted)] == ["switch:12/1>BRF"]


def test_one_that_is_no_longer_valid_is_gone_with_what_it_answered(situated: Situated) -> None:
    offers = own(situated)
    counted = with_quotes(offers, (quoted(offers, valid_until=NOW),), state(), NOW)
    assert expedites(counted) == []


def test_one_whose_day_is_over_is_gone_too(situated: Situated) -> None:
    offers = own(situated)
    assert expedites(with_quotes(offers, (quoted(offers, to=NOW.date()),), state(), NOW)) != []
    over = quoted(offers, to=NOW.date() - timedelta(days=1))
    assert expedites(with_quotes(offers, (over,), state(), NOW)) == []


def test_one_for_a_line_that_is_gone_is_dropped(situated: Situated) -> None:
    offers = own(situated)
    assert expedites(with_quotes(offers, (quoted(offers),), state(purchases=()), NOW)) == []


def test_without_quotes_the_offers_are_ours_in_order(situated: Situated) -> None:
    offers = own(situated)
    assert with_quotes(offers[::-1], (), state(), NOW) == sorted(offers, key=lambda o: o.id)
