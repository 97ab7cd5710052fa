"""Subjects: stable names, different for different things."""

from hypothesis import given
from hypothesis import strategies as st

from trimtab import subjects

CODE = st.text(st.characters(codec="ascii", categories=("Lu", "Nd"), include_characters="-"), min_size=1, max_size=12)


def test_each_kind_of_thing_has_its_name() -> None:
    names = {
        subjects.item_location("WINCH-40", "CEN"): "item-location:WINCH-40@CEN",
        subjects.source("KMW", "WINCH-40"): "source:KMW/WINCH-40",
        subjects.purchase_line("12", "34"): "purchase-line:12/34",
        subjects.lane("CEN", "NOR"): "lane:CEN>NOR",
        subjects.order_point("WINCH-40", "CEN"): "order-point:WINCH-40@CEN",
        subjects.sales_line("7", "9"): "sales-line:7/9",
    }
    assert all(made == wanted for made, wanted in names.items())
    assert {subjects.kind_of(n) for n in names} == {n.partition(":")[0] for n in names}


@given(CODE, CODE)
def test_item_and_location_are_found_again(item: str, location: str) -> None:
    assert subjects.split_item_location(subjects.item_location(item, location)) == (item, location)


def test_an_items_code_may_hold_the_separator() -> None:
    assert subjects.split_item_location(subjects.item_location("ROPE@12", "CEN")) == ("ROPE@12", "CEN")
