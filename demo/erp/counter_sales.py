"""Counter sales in the ERP: what customers take over the counter is booked at night, as the difference of a count.

Tryton moves goods out of a shelf only after assigning them one by one; a count of the shelf books a day at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demo.company import Company
from demo.draws import demand_on
from demo.erp.driver import ErpDriver

Place = tuple[str, str]
TILL = "TILL"


@dataclass(frozen=True)
class Sold:
    """Pieces of an item that went over the counter of a warehouse on a day."""

    item: str
    warehouse: str
    day: date
    quantity: int


def sold_before(company: Company, opening: date) -> list[Sold]:
    """Return the demand of the days before the opening that the company's ERP knows as movements, oldest first."""
    return [
        Sold(demand.item, demand.warehouse, day, quantity)
        for day in (opening - timedelta(days=ago) for ago in range(company.books_days, 0, -1))
        for index, demand in enumerate(company.demand)
        if (quantity := demand_on(company, index, opening, day))
    ]


class CounterSales:
    """The tills of all warehouses; knows the shelves and what lies on them."""

    def __init__(self, driver: ErpDriver) -> None:
        """Look up products and shelves once."""
        self._driver = driver
        self._products = {r["code"]: r["id"] for r in driver.search_read("product.product", [], ["code"])}
        warehouses = driver.search_read("stock.location", [["type", "=", "warehouse"]], ["code", "storage_location"])
        self._shelves = {row["code"]: row["storage_location"] for row in warehouses}

    def open_tills(self) -> None:
        """Make the place to which counter sales go, for every warehouse; once for a company."""
        till = self._driver.create("stock.location", {"name": "Counter sales", "code": TILL, "type": "lost_found"})
        warehouses = self._driver.search_read("stock.location", [["type", "=", "warehouse"]], ["id"])
        self._driver.write("stock.location", [row["id"] for row in warehouses], {"lost_found_location": till})

    def on_shelf(self) -> dict[Place, float]:
        """Return the pieces on every shelf, from the movements done until now."""
        found: dict[Place, float] = {}
        for warehouse, shelf in self._shelves.items():
            rows = self._driver.rpc.call(
                "model.product.product.search_read",
                [],
                0,
                None,
                None,
                ["code", "quantity"],
                context={"locations": [shelf], "with_childs": True, "stock_date_end": date.max},
            )
            found |= {(row["code"], warehouse): row["quantity"] for row in rows}
        return found

    def book(self, sold: Sequence[Sold], on_shelf: Mapping[Place, float]) -> dict[Place, float]:
        """Book what was sold on one day out of what lies on the shelves; return what is left on them."""
        left = dict(on_shelf)
        lines: dict[str, list[dict[str, object]]] = defaultdict(list)
        for row in sold:
            place = (row.item, row.warehouse)
            left[place] = left.get(place, 0.0) - row.quantity
            lines[row.warehouse].append({"product": self._products[row.item], "quantity": left[place]})
        counts = [
            {"location": self._shelves[warehouse], "date": sold[0].day, "lines": [["create", counted]]}
            for warehouse, counted in lines.items()
        ]
        if counts:
            self._driver.button("stock.inventory", "confirm", self._driver.create_all("stock.inventory", counts))
        return left
