"""What was left alone and how the company did, by the API."""

from datetime import date, timedelta
from decimal import Decimal

from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site
from trimtab.dismissals import Dismissal
from trimtab.outcomes import CompanyDay, Course


def a_dismissal(number: int) -> Dismissal:
    return Dismissal(
        id=f"dis_{number}",
        items=("WINCH-40",),
        title="Winches sold a little better",
        because="below what asking a person costs",
        currency="EUR",
        avoidable=Decimal("12.50"),
        level_per_day=Decimal("0.40"),
        limit=Decimal(50),
        at=NOW + timedelta(minutes=number),
    )


def a_day(number: int, course: Course) -> CompanyDay:
    return CompanyDay(
        day=date(2026, 11, number),
        course=course,
        currency="EUR",
        stock_value=Decimal("1000.25"),
        on_order_value=Decimal(10),
        backorder_units=Decimal(0),
        demand_units=Decimal(8),
        served_units=Decimal(6),
        lost_margin=Decimal(0),
        spent=Decimal(99),
    )


def test_dismissals_are_read_newest_first(site: Site) -> None:
    with site.ledger.write() as tx:
        for number in (1, 2):
            tx.dismissals.add(a_dismissal(number))
    found = site.client("vera").get("/api/v1/dismissals", params={"limit": 1}).json()
    assert [(d["id"], d["avoidable"], d["limit"]) for d in found] == [("dis_2", "12.50", "50")]


def test_outcomes_are_read_by_course(site: Site) -> None:
    with site.ledger.write() as tx:
        for course in Course:
            tx.outcomes.record(a_day(23, course))
    client = site.client("vera")
    assert len(client.get("/api/v1/outcomes").json()) == 2
    (twin,) = client.get("/api/v1/outcomes", params={"course": "weekly_twin"}).json()
    assert (twin["day"], twin["stock_value"]) == ("2026-11-23", "1000.25")
    assert client.get("/api/v1/outcomes", params={"course": "dream"}).status_code == 422
