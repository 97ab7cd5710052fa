"""The seeded company as the ERP itself shows it."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from demo.erp import documents
from demo.erp.seed import company_database, erp_today
from tests.demo.two_suppliers import TWO_SUPPLIERS as COMPANY
from tests.services.tryton import Erp


def test_the_database_is_cached(company_file: Path) -> None:
    written = company_file.stat().st_mtime_ns
    assert company_database(COMPANY) == company_file
    assert company_file.stat().st_mtime_ns == written


def test_stock_is_the_opening_stock(shared_erp: Erp) -> None:
    on_hand = {key: quantity for key, quantity in shared_erp.driver.on_hand().items() if quantity}
    assert on_hand == {(stock.item, stock.warehouse): stock.quantity for stock in COMPANY.opening_stock}


def test_open_purchases_are_processing_and_due_on_their_dates(shared_erp: Erp) -> None:
    purchases = {purchase.reference: purchase for purchase in shared_erp.driver.purchases()}
    assert set(purchases) == {purchase.reference for purchase in COMPANY.open_purchases}
    for expected in COMPANY.open_purchases:
        purchase = purchases[expected.reference]
        due = erp_today() + timedelta(days=COMPANY.due_in_days(expected))
        assert (purchase.supplier, purchase.warehouse) == (expected.supplier, expected.warehouse)
        assert (purchase.state, purchase.shipment_state) == ("processing", "waiting")
        for line, wanted in zip(purchase.lines, expected.lines, strict=True):
            assert (line.item, line.quantity, line.delivery_date) == (wanted.item, wanted.quantity, due)
            assert [(move.state, move.planned_date) for move in line.moves] == [("draft", due)]


def test_open_sales_have_shipments_on_their_due_dates(shared_erp: Erp) -> None:
    driver = shared_erp.driver
    fields = ["sale.reference", "sale.state", "sale.party.code", "product.code", "quantity", "shipping_date"]
    seen = Counter(
        (
            row["sale."]["reference"],
            row["sale."]["party."]["code"],
            row["product."]["code"],
            row["quantity"],
            row["shipping_date"],
        )
        for row in driver.search_read("sale.line", [["sale.state", "=", "processing"]], fields)
    )
    assert seen == Counter(
        (sale.reference, sale.customer, line.item, line.quantity, erp_today() + timedelta(days=sale.due_in_days))
        for sale in COMPANY.open_sales
        for line in sale.lines
    )
    shipments = driver.search_read("stock.shipment.out", [], ["state", "planned_date"])
    assert Counter(row["planned_date"] for row in shipments) == Counter(
        erp_today() + timedelta(days=sale.due_in_days) for sale in COMPANY.open_sales
    )
    assert {row["state"] for row in shipments} == {"waiting"}


def test_suppliers_stand_in_order_of_price_with_their_lead_times(shared_erp: Erp) -> None:
    fields = ["product.code", "party.code", "lead_time", "prices.unit_price", "sequence"]
    rows = shared_erp.driver.search_read("purchase.product_supplier", [["product.code", "=", "WINCH-40"]], fields)
    by_sequence = sorted(rows, key=lambda row: int(row["sequence"]))
    assert [(row["party."]["code"], row["lead_time"].days) for row in by_sequence] == [("KMW", 35), ("BRF", 5)]
    assert [row["prices."][0]["unit_price"] for row in by_sequence] == [Decimal("212.00"), Decimal("268.00")]


def test_order_points_are_the_companys(shared_erp: Erp) -> None:
    seen = {
        (point.item, point.location, point.kind, point.source, point.minimum, point.target)
        for point in shared_erp.driver.order_points()
    }
    assert seen == {
        (
            point.item,
            f"{point.warehouse}-STO" if point.kind == "internal" else point.warehouse,
            point.kind,
            f"{point.source}-STO" if point.source else None,
            point.minimum,
            point.target,
        )
        for point in COMPANY.order_points
    }


def test_nothing_else_is_in_the_books(shared_erp: Erp) -> None:
    driver = shared_erp.driver
    assert driver.purchase_requests() == []
    assert driver.internal_shipments() == []
    assert {move.state for move in documents.moves(driver.rpc)} == {"done", "draft"}
    assert driver.search_read("account.account", [], ["id"]) == []
