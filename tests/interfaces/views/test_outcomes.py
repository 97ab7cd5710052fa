"""The comparison with the weekly cycle: only whole days, differences with the right word and tone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from interfaces.views.outcomes import outcomes_page
from interfaces.views.times import Almanac
from trimtab.outcomes import CompanyDay, Course

ALMANAC = Almanac(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))


def _day(n: int, course: Course, *, stock: int = 1000, served: int = 90, spent: int = 500) -> CompanyDay:
    return CompanyDay(
        day=date(2026, 11, n),
        course=course,
        currency="EUR",
        stock_value=Decimal(stock),
        on_order_value=Decimal(0),
        backorder_units=Decimal(0),
        demand_units=Decimal(100),
        served_units=Decimal(served),
        lost_margin=Decimal(0),
        spent=Decimal(spent),
    )


def test_a_day_that_only_one_of_them_has_is_left_out() -> None:
    days = [_day(2, Course.ACTUAL), _day(2, Course.WEEKLY_TWIN), _day(3, Course.ACTUAL)]
    page = outcomes_page(days, ALMANAC)
    assert (page.span, len(page.rows)) == ("1 business day, Mon 2 Nov to Mon 2 Nov", 1)


def test_less_is_better_for_stock_and_more_for_service() -> None:
    days = [_day(2, Course.ACTUAL, stock=1200, served=95), _day(2, Course.WEEKLY_TWIN)]
    stock, service, late, _ = outcomes_page(days, ALMANAC).figures
    assert (stock.sentence, stock.tone) == ("€200 more stock than under the weekly cycle.", "loss")
    assert (service.sentence, service.tone) == ("5.0 percentage points better service than the weekly cycle.", "gain")
    assert (late.sentence, late.tone) == ("The same as the weekly cycle.", "even")


def test_service_is_the_share_of_all_demand_so_far() -> None:
    days = [_day(n, course, served=served) for n, served in ((2, 100), (3, 50)) for course in Course]
    service = outcomes_page(days, ALMANAC).figures[1]
    assert service.actual == "75.0\N{NO-BREAK SPACE}%"


def test_without_days_there_is_nothing_to_draw() -> None:
    assert outcomes_page([], ALMANAC).figures == ()


def test_the_ticks_of_every_axis_can_be_told_apart_and_no_share_is_beyond_the_whole() -> None:
    courses = ({"stock": 0, "served": 100, "spent": 0}, {"stock": 2, "served": 99, "spent": 1}, {"served": 0})
    for values in courses:
        for figure in outcomes_page([_day(2, course, **values) for course in Course], ALMANAC).figures:
            labels = [tick.label for tick in figure.wide.y_ticks]
            assert len(set(labels)) == len(labels) >= 2, (figure.key, labels)
            if figure.key == "service":
                assert all(float(label.rstrip("%\N{NO-BREAK SPACE}")) <= 100 for label in labels)
