"""Promises: later dates for customers who may be asked."""

from agents.offering.promises import repromise_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import controlled, day, network, sold, state
from trimtab.network import ControlMode


def test_lines_that_are_not_overdue_may_wait_four_weeks_unless_the_customer_comes_first(situated: Situated) -> None:
    sales = (sold("7", "SKAG", 20, 12), sold("8", "NAVY", 20, 12), sold("9", "VEND", 20, -1))
    (offer,) = repromise_offers(situated(state=state(sales=sales)))
    assert (offer.id, offer.due, offer.latest) == ("repromise:7/1", day(12), day(40))


def test_observed_locations_are_left_alone(situated: Situated) -> None:
    observed = network(policies=controlled(ControlMode.OBSERVE))
    assert repromise_offers(situated(state=state(sales=(sold("7", "SKAG", 20, 12),)), network=observed)) == []
