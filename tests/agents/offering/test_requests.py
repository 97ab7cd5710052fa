"""Requests: the ERP's own proposals can be released or withdrawn wherever they are, but for observed item-locations."""

import pytest

from agents.offering.requests import request_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import controlled, day, network, requested, state
from trimtab.beliefs import Function
from trimtab.network import ControlMode
from trimtab.offers import CancelRequestOffer, ReleaseOffer
from trimtab.state import OrderPointKind

BUY, MOVE = OrderPointKind.PURCHASE, OrderPointKind.INTERNAL


@pytest.mark.parametrize("mode", list(ControlMode))
def test_a_request_is_released_or_withdrawn_in_every_mode_but_observe(situated: Situated, mode: ControlMode) -> None:
    here = situated(network=network(policies=controlled(mode)), state=state(requests=(requested(),)))
    kinds = {o.kind for o in request_offers(here, BUY)}
    assert kinds == (set() if mode is ControlMode.OBSERVE else {"release", "cancel_request"})


def test_a_release_says_what_the_erp_asks_for_and_when_it_would_come(situated: Situated) -> None:
    release, withdrawal = request_offers(situated(state=state(requests=(requested(quantity=90),))), BUY)
    assert isinstance(release, ReleaseOffer)
    assert (release.id, release.supplier, release.quantity, release.lead_time_days) == ("release:R1", "KMW", 90, 35)
    assert isinstance(withdrawal, CancelRequestOffer)
    assert (withdrawal.id, withdrawal.due, withdrawal.function) == ("cancel_request:R1", day(30), Function.PROCUREMENT)


def test_a_request_without_a_supplier_goes_to_the_preferred_one(situated: Situated) -> None:
    release = request_offers(situated(state=state(requests=(requested(supplier=None),))), BUY)[0]
    assert isinstance(release, ReleaseOffer)
    assert release.supplier == "KMW"


def test_a_request_to_move_stock_is_logistics_to_withdraw(situated: Situated) -> None:
    move = requested("R2", kind=MOVE, location="NOR", origin="CEN", supplier=None)
    here = situated(state=state(requests=(requested(), move)))
    (withdrawal,) = request_offers(here, MOVE)
    assert (withdrawal.id, withdrawal.function) == ("cancel_request:R2", Function.LOGISTICS)
    assert {o.id for o in request_offers(here, BUY)} == {"release:R1", "cancel_request:R1"}


def test_requests_for_other_items_are_none_of_the_cases_business(situated: Situated) -> None:
    assert request_offers(situated(state=state(requests=(requested(item="CAPSTAN"),))), BUY) == []
