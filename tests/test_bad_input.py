"""Bad input, end to end: files with bad rows and an ERP that fails; what is good goes through, nothing is lost."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from agents.worker import Pace, Worker
from demo.history import write_demand_history, write_receipt_history
from demo.network import write_network
from demo.play.incident import let_supplier_slip
from interfaces.cli.compose import Systems, tryton_systems, working_company
from interfaces.cli.opening import network_of, opened_ledger
from tests.five_items import HALYARD_SUPPLY
from tests.services.tryton import Erp, company_file, erp, shared_erp
from tests.tools.tryton.loopback import Asked, Loopback, Reply, loopback
from trimtab.actions import PlacePurchase, PurchaseLine
from trimtab.errors import Ambiguous, SystemOfRecordError, Unavailable
from trimtab.events import EventType
from trimtab.ledger import Ledger
from trimtab.measures import money
from trimtab.settings import Settings

__all__ = ["company_file", "erp", "shared_erp"]

BAD_DEMAND = """date,item,location,quantity
{yesterday},WINCH-40,CEN,7
{yesterday},WINCH-41,CEN,7
{yesterday},WINCH-40,NOR,-4
yesterday,BLOCK-57,CEN,9
{yesterday},BLOCK-57,CEN,some
{yesterday},BLOCK-57,NOR,11
{yesterday},FURL-2,CEN
"""
REFUSED = {
    ("demand.csv row 3", "item", "input.unknown_reference"),
    ("demand.csv row 4", "quantity", "input.invalid_field"),
    ("demand.csv row 5", "date", "input.invalid_field"),
    ("demand.csv row 6", "quantity", "input.invalid_field"),
    ("demand.csv row 8", "columns", "input.invalid_field"),
}


@dataclass
class Works:
    """A company at work in this process: its ledger, its worker, its ERP behind a proxy that can be told to fail."""

    ledger: Ledger
    worker: Worker
    systems: Systems
    erp: Erp
    proxy: Loopback
    inbox: Path

    def drop(self, name: str, text: str) -> None:
        """Put a file into the inbox, as if a moment ago."""
        path = self.inbox / name
        path.write_text(text, encoding="utf-8")
        settled = time.time() - 5
        os.utime(path, (settled, settled))

    def cursor(self) -> str | None:
        with self.ledger.read() as tx:
            return tx.events.cursor("tryton")


def _forward(erp: Erp) -> Callable[[Reply, Asked], None]:
    def answer(reply: Reply, asked: Asked) -> None:
        headers = {k: v for k, v in asked.headers.items() if k.lower() in {"authorization", "x-tryton-context"}}
        got = httpx.request(
            asked.method, f"{erp.url}{asked.path}", params=asked.query, json=asked.body, headers=headers, timeout=30
        )
        reply.send(got.status_code, got.content, got.headers.get("content-type", "application/json"))

    return answer


def _lost(erp: Erp) -> Callable[[Reply, Asked], None]:
    """Pass the request on and close the connection before the answer."""

    def answer(reply: Reply, asked: Asked) -> None:
        class Silent(Reply):
            def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
                """Say nothing."""

        _forward(erp)(Silent.__new__(Silent), asked)
        reply.reset()

    return answer


MOST_STEPS = 5
"""A step that the ERP did not answer in time, on a busy machine, is simply made again."""
FAILURES: dict[str, Callable[[Reply, Asked], None]] = {
    "answers 500": lambda reply, _: reply.send(500, b"<html>Internal Server Error</html>", "text/html"),
    "times out": lambda reply, _: reply.stay_silent(),
    "closes the connection": lambda reply, _: reply.reset(),
    "answers what is no JSON": lambda reply, _: reply.send(200, b"<html>maintenance</html>", "text/html"),
}


@pytest.fixture
def works(tmp_path: Path, erp: Erp) -> Iterator[Works]:
    with _works(tmp_path, erp) as running:
        yield running


@pytest.fixture(scope="module")
def shared_works(tmp_path_factory: pytest.TempPathFactory, shared_erp: Erp) -> Iterator[Works]:
    """One company for tests that do not mind each other."""
    with _works(tmp_path_factory.mktemp("works"), shared_erp) as running:
        yield running


@contextmanager
def _works(folder: Path, erp: Erp) -> Iterator[Works]:
    inbox = folder / "inbox"
    inbox.mkdir()
    write_network(HALYARD_SUPPLY, folder / "network.json")
    with loopback() as proxy:
        proxy.answer = _forward(erp)
        settings = Settings(
            data_directory=folder,
            network_file=folder / "network.json",
            inbox_directory=inbox,
            tryton_url=proxy.url,
            tryton_database=erp.database,
            tryton_key=erp.driver.create_service_user(),
            erp_timeout_seconds=1.0,
        )
        network = network_of(settings)
        systems = tryton_systems(settings, network)
        with (
            closing(systems),
            opened_ledger(settings) as ledger,
            working_company(ledger, network, systems, Pace("tests", poll_seconds=0)) as worker,
        ):
            yield Works(ledger, worker, systems, erp, proxy, inbox)


def test_bad_rows_are_quarantined_and_neither_good_rows_nor_the_queue_are_harmed(works: Works) -> None:
    today = date.today()  # noqa: DTZ011 - the ERP's day is the host's
    works.drop("receipts.csv", write_receipt_history(works.inbox / "receipts.csv", today, HALYARD_SUPPLY).read_text())
    works.drop(
        "demand.csv",
        write_demand_history(works.inbox / "demand.csv", today - timedelta(days=1), HALYARD_SUPPLY).read_text(),
    )
    works.worker.step()
    before = _days_of_demand(works.ledger)
    assert before == 180 * 7

    works.drop("demand.csv", BAD_DEMAND.format(yesterday=today - timedelta(days=1)))
    let_supplier_slip(works.erp.driver)
    for _ in range(3):
        works.worker.step()

    with works.ledger.read() as tx:
        refused = tx.events.quarantined()
        cases, dead = tx.cases.all(), tx.outbox.dead()
    assert {(q.record, q.field, q.code) for _, q in refused} == REFUSED
    assert all(q.payload for _, q in refused)
    assert _days_of_demand(works.ledger) == before + 2
    assert ["Kowloon" in case.title for case in cases] == [True]
    assert dead == []

    works.worker.step()
    with works.ledger.read() as tx:
        assert len(tx.events.quarantined()) == len(REFUSED), "the same file is not refused twice"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("demand.csv", "WINCH-40;7\n"),
        ("demand.csv", ""),
        ("receipts.csv", "supplier,item\nKMW,WINCH-40\n"),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused_whole_and_kept(
    shared_works: Works, name: str, content: str
) -> None:
    works = shared_works
    with works.ledger.read() as tx:
        before = dict(tx.events.quarantined())
    works.drop(name, content)
    works.worker.step()
    with works.ledger.read() as tx:
        (refused,) = [kept for key, kept in tx.events.quarantined() if key not in before]
        assert tx.events.of_types([EventType.PURCHASE_CHANGED]), "the ERP's feed is read all the same"
    assert (refused.record, refused.field) == (name, "header")


@pytest.mark.parametrize("failure", FAILURES)
def test_an_erp_that_fails_costs_nothing_but_time(works: Works, failure: str) -> None:
    works.worker.step()
    cursor, known = works.cursor(), _purchase_events(works.ledger)
    works.proxy.answer = FAILURES[failure]
    let_supplier_slip(works.erp.driver, 3)

    with pytest.raises(Unavailable) as reading:
        works.systems.reader.snapshot()
    assert reading.value.system == "tryton"
    assert "reading " in str(reading.value)
    works.drop("demand.csv", BAD_DEMAND.format(yesterday=date.today() - timedelta(days=1)))  # noqa: DTZ011
    works.worker.step()
    assert works.cursor() == cursor
    assert _days_of_demand(works.ledger) == 2, "files are read all the same"

    works.proxy.answer = _forward(works.erp)
    for _ in range(MOST_STEPS):
        works.worker.step()
        if works.cursor() != cursor:
            break
    assert _purchase_events(works.ledger) == known + 1, "what happened meanwhile is read, once"


@pytest.mark.parametrize("failure", [*FAILURES, "takes it and loses the answer"])
def test_a_write_that_fails_is_typed_and_ends_as_one_document(shared_works: Works, failure: str) -> None:
    works = shared_works
    adapter = next(a for a in works.systems.adapters if "place_purchase" in a.kinds)
    order = _order(f"act_{failure.replace(' ', '_').lower()}")
    works.proxy.answer = FAILURES.get(failure, _only_writes(works.erp, _lost(works.erp)))
    with pytest.raises(SystemOfRecordError) as failed:
        adapter.execute(order, order.id)
    assert isinstance(failed.value, Ambiguous | Unavailable), "never a definite no"

    works.proxy.answer = _forward(works.erp)
    found = adapter.find(order, order.id)
    assert found is None or not found.complete or failure == "takes it and loses the answer"
    receipt = adapter.execute(order, order.id)
    assert receipt.complete
    assert adapter.verify(order, receipt).confirmed
    assert len(works.erp.driver.search_read("purchase.purchase", [["reference", "=", order.id]], ["id"])) == 1


def _only_writes(erp: Erp, lost: Callable[[Reply, Asked], None]) -> Callable[[Reply, Asked], None]:
    passed_on = _forward(erp)
    return lambda reply, asked: (passed_on if asked.method == "GET" else lost)(reply, asked)


def _order(key: str) -> PlacePurchase:
    due = date.today() + timedelta(days=5)  # noqa: DTZ011 - the ERP's day is the host's
    line = PurchaseLine(
        item="WINCH-40", quantity=Decimal(36), unit="Unit", unit_price=money(Decimal("268.00"), "EUR"), due=due
    )
    return PlacePurchase(id=key, supplier="BRF", location="CEN", lines=(line,))


def _days_of_demand(ledger: Ledger) -> int:
    """Count the days of item-locations that were told, one by one or as a history."""
    with ledger.read() as tx:
        observed = tx.events.of_types([EventType.DEMAND_OBSERVED])
        histories = tx.events.of_types([EventType.DEMAND_HISTORY])
    return len(observed) + sum(len(told.data["quantities"]) - told.data["quantities"].count(None) for told in histories)


def _purchase_events(ledger: Ledger) -> int:
    with ledger.read() as tx:
        return len(tx.events.of_types([EventType.PURCHASE_CHANGED]))
