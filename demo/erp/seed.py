"""The demo company brought into an empty ERP through its front door, and the seeded database cached for a day."""

import hashlib
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.company import HALYARD_SUPPLY, Company, OpenPurchase, OpenSale
from demo.erp.driver import ErpDriver
from demo.erp.environment import CACHE
from demo.erp.server import TrytonServer
from demo.erp.template import Progress, built_once, copy_database, template_database, template_hash

KEEP_CACHED_DAYS = 3


def company_database(company: Company = HALYARD_SUPPLY, progress: Progress = print, cache: Path = CACHE) -> Path:
    """The path of a database with `company` in it as of today, built first if need be; safe when several ask."""
    today = erp_today()
    path = cache / f"company-{seed_hash(company, today)}.sqlite"
    if not path.is_file():
        _forget_old(cache)
    return built_once(path, lambda part: _build(part, company, today, progress, cache))


def seed_hash(company: Company, today: date) -> str:
    """What a seeded database depends on: the template, the company, this code and the day."""
    digest = hashlib.sha256(f"{template_hash()}\n{today.isoformat()}\n{company!r}\n".encode())
    for module in ("documents.py", "driver.py", "rpc.py", "seed.py", "template.py"):
        digest.update(Path(__file__).with_name(module).read_bytes())
    return digest.hexdigest()[:12]


def erp_today() -> date:
    """The day it is for the ERP: the host's, for a company without a time zone."""
    return date.today()  # noqa: DTZ011  # Tryton asks the host in the same way


def load_company(driver: ErpDriver, company: Company, today: date) -> None:
    """Load `company` into an empty ERP; every document is made as its users make them, up to today's state."""
    _Seeding(driver, company, today).run()


def _build(database: Path, company: Company, today: date, progress: Progress, cache: Path) -> None:
    template = template_database(progress, cache)
    progress(f"ERP: loading {company.name} (once a day)")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="seeding-", dir=cache) as directory:
        server = TrytonServer(Path(directory), template, cache=cache)
        with server, ErpDriver(server.url, server.database) as driver:
            load_company(driver, company, today)
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
        self.unit = driver.find("product.uom", [["symbol", "=", "u"]])
        self.category = 0
        self.countries: dict[str, int] = {}
        self.parties: dict[str, int] = {}
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
        for purchase in self.company.open_purchases:
            self._purchase(purchase)
        for sale in self.company.open_sales:
            self._sale(sale)

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

    def _items(self) -> None:
        driver = self.driver
        # Create Purchase asks every product for an accounting category; this one has no accounts in it.
        self.category = driver.create("product.category", {"name": "Hardware", "accounting": True})
        for item in self.company.items:
            offers = [terms for terms in self.company.sourcing if terms.item == item.code]
            self.prices[item.code, ""] = Decimal(item.sales_price)
            values = {
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
                "products": [["create", [{"cost_price": min(Decimal(terms.unit_price) for terms in offers)}]]],
            }
            template = driver.create("product.template", values)
            product = driver.find("product.product", [["template", "=", template]])
            self.products[item.code] = product
            for terms in offers:
                self.prices[item.code, terms.supplier] = Decimal(terms.unit_price)
            known = [terms for terms in offers if terms.in_erp]
            for sequence, terms in enumerate(known, start=1):
                price = self.prices[item.code, terms.supplier]
                self.terms[item.code, terms.supplier] = driver.create(
                    "purchase.product_supplier",
                    {
                        "template": template,
                        "product": product,
                        "party": self.parties[terms.supplier],
                        "sequence": sequence,
                        "currency": self.currency,
                        "lead_time": timedelta(days=self.company.supplier(terms.supplier).lead_time_days),
                        "prices": [["create", [{"quantity": 0, "unit_price": price}]]],
                    },
                )

    def _opening_stock(self) -> None:
        for code, shelf in self.shelves.items():
            counted = [stock for stock in self.company.opening_stock if stock.warehouse == code]
            lines = [{"product": self.products[stock.item], "quantity": stock.quantity} for stock in counted]
            inventory = self.driver.create(
                "stock.inventory", {"location": shelf, "date": self._after(-1), "lines": [["create", lines]]}
            )
            self.driver.button("stock.inventory", "confirm", [inventory])

    def _order_points(self) -> None:
        for point in self.company.order_points:
            internal = point.kind == "internal"
            place = (self.shelves if internal else self.warehouses)[point.warehouse]
            values = {
                "product": self.products[point.item],
                "type": point.kind,
                "location": place,
                "provisioning_location": self.shelves[point.source] if point.source else None,
                "min_quantity": point.minimum,
                "target_quantity": point.target,
            }
            self.driver.create("stock.order_point", values)

    def _purchase(self, purchase: OpenPurchase) -> None:
        driver = self.driver
        lines = [
            {
                "type": "line",
                "product": self.products[line.item],
                "product_supplier": self.terms[line.item, purchase.supplier],
                "quantity": line.quantity,
                "unit": self.unit,
                "unit_price": self.prices[line.item, purchase.supplier],
            }
            for line in purchase.lines
        ]
        values = {
            "party": self.parties[purchase.supplier],
            "invoice_address": self._address(purchase.supplier),
            "warehouse": self.warehouses[purchase.warehouse],
            "reference": purchase.reference,
            "purchase_date": self._after(-purchase.ordered_days_ago),
            "currency": self.currency,
            "invoice_method": "manual",
            "lines": [["create", lines]],
        }
        number = driver.create("purchase.purchase", values)
        for button in ("quote", "confirm"):
            driver.button("purchase.purchase", button, [number])

    def _sale(self, sale: OpenSale) -> None:
        driver = self.driver
        lines = [
            {
                "type": "line",
                "product": self.products[line.item],
                "quantity": line.quantity,
                "unit": self.unit,
                "unit_price": self.prices[line.item, ""],
            }
            for line in sale.lines
        ]
        address = self._address(sale.customer)
        values = {
            "party": self.parties[sale.customer],
            "invoice_address": address,
            "shipment_address": address,
            "warehouse": self.warehouses[sale.warehouse],
            "reference": sale.reference,
            "sale_date": self.today,
            "shipping_date": self._after(sale.due_in_days),
            "currency": self.currency,
            "invoice_method": "manual",
            "shipment_method": "order",
            "lines": [["create", lines]],
        }
        number = driver.create("sale.sale", values)
        for button in ("quote", "confirm"):
            driver.button("sale.sale", button, [number])

    def _address(self, party: str) -> int:
        return self.driver.find("party.address", [["party", "=", self.parties[party]]])
