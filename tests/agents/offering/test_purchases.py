"""Purchases: where Trimtab orders, from every source, arriving after the wait for order day and working day."""

from datetime import datetime, time, timedelta

import pytest

from agents.offering.order_day import next_order_day
from agents.offering.purchases import purchase_offers
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import NOW, USUAL, WEEKDAYS, belief, controlled, day, network
from trimtab import subjects
from trimtab.beliefs import Function, Normal, Parameter
from trimtab.network import ControlMode, Location, Network, Supplier


def with_brest(**terms: object) -> Network:
    brest = Supplier(code="BRF", name="Brest Fittings", **terms)  # type: ignore[arg-type]
    return network(suppliers=(network().suppliers[0], brest))


def test_every_source_is_offered_where_the_erp_buys(situated: Situated) -> None:
    assert [o.id for o in purchase_offers(situated())] == ["purchase:KMW/WINCH@CEN", "purchase:BRF/WINCH@CEN"]


@pytest.mark.parametrize("mode", list(ControlMode))
def test_orders_of_our_own_are_placed_only_where_trimtab_orders(situated: Situated, mode: ControlMode) -> None:
    offers = purchase_offers(situated(network=network(policies=controlled(mode))))
    assert bool(offers) is (mode is ControlMode.TRIMTAB_ORDERS)


def near(situated: Situated, known: Network, now: datetime = NOW) -> float:
    """Days from today to the shelf, from the near supplier, who needs five."""
    return next(o.lead_time_days for o in purchase_offers(situated(network=known, now=now)) if o.supplier == "BRF")


def test_without_order_days_it_is_the_lead_time(situated: Situated) -> None:
    assert near(situated, network()) == 5


def test_it_waits_for_the_suppliers_next_order_day(situated: Situated) -> None:
    assert near(situated, with_brest(order_days=(2,))) == 2 + 5


def test_after_the_cut_off_of_the_order_day_it_waits_for_the_next_one(situated: Situated) -> None:
    assert near(situated, with_brest(order_days=(0,), order_cut_off=time(8, 0))) == 7 + 5


def test_a_holiday_of_the_supplier_is_waited_for(situated: Situated) -> None:
    closed = WEEKDAYS.model_copy(update={"holidays": (day(0), day(1))})
    known = with_brest(calendar="NL").model_copy(update={"calendars": (closed,)})
    assert near(situated, known) == 2 + 5


def test_it_is_on_the_shelf_when_the_warehouse_works(situated: Situated) -> None:
    places = (Location(code="CEN", name="Central", calendar="NL"), Location(code="NOR", name="North"))
    assert near(situated, network(locations=places)) == 5 + 2


def test_a_supplier_who_takes_no_orders_offers_nothing(situated: Situated) -> None:
    never = WEEKDAYS.model_copy(update={"working_days": (5,)})
    known = with_brest(calendar="NL", order_days=(0,)).model_copy(update={"calendars": (never,)})
    assert {o.supplier for o in purchase_offers(situated(network=known))} == {"KMW"}


def test_it_takes_as_long_as_is_believed_not_as_the_contract_says(situated: Situated) -> None:
    slow = belief(subjects.source("BRF", "WINCH"), Parameter.LEAD_TIME, Normal(mean=7.5, sd=2), Function.PROCUREMENT)
    offer = next(o for o in purchase_offers(situated(beliefs=(*USUAL, slow))) if o.supplier == "BRF")
    assert (offer.lead_time_days, offer.lead_time_sd_days) == (7.5, 2)


def test_the_next_order_day_is_today_before_the_cut_off() -> None:
    brest = Supplier(code="BRF", name="Brest", order_cut_off=time(15, 0))
    assert next_order_day(network(), brest, NOW) == day(0)
    assert next_order_day(network(), brest, NOW + timedelta(hours=7)) == day(1)
