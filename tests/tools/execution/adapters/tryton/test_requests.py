"""The requests of the ERP's own planner: read, released and withdrawn in a real Tryton, each exactly once."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from demo.erp.documents import purchases
from demo.erp.seed import erp_today
from tests.tools.execution.adapters.tryton.calm import a_shortage, calm_service, snapshot, supply_run
from tests.tools.execution.adapters.tryton.cases import new_id
from tests.tools.tryton.service import Crashed, Faulty, Service
from tests.trimtab.proposals import euro
from tools.execution.adapters.tryton.release import ReleaseAdapter
from tools.execution.adapters.tryton.withdraw import WithdrawAdapter
from tools.tryton import TrytonClient
from trimtab.actions import CancelRequest, ReleaseRequest
from trimtab.clock import SystemClock
from trimtab.errors import Ambiguous, FieldConflict, Refused
from trimtab.state import OpenRequest, OrderPointKind


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with calm_service(tmp_path_factory.mktemp("requests")) as ours:
        yield ours


@pytest.fixture
def request_(service: Service) -> OpenRequest:
    """A request for rope, made anew for each test."""
    held = {p.item: p for p in service.erp.driver.order_points() if p.kind == "purchase"}["ROPE-12"]
    return a_shortage(service, "ROPE-12", held.target + 20, held.target + 40)


def releaser(service: Service, client: TrytonClient | None = None) -> ReleaseAdapter:
    return ReleaseAdapter(client or service.client(), SystemClock())


def withdrawer(service: Service, client: TrytonClient | None = None) -> WithdrawAdapter:
    return WithdrawAdapter(client or service.client(), SystemClock())


def a_release(request: OpenRequest, quantity: int | None = None, supplier: str = "BRF") -> ReleaseRequest:
    return ReleaseRequest(
        id=new_id(),
        document=request.document,
        item=request.item,
        location=request.location,
        quantity_before=request.quantity,
        supplier=supplier,
        quantity=quantity or request.quantity,
        unit="Unit",
        unit_price=euro("96"),
        due=erp_today() + timedelta(days=5),
    )


def a_withdrawal(request: OpenRequest) -> CancelRequest:
    return CancelRequest(
        id=new_id(),
        document=request.document,
        item=request.item,
        location=request.location,
        quantity_before=request.quantity,
    )


def placed(service: Service, key: str) -> list[tuple[str, str, float]]:
    """State, supplier and quantity of the orders that carry a key."""
    found = purchases(service.erp.driver.rpc, [["reference", "=", key]])
    return [(p.state, p.supplier, line.quantity) for p in found for line in p.lines]


def requested(service: Service) -> list[OpenRequest]:
    return [r for r in snapshot(service).requests if r.item == "ROPE-12"]


def test_a_request_is_read_with_quantity_supplier_and_date(service: Service, request_: OpenRequest) -> None:
    (row,) = [r for r in service.erp.driver.purchase_requests() if str(r.id) == request_.document]
    assert request_.kind is OrderPointKind.PURCHASE
    assert (request_.item, request_.location, request_.supplier) == (row.item, row.warehouse, row.supplier)
    assert (request_.quantity, request_.due) == (Decimal(str(row.quantity)), row.supply_date)


def test_a_released_request_is_one_order_and_the_next_supply_run_adds_nothing(
    service: Service, request_: OpenRequest
) -> None:
    action = a_release(request_)
    assert releaser(service).find(action, action.id) is None
    assert releaser(service).preview(action).expected_before == {"quantity": f"{request_.quantity:f}"}
    receipt = releaser(service).execute(action, action.id)
    again = releaser(service).execute(action, action.id)
    assert (again.document, again.complete) == (receipt.document, True)
    assert releaser(service).verify(action, receipt).confirmed
    assert placed(service, action.id) == [("processing", "BRF", float(request_.quantity))]
    assert requested(service) == []
    before, after = supply_run(service)
    assert before == after


def test_another_quantity_is_ordered_than_was_asked_for(service: Service, request_: OpenRequest) -> None:
    action = a_release(request_, quantity=int(request_.quantity) + 8)
    receipt = releaser(service).execute(action, action.id)
    assert releaser(service).verify(action, receipt).confirmed
    assert placed(service, action.id) == [("processing", "BRF", float(request_.quantity) + 8)]
    before, after = supply_run(service)
    assert before == after


@pytest.mark.parametrize(
    ("how", "step"),
    [
        ("crash_before", "delete"),
        ("crash_before", "quote"),
        ("lose_after", "create"),
        ("lose_after", "delete"),
        ("lose_after", "confirm"),
    ],
)
def test_a_release_that_was_cut_short_is_finished_by_the_next_try(
    service: Service, request_: OpenRequest, step: str, how: str
) -> None:
    action, client = a_release(request_), service.client(Faulty)
    setattr(client, how, step)
    with pytest.raises((Crashed, Ambiguous)):
        releaser(service, client).execute(action, action.id)
    receipt = releaser(service).execute(action, action.id)
    assert receipt.complete
    assert placed(service, action.id) == [("processing", "BRF", float(request_.quantity))]
    assert requested(service) == []


def test_a_request_a_buyer_has_released_meanwhile_is_a_conflict_and_ordered_once(
    service: Service, request_: OpenRequest
) -> None:
    action = a_release(request_)
    service.erp.driver.purchase_from_requests([int(request_.document)])
    with pytest.raises(FieldConflict, match="released by somebody else"):
        releaser(service).preview(action)
    with pytest.raises(FieldConflict, match="released by somebody else"):
        releaser(service).execute(action, action.id)
    with pytest.raises(FieldConflict, match="released by somebody else"):
        withdrawer(service).execute(a_withdrawal(request_), new_id())
    assert placed(service, action.id) == []


def test_a_buyer_who_is_faster_by_a_moment_wins_and_our_draft_goes(service: Service, request_: OpenRequest) -> None:
    class BuyerIsFaster(Faulty):
        def create(self, model: str, values: object) -> dict[str, object]:
            made = super().create(model, values)  # type: ignore[arg-type]
            service.erp.driver.purchase_from_requests([int(request_.document)])
            return made

    action = a_release(request_)
    with pytest.raises(FieldConflict, match="released by somebody else"):
        releaser(service, service.client(BuyerIsFaster)).execute(action, action.id)
    assert placed(service, action.id) == []


def test_a_request_that_was_changed_or_is_gone_is_a_conflict(service: Service, request_: OpenRequest) -> None:
    less = request_.model_copy(update={"quantity": request_.quantity - 1})
    with pytest.raises(FieldConflict, match="expected"):
        releaser(service).execute(a_release(less), new_id())
    with pytest.raises(FieldConflict, match="expected"):
        withdrawer(service).execute(a_withdrawal(less), new_id())
    service.erp.driver.delete("purchase.request", [int(request_.document)])
    with pytest.raises(FieldConflict, match="is gone"):
        releaser(service).execute(a_release(request_), new_id())


def test_a_withdrawn_request_is_gone_however_often_it_is_asked(service: Service, request_: OpenRequest) -> None:
    action = a_withdrawal(request_)
    assert withdrawer(service).find(action, action.id) is None
    assert withdrawer(service).preview(action).expected_before == {"quantity": f"{request_.quantity:f}"}
    receipt = withdrawer(service).execute(action, action.id)
    assert withdrawer(service).execute(action, action.id).document == receipt.document == request_.document
    assert withdrawer(service).verify(action, receipt).confirmed
    assert withdrawer(service).find(action, action.id) is not None
    assert requested(service) == []
    with pytest.raises(Refused, match="cannot be put back"):
        withdrawer(service).compensate(action, receipt)


def test_a_requested_transfer_is_read_and_withdrawn_item_by_item(service: Service) -> None:
    driver = service.erp.driver
    for item, minimum in (("BLOCK-57", 150.0), ("WINCH-40", 60.0)):
        a_shortage(service, item, minimum, minimum + 40, "internal")
    asked = {r.item: r for r in snapshot(service).requests if r.kind is OrderPointKind.INTERNAL}
    assert {(r.origin, r.location) for r in asked.values()} == {("CEN", "NOR")}
    action = a_withdrawal(asked["BLOCK-57"])
    receipt = withdrawer(service).execute(action, action.id)
    assert withdrawer(service).verify(action, receipt).confirmed
    left = {r.item for r in snapshot(service).requests if r.kind is OrderPointKind.INTERNAL}
    assert left == {"WINCH-40"}
    last = a_withdrawal(asked["WINCH-40"])
    withdrawer(service).execute(last, last.id)
    assert [s for s in driver.internal_shipments() if s.state == "request"] == []
    with pytest.raises(Refused, match="no purchase request"):
        releaser(service).preview(a_release(asked["WINCH-40"]))


@pytest.mark.parametrize("document", ["", "twelve", "1/x"])
def test_what_names_no_request_is_refused(service: Service, document: str) -> None:
    action = CancelRequest(id=new_id(), document=document, item="ROPE-12", location="CEN", quantity_before=Decimal(1))
    with pytest.raises(Refused, match="names no request"):
        withdrawer(service).execute(action, action.id)
