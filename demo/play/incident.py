"""What happens in the ERP during a play: a supplier slips, a customer orders; each done as its people do it there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.company import UNIT
from demo.erp.driver import ErpDriver
from demo.erp.seed import erp_today

SLIPPING = "KMW-2417"
SUPPLIER = "Kowloon Marine Works"
SLIP_DAYS = 16


def let_supplier_slip(driver: ErpDriver, days: int = SLIP_DAYS) -> tuple[date | None, ...]:
    """Re-date what is still to come of the purchase order, as a buyer does in the ERP; return the new dates."""
    return tuple(move.planned_date for move in driver.slip_purchase(SLIPPING, days))


def let_customer_order(
    driver: ErpDriver,
    reference: str,
    customer: str,
    warehouse: str,
    line: tuple[str, int, Decimal],
    due_in_days: int,
    *,
    today: date | None = None,
) -> None:
    """Take a customer's order of (item, pieces, price of one), as sales does in the ERP."""
    item, pieces, price = line
    day = today or erp_today()
    product = driver.find("product.product", [["code", "=", item]])
    party = driver.find("party.party", [["code", "=", customer]])
    address = driver.find("party.address", [["party", "=", party]])
    lines: list[Mapping[str, Any]] = [
        {
            "type": "line",
            "product": product,
            "quantity": pieces,
            "unit": driver.find("product.uom", [["symbol", "=", UNIT]]),
            "unit_price": price,
        }
    ]
    values = {
        "party": party,
        "invoice_address": address,
        "shipment_address": address,
        "warehouse": driver.find("stock.location", [["code", "=", warehouse], ["type", "=", "warehouse"]]),
        "reference": reference,
        "sale_date": day,
        "shipping_date": day + timedelta(days=due_in_days),
        "invoice_method": "manual",
        "shipment_method": "order",
        "lines": [["create", lines]],
    }
    sale = driver.create("sale.sale", values)
    for button in ("quote", "confirm"):
        driver.button("sale.sale", button, [sale])
