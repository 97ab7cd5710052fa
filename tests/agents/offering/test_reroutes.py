"""Reroutes: an open line goes to another location of the item that is short, at what the lane costs."""

import pytest

from agents.offering.reroutes import reroute_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import USUAL, belief, bought, controlled, day, network, state, stock
from trimtab import subjects
from trimtab.beliefs import Function, Parameter, Status
from trimtab.network import ControlMode, Location
from trimtab.offers import Standing

SMALL = (bought(quantity=60),)
"""A month of what the north takes."""
NORTH_IS_SHORT = (stock("WINCH", "CEN", 60), stock("WINCH", "NOR", 4))


def test_a_line_goes_where_the_item_is_short(situated: Situated) -> None:
    (offer,) = reroute_offers(situated(state=state(on_hand=NORTH_IS_SHORT, purchases=SMALL)))
    assert (offer.id, offer.to_location, offer.to) == ("reroute:12/1>NOR", "NOR", day(20))
    assert str(offer.cost.amount) == "72.00"
    assert offer.standing is Standing.ASSUMED


def test_it_arrives_when_that_warehouse_works(situated: Situated) -> None:
    places = (Location(code="CEN", name="Central"), Location(code="NOR", name="North", calendar="NL"))
    here = situated(
        state=state(on_hand=NORTH_IS_SHORT, purchases=(bought(due=19, quantity=60),)), network=network(locations=places)
    )
    assert [o.to for o in reroute_offers(here)] == [day(21)]


def test_a_location_with_enough_needs_none(situated: Situated) -> None:
    enough = (stock("WINCH", "CEN", 60), stock("WINCH", "NOR", 400))
    assert reroute_offers(situated(state=state(on_hand=enough, purchases=SMALL))) == []


def test_a_location_that_is_replenished_from_there_needs_none_until_the_lane_closes(situated: Situated) -> None:
    on_hand = (stock("WINCH", "CEN", 900), stock("WINCH", "NOR", 4))
    plenty_there = state(on_hand=on_hand, purchases=SMALL)
    assert reroute_offers(situated(state=plenty_there)) == []
    closed = belief(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=0.0), Function.LOGISTICS)
    assert len(reroute_offers(situated(state=plenty_there, beliefs=(*USUAL, closed)))) == 1


@pytest.mark.parametrize(("quantity", "sent"), [(84, True), (85, False)])
def test_nothing_goes_that_would_lie_there_for_more_than_six_weeks(
    situated: Situated, quantity: int, sent: bool
) -> None:
    here = situated(state=state(on_hand=NORTH_IS_SHORT, purchases=(bought(quantity=quantity),)))
    assert bool(reroute_offers(here)) is sent


def test_what_is_about_to_be_unloaded_stays(situated: Situated) -> None:
    assert reroute_offers(situated(state=state(on_hand=NORTH_IS_SHORT, purchases=(bought(due=2, quantity=60),)))) == []


def test_without_a_lane_nobody_knows_what_it_costs(situated: Situated) -> None:
    assert (
        reroute_offers(situated(state=state(on_hand=NORTH_IS_SHORT, purchases=SMALL), network=network(lanes=()))) == []
    )


def test_observed_locations_are_left_alone(situated: Situated) -> None:
    observed = network(policies=controlled(ControlMode.OBSERVE))
    assert reroute_offers(situated(state=state(on_hand=NORTH_IS_SHORT, purchases=SMALL), network=observed)) == []
