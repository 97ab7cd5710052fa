"""The reader on a real Tryton: stock, open documents and levels as the company has them."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from demo.erp.seed import erp_today
from tests.five_items import HALYARD_SUPPLY
from tests.services.tryton import Erp
from tests.tools.tryton.service import HALYARD, Service, service_of
from tools.execution.adapters.tryton.transfer import TransferAdapter
from tools.tryton import TrytonReader
from tools.tryton.orders import order_name
from tools.tryton.places import Places, read_places
from trimtab.actions import TransferLine, TransferStock
from trimtab.clock import SystemClock
from trimtab.measures import Money
from trimtab.network import Network
from trimtab.state import Snapshot


@pytest.fixture(scope="module")
def service(shared_erp: Erp) -> Iterator[Service]:
    with service_of(shared_erp) as ours:
        yield ours


def reading(service: Service, network: Network = HALYARD) -> Snapshot:
    return TrytonReader(service.client(), network, SystemClock()).snapshot()


@pytest.fixture(scope="module")
def state(service: Service) -> Snapshot:
    return reading(service)


def test_stock_on_hand_is_what_was_counted(state: Snapshot) -> None:
    counted = {(s.item, s.warehouse): s.quantity for s in HALYARD_SUPPLY.opening_stock}
    assert {(s.item, s.location): s.quantity for s in state.on_hand if s.quantity} == counted


def test_open_purchases_are_those_of_the_buyers(state: Snapshot) -> None:
    company = HALYARD_SUPPLY
    assert {(p.reference, p.supplier, p.location, p.item, p.quantity, p.due) for p in state.purchases} == {
        (
            p.reference,
            p.supplier,
            p.warehouse,
            x.item,
            Decimal(x.quantity),
            erp_today() + timedelta(days=company.due_in_days(p)),
        )
        for p in company.open_purchases
        for x in p.lines
    }
    winch = next(p for p in state.purchases if p.reference == "KMW-2417")
    assert winch.unit_price == Decimal("212.00")


def test_open_sales_are_those_of_the_sellers_under_the_customers_own_number(state: Snapshot) -> None:
    assert {(s.number, s.customer, s.location, s.item, s.quantity, s.due) for s in state.sales} == {
        (s.reference, s.customer, s.warehouse, x.item, Decimal(x.quantity), erp_today() + timedelta(days=s.due_in_days))
        for s in HALYARD_SUPPLY.open_sales
        for x in s.lines
    }


def test_levels_are_those_in_force(state: Snapshot) -> None:
    assert {(p.item, p.location, p.kind.value, p.minimum, p.target, p.provisioning) for p in state.order_points} == {
        (p.item, p.warehouse, p.kind, Decimal(p.minimum), Decimal(p.target), p.source)
        for p in HALYARD_SUPPLY.order_points
    }


def test_a_reading_says_of_what_and_when(state: Snapshot) -> None:
    assert state.system == "tryton"
    assert state.as_of.tzinfo is not None


def test_what_the_network_does_not_know_is_left_out(service: Service) -> None:
    north = HALYARD.model_copy(
        update={
            "items": tuple(i for i in HALYARD.items if i.code == "WINCH-40"),
            "locations": tuple(x for x in HALYARD.locations if x.code == "NOR"),
            "customers": tuple(c for c in HALYARD.customers if c.code == "SKAG"),
        }
    )
    part = reading(service, north)
    assert {(s.item, s.location) for s in part.on_hand} == {("WINCH-40", "NOR")}
    assert part.purchases == ()
    assert {(s.customer, s.item, s.location) for s in part.sales} == {("SKAG", "WINCH-40", "NOR")}
    assert {(p.item, p.location) for p in part.order_points} == {("WINCH-40", "NOR")}


def test_every_zone_belongs_to_its_warehouse(service: Service) -> None:
    places = read_places(service.client())
    codes = {
        row["id"]: row["code"]
        for row in service.erp.driver.search_read("stock.location", [["code", "!=", None]], ["code"])
    }
    assert set(places.warehouse_id) == set(places.storage_id) == {"CEN", "NOR"}
    for location, warehouse in places.warehouse_of.items():
        assert str(codes.get(location, warehouse)).startswith(warehouse)
    assert {codes[i] for i, w in places.warehouse_of.items() if w == "CEN"} >= {"CEN", "CEN-STO", "CEN-IN", "CEN-OUT"}


def test_zones_in_a_ring_belong_to_no_warehouse_and_stop_nobody() -> None:
    class Ring:
        def read(self, *_: object) -> list[dict[str, object]]:
            zones = {"storage_location": 2, "input_location": {"id": 2}, "output_location": 2}
            return [
                {"id": 1, "code": "CEN", "type": "warehouse", "parent": None, **zones},
                {"id": 2, "code": "STO", "type": "storage", "parent": None, **zones},
                {"id": 3, "code": "A", "type": "view", "parent": 4, **zones},
                {"id": 4, "code": "B", "type": "view", "parent": {"id": 3}, **zones},
            ]

    assert read_places(Ring()) == Places({1: "CEN", 2: "CEN"}, {"CEN": 1}, {"CEN": 2}, {"CEN": 2})  # type: ignore[arg-type]


def test_a_transfer_is_owed_at_its_origin_and_on_its_way_to_its_destination(service: Service) -> None:
    before = reading(service)
    move = TransferStock(
        id="act_reader_transfer",
        origin="CEN",
        destination="NOR",
        mode="road",
        ship=erp_today(),
        due=erp_today() + timedelta(days=3),
        lines=(TransferLine(item="BLOCK-57", quantity=Decimal(30), unit="Unit"),),
        cost=Money(amount=Decimal(36), currency="EUR"),
    )
    receipt = TransferAdapter(service.client(), SystemClock()).execute(move, move.id)
    after = reading(service)
    (line,) = after.transfers
    assert (line.document, line.reference) == (receipt.document, move.id)
    assert (line.item, line.origin, line.destination, line.quantity) == ("BLOCK-57", "CEN", "NOR", 30)
    assert (line.due, line.shipped) == (move.due, False)
    for place, change in (("CEN", -30), ("NOR", 30)):
        assert after.position("BLOCK-57", place) - before.position("BLOCK-57", place) == change
    for step in ("pack", "ship"):
        service.erp.driver.button("stock.shipment.internal", step, [int(receipt.document)])
    shipped = reading(service)
    assert [t.shipped for t in shipped.transfers] == [True]
    assert shipped.stock("BLOCK-57", "CEN") == before.stock("BLOCK-57", "CEN") - 30
    for place in ("CEN", "NOR"):
        assert shipped.position("BLOCK-57", place) == after.position("BLOCK-57", place)
    service.erp.driver.button("stock.shipment.internal", "do", [int(receipt.document)])
    arrived = reading(service)
    assert arrived.transfers == ()
    for place in ("CEN", "NOR"):
        assert arrived.position("BLOCK-57", place) == after.position("BLOCK-57", place)


def test_a_line_received_in_part_owes_the_rest(service: Service) -> None:
    driver = service.erp.driver
    (order,) = [p for p in driver.purchases() if p.reference == "KMW-2421"]
    (move,) = order.lines[0].moves
    (rest,) = driver.rpc.call("model.stock.move.copy", [move.id], {"quantity": 250.0, "origin": move.origin})
    driver.write("stock.move", [move.id], {"quantity": 350.0})
    driver.write("stock.move", [rest], {"planned_date": move.planned_date})
    driver.button("stock.move", "do", [move.id])
    (line,) = [p for p in reading(service).purchases if p.reference == "KMW-2421"]
    assert line.quantity == 250
    assert line.due == move.planned_date


@pytest.mark.parametrize(
    ("reference", "name"), [("KMW-2417", "KMW-2417"), ("act_abcdefgh", "7"), ("", "7"), (None, "7")]
)
def test_an_order_is_named_by_the_suppliers_reference_but_never_by_our_own_key(
    reference: str | None, name: str
) -> None:
    assert order_name({"id": 3, "number": "7", "reference": reference}) == name
