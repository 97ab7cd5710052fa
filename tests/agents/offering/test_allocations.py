"""Allocations: from a less important customer to a more important one, who is owed it as early and has none."""

from decimal import Decimal
from typing import Any

import pytest

from agents.offering.allocations import reallocate_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import controlled, day, network, sold, state
from trimtab.network import ControlMode

GIVER = sold("7", "VEND", 40, 10, allocated=Decimal(40))
TAKER = sold("8", "NAVY", 30, 8)


def offers(situated: Situated, *sales: Any, **more: Any) -> list[Any]:
    return reallocate_offers(situated(state=state(sales=sales), **more))


def test_stock_set_aside_serves_the_more_important_customer(situated: Situated) -> None:
    (offer,) = offers(situated, GIVER, TAKER)
    assert offer.id == "reallocate:7/1>8/1"
    assert (offer.quantity, offer.due, offer.later) == (30, day(10), day(20))
    a_day = (320 - 200) * Decimal("0.15") * Decimal("0.1")
    assert offer.cost.amount == a_day * 30 * 10


@pytest.mark.parametrize(
    ("giver", "taker"),
    [
        (GIVER, TAKER.model_copy(update={"due": day(11)})),
        (GIVER, TAKER.model_copy(update={"allocated": Decimal(30)})),
        (GIVER, TAKER.model_copy(update={"customer": "VEND"})),
        (GIVER, TAKER.model_copy(update={"quantity": Decimal(41)})),
        (GIVER, TAKER.model_copy(update={"location": "NOR"})),
        (GIVER.model_copy(update={"allocated": Decimal(0)}), TAKER),
        (GIVER.model_copy(update={"due": day(-1)}), TAKER.model_copy(update={"due": day(-2)})),
    ],
    ids=["owed later", "has its own", "no more important", "needs more", "elsewhere", "none set aside", "overdue"],
)
def test_else_nobody_gives_way(situated: Situated, giver: Any, taker: Any) -> None:
    assert offers(situated, giver, taker) == []


def test_without_an_arrival_in_sight_the_longest_wait_is_reckoned_with(situated: Situated) -> None:
    here = situated(state=state(sales=(GIVER, TAKER), purchases=()))
    assert [o.later for o in reallocate_offers(here)] == [day(38)]


def test_observed_locations_are_left_alone(situated: Situated) -> None:
    assert offers(situated, GIVER, TAKER, network=network(policies=controlled(ControlMode.OBSERVE))) == []
