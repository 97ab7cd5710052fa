"""Purchase orders in a real Tryton: one document per action, whatever happens on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from demo.company import UNIT
from demo.erp.seed import erp_today
from tests.tools.execution.adapters.conformance import AdapterConformance, ExactlyOnce, RefusesOtherKinds
from tests.tools.execution.adapters.tryton.cases import PurchaseCase, a_purchase
from tests.tools.tryton.service import Crashed, Faulty, Service
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.tryton import TrytonReader
from trimtab.actions import PlacePurchase
from trimtab.bundles import LegState
from trimtab.clock import SystemClock
from trimtab.errors import Ambiguous, Refused
from trimtab.receipts import Receipt


@pytest.fixture
def case(service: Service) -> PurchaseCase:
    return PurchaseCase(service)


class TestConformance(AdapterConformance, ExactlyOnce, RefusesOtherKinds):
    finished = "processing"


def receipts_expected(case: PurchaseCase, receipt: Receipt) -> dict[str, list[float]]:
    (order,) = [p for p in case.service.erp.driver.purchases() if p.id == int(receipt.document)]
    return {line.item: [m.quantity for m in line.moves if m.state != "cancelled"] for line in order.lines}


def test_the_order_says_what_was_approved(case: PurchaseCase) -> None:
    action = a_purchase(SHACK_10=(120, "3.10"), ROPE_12=(8, "95.50"))
    receipt = case.adapter().execute(action, action.id)
    assert receipt.leg_state is LegState.COMMITTED
    assert receipts_expected(case, receipt) == {"SHACK-10": [120.0], "ROPE-12": [8.0]}
    lines = case.service.erp.driver.search_read(
        "purchase.line", [["purchase", "=", int(receipt.document)]], ["unit_price", "delivery_date"]
    )
    assert [line["unit_price"] for line in lines] == [Decimal("3.10"), Decimal("95.50")]
    agreed = erp_today() + timedelta(days=5)
    assert [line["delivery_date"] for line in lines] == [agreed, agreed]


def test_where_the_erp_has_no_terms_the_date_asked_for_is_written(case: PurchaseCase) -> None:
    action = a_purchase(WINCH_40=(12, "268.00"))
    receipt = case.adapter().execute(action, action.id)
    (line,) = case.service.erp.driver.search_read(
        "purchase.line", [["purchase", "=", int(receipt.document)]], ["delivery_date", "product_supplier"]
    )
    assert line["delivery_date"] == action.lines[0].due
    assert line["product_supplier"] is None
    assert case.adapter().verify(action, receipt).confirmed


@pytest.mark.parametrize(("step", "left"), [("quote", ["draft"]), ("confirm", ["quotation"])])
def test_a_crash_leaves_an_unfinished_order_that_the_next_try_finishes(
    case: PurchaseCase, step: str, left: list[str]
) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.crash_before = step
    with pytest.raises(Crashed):
        case.faulty(client).execute(action, action.id)
    assert case.documents(action) == left
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert not found.complete
    assert found.leg_state is LegState.REQUESTED
    assert not case.adapter().verify(action, found).confirmed
    receipt = case.adapter().execute(action, action.id)
    assert (receipt.document, receipt.complete) == (found.document, True)
    assert case.documents(action) == ["processing"]


def test_a_crash_before_anything_was_created_leaves_nothing(case: PurchaseCase) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.crash_before = "create"
    with pytest.raises(Crashed):
        case.faulty(client).execute(action, action.id)
    assert case.adapter().find(action, action.id) is None


@pytest.mark.parametrize("step", ["create", "quote", "confirm"])
def test_an_answer_that_was_lost_is_found_and_not_asked_twice(case: PurchaseCase, step: str) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.lose_after = step
    with pytest.raises(Ambiguous):
        case.faulty(client).execute(action, action.id)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert found.complete == (step == "confirm")
    receipt = case.adapter().execute(action, action.id)
    assert receipt.document == found.document
    assert receipts_expected(case, receipt) == {"SHACK-10": [60.0], "ROPE-12": [4.0]}


def test_of_two_drafts_with_one_reference_exactly_one_survives(case: PurchaseCase) -> None:
    action = case.action()
    first, second = case.a_rival(action), case.a_rival(action)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert not found.complete
    receipt = case.adapter().execute(action, action.id)
    assert receipt.document == str(first) != str(second)
    assert case.every_document(action) == ["processing"]


def test_a_draft_beside_a_confirmed_order_goes_and_the_order_stays(case: PurchaseCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    case.a_rival(action)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert (found.document, found.complete) == (receipt.document, False)
    assert not case.adapter().verify(action, receipt).confirmed
    assert case.adapter().execute(action, action.id).document == receipt.document
    assert case.every_document(action) == ["processing"]


def test_an_order_a_buyer_confirmed_meanwhile_needs_no_confirming(case: PurchaseCase) -> None:
    class BuyerIsFaster(Faulty):
        def button(self, model: str, record: int, name: str) -> None:
            if name == "confirm":
                case.service.erp.driver.button(model, name, [record])
            super().button(model, record, name)

    action = case.action()
    receipt = case.faulty(case.service.client(BuyerIsFaster)).execute(action, action.id)
    assert receipt.complete
    assert receipts_expected(case, receipt) == {"SHACK-10": [60.0], "ROPE-12": [4.0]}


def test_receipts_that_stand_there_twice_are_not_confirmed(case: PurchaseCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    (order,) = [p for p in case.service.erp.driver.purchases() if p.id == int(receipt.document)]
    case.service.erp.driver.rpc.call("model.stock.move.copy", [order.lines[0].moves[0].id], {})
    verification = case.adapter().verify(action, receipt)
    assert not verification.confirmed
    assert "'SHACK-10': '120'" in verification.differences[0]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (a_purchase(supplier="NOBODY"), "supplier NOBODY is 0 records in the ERP"),
        (a_purchase(GHOST_1=(1, "1.00")), "item GHOST-1 is 0 records in the ERP"),
        (a_purchase(location="MOON"), "the ERP has no warehouse MOON"),
        (a_purchase(SHACK_10=(60, "3.10"), GHOST_1=(1, "1.00")), "item GHOST-1 is 0 records"),
    ],
    ids=["supplier", "item", "warehouse", "second line"],
)
def test_what_the_erp_does_not_know_is_refused_and_nothing_stays(
    case: PurchaseCase, action: PlacePurchase, says: str
) -> None:
    for ask in (case.adapter().preview, lambda a: case.adapter().execute(a, a.id)):
        with pytest.raises(Refused, match=says):
            ask(action)
    assert case.every_document(action) == []


def test_a_quantity_finer_than_the_unit_is_refused_and_nothing_stays(case: PurchaseCase) -> None:
    action = case.action()
    line = action.lines[0].model_copy(update={"quantity": Decimal("1.2345")})
    fine = action.model_copy(update={"lines": (line,)})
    with pytest.raises(Refused):
        case.adapter().execute(fine, fine.id)
    assert case.every_document(fine) == []


@pytest.mark.parametrize(("step", "left"), [("quote", []), ("confirm", ["cancelled"])])
def test_an_order_refused_half_way_is_taken_back(case: PurchaseCase, step: str, left: list[str]) -> None:
    class ErpSaysNo(Faulty):
        def button(self, model: str, record: int, name: str) -> None:
            if name == step:
                raise Refused(f"{name}: no", system="tryton")
            super().button(model, record, name)

    action = case.action()
    with pytest.raises(Refused, match=f"{step}: no"):
        case.faulty(case.service.client(ErpSaysNo)).execute(action, action.id)
    assert case.every_document(action) == left
    assert case.adapter().find(action, action.id) is None


def test_an_order_in_processing_cannot_be_taken_back(case: PurchaseCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    with pytest.raises(Refused, match="cancel"):
        case.adapter().compensate(action, receipt)
    assert case.documents(action) == ["processing"]


def test_an_unconfirmed_order_can_be_taken_back(case: PurchaseCase) -> None:
    action = case.action()
    case.a_rival(action)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert case.adapter().compensate(action, found).document_state == "cancelled"
    assert case.adapter().find(action, action.id) is None


def test_a_preview_says_supplier_and_lines(case: PurchaseCase) -> None:
    assert case.adapter().preview(case.action()).summary == "purchase order to BRF: 60 SHACK-10, 4 ROPE-12"


def test_what_is_bought_in_boxes_is_ordered_in_boxes_at_the_price_of_a_box_and_read_back_in_pieces(
    service: Service,
) -> None:
    driver = service.erp.driver
    unit = driver.find("product.uom", [["symbol", "=", UNIT]])
    (category,) = [row["category"] for row in driver.search_read("product.uom", [["id", "=", unit]], ["category"])]
    box = driver.create(
        "product.uom",
        {"name": "Box", "symbol": "box", "category": category, "factor": 12.0, "rate": round(1 / 12, 12), "digits": 2},
    )
    template = driver.find("product.template", [["code", "=", "SHACK-10"]])
    driver.write("product.template", [template], {"purchase_uom": box})
    try:
        action = a_purchase(SHACK_10=(60, "3.10"))
        adapter = PurchaseAdapter(service.client(), SystemClock())
        receipt = adapter.execute(action, action.id)
        (line,) = driver.search_read(
            "purchase.line", [["purchase", "=", int(receipt.document)]], ["quantity", "unit_price", "unit.symbol"]
        )
        assert (line["quantity"], line["unit_price"], line["unit."]["symbol"]) == (5.0, Decimal("37.20"), "box")
        assert adapter.verify(action, receipt).confirmed
        reader = TrytonReader(service.client(), service.network, SystemClock())
        (read,) = [p for p in reader.snapshot().purchases if p.document == receipt.document]
        assert (read.quantity, read.unit_price) == (60, Decimal("3.1"))
    finally:
        driver.write("product.template", [template], {"purchase_uom": unit})
