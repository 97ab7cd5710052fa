"""Promotions: one to come that leaves its place short can start later, for a share of its margin."""

import pytest

from agents.offering.promotions import LOST_MARGIN_SHARE, shape_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import PLENTY, USUAL, bought, controlled, day, network, promotion, state
from trimtab.network import ControlMode

SOON = promotion("CEN", 5, 14, 12)


def test_a_promotion_that_leaves_its_place_short_can_start_later(situated: Situated) -> None:
    (offer,) = shape_offers(situated(beliefs=(*USUAL, SOON)))
    assert (offer.id, offer.start, offer.end, offer.per_day) == ("shape:WINCH@CEN", day(5), day(14), 12)
    assert offer.cost.amount == LOST_MARGIN_SHARE * 120 * 12 * 10
    assert offer.request == (
        "Start the promotion of WINCH at Central, Rotterdam on Sat 21 Mar instead of Sat 7 Mar: "
        "120 units move by 14 days."
    )


@pytest.mark.parametrize(("arrives", "shift"), [(11, 7), (12, 7), (13, 14), (40, 14)])
def test_it_waits_one_week_if_more_is_there_by_then_else_two(situated: Situated, arrives: int, shift: int) -> None:
    here = situated(beliefs=(*USUAL, SOON), state=state(purchases=(bought(due=arrives),)))
    assert [o.later for o in shape_offers(here)] == [day(5 + shift)]


@pytest.mark.parametrize(
    "announced", [promotion("CEN", 2, 9, 12), promotion("CEN", 5, 14, 0), promotion("CEN", 5, 14, -3)]
)
def test_one_that_is_announced_off_or_negative_is_left(situated: Situated, announced: object) -> None:
    assert shape_offers(situated(beliefs=(*USUAL, announced))) == []


def test_one_that_there_is_stock_for_goes_ahead(situated: Situated) -> None:
    assert shape_offers(situated(beliefs=(*USUAL, SOON), state=state(on_hand=PLENTY))) == []


def test_observed_locations_are_left_alone(situated: Situated) -> None:
    observed = network(policies=controlled(ControlMode.OBSERVE))
    assert shape_offers(situated(beliefs=(*USUAL, SOON), network=observed)) == []
