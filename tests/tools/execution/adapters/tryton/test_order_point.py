"""Order points in a real Tryton: changed only where they hold what was approved as before."""

from decimal import Decimal
from itertools import count

import pytest

from tests.tools.execution.adapters.conformance import (
    AdapterConformance,
    ConformanceCase,
    ExactlyOnce,
    RefusesOtherKinds,
)
from tests.tools.execution.adapters.tryton.cases import new_id
from tests.tools.tryton.service import Crashed, Faulty, Service
from tools.execution.adapters.tryton import tryton_adapters, tryton_commitments
from tools.execution.adapters.tryton.order_point import OrderPointAdapter
from trimtab.actions import Action, AdjustLevel
from trimtab.clock import SystemClock
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.errors import Ambiguous, FieldConflict, Refused
from trimtab.receipts import Receipt

MODEL = "stock.order_point"
_steps = count(1)


class OrderPointCase(ConformanceCase):
    """Every action takes another order point, and raises it by a step of its own from where it stands."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def adapter(self) -> OrderPointAdapter:
        return OrderPointAdapter(self.service.client(), SystemClock())

    def action(self) -> AdjustLevel:
        points = self.service.erp.driver.order_points()
        step = next(_steps)
        point = points[step % len(points)]
        minimum, target = Decimal(str(point.minimum)), Decimal(str(point.target))
        return AdjustLevel(
            id=new_id(),
            item=point.item,
            location=point.location.removesuffix("-STO"),
            document=str(point.id),
            minimum_before=minimum,
            target_before=target,
            minimum_after=minimum + step,
            target_after=target + step,
        )

    def documents(self, action: Action) -> list[str]:
        assert isinstance(action, AdjustLevel)
        after = (float(action.minimum_after), float(action.target_after))
        return ["in force"] if self.held(action) == after else []

    def held(self, action: AdjustLevel) -> tuple[float, float]:
        (point,) = [p for p in self.service.erp.driver.order_points() if str(p.id) == action.document]
        return float(point.minimum or 0), point.target

    def set(self, action: AdjustLevel, minimum: float, target: float) -> None:
        self.service.erp.driver.write(
            MODEL, [int(action.document)], {"min_quantity": minimum, "target_quantity": target}
        )

    def change(self, action: Action, receipt: Receipt) -> None:
        assert isinstance(action, AdjustLevel)
        minimum, target = self.held(action)
        self.set(action, minimum, target + 1)


@pytest.fixture
def case(service: Service) -> OrderPointCase:
    return OrderPointCase(service)


class TestConformance(AdapterConformance, ExactlyOnce, RefusesOtherKinds):
    finished = "in force"


def test_a_level_somebody_else_changed_is_a_conflict_and_stays_theirs(case: OrderPointCase) -> None:
    action = case.action()
    theirs = (float(action.minimum_before), float(action.target_before) + 100)
    case.set(action, *theirs)
    with pytest.raises(FieldConflict, match="Somebody changed it meanwhile") as conflict:
        case.adapter().execute(action, action.id)
    assert f"expected {float(action.minimum_before):g} up to {float(action.target_before):g}" in str(conflict.value)
    assert case.held(action) == theirs
    assert case.adapter().find(action, action.id) is None


def test_a_half_written_level_is_a_conflict_too(case: OrderPointCase) -> None:
    action = case.action()
    case.set(action, float(action.minimum_after), float(action.target_before))
    with pytest.raises(FieldConflict):
        case.adapter().execute(action, action.id)


def test_a_crash_before_writing_changes_nothing_and_can_be_repeated(case: OrderPointCase) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.crash_before = "write"
    with pytest.raises(Crashed):
        OrderPointAdapter(client, SystemClock()).execute(action, action.id)
    assert case.adapter().find(action, action.id) is None
    assert case.adapter().execute(action, action.id).complete
    assert case.documents(action) == ["in force"]


def test_an_answer_that_was_lost_is_found(case: OrderPointCase) -> None:
    action, client = case.action(), case.service.client(Faulty)
    client.lose_after = "write"
    with pytest.raises(Ambiguous):
        OrderPointAdapter(client, SystemClock()).execute(action, action.id)
    found = case.adapter().find(action, action.id)
    assert found is not None
    assert found.complete


@pytest.mark.parametrize("document", ["999999", "not-a-number"])
def test_an_order_point_that_is_gone_is_refused(case: OrderPointCase, document: str) -> None:
    action = case.action().model_copy(update={"document": document})
    for ask in (case.adapter().execute, case.adapter().find):
        with pytest.raises(Refused, match=f"order point {document} is not that of {action.item} any more"):
            ask(action, action.id)


def test_an_order_point_of_another_item_is_refused(case: OrderPointCase) -> None:
    action = case.action().model_copy(update={"item": "GHOST-1"})
    with pytest.raises(Refused, match="is not that of GHOST-1 any more"):
        case.adapter().execute(action, action.id)


def test_a_level_is_put_back_while_it_is_still_ours(case: OrderPointCase) -> None:
    action, adapter = case.action(), case.adapter()
    receipt = adapter.execute(action, action.id)
    assert adapter.compensate(action, receipt).document_state == "put back"
    assert case.held(action) == (float(action.minimum_before), float(action.target_before))
    case.set(action, 0.0, 999.0)
    adapter.compensate(action, receipt)
    assert case.held(action) == (0.0, 999.0)


def test_a_preview_says_what_is_expected_before(case: OrderPointCase) -> None:
    action = case.action()
    preview = case.adapter().preview(action)
    assert set(preview.expected_before) == {"minimum", "target"}
    assert Decimal(preview.expected_before["target"]) == action.target_before
    assert f"{action.item}@{action.location}" in preview.summary


def test_tryton_takes_eleven_kinds_of_action_and_no_two_adapters_the_same(service: Service) -> None:
    adapters = tryton_adapters(service.client(), SystemClock())
    kinds = [kind for adapter in adapters for kind in adapter.kinds]
    assert sorted(kinds) == [
        "adjust_level",
        "cancel_request",
        "place_purchase",
        "reallocate_supply",
        "release_request",
        "reroute_shipment",
        "transfer_stock",
    ]
    (commitments,) = tryton_commitments(service.client(), SystemClock())
    assert commitments.kinds == ASKED_OF_A_SUPPLIER
