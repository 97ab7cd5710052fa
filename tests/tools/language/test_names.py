"""Names: items by name with their code beside it, and what stands in where the network knows neither."""

from decimal import Decimal

import pytest

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tools.language.names import item_name, item_named, items_named, pieces, subject_named, units
from trimtab.errors import UnknownReference
from trimtab.network import Network

NETWORK = network_of(HALYARD_SUPPLY)
WINCH = "Self-tailing winch 40"


def _without_a_name() -> Network:
    items = [item.model_copy(update={"name": item.code}) for item in NETWORK.items]
    return Network.model_validate(NETWORK.model_dump() | {"items": items})


def test_an_item_goes_by_its_name_with_the_code_of_documents() -> None:
    assert item_named(NETWORK, "WINCH-40") == f"{WINCH} (WINCH-40)"
    assert item_name(NETWORK, "WINCH-40") == WINCH


def test_an_item_without_a_name_and_one_that_is_unknown_go_by_their_code_once() -> None:
    assert item_named(_without_a_name(), "WINCH-40") == "WINCH-40"
    assert (item_named(NETWORK, "GONE-1"), item_name(NETWORK, "GONE-1")) == ("GONE-1", "GONE-1")


def test_a_quantity_has_its_unit_where_one_is_known() -> None:
    assert pieces(NETWORK, "WINCH-40", Decimal(1200)) == f"1,200 pcs {WINCH} (WINCH-40)"
    assert units(NETWORK, "WINCH-40", 2.5) == "2.5 pcs"
    assert (units(NETWORK, "GONE-1", 3), pieces(NETWORK, "GONE-1", 3)) == ("3", "3 GONE-1")


def test_of_many_items_the_first_are_named_and_the_others_counted() -> None:
    codes = [item.code for item in NETWORK.items]
    names = [item.name for item in NETWORK.items]
    assert len(codes) == 5
    assert items_named(NETWORK, codes) == f"{', '.join(names[:3])} and 2 more"
    assert items_named(NETWORK, codes[:3]) == ", ".join(names[:3])
    assert items_named(NETWORK, codes, most=1) == f"{names[0]} and 4 more"
    assert items_named(NETWORK, []) == ""


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("item-location:WINCH-40@NOR", f"{WINCH} (WINCH-40) at North, Gothenburg"),
        ("order-point:WINCH-40@NOR", f"{WINCH} (WINCH-40) at North, Gothenburg"),
        ("source:KMW/WINCH-40", f"{WINCH} (WINCH-40) from Kowloon Marine Works"),
        ("lane:CEN>NOR", "the lane from Central, Rotterdam to North, Gothenburg"),
        ("purchase-line:2417/1", "2417/1"),
    ],
)
def test_a_subject_is_named_as_people_do(subject: str, words: str) -> None:
    assert subject_named(NETWORK, subject) == words


def test_a_location_nobody_knows_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownReference, match="NOWHERE"):
        subject_named(NETWORK, "item-location:WINCH-40@NOWHERE")
