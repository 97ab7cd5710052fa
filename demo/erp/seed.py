"""A demo company brought into an empty ERP through its front door; the seeded database is cached by its opening day."""

import hashlib
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from demo.company import UNIT, Company, Item, OpenPurchase, OpenSale, OrderLine
from demo.erp.clock import set_clock
from demo.erp.counter_sales import CounterSales, Sold, sold_before
from demo.erp.days import erp_today
from demo.erp.driver import ErpDriver
from demo.erp.environment import CACHE
from demo.erp.rpc import Record
from demo.erp.server import TrytonServer
from demo.erp.template import Progress, built_once, copy_database, template_database, template_hash

KEEP_CACHED_DAYS = 7
ORDER_POINTS_AT_ONCE = 20
__all__ = ["company_database", "erp_today", "load_company", "seed_hash"]


def company_database(
    company: Company, progress: Progress = print, cache: Path = CACHE, opening: date | None = None
) -> Path:
    """The path of a database with `company` in it as of its opening day, today by default.

    It is built first if need be; safe when several processes ask. Where the opening day is another than today, the ERP
    that is loaded lives on that day.
    """
    day = opening or erp_today()
    path = cache / f"company-{seed_hash(company, day)}.sqlite"
    if not path.is_file():
        _forget_old(cache)
    return built_once(path, lambda part: _build(part, company, day, progress, cache))


def seed_hash(company: Company, opening: date) -> str:
    """What a seeded database depends on: the template, the company, the code that loads it, and the day."""
    digest = hashlib.sha256(f"{template_hash()}\n{opening.isoformat()}\n{company!r}\n".encode())
    for module in ("documents.py", "driver.py", "counter_sales.py", "rpc.py", "seed.py", "template.py", "../draws.py"):
        digest.update((Path(__file__).parent / module).read_bytes())
    return digest.hexdigest()[:12]


def load_company(driver: ErpDriver, company: Company, today: date) -> None:
    """Load `company` into an empty ERP; every document is made as its users make them, up to today's state."""
    _Seeding(driver, company, today).run()


def _build(database: Path, company: Company, opening: date, progress: Progress, cache: Path) -> None:
    template = template_database(progress, cache)
    progress(f"ERP: loading {company.name} as of {opening.isoformat()} (once)")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="seeding-", dir=cache) as directory:
        clock = None
        if opening != erp_today():
            clock = Path(directory) / "clock"
            set_clock(clock, opening)
        server = TrytonServer(Path(directory), template, cache=cache, clock=clock)
        with server, ErpDriver(server.url, server.database) as driver:
            load_company(driver, company, opening)
        copy_database(server.database_file, database)
    progress(f"ERP: {company.name} loaded in {time.monotonic() - started:.0f} s")


