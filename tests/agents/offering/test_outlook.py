"""The outlook: a rough projection that counts what is believed, and looks at what a location replenishes as well."""

from tests.agents.offering.conftest import Situated
from tests.agents.small_case import USUAL, arriving, bought, day, promotion, sold, state, stock


def test_a_location_is_short_when_a_week_of_its_demand_is_no_longer_there(situated: Situated) -> None:
    outlook = situated(state=state(purchases=(), order_points=())).outlook
    assert not outlook.is_short("WINCH", "CEN", day(3))
    assert outlook.is_short("WINCH", "CEN", day(4))


def test_firm_orders_beyond_the_forecast_count(situated: Situated) -> None:
    large = sold("7", "SKAG", 50, 0)
    assert situated(state=state(sales=(large,))).outlook.is_short("WINCH", "CEN", day(1))


def test_a_promotion_counts_while_it_lasts(situated: Situated) -> None:
    enough = (stock("WINCH", "CEN", 150), stock("WINCH", "NOR", 60))
    calm = state(on_hand=enough, order_points=())
    assert not situated(state=calm).outlook.is_short("WINCH", "CEN", day(10))
    assert situated(state=calm, beliefs=(*USUAL, promotion("CEN", 3, 9, 12))).outlook.is_short("WINCH", "CEN", day(10))


def test_what_it_replenishes_makes_a_location_short(situated: Situated) -> None:
    empty_north = (stock("WINCH", "CEN", 49), stock("WINCH", "NOR", 0))
    assert situated(state=state(on_hand=empty_north)).outlook.is_short("WINCH", "CEN", day(1))
    alone = state(on_hand=empty_north, order_points=())
    assert not situated(state=alone).outlook.is_short("WINCH", "CEN", day(1))


def test_an_order_arrives_when_it_is_believed_to_and_never_in_the_past(situated: Situated) -> None:
    late, overdue = bought(), bought(document="13", due=-4)
    outlook = situated(state=state(purchases=(late, overdue)), beliefs=(*USUAL, arriving(36))).outlook
    assert outlook.arrival(late) == day(36)
    assert outlook.arrival(overdue) == day(0)
    assert outlook.next_arrival("WINCH", "CEN", day(0)) == day(36)
    assert outlook.next_arrival("WINCH", "CEN", day(36)) is None


def test_nothing_believed_is_no_demand(situated: Situated) -> None:
    outlook = situated(beliefs=()).outlook
    assert outlook.demand_a_day("WINCH", "CEN") == 0
    assert not outlook.is_short("WINCH", "CEN", day(90))
