"""The real Tryton of a proof: one server for the whole run, stocked so that no transfer ever lacks stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.erp.driver import ErpDriver
from demo.erp.seed import company_database
from demo.erp.server import TrytonServer
from tests.five_items import HALYARD_SUPPLY
from tests.proof.systems import RealTryton

PLENTY = 1_000_000


@dataclass(frozen=True)
class ErpAddress:
    """How to reach the ERP as Trimtab's user, and which order points there are."""

    url: str
    database: str
    key: str
    points: tuple[str, ...]

    def lane(self, number: int) -> RealTryton:
        """Return the system as one lane of runs uses it: with an order point of its own."""
        return RealTryton(self.url, self.database, self.key, self.points[number])

    def references(self) -> Counter[str]:
        """Return how many documents that are not cancelled carry each of Trimtab's references."""
        ours = [["reference", "like", "act_%"], ["state", "!=", "cancelled"]]
        with ErpDriver(self.url, self.database) as driver:
            rows = [
                row
                for model in ("purchase.purchase", "stock.shipment.internal")
                for row in driver.search_read(model, ours, ["reference"])
            ]
        return Counter(row["reference"] for row in rows)


@contextmanager
def tryton(directory: Path) -> Iterator[ErpAddress]:
    """Start a Tryton on a fresh copy of the demo's company."""
    source = company_database(HALYARD_SUPPLY, progress=lambda _: None)
    with TrytonServer(directory, source) as server, ErpDriver(server.url, server.database) as driver:
        shelf = driver.find("stock.location", [["code", "=", "CEN-STO"]])
        product = driver.find("product.product", [["code", "=", "BLOCK-57"]])
        lines = [["create", [{"product": product, "quantity": PLENTY}]]]
        count = driver.create("stock.inventory", {"location": shelf, "lines": lines})
        driver.button("stock.inventory", "confirm", [count])
        points = driver.search_read("stock.order_point", [["type", "=", "purchase"]], ["id"])
        key = driver.create_service_user()
        yield ErpAddress(server.url, server.database, key, tuple(str(row["id"]) for row in points))
