"""Rerouting in a real Tryton: what is to come is expected at another warehouse, on another day, and nowhere else."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.tools.execution.adapters.conformance import AdapterConformance, ConformanceCase, RefusesOtherKinds
from tests.tools.execution.adapters.tryton.cases import OpenOrder, new_id
from tests.tools.tryton.service import Crashed, Faulty, Service
from tests.trimtab.proposals import euro
from tools.execution.adapters.tryton.reroute import RerouteAdapter
from tools.tryton import TrytonClient, TrytonReader
from trimtab.actions import Action, RerouteShipment
from trimtab.clock import SystemClock
from trimtab.errors import FieldConflict, Refused
from trimtab.receipts import Receipt
from trimtab.state import OpenPurchaseLine


class RerouteCase(ConformanceCase):
    """Every action is about an order of its own: 60 shackles and 4 coils for Central go to North, 3 days later."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def adapter(self, client: TrytonClient | None = None) -> RerouteAdapter:
        return RerouteAdapter(client or self.service.client(), SystemClock())

    def action(self) -> RerouteShipment:
        order = OpenOrder(self.service)
        head = {k: v for k, v in order.head().items() if k != "location"}
        return RerouteShipment(
            id=new_id(), **head, from_location="CEN", to_location="NOR", lines=order.changed(3), cost=euro("80")
        )

    def open_lines(self, action: Action) -> list[OpenPurchaseLine]:
        assert isinstance(action, RerouteShipment)
        reader = TrytonReader(self.service.client(), self.service.network, SystemClock())
        return [p for p in reader.snapshot().purchases if p.document == action.document]

    def documents(self, action: Action) -> list[str]:
        return ["sent elsewhere"] if {p.location for p in self.open_lines(action)} == {"NOR"} else []

    def change(self, action: Action, receipt: Receipt) -> None:
        """Somebody re-dates what is to come."""
        self.service.erp.driver.slip_purchase(int(receipt.document), 5)


@pytest.fixture
def case(service: Service) -> RerouteCase:
    return RerouteCase(service)


class TestConformance(AdapterConformance, RefusesOtherKinds):
    finished = "sent elsewhere"


def test_it_comes_to_the_other_place_on_the_other_day_in_full(case: RerouteCase) -> None:
    action = case.action()
    case.adapter().execute(action, action.id)
    found = {(p.item, p.location, p.quantity, p.due) for p in case.open_lines(action)}
    assert found == {(x.item, "NOR", x.quantity, x.due_after) for x in action.lines}


@pytest.mark.parametrize("how", ["crash_before", "lose_after"])
def test_a_rerouting_that_was_cut_short_is_finished_and_finishing_it_again_writes_nothing(
    case: RerouteCase, how: str
) -> None:
    action, client = case.action(), case.service.client(Faulty)
    setattr(client, how, "write")
    with pytest.raises((Crashed, Exception)):
        case.adapter(client).execute(action, action.id)
    assert case.adapter().find(action, action.id) is None
    receipt = case.adapter().execute(action, action.id)
    assert case.adapter().verify(action, receipt).confirmed
    nothing_to_write = case.service.client(Faulty)
    nothing_to_write.crash_before = "write"
    assert case.adapter(nothing_to_write).execute(action, action.id).document == receipt.document


def test_what_was_re_dated_meanwhile_is_a_conflict_and_stays_where_it_is(case: RerouteCase) -> None:
    action = case.action()
    case.service.erp.driver.slip_purchase(int(action.document), 2)
    with pytest.raises(FieldConflict, match="expected 60 to CEN"):
        case.adapter().execute(action, action.id)
    assert {p.location for p in case.open_lines(action)} == {"CEN"}


def test_what_came_in_part_is_a_conflict(case: RerouteCase) -> None:
    action = case.action()
    part = action.lines[0].model_copy(update={"quantity": Decimal(10)})
    with pytest.raises(FieldConflict, match="60 of the SHACK-10"):
        case.adapter().execute(action.model_copy(update={"lines": (part,)}), action.id)


def test_what_is_on_a_supplier_shipment_already_is_a_conflict(case: RerouteCase) -> None:
    action = case.action()
    driver = case.service.erp.driver
    moves = [int(row["id"]) for row in driver.search_read("stock.move", _of(action), ["id"])]
    party = driver.find("party.party", [["code", "=", "BRF"]])
    place = {code: driver.find("stock.location", [["code", "=", code]]) for code in ("CEN", "CEN-IN", "CEN-STO")}
    values = {
        "supplier": party,
        "warehouse": place["CEN"],
        "warehouse_input": place["CEN-IN"],
        "warehouse_storage": place["CEN-STO"],
        "incoming_moves": [["add", moves]],
    }
    driver.create("stock.shipment.in", values)
    with pytest.raises(FieldConflict, match="on supplier shipment"):
        case.adapter().execute(action, action.id)


def test_a_place_the_erp_does_not_know_is_refused(case: RerouteCase) -> None:
    action = case.action().model_copy(update={"to_location": "MOON"})
    with pytest.raises(Refused, match="no warehouse MOON"):
        case.adapter().preview(action)


def test_it_can_be_put_back(case: RerouteCase) -> None:
    action = case.action()
    receipt = case.adapter().execute(action, action.id)
    assert case.adapter().compensate(action, receipt).document_state == "put back"
    assert {(p.location, p.due) for p in case.open_lines(action)} == {("CEN", x.due_before) for x in action.lines}


def test_a_preview_says_where_and_when_it_is_expected_before(case: RerouteCase) -> None:
    action = case.action()
    expected = case.adapter().preview(action).expected_before
    assert expected == {f"line {x.line}": f"CEN {x.due_before}" for x in action.lines}
    assert all(x.due_after - x.due_before == timedelta(days=3) for x in action.lines)


def _of(action: RerouteShipment) -> list[object]:
    return [["origin", "in", [f"purchase.line,{x.line}" for x in action.lines]]]
