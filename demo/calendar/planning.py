"""Monday in the ERP: its planner runs, the buyer turns its requests into orders, transfers are set on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil

from demo.company import Company
from demo.erp.counter_sales import CounterSales
from demo.erp.documents import PurchaseRequest
from demo.erp.driver import ErpDriver

FIRST_NUMBER = 2700
Wanted = Callable[[str, str], bool]


class Planning:
    """The planners and the buyer of a company, once a week at their ERP."""

    def __init__(self, driver: ErpDriver, company: Company) -> None:
        """Plan for a company; terms that the ERP does not hold, minimum orders and lots, are the buyer's knowledge."""
        self._driver = driver
        self._company = company
        self._terms = {(terms.item, terms.supplier): terms for terms in company.sourcing}
        self._number = FIRST_NUMBER

    def run(self, bought: Wanted, today: date) -> list[str]:
        """Run the ERP's planner; release the requests of the item-locations `bought`; return what was released.

        The requests of other item-locations stay where they are until the next run makes them anew.
        """
        self._driver.run_supply_wizard()
        return self.buy(bought) + self.send(bought, today)

    def buy(self, bought: Wanted) -> list[str]:
        """Turn purchase requests into confirmed POs, whole lots above the minimum order; return their references."""
        requests = [
            row
            for row in self._driver.purchase_requests()
            if row.state == "draft" and row.supplier and bought(row.item, row.warehouse)
        ]
        if not requests:
            return []
        orders = self._driver.purchase_from_requests([row.id for row in requests])
        self._round_up(orders, requests)
        references = []
        heads = self._driver.search_read("purchase.purchase", [["id", "in", orders]], ["party.code", "party"])
        for row in heads:
            self._number += 1
            references.append(f"{row['party.']['code']}-{self._number}")
            address = self._driver.search_read("party.address", [["party", "=", row["party"]]], ["id"])[0]["id"]
            values = {"reference": references[-1], "invoice_address": address, "invoice_method": "manual"}
            self._driver.write("purchase.purchase", [row["id"]], values)
        for button in ("quote", "confirm"):
            self._driver.button("purchase.purchase", button, orders)
        return references

    def send(self, bought: Wanted, today: date) -> list[str]:
        """Make transfers of what is requested and there; return their numbers. What is short is asked for again."""
        requested = [row for row in self._driver.internal_shipments() if row.state == "request"]
        left = CounterSales(self._driver).on_shelf()
        sent = []
        for row in requested:
            source, destination = (end.partition("-")[0] for end in (row.from_location, row.to_location))
            kept: list[int] = []
            for move in row.moves:
                fits = left.get((move.item, source), 0.0) >= move.quantity and bought(move.item, destination)
                kept += [move.id] if fits else []
                left[move.item, source] = left.get((move.item, source), 0.0) - (move.quantity if fits else 0.0)
            if not kept:
                continue
            arrives = max(
                row.planned_date or today, today + timedelta(days=self._company.lane_days(source, destination))
            )
            self._driver.button("stock.shipment.internal", "draft", [row.id])
            self._driver.delete("stock.move", [move.id for move in row.moves if move.id not in kept])
            dates = {"planned_start_date": today, "planned_date": arrives}
            self._driver.write("stock.shipment.internal", [row.id], dates)
            for button in ("wait", "assign_try"):
                self._driver.button("stock.shipment.internal", button, [row.id])
            sent.append(row.id)
        numbers = self._driver.search_read("stock.shipment.internal", [["id", "in", sent]], ["number"])
        return [str(row["number"]) for row in numbers]

    def _round_up(self, orders: list[int], requests: list[PurchaseRequest]) -> None:
        suppliers = {row.item: row.supplier for row in requests}
        for line in self._driver.search_read(
            "purchase.line", [["purchase", "in", orders]], ["product.code", "quantity"]
        ):
            item = line["product."]["code"]
            terms = self._terms[item, suppliers[item] or ""]
            pieces = terms.multiple * ceil(max(line["quantity"], terms.minimum) / terms.multiple)
            if pieces != line["quantity"]:
                self._driver.write("purchase.line", [line["id"]], {"quantity": pieces})
