"""Transfers: over open lanes, on the carrier's days, between locations that Trimtab orders for."""

import pytest

from agents.offering.transfers import transfer_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import NOW, USUAL, WEEKDAYS, belief, controlled, euro, network
from trimtab import subjects
from trimtab.beliefs import Distribution, Function, Normal, Parameter, Status
from trimtab.network import ControlMode, Lane, Location

NORTHWARDS = subjects.lane("CEN", "NOR")


def lane_belief(parameter: Parameter, distribution: Distribution) -> tuple[object, ...]:
    return (*USUAL, belief(NORTHWARDS, parameter, distribution, Function.LOGISTICS))


def routes(offers: list[object]) -> set[str]:
    return {f"{o.origin}>{o.destination}" for o in offers}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("probability", "offered"), [(1.0, True), (0.5, True), (0.0, False)])
def test_a_lane_believed_closed_is_not_used(situated: Situated, probability: float, offered: bool) -> None:
    known = lane_belief(Parameter.LANE_STATUS, Status(probability=probability))
    assert ("CEN>NOR" in routes(transfer_offers(situated(beliefs=known)))) is offered  # type: ignore[arg-type]


def test_transit_is_as_long_as_is_believed(situated: Situated) -> None:
    known = lane_belief(Parameter.LANE_TRANSIT, Normal(mean=6, sd=0))
    days = {o.id: o.transit_days for o in transfer_offers(situated(beliefs=known))}
    assert days == {"transfer:WINCH:CEN>NOR:road": 6, "transfer:WINCH:NOR>CEN:road": 3}


def test_it_leaves_on_the_carriers_day_and_arrives_on_the_warehouses(situated: Situated) -> None:
    lane = Lane(origin="CEN", destination="NOR", transit_days=3, cost_per_unit=euro("1"), calendar="Ferry")
    ferry = WEEKDAYS.model_copy(update={"code": "Ferry", "working_days": (2,)})
    places = (Location(code="CEN", name="Central"), Location(code="NOR", name="North", calendar="NL"))
    known = network(lanes=(lane,), locations=places, calendars=(WEEKDAYS, ferry))
    (offer,) = transfer_offers(situated(network=known))
    assert NOW.weekday() == 0
    assert offer.transit_days == 2 + 3 + 2


@pytest.mark.parametrize("mode", list(ControlMode))
def test_stock_is_moved_only_where_trimtab_orders(situated: Situated, mode: ControlMode) -> None:
    offers = transfer_offers(situated(network=network(policies=controlled(mode))))
    assert bool(offers) is (mode is ControlMode.TRIMTAB_ORDERS)


def test_both_ends_count(situated: Situated) -> None:
    north = tuple(p for p in controlled(ControlMode.ERP_ORDERS) if p.location == "NOR")
    assert transfer_offers(situated(network=network(policies=north))) == []
