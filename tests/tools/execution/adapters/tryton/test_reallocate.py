"""Reallocating in a real Tryton: stock set aside for one customer goes to another, and the ERP says who holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from demo.company import UNIT
from tests.tools.execution.adapters.tryton.calm import calm_service, snapshot
from tests.tools.execution.adapters.tryton.cases import new_id
from tests.tools.tryton.service import Crashed, Faulty, Service
from tools.execution.adapters.tryton.reallocate import ReallocateAdapter
from tools.tryton import TrytonClient
from trimtab.actions import ReallocateSupply, RequestInformation
from trimtab.clock import SystemClock
from trimtab.errors import Ambiguous, FieldConflict, Refused
from trimtab.state import OpenSalesLine


@dataclass
class Shelf:
    """A warehouse with less stock than two customers want: the first has it set aside, the second waits."""

    service: Service
    location: str

    def adapter(self, client: TrytonClient | None = None) -> ReallocateAdapter:
        return ReallocateAdapter(client or self.service.client(), SystemClock())

    def line(self, number: str) -> OpenSalesLine:
        return next(x for x in snapshot(self.service).sales if x.number == number and x.item == "WINCH-40")

    def sell(self, number: str, quantity: int, due: date, item: str = "WINCH-40") -> None:
        driver = self.service.erp.driver
        customer = driver.find("party.party", [["code", "=", "SKAG"]])
        address = driver.find("party.address", [["party", "=", customer]])
        line = {
            "type": "line",
            "product": driver.find("product.product", [["code", "=", item]]),
            "quantity": float(quantity),
            "unit": driver.find("product.uom", [["symbol", "=", UNIT]]),
            "unit_price": Decimal(349),
        }
        sale = driver.create(
            "sale.sale",
            {
                "party": customer,
                "invoice_address": address,
                "shipment_address": address,
                "warehouse": driver.find("stock.location", [["code", "=", self.location]]),
                "reference": number,
                "shipping_date": due,
                "invoice_method": "manual",
                "shipment_method": "order",
                "lines": [["create", [line]]],
            },
        )
        for button in ("quote", "confirm"):
            driver.button("sale.sale", button, [sale])

    def set_aside(self, number: str) -> None:
        self.service.erp.driver.button("stock.shipment.out", "assign_try", [int(self.line(number).shipment)])

    def only(self, quantity: int) -> None:
        """Count the shelf."""
        driver = self.service.erp.driver
        values = {
            "location": driver.find("stock.location", [["code", "=", f"{self.location}-STO"]]),
            "lines": [
                [
                    "create",
                    [{"product": driver.find("product.product", [["code", "=", "WINCH-40"]]), "quantity": quantity}],
                ]
            ],
        }
        driver.button("stock.inventory", "confirm", [driver.create("stock.inventory", values)])

    def handing(self, quantity: int, giver: str, taker: str) -> ReallocateSupply:
        source, target = self.line(giver), self.line(taker)
        return ReallocateSupply(
            id=new_id(),
            item="WINCH-40",
            location=self.location,
            quantity=Decimal(quantity),
            from_document=source.document,
            from_number=source.number,
            from_line=source.line,
            from_customer=source.customer,
            due_before=source.due,
            due_after=source.due + timedelta(days=12),
            to_document=target.document,
            to_number=target.number,
            to_line=target.line,
            to_customer=target.customer,
        )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with calm_service(tmp_path_factory.mktemp("reallocating")) as ours:
        yield ours


_NUMBERS = iter(range(1, 1000))


@pytest.fixture(params=["CEN", "NOR"])
def shelf(request: pytest.FixtureRequest, service: Service) -> Shelf:
    """Twelve winches on the shelf, all set aside for `A<n>` who wants 12; `B<n>` wants 9 and is sooner."""
    return Shelf(service, request.param)


def two_customers(shelf: Shelf, taker: int = 9) -> tuple[str, str]:
    number = next(_NUMBERS)
    giver, other = f"A{number}", f"B{number}"
    driver = shelf.service.erp.driver
    open_ones = driver.search_read("stock.shipment.out", [["state", "in", ["waiting", "assigned"]]], ["id"])
    driver.button("stock.shipment.out", "wait", [row["id"] for row in open_ones])
    shelf.only(12)
    due = date.today() + timedelta(days=20)  # noqa: DTZ011 - the ERP's own day
    shelf.sell(giver, 12, due)
    shelf.sell(other, taker, due - timedelta(days=10))
    shelf.set_aside(giver)
    assert (shelf.line(giver).allocated, shelf.line(other).allocated) == (12, 0)
    return giver, other


def test_the_stock_changes_hands_the_rest_stays_and_the_giver_is_served_later(shelf: Shelf) -> None:
    giver, taker = two_customers(shelf)
    action = shelf.handing(9, giver, taker)
    before = shelf.adapter().preview(action).expected_before
    assert before == {"from": f"12 due {action.due_before}", "to": f"0 due {shelf.line(taker).due}"}
    assert shelf.adapter().find(action, action.id) is None
    receipt = shelf.adapter().execute(action, action.id)
    assert shelf.adapter().verify(action, receipt).confirmed
    assert (shelf.line(giver).allocated, shelf.line(giver).due) == (3, action.due_after)
    assert shelf.line(taker).allocated == 9
    again = shelf.adapter().execute(action, action.id)
    assert again.document == receipt.document
    assert (shelf.line(giver).allocated, shelf.line(taker).allocated) == (3, 9)
    assert shelf.adapter().compensate(action, receipt).document_state == "handed back"
    assert (shelf.line(giver).allocated, shelf.line(giver).due) == (12, action.due_before)


@pytest.mark.parametrize("how", ["crash_before", "lose_after"])
@pytest.mark.parametrize("step", ["wait", "assign_try", "write"])
def test_a_handing_over_that_was_cut_short_is_finished_by_the_next_try(service: Service, step: str, how: str) -> None:
    shelf = Shelf(service, "CEN")
    giver, taker = two_customers(shelf)
    action, client = shelf.handing(9, giver, taker), service.client(Faulty)
    setattr(client, how, step)
    with pytest.raises((Crashed, Ambiguous)):
        shelf.adapter(client).execute(action, action.id)
    receipt = shelf.adapter().execute(action, action.id)
    assert shelf.adapter().verify(action, receipt).confirmed
    assert (shelf.line(giver).allocated, shelf.line(taker).allocated) == (3, 9)


def test_an_order_that_would_take_more_than_approved_is_refused_and_nothing_moves(shelf: Shelf) -> None:
    giver, taker = two_customers(shelf, taker=11)
    action = shelf.handing(9, giver, taker)
    with pytest.raises(Refused, match="would take more than the 9 approved"):
        shelf.adapter().execute(action, action.id)
    assert (shelf.line(giver).allocated, shelf.line(taker).allocated) == (12, 0)


def test_stock_that_is_not_there_any_more_is_refused_and_set_aside_again(shelf: Shelf) -> None:
    giver, taker = two_customers(shelf)
    action = shelf.handing(9, giver, taker)
    shelf.only(5)
    with pytest.raises(Refused, match="got 5 of the 9"):
        shelf.adapter().execute(action, action.id)
    assert shelf.line(giver).due == action.due_before


def test_an_order_that_was_re_dated_or_picked_meanwhile_is_a_conflict(service: Service) -> None:
    shelf = Shelf(service, "CEN")
    giver, taker = two_customers(shelf)
    action = shelf.handing(9, giver, taker)
    driver, shipment = service.erp.driver, int(shelf.line(giver).shipment)
    origin = f"sale.line,{action.from_line}"
    (leaves,) = [row["id"] for row in driver.search_read("stock.move", [["origin", "=", origin]], ["id"])]
    driver.write("stock.move", [leaves], {"planned_date": action.due_before + timedelta(days=1)})
    with pytest.raises(FieldConflict, match="is due on"):
        shelf.adapter().execute(action, action.id)
    driver.write("stock.move", [leaves], {"planned_date": action.due_before})
    driver.button("stock.shipment.out", "pick", [shipment])
    with pytest.raises(FieldConflict, match="is picked"):
        shelf.adapter().execute(action, action.id)
    assert (shelf.line(giver).allocated, shelf.line(taker).allocated) == (12, 0)


def test_what_is_no_reallocation_or_no_line_is_refused(service: Service) -> None:
    adapter = Shelf(service, "CEN").adapter()
    other = RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?")
    with pytest.raises(Refused, match="request_information is no"):
        adapter.execute(other, other.id)
    giver, taker = two_customers(Shelf(service, "CEN"))
    wrong = Shelf(service, "CEN").handing(9, giver, taker).model_copy(update={"to_line": "x"})
    with pytest.raises(Refused, match="has no line x"):
        adapter.execute(wrong, wrong.id)
