"""The played company is whole, believable, and right on its opening Monday."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from demo.company import Company
from demo.draws import demand_on
from demo.erp.days import opening_monday
from demo.halyard import halyard
from demo.halyard.levels import CENTRE, erp_source
from demo.network import network_of
from demo.play.incidents import own_requests
from tests.five_items import HALYARD_SUPPLY
from trimtab.network import LifeCycle

MONDAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def company() -> Company:
    return halyard()


def test_every_code_is_defined(company: Company) -> None:
    items = {item.code for item in company.items}
    places = {warehouse.code for warehouse in company.warehouses}
    sourcing = {(row.item, row.supplier) for row in company.sourcing}
    stocked = {(row.item, row.warehouse) for row in company.demand}

    assert {row.item for row in company.demand} == {row.item for row in company.sourcing} == items
    assert {(row.item, row.warehouse) for row in company.opening_stock} == stocked
    assert {(row.item, row.warehouse) for row in company.order_points} == stocked
    assert {(item, CENTRE) for item in items} <= stocked, "the centre supplies everybody"
    assert {end for lane in company.lanes for end in (lane.source, lane.destination)} == places
    for order in (*company.open_purchases, *company.past_purchases):
        assert {(line.item, order.supplier) for line in order.lines} <= sourcing
    for sale in company.open_sales:
        assert {(line.item, sale.warehouse) for line in sale.lines} <= stocked
    references = Counter(order.reference for order in (*company.open_purchases, *company.past_purchases))
    assert references.most_common(1)[0][1] == 1


def test_it_is_as_large_as_the_story_needs(company: Company) -> None:
    assert len(company.items) >= 40
    assert len(company.suppliers) == 3
    assert len(company.warehouses) == 4
    assert 8 <= len(company.customers) <= 10
    assert len(company.demand) > 130
    modes = Counter(item.control for item in company.items)
    assert (modes["erp_orders"], modes["observe"]) == (8, 3)
    lives = Counter(item.life_cycle for item in company.items)
    assert (lives["new"], lives["end_of_life"]) == (1, 1)
    assert 4 <= len({row.item for row in company.demand if row.every_days}) <= 5


def test_everything_is_sold_above_its_cost_and_bought_in_lots(company: Company) -> None:
    for terms in company.sourcing:
        price = Decimal(company.item(terms.item).sales_price)
        assert Decimal(terms.unit_price) < Decimal("0.8") * price, terms
        assert terms.minimum % terms.multiple == 0, terms
    for item in company.items:
        assert erp_source(company, item.code)
        for other in item.substitutes:
            left = Decimal(company.item(other.item).sales_price) * (1 - Decimal(str(other.discount_share)))
            assert left > min(Decimal(row.unit_price) for row in company.sourcing if row.item == other.item)
    terms_of = {(row.item, row.supplier): row for row in company.sourcing}
    for order in company.open_purchases:
        for line in order.lines:
            terms = terms_of[line.item, order.supplier]
            assert line.quantity >= terms.minimum
            assert line.quantity % terms.multiple == 0


def test_the_books_follow_the_levels(company: Company) -> None:
    """What the ERP's planner looks at, stock and everything to come less what is promised, is above every minimum.

    One item is sold out by an order that falls due late: the story waits for the ERP's own request for it.
    """
    position: dict[tuple[str, str], int] = defaultdict(int)
    for row in company.opening_stock:
        assert row.quantity >= 0
        position[row.item, row.warehouse] += row.quantity
    for order in company.open_purchases:
        assert 0 < company.due_in_days(order) <= company.supplier(order.supplier).lead_time_days
        for line in order.lines:
            position[line.item, order.warehouse] += line.quantity
    for sale in company.open_sales:
        for line in sale.lines:
            position[line.item, sale.warehouse] -= line.quantity
    for point in company.order_points:
        assert 0 < point.minimum < point.target
        short = position[point.item, point.warehouse] < point.minimum
        assert short == ((point.item, point.warehouse) == (own_requests.ITEM, CENTRE)), point


def test_stock_lasts_until_the_next_receipt(company: Company) -> None:
    stock = {(row.item, row.warehouse): row.quantity for row in company.opening_stock}
    coming: dict[str, int] = {}
    for order in company.open_purchases:
        for line in order.lines:
            coming[line.item] = min(coming.get(line.item, 99), company.due_in_days(order))
    for row in company.demand:
        days = coming.get(row.item, 0) if row.warehouse == CENTRE else 7
        assert stock[row.item, row.warehouse] > row.per_day * days, row


def test_the_same_day_of_the_play_has_the_same_demand_on_whatever_monday_it_opens(company: Company) -> None:
    other = MONDAY + timedelta(weeks=31)
    for index in range(0, len(company.demand), 9):
        for ahead in (-500, -30, -1, 0, 5, 40):
            days = timedelta(days=ahead)
            first = demand_on(company, index, MONDAY, MONDAY + days)
            assert first == demand_on(company, index, other, other + days)


def test_an_intermittent_item_sells_seldom_and_as_much_as_it_should(company: Company) -> None:
    index, demand = next((n, row) for n, row in enumerate(company.demand) if row.every_days is not None)
    assert demand.every_days is not None
    drawn = [demand_on(company, index, MONDAY, MONDAY - timedelta(days=ago)) for ago in range(1, 1401)]
    share = sum(pieces > 0 for pieces in drawn) / len(drawn)
    assert share == pytest.approx(1 / demand.every_days, rel=0.2)
    assert sum(drawn) / len(drawn) == pytest.approx(demand.per_day, rel=0.2)


def test_the_network_says_all_that_no_erp_holds(company: Company) -> None:
    network = network_of(company, MONDAY)
    overseas, near = network.supplier("KMW"), network.supplier("BRF")
    assert overseas.container is not None
    assert overseas.order_days == (0,)
    assert overseas.changes.expedite is not None
    assert near.changes.answer_within_days == 1
    assert network.calendar(overseas.calendar).working_days == (0, 1, 2, 3, 4, 5)
    assert {network.location(code).calendar for code in ("CEN", "NOR", "SOU", "WES")} == {"NL", "SE", "FR", "IE"}
    (ending,) = [item for item in network.items if item.life_cycle is LifeCycle.END_OF_LIFE]
    assert ending.last_sale == MONDAY + timedelta(days=60)
    assert ending.substitutes
    assert network.policy_of("FURL-2", "CEN").service_target == 0.95
    assert network.costs.version == "finance-3"
    assert all(item.volume_m3 > 0 for item in network.items)


def test_a_company_without_such_terms_has_none_in_its_network() -> None:
    network = network_of(HALYARD_SUPPLY, MONDAY)
    assert network.calendars == ()
    assert network.supplier("KMW").container is None
    assert network.supplier("KMW").changes.expedite is None


def test_a_play_opens_on_the_coming_monday() -> None:
    assert opening_monday(MONDAY) == MONDAY
    assert opening_monday(MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=7)
