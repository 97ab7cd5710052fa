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
    assert differences(nobody, held(erp.driver, nobody)) == ["0 documents where 1 is expected"]
    assert traces(erp.driver, [nobody]) == []
    assert traces(erp.driver, [_order("300")]) == [f"purchase.purchase with reference {SLIPPING}"]


def _coming(driver: ErpDriver, kind: str, quantity: str, due: str) -> dict[str, Any]:
    """An action about the one line of the order that slips."""
    order = next(p for p in driver.purchases() if p.reference == SLIPPING)
    line = next(x for x in order.lines if x.item == "WINCH-40")
    changed = {"line": str(line.id), "item": "WINCH-40", "quantity": quantity, "due_after": due}
    ends = {"from_location": "CEN", "to_location": "CEN"}
    return {"id": "act_change", "kind": kind, "document": str(order.id), "lines": [changed], **ends}


def test_a_confirmed_date_is_read_from_what_is_still_to_come(erp: Erp) -> None:
    (due,) = let_supplier_slip(erp.driver, 16)
    for kind in ("expedite_purchase", "reschedule_purchase", "reroute_shipment"):
        same = _coming(erp.driver, kind, "300", str(due))
        assert differences(same, held(erp.driver, same)) == []
        other = _coming(erp.driver, kind, "300", "2020-01-01")
        assert "dates" in differences(other, held(erp.driver, other))[0]
    elsewhere = _coming(erp.driver, "reroute_shipment", "300", str(due)) | {"to_location": "NOR"}
    (wrong,) = differences(elsewhere, held(erp.driver, elsewhere))
    assert "NOR" in wrong


def test_an_order_taken_back_has_nothing_to_come(erp: Erp) -> None:
    cancel = _coming(erp.driver, "cancel_purchase", "300", "")
    assert any("open" in told for told in differences(cancel, held(erp.driver, cancel)))
    order = next(p for p in erp.driver.purchases() if p.reference == SLIPPING)
    erp.driver.button("stock.move", "cancel", [move.id for line in order.lines for move in line.moves])
    (left,) = differences(cancel, held(erp.driver, cancel))
    assert "exception" in left, "the order waits for somebody to say that it may be ignored"


def test_a_request_that_is_still_there_is_found(erp: Erp) -> None:
    erp.driver.run_supply_wizard()
    for request in erp.driver.purchase_requests():
        named = {"id": "act_cancel", "kind": "cancel_request", "document": str(request.id)}
        assert len(differences(named, held(erp.driver, named))) == 1
    gone = {"id": "act_cancel", "kind": "cancel_request", "document": "999999"}
    assert differences(gone, held(erp.driver, gone)) == []


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
