"""What customers want on a played day, and what incidents do to it."""

from datetime import date, timedelta

from demo.calendar.market import LATEST_DAYS, SOONEST_DAYS, Market, Shift
from demo.company import Promotion
from demo.halyard import halyard

MONDAY = date(2026, 11, 30)


def _of(market: Market, item: str, warehouse: str, day: date) -> int:
    return sum(row.quantity for row in market.wanted(day) if (row.item, row.warehouse) == (item, warehouse))


def test_a_shift_acts_from_its_day_on_and_only_where_it_should() -> None:
    usual, shifted = Market(halyard(), MONDAY), Market(halyard(), MONDAY)
    shifted.shifts.append(Shift("SHACK-12", MONDAY + timedelta(days=1), 3.0, "WES", days=1))
    for ahead, factor in ((0, 1), (1, 3), (2, 1)):
        day = MONDAY + timedelta(days=ahead)
        assert _of(shifted, "SHACK-12", "WES", day) == factor * _of(usual, "SHACK-12", "WES", day)
        assert _of(shifted, "SHACK-12", "CEN", day) == _of(usual, "SHACK-12", "CEN", day)


def test_a_promotion_adds_to_demand_while_it_lasts() -> None:
    usual, promoted = Market(halyard(), MONDAY), Market(halyard(), MONDAY)
    promoted.promotions.append((Promotion("WINCH-40", "NOR", 5, 14, 4.0), MONDAY + timedelta(days=5)))
    for ahead, extra in ((4, 0), (5, 4), (18, 4), (19, 0)):
        day = MONDAY + timedelta(days=ahead)
        assert _of(promoted, "WINCH-40", "NOR", day) == _of(usual, "WINCH-40", "NOR", day) + extra


def test_an_item_is_sold_until_its_last_day() -> None:
    market = Market(halyard(), MONDAY)
    days = [MONDAY + timedelta(days=ahead) for ahead in range(50, 75)]
    assert any(_of(market, "PUMP-25", "CEN", day) for day in days if day <= MONDAY + timedelta(days=60))
    assert not any(_of(market, "PUMP-25", "CEN", day) for day in days if day > MONDAY + timedelta(days=60))


def test_orders_come_on_the_customers_days_are_the_same_again_and_name_what_is_stocked() -> None:
    market, again = Market(halyard(), MONDAY), Market(halyard(), MONDAY)
    weekdays = {customer.code: customer.orders_on for customer in halyard().customers}
    stocked = {(row.item, row.warehouse) for row in halyard().demand}
    seen = 0
    for ahead in range(60):
        day = MONDAY + timedelta(days=ahead)
        for order in market.orders(day):
            seen += 1
            assert day.weekday() in weekdays[order.customer]
            assert SOONEST_DAYS <= order.due_in_days <= LATEST_DAYS
            assert all((line.item, order.warehouse) in stocked for line in order.lines)
        assert market.orders(day) == again.orders(day)
    assert seen > 30
