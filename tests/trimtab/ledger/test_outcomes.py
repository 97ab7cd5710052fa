"""Outcomes: one row per course and day, the last one recorded counts."""

from datetime import date
from decimal import Decimal

from tests.trimtab.ledgers import Office
from trimtab.outcomes import CompanyDay, Course


def company_day(day: int, course: Course = Course.ACTUAL, stock: str = "1000.25") -> CompanyDay:
    return CompanyDay(
        day=date(2026, 11, day),
        course=course,
        currency="EUR",
        stock_value=Decimal(stock),
        on_order_value=Decimal(10),
        backorder_units=Decimal(0),
        demand_units=Decimal(7),
        served_units=Decimal(7),
        lost_margin=Decimal(0),
        spent=Decimal(99),
    )


def test_days_are_read_in_order_by_course_and_recorded_again_without_doubling(office: Office) -> None:
    twin = company_day(23, Course.WEEKLY_TWIN)
    with office.ledger.write() as tx:
        for recorded in (company_day(24), company_day(23), twin, company_day(23, stock="900")):
            tx.outcomes.record(recorded)
    with office.ledger.read() as tx:
        assert tx.outcomes.days() == [company_day(23, stock="900"), twin, company_day(24)]
        assert tx.outcomes.days(Course.ACTUAL) == [company_day(23, stock="900"), company_day(24)]