def _forget_old(cache: Path) -> None:
    limit = time.time() - KEEP_CACHED_DAYS * 86_400
    for path in cache.glob("company-*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


class _Seeding:
    """One load; remembers the ids behind the company's codes."""

    def __init__(self, driver: ErpDriver, company: Company, today: date) -> None:
        self.driver = driver
        self.company = company
        self.today = today
        self.currency = 0
        self.unit = driver.find("product.uom", [["name", "=", "Unit"]])
        self.category = 0
        self.countries: dict[str, int] = {}
        self.parties: dict[str, int] = {}
        self.addresses: dict[str, int] = {}
        self.warehouses: dict[str, int] = {}
        self.shelves: dict[str, int] = {}
        self.products: dict[str, int] = {}
        self.prices: dict[tuple[str, str], Decimal] = {}
        self.terms: dict[tuple[str, str], int] = {}

    def run(self) -> None:
        self._company()
        self._warehouses()
        self._parties()
        self._items()
        self._opening_stock()
        self._order_points()
        self._purchases()
        self._sales()

    def _after(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _party(self, code: str, name: str, country: str, **values: Any) -> int:
        if country not in self.countries:
            self.countries[country] = self.driver.create("country.country", {"name": country, "code": country})
        address = {"country": self.countries[country]}
        return self.driver.create(
            "party.party", {"code": code, "name": name, "addresses": [["create", [address]]], **values}
        )

    def _company(self) -> None:
        driver = self.driver
        driver.write("product.uom", [self.unit], {"symbol": UNIT})
        rate = {"date": date(2000, 1, 1), "rate": Decimal(1)}
        name = self.company.currency
        currency = {"name": name, "code": name, "symbol": "€" if name == "EUR" else name}
        self.currency = driver.create(
            "currency.currency",
            {**currency, "rounding": Decimal("0.01"), "digits": 2, "rates": [["create", [rate]]]},
        )
        party = self._party(self.company.code, self.company.name, self.company.country)
        company = driver.create("company.company", {"party": party, "currency": self.currency})
        driver.write("res.user", [driver.rpc.user], {"companies": [["add", [company]]], "company": company})
        driver.rpc.reload_context()
        # Invoices are the accountants' affair: with the method `manual` no chart of accounts is needed.
        driver.write("purchase.configuration", [1], {"purchase_invoice_method": "manual"})
        driver.write("sale.configuration", [1], {"sale_invoice_method": "manual"})

    def _warehouses(self) -> None:
        driver = self.driver
        lost_found = driver.find("stock.location", [["type", "=", "lost_found"]])
        zones = ["storage_location", "input_location", "output_location"]
        vacant = driver.search_read("stock.location", [["type", "=", "warehouse"]], zones)
        for warehouse in self.company.warehouses:
            code = warehouse.code
            if vacant:
                first = vacant.pop()
                driver.write("stock.location", [first["id"]], {"name": warehouse.name, "code": code})
                for field, zone in (("storage", "STO"), ("input", "IN"), ("output", "OUT")):
                    driver.write("stock.location", [first[f"{field}_location"]], {"code": f"{code}-{zone}"})
                self.warehouses[code], self.shelves[code] = first["id"], first["storage_location"]
                continue
            shelf = self._zone(code, "STO", "Storage")
            goods_in = shelf if warehouse.receives_on_shelf else self._zone(code, "IN", "Input")
            goods_out = shelf if warehouse.receives_on_shelf else self._zone(code, "OUT", "Output")
            values = {
                "name": warehouse.name,
                "code": code,
                "type": "warehouse",
                "storage_location": shelf,
                "input_location": goods_in,
                "output_location": goods_out,
                "lost_found_location": lost_found,
            }
            self.warehouses[code] = driver.create("stock.location", values)
            self.shelves[code] = shelf
        for lane in self.company.lanes:
            ends = {
                "warehouse_from": self.warehouses[lane.source],
                "warehouse_to": self.warehouses[lane.destination],
            }
            driver.create("stock.location.lead_time", {**ends, "lead_time": timedelta(days=lane.lead_time_days)})

    def _zone(self, warehouse: str, code: str, name: str) -> int:
        values = {"name": f"{warehouse} {name}", "code": f"{warehouse}-{code}", "type": "storage"}
        return self.driver.create("stock.location", values)

    def _parties(self) -> None:
        for supplier in self.company.suppliers:
            self.parties[supplier.code] = self._party(supplier.code, supplier.name, supplier.country)
        priorities = {customer.priority for customer in self.company.customers}
        labels = {rank: self.driver.create("party.category", {"name": f"Priority {rank}"}) for rank in priorities}
        for customer in self.company.customers:
            label = [["add", [labels[customer.priority]]]]
            party = self._party(customer.code, customer.name, customer.country, categories=label)
            self.parties[customer.code] = party
        codes = {number: code for code, number in self.parties.items()}
        for row in self.driver.search_read("party.address", [["party", "in", list(codes)]], ["party"]):
            self.addresses[codes[row["party"]]] = row["id"]

    def _items(self) -> None:
        driver = self.driver
        # Create Purchase asks every product for an accounting category; this one has no accounts in it.
        self.category = driver.create("product.category", {"name": "Hardware", "accounting": True})
        for terms in self.company.sourcing:
            self.prices[terms.item, terms.supplier] = Decimal(terms.unit_price)
        for item in self.company.items:
            self.prices[item.code, ""] = Decimal(item.sales_price)
        driver.create_all("product.template", [self._template(item) for item in self.company.items])
        rows = driver.search_read("product.product", [], ["code", "template"])
        self.products = {row["code"]: row["id"] for row in rows}
        templates = {row["code"]: row["template"] for row in rows}
        known = [terms for terms in self.company.sourcing if terms.in_erp]
        values = [
            {
                "template": templates[terms.item],
                "product": self.products[terms.item],
                "party": self.parties[terms.supplier],
                "sequence": [other for other in known if other.item == terms.item].index(terms) + 1,
                "currency": self.currency,
                "lead_time": timedelta(days=self.company.supplier(terms.supplier).lead_time_days),
                "prices": [
                    ["create", [{"quantity": 0, "unit_price": self.prices[terms.item, terms.supplier]}]],
                ],
            }
            for terms in known
        ]
        ids = driver.create_all("purchase.product_supplier", values)
        self.terms = {(terms.item, terms.supplier): number for terms, number in zip(known, ids, strict=True)}

    def _template(self, item: Item) -> Record:
        offers = [self.prices[terms.item, terms.supplier] for terms in self.company.sourcing if terms.item == item.code]
        return {
            "name": item.name,
            "code": item.code,
            "type": "goods",
            "account_category": self.category,
            "default_uom": self.unit,
            "list_price": Decimal(item.sales_price),
            # Without a lead time of its own the ERP ships at once, whatever date the sales order asks for.
            "lead_time": timedelta(),
            "cost_price_method": "fixed",
            "purchasable": True,
            "purchase_uom": self.unit,
            "salable": True,
            "sale_uom": self.unit,
            "products": [["create", [{"cost_price": min(offers)}]]],
        }

    def _opening_stock(self) -> None:
        """Count the shelves before the sales that are in the books, so that what is left is the opening stock."""
        sold = sold_before(self.company, self.today)
        stock = {(row.item, row.warehouse): float(row.quantity) for row in self.company.opening_stock}
        for row in sold:
            stock[row.item, row.warehouse] += row.quantity
        for code, shelf in self.shelves.items():
            lines = [
                {"product": self.products[item], "quantity": quantity}
                for (item, warehouse), quantity in stock.items()
                if warehouse == code
            ]
            counted = {"location": shelf, "date": self._after(-1 - self.company.books_days)}
            inventory = self.driver.create("stock.inventory", {**counted, "lines": [["create", lines]]})
            self.driver.button("stock.inventory", "confirm", [inventory])
        if sold:
            self._past_sales(sold, stock)

    def _past_sales(self, sold: list[Sold], stock: dict[tuple[str, str], float]) -> None:
        tills = CounterSales(self.driver)
        tills.open_tills()
        for _, rows in groupby(sold, key=lambda row: row.day):
            stock = tills.book(list(rows), stock)

    def _order_points(self) -> None:
        values = [
            {
                "product": self.products[point.item],
                "type": point.kind,
                "location": (self.shelves if point.kind == "internal" else self.warehouses)[point.warehouse],
                "provisioning_location": self.shelves[point.source] if point.source else None,
                "min_quantity": point.minimum,
                "target_quantity": point.target,
            }
            for point in self.company.order_points
        ]
        # The ERP checks all at once whether they overlap; SQLite does not parse the question for many more.
        for first in range(0, len(values), ORDER_POINTS_AT_ONCE):
            self.driver.create_all("stock.order_point", values[first : first + ORDER_POINTS_AT_ONCE])

    def _purchases(self) -> None:
        orders = [self._purchase(order) for order in self.company.open_purchases]
        numbers = self.driver.create_all("purchase.purchase", orders)
        for button in ("quote", "confirm"):
            self.driver.button("purchase.purchase", button, numbers)

    def _purchase(self, purchase: OpenPurchase) -> Record:
        lines = [
            {**self._line(line, purchase.supplier), "product_supplier": self.terms[line.item, purchase.supplier]}
            for line in purchase.lines
        ]
        return {
            "party": self.parties[purchase.supplier],
            "invoice_address": self.addresses[purchase.supplier],
            "warehouse": self.warehouses[purchase.warehouse],
            "reference": purchase.reference,
            "purchase_date": self._after(-purchase.ordered_days_ago),
            "currency": self.currency,
            "invoice_method": "manual",
            "lines": [["create", lines]],
        }

    def _sales(self) -> None:
        numbers = self.driver.create_all("sale.sale", [self._sale(sale) for sale in self.company.open_sales])
        for button in ("quote", "confirm"):
            self.driver.button("sale.sale", button, numbers)

    def _sale(self, sale: OpenSale) -> Record:
        return {
            "party": self.parties[sale.customer],
            "invoice_address": self.addresses[sale.customer],
            "shipment_address": self.addresses[sale.customer],
            "warehouse": self.warehouses[sale.warehouse],
            "reference": sale.reference,
            "sale_date": self.today,
            "shipping_date": self._after(sale.due_in_days),
            "currency": self.currency,
            "invoice_method": "manual",
            "shipment_method": "order",
            "lines": [["create", [self._line(line, "") for line in sale.lines]]],
        }

    def _line(self, line: OrderLine, supplier: str) -> Record:
        return {
            "type": "line",
            "product": self.products[line.item],
            "quantity": line.quantity,
            "unit": self.unit,
            "unit_price": self.prices[line.item, supplier],
        }
