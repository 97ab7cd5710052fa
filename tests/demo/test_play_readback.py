"""Reading back finds every way in which the ERP can differ from what was approved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from demo.erp.driver import ErpDriver
from demo.erp.seed import erp_today
from demo.play.incident import SLIPPING, let_customer_order, let_supplier_slip
from demo.play.readback import differences, held, traces
from tests.services.tryton import Erp


def _level(driver: ErpDriver, minimum: str, target: str) -> dict[str, Any]:
    point = next(p for p in driver.order_points() if (p.item, p.kind) == ("WINCH-40", "purchase"))
    return {
        "id": "act_level",
        "kind": "adjust_level",
        "item": "WINCH-40",
        "document": str(point.id),
        "minimum_after": minimum,
        "target_after": target,
    }


def _order(quantity: str, price: str = "212.00") -> dict[str, Any]:
    line = {"item": "WINCH-40", "quantity": quantity, "unit_price": {"amount": price, "currency": "EUR"}}
    return {"id": SLIPPING, "kind": "place_purchase", "supplier": "KMW", "location": "CEN", "lines": [line]}


def test_an_order_that_is_as_approved_and_ones_that_are_not(erp: Erp) -> None:
    assert differences(_order("300"), held(erp.driver, _order("300"))) == []
    (quantity,) = differences(_order("299"), held(erp.driver, _order("299")))
    assert "299" in quantity
    (price,) = differences(_order("300", "211"), held(erp.driver, _order("300", "211")))
    assert "211" in price
    nobody = _order("300") | {"id": "act_nobody"}
    assert differences(nobody, held(erp.driver, nobody)) == ["0 documents where one is expected"]
    assert traces(erp.driver, [nobody]) == []
    assert traces(erp.driver, [_order("300")]) == [f"purchase.purchase with reference {SLIPPING}"]


def test_levels_are_compared_as_numbers(erp: Erp) -> None:
    point = next(p for p in erp.driver.order_points() if (p.item, p.kind) == ("WINCH-40", "purchase"))
    same = _level(erp.driver, f"{point.minimum:.2f}", f"{point.target:.1f}")
    assert differences(same, held(erp.driver, same)) == []
    other = _level(erp.driver, "1", "2")
    assert len(differences(other, held(erp.driver, other))) == 2


def test_the_incidents_are_what_people_do_in_the_erp(erp: Erp) -> None:
    (before,) = {
        line.moves[0].planned_date for p in erp.driver.purchases() if p.reference == SLIPPING for line in p.lines
    }
    assert before is not None
    assert let_supplier_slip(erp.driver, 16) == (before + timedelta(days=16),)

    winches = ("WINCH-40", 40, Decimal(349))
    let_customer_order(erp.driver, "SO-TEST", "VEND", "CEN", winches, due_in_days=9)
    (sale,) = erp.driver.search_read("sale.sale", [["reference", "=", "SO-TEST"]], ["state", "number"])
    assert sale["state"] in {"confirmed", "processing"}
    lines = [["sale.reference", "=", "SO-TEST"]]
    (line,) = erp.driver.search_read("sale.line", lines, ["quantity", "shipping_date"])
    assert (line["quantity"], line["shipping_date"]) == (40, erp_today() + timedelta(days=9))
