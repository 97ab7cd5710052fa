"""Confirmed: what people said lies over the ERP's reading, and no longer than it holds."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.execution.desk import ExecutionDesk
from tests.trimtab.ledgers import Office
from tools.execution.confirmed import REMEMBERED, ConfirmedReader
from trimtab.approvals import assert_fact, complete_task, withdraw_fact
from trimtab.decisions import AssertFact, Channel
from trimtab.facts import StockStatement
from trimtab.state import OpenSalesLine


def test_counted_stock_counts_until_it_is_taken_back(office: Office) -> None:
    desk = ExecutionDesk.of(office)
    reader = ConfirmedReader(desk.erp, office.ledger)
    assert reader.snapshot().stock("WINCH-40", "CEN") == 50
    for item, quantity in (("WINCH-40", "41"), ("ROPE-12", "7")):
        fact = assert_fact(
            office.ledger,
            "lou",
            AssertFact(
                statement=StockStatement(item=item, location="CEN", quantity=Decimal(quantity)),
                expires_at=office.clock.business_now() + timedelta(days=3),
                text="counted this morning",
            ),
            Channel.WEB,
        )
    assert reader.snapshot().stock("WINCH-40", "CEN") == 41
    assert reader.snapshot().stock("ROPE-12", "CEN") == 7
    withdraw_fact(office.ledger, fact.id, "lou", Channel.WEB)
    assert reader.snapshot().stock("ROPE-12", "CEN") == 0
    office.wait(days=4)
    assert reader.snapshot().stock("WINCH-40", "CEN") == 50


def test_a_promise_lies_over_the_erps_date_for_sixty_days(office: Office) -> None:
    desk = ExecutionDesk.of(office)
    desk.executor.send(desk.bundle_id, desk.armed())
    promise = desk.intents()["repromise_order"].action
    line = OpenSalesLine(
        document=promise.document,  # type: ignore[union-attr]
        number="S-1",
        line="1",
        customer="SKAG",
        item="WINCH-40",
        location="CEN",
        quantity=Decimal(2),
        due=promise.due_before,  # type: ignore[union-attr]
    )
    desk.erp.state = desk.erp.state.model_copy(update={"sales": (line,)})
    reader = ConfirmedReader(desk.erp, office.ledger)
    assert reader.snapshot().sales == (line,)
    complete_task(office.ledger, promise.id, "sam", "mail")
    assert [s.due for s in reader.snapshot().sales] == [promise.due_after]  # type: ignore[union-attr]
    office.wait(seconds=REMEMBERED.total_seconds() + 60)
    assert reader.snapshot().sales == (line,)
