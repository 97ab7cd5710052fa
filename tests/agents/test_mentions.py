"""Mentions: by code or by name, in any case, whole words only."""

import pytest

from agents.mentions import Mentions
from tests.agents.small_case import network
from tests.agents.test_editing import BUNDLE, OFFERS


def read(text: str) -> Mentions:
    return Mentions(network(), text)


@pytest.mark.parametrize(
    "text", ["from CEN to NOR", "Central > North", "rotterdam to gothenburg", "Central, Rotterdam NOR"]
)
def test_locations_are_found_by_code_or_name_in_order(text: str) -> None:
    assert read(text).locations() == ["CEN", "NOR"]


def test_suppliers_and_items_are_found_by_a_word_of_their_name() -> None:
    assert read("why not kowloon or BRF").suppliers() == ["KMW", "BRF"]
    assert read("more winch and CAPSTAN").items() == ["WINCH", "CAPSTAN"]


def test_a_part_of_a_word_is_no_mention() -> None:
    assert read("in the recent northern century").locations() == []
    assert not read("PO-123").says("PO-12")


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("leg order", ["order"]),
        ("the expedite", ["forward"]),
        ("bring it forward", ["forward"]),
        ("the promise to Skagen", ["later"]),
        ("the level", ["level"]),
        ("something else", []),
    ],
)
def test_legs_are_meant_by_id_or_by_what_they_do(text: str, legs: list[str]) -> None:
    known = [x for x in BUNDLE.legs if x.id in legs] if legs else list(BUNDLE.legs)
    found = read(text).legs(known)
    assert [x.id for x in found] == legs


def test_offers_are_meant_by_everything_that_is_named() -> None:
    assert [o.id for o in read("order from Brest").offers(OFFERS)] == ["purchase:BRF/WINCH@CEN"]
    assert {o.kind for o in read("expedite").offers(OFFERS)} == {"expedite"}
    assert read("the moon").offers(OFFERS) == []
