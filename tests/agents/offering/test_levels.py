"""Levels: offered by kind of replenishment, wherever an item-location is not only observed."""

import pytest

from agents.offering.levels import level_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import controlled, network
from trimtab.network import ControlMode
from trimtab.state import OrderPointKind


def test_each_kind_of_replenishment_has_its_own(situated: Situated) -> None:
    here = situated()
    assert [o.id for o in level_offers(here, OrderPointKind.PURCHASE, here.places)] == ["level:item-location:WINCH@CEN"]
    assert [o.location for o in level_offers(here, OrderPointKind.INTERNAL, here.places)] == ["NOR"]


@pytest.mark.parametrize("mode", list(ControlMode))
def test_levels_are_moved_in_every_mode_but_observe(situated: Situated, mode: ControlMode) -> None:
    here = situated(network=network(policies=controlled(mode)))
    assert bool(level_offers(here, OrderPointKind.PURCHASE, here.places)) is (mode is not ControlMode.OBSERVE)
