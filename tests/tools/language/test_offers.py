"""Offers are named by item, partner and place, and by the number of the order; never by a code alone."""

import pytest

from tests.tools.optimizer.planning.changes_offered import (
    cancel,
    cancel_request,
    expedite,
    release,
    request,
    reroute,
    reschedule,
    shape,
    switch,
)
from tests.tools.optimizer.planning.company import CEN, NOR, far, level, near, problem, transfer
from tools.language.offers import offer_named
from trimtab.offers import Offer

NETWORK = problem().network
OFFERS = (near(), far(), transfer(), transfer(NOR, CEN))
CHANGES = (
    expedite(3, 10.0),
    reschedule(9),
    cancel(10.0, 100.0),
    switch(5, 10.0, 268.0),
    reroute(5, 10.0),
    release(request(24.0)),
    cancel_request(request(24.0)),
    shape(1, 5, 9, 2.0, 10.0),
)


@pytest.mark.parametrize("offer", [*OFFERS, level(CEN), *CHANGES], ids=lambda offer: str(offer.id))
def test_an_offer_is_called_by_names(offer: Offer) -> None:
    named = offer_named(offer, NETWORK)
    assert "Winch (WINCH-40)" in named
    assert offer.id not in named.split()
    number = getattr(offer, "number", "")
    assert not number or number in named
