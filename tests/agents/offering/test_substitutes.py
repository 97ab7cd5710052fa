"""Substitutes: offered where the item is short, the customer may be asked, and enough of the other is free."""

from typing import Any

import pytest

from agents.offering.substitutes import substitute_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import PLENTY, controlled, network, sold, state, stock
from trimtab.network import ControlMode
from trimtab.state import OrderPoint, OrderPointKind

LINE = sold("7", "SKAG", 20, 12)


def offers(situated: Situated, *sales: Any, **more: Any) -> list[Any]:
    return substitute_offers(situated(state=state(sales=sales, **more)))


def test_a_free_substitute_is_offered_at_its_discount(situated: Situated) -> None:
    (offer,) = offers(situated, LINE)
    assert (offer.id, offer.substitute, offer.quantity) == ("substitute:7/1>CAPSTAN", "CAPSTAN", 20)
    assert offer.discount.amount == 20 * 340 * 5 / 100


def test_the_most_important_customer_is_not_asked(situated: Situated) -> None:
    assert offers(situated, LINE.model_copy(update={"customer": "NAVY"})) == []


def test_an_item_that_is_there_needs_no_substitute(situated: Situated) -> None:
    assert offers(situated, LINE, on_hand=(*PLENTY, stock("CAPSTAN", "CEN", 50))) == []


@pytest.mark.parametrize(("minimum", "offered"), [(30, True), (31, False)])
def test_the_substitute_keeps_its_own_minimum(situated: Situated, minimum: int, offered: bool) -> None:
    point = OrderPoint(
        document="op-cap", item="CAPSTAN", location="CEN", kind=OrderPointKind.PURCHASE, minimum=minimum, target=90
    )
    assert bool(offers(situated, LINE, order_points=(*state().order_points, point))) is offered


def test_what_is_owed_of_the_substitute_is_not_free(situated: Situated) -> None:
    assert offers(situated, LINE, sold("8", "VEND", 31, 12, item="CAPSTAN")) == []


def test_observed_locations_are_left_alone(situated: Situated) -> None:
    observed = network(policies=controlled(ControlMode.OBSERVE))
    assert substitute_offers(situated(state=state(sales=(LINE,)), network=observed)) == []
