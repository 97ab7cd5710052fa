"""Selling in the ERP: orders that customers place, shipments on the day they are due, sales over the counter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from demo.company import UNIT, OpenSale, OrderLine
from demo.erp.counter_sales import CounterSales, Place, Sold
from demo.erp.driver import ErpDriver
from demo.erp.rpc import Record

COUNTER_CUSTOMER = "HARB"


class Selling:
    """The sales department of a company, at its ERP."""

    def __init__(self, driver: ErpDriver) -> None:
        """Work at an ERP whose tills are open."""
        self._driver = driver
        self._tills = CounterSales(driver)

    def take_orders(self, orders: Sequence[OpenSale], today: date) -> None:
        """Enter and confirm what customers order."""
        if orders:
            numbers = self._driver.create_all("sale.sale", [self._sale(order, today) for order in orders])
            for button in ("quote", "confirm"):
                self._driver.button("sale.sale", button, numbers)

    def ship_due(self, day: date) -> Counter[Place]:
        """Ship what is due until a day and lies there; return the pieces shipped. What is short waits."""
        due = [["state", "in", ["waiting", "assigned"]], ["planned_date", "<=", day]]
        waiting = self._driver.search_read("stock.shipment.out", [*due, ["state", "=", "waiting"]], ["id"])
        for row in waiting:
            self._driver.button("stock.shipment.out", "assign_try", [row["id"]])
        zones = ["warehouse.code", "warehouse_storage", "warehouse_output"]
        ready = self._driver.search_read("stock.shipment.out", [*due, ["state", "=", "assigned"]], zones)
        if not ready:
            return Counter()
        numbers = [row["id"] for row in ready]
        picked = [row["id"] for row in ready if row["warehouse_storage"] != row["warehouse_output"]]
        for button, ones in (("pick", picked), ("pack", numbers), ("do", numbers)):
            if ones:
                self._driver.button("stock.shipment.out", button, ones)
        places = {f"stock.shipment.out,{row['id']}": row["warehouse."]["code"] for row in ready}
        gone = [["shipment", "in", list(places)], ["to_location.type", "=", "customer"]]
        shipped = Counter[Place]()
        for move in self._driver.search_read("stock.move", gone, ["product.code", "quantity", "shipment"]):
            shipped[move["product."]["code"], places[move["shipment"]]] += round(move["quantity"])
        return shipped

    def sell(self, wanted: Sequence[Sold], shipped: Counter[Place]) -> list[Sold]:
        """Book over the counter what a day's customers want beyond what was shipped; return all they wanted.

        What is not there is ordered by them and waits for stock, as a sales order that is due.
        """
        day, on_shelf = wanted[0].day, self._tills.on_shelf()
        booked, missing = [], []
        for row in wanted:
            place = (row.item, row.warehouse)
            asked = max(0, row.quantity - shipped[place])
            sold = min(asked, max(0, int(on_shelf.get(place, 0.0))))
            booked += [Sold(row.item, row.warehouse, day, sold)] if sold else []
            missing += [Sold(row.item, row.warehouse, day, asked - sold)] if asked > sold else []
        self._tills.book(booked, on_shelf)
        self.take_orders(_backorders(missing), day)
        asked_for = Counter({(row.item, row.warehouse): row.quantity for row in wanted}) | shipped
        return [Sold(item, warehouse, day, pieces) for (item, warehouse), pieces in sorted(asked_for.items())]

    @cached_property
    def _ids(self) -> dict[str, dict[str, int]]:
        """The ERP's ids of items, parties, their addresses and warehouses, by their codes."""
        read = self._driver.search_read
        parties = read("party.address", [["party.code", "!=", None]], ["party", "party.code"])
        return {
            "item": {row["code"]: row["id"] for row in read("product.product", [], ["code"])},
            "party": {row["party."]["code"]: row["party"] for row in parties},
            "address": {row["party."]["code"]: row["id"] for row in parties},
            "warehouse": {
                row["code"]: row["id"] for row in read("stock.location", [["type", "=", "warehouse"]], ["code"])
            },
            "unit": {UNIT: self._driver.find("product.uom", [["symbol", "=", UNIT]])},
        }

    @cached_property
    def _prices(self) -> Record:
        rows = self._driver.search_read("product.product", [], ["code", "template.list_price"])
        return {row["code"]: row["template."]["list_price"] for row in rows}

    def _sale(self, order: OpenSale, today: date) -> Record:
        ids = self._ids
        lines = [
            {
                "type": "line",
                "product": ids["item"][line.item],
                "quantity": line.quantity,
                "unit": ids["unit"][UNIT],
                "unit_price": self._prices[line.item],
            }
            for line in order.lines
        ]
        return {
            "party": ids["party"][order.customer],
            "invoice_address": ids["address"][order.customer],
            "shipment_address": ids["address"][order.customer],
            "warehouse": ids["warehouse"][order.warehouse],
            "reference": order.reference,
            "sale_date": today,
            "shipping_date": today + timedelta(days=order.due_in_days),
            "invoice_method": "manual",
            "shipment_method": "order",
            "lines": [["create", lines]],
        }


def _backorders(missing: Sequence[Sold]) -> list[OpenSale]:
    """One order a warehouse for what was not there, due at once."""
    warehouses = sorted({row.warehouse for row in missing})
    return [
        OpenSale(
            f"SO-{COUNTER_CUSTOMER}-{missing[0].day:%m%d}-{warehouse}",
            COUNTER_CUSTOMER,
            warehouse,
            0,
            tuple(OrderLine(row.item, row.quantity) for row in missing if row.warehouse == warehouse),
        )
        for warehouse in warehouses
    ]
