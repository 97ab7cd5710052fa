"""The Tryton feed on a real Tryton: what changed comes once, resumes at the cursor, and nothing is lost silently."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from demo.erp.seed import erp_today
from tests.five_items import HALYARD_SUPPLY
from tests.services.tryton import Erp
from tests.tools.tryton.loopback import loopback
from tests.tools.tryton.service import HALYARD, Service, service_of
from tools.feeds.batch import Batch
from tools.feeds.tryton import OVERLAP, TrytonFeed
from trimtab.clock import ManualClock, SystemClock
from trimtab.errors import Unavailable
from trimtab.events import Event, EventType
from trimtab.network import Network


@pytest.fixture(scope="module")
def service(shared_erp: Erp) -> Iterator[Service]:
    with service_of(shared_erp) as ours:
        yield ours


class Watch:
    """A feed as Trimtab reads it: the cursor is kept, and what came before does not count again."""

    def __init__(self, service: Service, network: Network = HALYARD) -> None:
        self.feed = TrytonFeed(service.client(), network, SystemClock())
        self.cursor: str | None = None
        self.seen: set[str] = set()
        self.new()

    def read(self) -> Batch:
        return self.feed.read(self.cursor)

    def new(self) -> list[Event]:
        batch = self.read()
        found = [e for e in batch.events if e.id not in self.seen]
        self.seen |= {e.id for e in found}
        self.cursor = batch.cursor
        return found


def due_of(reference: str) -> date:
    """The date promised to the company at first."""
    (order,) = [p for p in HALYARD_SUPPLY.open_purchases if p.reference == reference]
    return erp_today() + timedelta(days=HALYARD_SUPPLY.due_in_days(order))


def test_the_first_reading_brings_everything_that_is_open(service: Service) -> None:
    batch = TrytonFeed(service.client(), HALYARD, SystemClock()).read(None)
    kinds = Counter(e.type for e in batch.events)
    assert kinds[EventType.PURCHASE_CHANGED] == sum(len(p.lines) for p in HALYARD_SUPPLY.open_purchases)
    assert kinds[EventType.SALES_CHANGED] == sum(len(s.lines) for s in HALYARD_SUPPLY.open_sales)
    assert kinds[EventType.ORDER_POINT_CHANGED] == len(HALYARD_SUPPLY.order_points)
    assert kinds[EventType.STOCK_CHANGED] == len(HALYARD_SUPPLY.opening_stock)
    assert batch.refused == ()
    assert len({e.id for e in batch.events}) == len(batch.events)


def test_events_say_what_a_person_would(service: Service) -> None:
    events = TrytonFeed(service.client(), HALYARD, SystemClock()).read(None).events
    (block,) = [e for e in events if e.type is EventType.PURCHASE_CHANGED and e.data["reference"] == "KMW-2421"]
    assert block.subject == f"purchase-line:{block.data['document']}/{block.data['line']}"
    assert (block.data["supplier"], block.data["item"], block.data["location"]) == ("KMW", "BLOCK-57", "CEN")
    assert (block.data["quantity"], block.data["due"]) == ("600", due_of("KMW-2421").isoformat())
    level = next(e for e in events if e.subject == "order-point:WINCH-40@NOR")
    assert (level.data["minimum"], level.data["target"], level.data["kind"]) == ("36", "80", "internal")
    assert {e.source for e in events} == {"tryton"}


def test_reading_on_brings_nothing_new_and_the_cursor_stays(service: Service) -> None:
    watch = Watch(service)
    before = watch.cursor
    assert watch.new() == []
    assert watch.cursor == before


def test_the_overlap_repeats_events_under_the_ids_they_had(service: Service) -> None:
    watch = Watch(service)
    service.erp.driver.slip_purchase("KMW-2421", 1)
    (first,) = watch.new()
    again = [e for e in watch.read().events if e.subject == first.subject]
    assert again == [first]


def test_a_cursor_is_resumed_by_another_process(service: Service) -> None:
    watch = Watch(service)
    service.erp.driver.slip_purchase("KMW-2421", 1)
    other = TrytonFeed(service.client(), HALYARD, SystemClock())
    (event,) = [e for e in other.read(watch.cursor).events if e.id not in watch.seen]
    assert event.type is EventType.PURCHASE_CHANGED
    assert [e.id for e in watch.new()] == [event.id]


def test_a_slip_is_one_event_and_going_back_is_another(service: Service) -> None:
    watch = Watch(service)
    due = {}
    for days in (16, -16, 16):
        service.erp.driver.slip_purchase("KMW-2417", days)
        (event,) = watch.new()
        assert event.data["reference"] == "KMW-2417"
        due[event.id] = date.fromisoformat(event.data["due"])
    promised = due_of("KMW-2417")
    late = promised + timedelta(days=16)
    assert list(due.values()) == [late, promised, late]
    service.erp.driver.slip_purchase("KMW-2417", -16)


def test_events_carry_the_time_of_the_change_in_order(service: Service) -> None:
    watch = Watch(service)
    times = []
    for days in (3, -3):
        service.erp.driver.slip_purchase("KMW-2417", days)
        (event,) = watch.new()
        times.append(event.time)
    assert times == sorted(times)
    assert all(t.tzinfo is not None and abs(datetime.now(UTC) - t) < timedelta(minutes=5) for t in times)


def test_a_received_line_is_closed_and_its_neighbours_say_nothing(service: Service) -> None:
    watch = Watch(service)
    (order,) = [p for p in service.erp.driver.purchases() if p.reference == "KMW-2424"]
    winch = next(line for line in order.lines if line.item == "WINCH-40")
    (move,) = winch.moves
    service.erp.driver.write("stock.move", [move.id], {"effective_date": erp_today()})
    service.erp.driver.button("stock.move", "do", [move.id])
    closed, stock = sorted(watch.new(), key=lambda e: e.type)
    assert (closed.type, closed.data["line"], closed.data["quantity"]) == ("purchase.changed", str(winch.id), "0")
    assert (stock.type, stock.subject) == ("stock.changed", "item-location:WINCH-40@CEN")
    assert stock.data["quantity"] == "216"


def test_what_changes_on_the_head_of_an_order_is_no_news_of_its_lines(service: Service) -> None:
    watch = Watch(service)
    order = service.erp.driver.find("purchase.purchase", [["reference", "=", "KMW-2424"]])
    service.erp.driver.write("purchase.purchase", [order], {"comment": "called them"})
    assert watch.new() == []


def test_a_new_order_and_a_new_level_are_news(service: Service) -> None:
    watch = Watch(service)
    driver = service.erp.driver
    point = next(p for p in driver.order_points() if p.item == "FURL-2")
    driver.write("stock.order_point", [point.id], {"min_quantity": 40.0})
    (level,) = watch.new()
    assert (level.type, level.data["minimum"]) == (EventType.ORDER_POINT_CHANGED, "40")


def test_a_request_of_the_planner_is_news_once_and_so_is_its_end(service: Service) -> None:
    driver = service.erp.driver
    (point,) = [p for p in driver.order_points() if p.item == "ROPE-12"]
    driver.write("stock.order_point", [point.id], {"min_quantity": 400.0, "target_quantity": 500.0})
    watch = Watch(service)
    driver.run_supply_wizard()
    (asked,) = [e for e in watch.new() if e.type is EventType.REQUEST_CHANGED and e.data["item"] == "ROPE-12"]
    assert asked.subject == f"request:{asked.data['document']}"
    assert (asked.data["kind"], asked.data["location"], asked.data["supplier"]) == ("purchase", "CEN", "BRF")
    assert watch.new() == []
    driver.delete("purchase.request", [int(asked.data["document"])])
    other = TrytonFeed(service.client(), HALYARD, SystemClock())
    (gone,) = [e for e in other.read(watch.cursor).events if e.id not in watch.seen]
    assert (gone.type, gone.subject, gone.data["quantity"]) == (EventType.REQUEST_CHANGED, asked.subject, "0")
    assert [e.id for e in watch.new()] == [gone.id]
    assert watch.new() == []


def test_stock_that_is_set_aside_for_an_order_is_news_of_its_lines(service: Service) -> None:
    watch = Watch(service)
    driver = service.erp.driver
    sale = driver.find("sale.sale", [["reference", "=", "SO-HARB-119"]])
    origins = [f"sale.line,{row['id']}" for row in driver.search_read("sale.line", [["sale", "=", sale]], ["id"])]
    (shipment,) = {r["shipment"] for r in driver.search_read("stock.move", [["origin", "in", origins]], ["shipment"])}
    driver.button("stock.shipment.out", "assign_try", [int(shipment.partition(",")[2])])
    found = watch.new()
    assert {(e.type, e.data["item"], e.data["allocated"], e.data["shipment"]) for e in found} == {
        (EventType.SALES_CHANGED, "SHACK-10", "90", shipment.partition(",")[2]),
        (EventType.SALES_CHANGED, "ROPE-12", "6", shipment.partition(",")[2]),
    }
    assert watch.new() == []


def test_a_line_without_any_date_is_due_today_and_is_said_to_have_none(service: Service) -> None:
    watch = Watch(service)
    driver = service.erp.driver
    (order,) = [p for p in driver.purchases() if p.reference == "KMW-2421"]
    (move,) = order.lines[0].moves
    driver.write("stock.move", [move.id], {"planned_date": None})
    batch = watch.read()
    driver.write("stock.move", [move.id], {"planned_date": move.planned_date})
    (event,) = [e for e in batch.events if e.id not in watch.seen]
    assert (event.data["due"], event.data["quantity"]) == (datetime.now(UTC).date().isoformat(), "600")
    (refused,) = batch.refused
    assert (refused.record, refused.field) == (f"purchase order KMW-2421, line {order.lines[0].id}", "planned_date")
    assert "they count as due today" in refused.message


def test_an_unknown_item_is_quarantined_with_record_and_field_and_is_no_event(service: Service) -> None:
    watch = Watch(service)
    driver = service.erp.driver
    template = driver.create(
        "product.template",
        {
            "name": "Ghost",
            "code": "GHOST-1",
            "type": "goods",
            "default_uom": 1,
            "list_price": Decimal(1),
            "cost_price_method": "fixed",
            "products": [["create", [{}]]],
        },
    )
    places = {
        row["code"]: row["id"]
        for row in driver.search_read("stock.location", [["code", "in", ["CEN-STO", "NOR-STO"]]], ["code"])
    }
    driver.create(
        "stock.move",
        {
            "product": driver.find("product.product", [["template", "=", template]]),
            "quantity": 3.0,
            "unit": 1,
            "from_location": places["CEN-STO"],
            "to_location": places["NOR-STO"],
            "planned_date": erp_today(),
        },
    )
    batch = watch.read()
    (refused,) = batch.refused
    assert (refused.record, refused.field) == ("stock.move of item GHOST-1", "product")
    assert (refused.code, refused.payload) == ("input.unknown_reference", {"item": "GHOST-1"})
    assert watch.new() == []


def test_an_order_of_a_known_item_from_a_stranger_is_quarantined(service: Service) -> None:
    known = {s.supplier for s in HALYARD.sources} - {"KMW"}
    without = HALYARD.model_copy(
        update={
            "suppliers": tuple(s for s in HALYARD.suppliers if s.code in known),
            "sources": tuple(s for s in HALYARD.sources if s.supplier in known),
        }
    )
    batch = TrytonFeed(service.client(), without, SystemClock()).read(None)
    strangers = [q for q in batch.refused if q.field == "party"]
    assert {q.message for q in strangers} == {"KMW is not in the network"}
    assert len(strangers) == len(HALYARD_SUPPLY.open_purchases)
    assert not [e for e in batch.events if e.type is EventType.PURCHASE_CHANGED]


def test_an_erp_that_is_down_leaves_the_cursor_alone() -> None:
    import httpx  # noqa: PLC0415 - only this test speaks to a server of its own

    from tools.tryton import TrytonClient  # noqa: PLC0415 - as above

    with loopback() as server, httpx.Client(base_url=server.url, timeout=1, trust_env=False) as http:
        feed = TrytonFeed(TrytonClient(http, "erp", "key", 1), HALYARD, SystemClock())
        server.answer = lambda reply, _: reply.send(503, b"{}")
        with pytest.raises(Unavailable):
            feed.read("2026-03-02T09:00:00+00:00")


def test_an_erp_in_which_nothing_ever_happened_starts_the_cursor_now() -> None:
    import httpx  # noqa: PLC0415 - as above

    from tools.tryton import TrytonClient  # noqa: PLC0415 - as above

    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with loopback() as server, httpx.Client(base_url=server.url, timeout=1, trust_env=False) as http:
        feed = TrytonFeed(TrytonClient(http, "erp", "key", 1), HALYARD, ManualClock(now))
        assert feed.read(None) == Batch(events=(), refused=(), cursor=now.isoformat())
        later = (now + timedelta(days=1)).isoformat()
        assert feed.read(later).cursor == later


def test_the_feed_looks_back_a_little_for_what_was_stamped_before_it_was_shown() -> None:
    assert timedelta(seconds=1) <= OVERLAP <= timedelta(minutes=1)
