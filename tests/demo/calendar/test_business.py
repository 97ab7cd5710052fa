"""Days pass in a real ERP whose clock is ours: what was due happened, the books agree, and its sessions live on."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from demo.calendar.business import Business
from demo.erp.clock import set_clock
from demo.erp.days import opening_monday
from demo.erp.driver import ErpDriver
from demo.erp.environment import EnvironmentMissing
from demo.erp.seed import company_database
from demo.erp.server import TrytonServer
from demo.halyard import halyard
from tests.services.require import skip_or_fail

OPENING = opening_monday()
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    """The played company on its opening Monday, in an ERP of the test's own."""
    try:
        source = company_database(halyard(), progress=lambda _: None, opening=OPENING)
    except EnvironmentMissing as missing:
        skip_or_fail(str(missing))
    clock = tmp_path / "clock"
    set_clock(clock, OPENING)
    with TrytonServer(tmp_path / "erp", source, clock=clock) as server, ErpDriver(server.url) as driver:
        yield Business(driver, halyard(), OPENING, clock, tmp_path / "inbox")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_on_the_opening_monday_the_books_are_the_companys_and_the_planner_adds_nothing(business: Business) -> None:
    company, driver = halyard(), business.driver
    on_hand = {place: quantity for place, quantity in driver.on_hand(OPENING).items() if quantity}
    assert on_hand == {(row.item, row.warehouse): row.quantity for row in company.opening_stock}
    purchases = {order.reference: order for order in driver.purchases()}
    assert set(purchases) == {order.reference for order in company.open_purchases}
    for order in company.open_purchases:
        due = OPENING + timedelta(days=company.due_in_days(order))
        assert {move.planned_date for line in purchases[order.reference].lines for move in line.moves} == {due}
    before = driver.documents_snapshot()
    driver.run_supply_wizard()
    assert driver.documents_snapshot() == before


def test_a_week_passes(business: Business) -> None:
    driver, company = business.driver, halyard()
    days, wanted = [], {}
    before = driver.on_hand(OPENING)
    url = f"{driver.rpc._http.base_url}rest/model/product.product"
    key = driver.create_service_user()
    business.held.add("GDK-2607")
    for _ in range(7):
        days.append(business.pass_day())
        for row in _rows(business._inbox / "demand.csv"):
            wanted[row["date"], row["item"], row["location"]] = int(row["quantity"])
    assert [passed.day for passed in days] == [OPENING + timedelta(days=n) for n in range(1, 8)]
    assert business.today == OPENING + timedelta(days=7)

    received = {reference for passed in days for reference in passed.received}
    assert received == {"BRF-2511", "BRF-2512"}, "GDK-2607 was due too, but is held back"
    arrivals = {
        line.item: line.quantity
        for order in company.open_purchases
        if order.reference in received
        for line in order.lines
    }
    left = driver.on_hand(business.today)
    short = driver.search_read("sale.sale", [["reference", "like", "SO-HARB-____-___"]], ["reference"])
    assert short == [], "in a week in which nothing happens everybody gets what he wants"
    for item, place in ((row.item, row.warehouse) for row in company.demand):
        gone = sum(n for (_, i, p), n in wanted.items() if (i, p) == (item, place))
        came = arrivals.get(item, 0) if place == "CEN" else 0
        assert left[item, place] == before[item, place] + came - gone, (item, place)

    receipts = {(row["order"], row["promised"], row["received"]) for row in _rows(business._inbox / "receipts.csv")}
    brest = (OPENING + timedelta(days=5)).isoformat()
    assert ("BRF-2512", brest, brest) in receipts
    assert driver.search_read("sale.sale", [["state", "=", "processing"]], ["id"]), "the order book does not run dry"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {key}"}, trust_env=False)
    assert answer.status_code == 200, "a key outlives the jumps of days"


def test_on_a_monday_what_the_planner_asks_for_is_ordered_in_lots_and_sent_by_lanes_that_are_open(
    business: Business,
) -> None:
    driver = business.driver
    _take(driver, "ROPE-12", "NOR", 0)
    _take(driver, "CLEAT-20", "CEN", 10)
    business.closed.add(("CEN", "SOU"))
    _take(driver, "ROPE-12", "SOU", 0)
    set_clock(business._clock, OPENING + timedelta(days=6))
    monday = business.pass_day()
    assert monday.day.weekday() == 0
    (order,) = [row for row in driver.purchases() if row.reference in monday.ordered and row.supplier == "GDK"]
    (line,) = [row for row in order.lines if row.item == "CLEAT-20"]
    assert line.quantity % 25 == 0
    assert (order.state, order.shipment_state) == ("processing", "waiting")

    business.pass_day()
    sent = {
        row.to_location.partition("-")[0]: row
        for row in driver.internal_shipments()
        if any(move.item == "ROPE-12" for move in row.moves)
    }
    assert sent["NOR"].state == "shipped"
    assert sent["NOR"].planned_date == monday.day + timedelta(days=3)
    assert sent["SOU"].state == "assigned", "nothing leaves on a closed lane"
    for _ in range(3):
        passed = business.pass_day()
    assert f"{sent['NOR'].number} arrived" in passed.moved
    assert driver.on_hand(business.today)["ROPE-12", "NOR"] > 0


def _take(driver: ErpDriver, item: str, warehouse: str, left: int, at: date | None = None) -> None:
    shelf = driver.find("stock.location", [["code", "=", f"{warehouse}-STO"]])
    product = driver.find("product.product", [["code", "=", item]])
    lines = [["create", [{"product": product, "quantity": left}]]]
    count = driver.create("stock.inventory", {"location": shelf, "date": at or OPENING, "lines": lines})
    driver.button("stock.inventory", "confirm", [count])
