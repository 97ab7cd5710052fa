"""The weekly twin keeps what is conserved, acts on Mondays only, and by the ERP's rules; the same every time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.small_network import small_network, source
from tools.simulation.courses import place_of
from tools.simulation.twin import Outside, TwinState, founded
from tools.simulation.weekly_twin import step
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, Parameter, Persistence, Status
from trimtab.state import (
    OpenPurchaseLine,
    OpenSalesLine,
    OpenTransferLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

SUNDAY = date(2026, 3, 1)
CEN, NOR = place_of("WINCH", "CEN"), place_of("WINCH", "NOR")
NETWORK = small_network((source("FAR", "WINCH", 35), source("NEAR", "ROPE", 5)))


def believed(subject: str, parameter: Parameter, distribution: Distribution) -> tuple[tuple[str, str], Belief]:
    belief = Belief(
        subject=subject,
        parameter=parameter,
        owner=Function.SALES,
        distribution=distribution,
        persistence=Persistence.USUAL,
        as_of=datetime(2026, 3, 1, tzinfo=UTC),
        version=1,
    )
    return (subject, parameter.value), belief


BELIEFS = dict(
    [
        believed(subjects.item_location("WINCH", "CEN"), Parameter.DEMAND, Normal(mean=6, sd=3)),
        believed(subjects.item_location("WINCH", "NOR"), Parameter.DEMAND, Normal(mean=3, sd=2)),
        believed(subjects.source("FAR", "WINCH"), Parameter.LEAD_TIME, Normal(mean=38, sd=3)),
    ]
)


def point(location: str, minimum: int, target: int, provisioning: str | None = None) -> OrderPoint:
    kind = OrderPointKind.INTERNAL if provisioning else OrderPointKind.PURCHASE
    return OrderPoint(
        document=location,
        item="WINCH",
        location=location,
        kind=kind,
        minimum=Decimal(minimum),
        target=Decimal(target),
        provisioning=provisioning,
    )


def bought(document: str, quantity: int, due: date) -> OpenPurchaseLine:
    return OpenPurchaseLine(
        document=document,
        number=document,
        line="1",
        supplier="FAR",
        item="WINCH",
        location="CEN",
        quantity=Decimal(quantity),
        due=due,
    )


def moving(document: str, quantity: int, due: date, *, shipped: bool) -> OpenTransferLine:
    return OpenTransferLine(
        document=document,
        number=document,
        line="1",
        item="WINCH",
        origin="CEN",
        destination="NOR",
        quantity=Decimal(quantity),
        due=due,
        shipped=shipped,
    )


def company(stock: tuple[int, int] = (400, 60), **documents: tuple[object, ...]) -> Snapshot:
    return Snapshot(
        as_of=datetime(2026, 3, 1, tzinfo=UTC),
        system="test",
        on_hand=(
            StockOnHand(item="WINCH", location="CEN", quantity=Decimal(stock[0])),
            StockOnHand(item="WINCH", location="NOR", quantity=Decimal(stock[1])),
        ),
        order_points=(point("CEN", 350, 450), point("NOR", 25, 60, provisioning="CEN")),
        **documents,  # type: ignore[arg-type]
    )


def wanted(cen: int = 6, nor: int = 3, **more: object) -> Outside:
    return Outside(demand={CEN: Decimal(cen), NOR: Decimal(nor)}, **more)  # type: ignore[arg-type]


def run(twin: TwinState, days: int, outside: Outside | None = None) -> TwinState:
    for _ in range(days):
        twin, _ = step(twin, twin.day + timedelta(days=1), outside or wanted(), NETWORK, BELIEFS)
    return twin


def test_a_twin_starts_as_the_company_stands() -> None:
    late = OpenSalesLine(
        document="S",
        number="S",
        line="1",
        customer="BAY",
        item="WINCH",
        location="NOR",
        quantity=Decimal(7),
        due=SUNDAY - timedelta(days=2),
    )
    later = late.model_copy(update={"line": "2", "due": SUNDAY + timedelta(days=9)})
    twin = founded(company((-4, 60), sales=(late, later)), NETWORK, SUNDAY)
    assert twin.stock == {CEN: 0, NOR: 60}
    assert twin.backorders == {NOR: 7, CEN: 4}


def test_on_mondays_it_orders_by_the_erps_rule_and_on_no_other_day() -> None:
    twin = founded(company((300, 60)), NETWORK, SUNDAY)
    monday = run(twin, 1)
    assert {p.supplier for p in monday.purchases} == {"FAR"}
    saturday = run(monday, 5, wanted(60, 30))
    assert saturday.purchases == monday.purchases
    assert len(run(saturday, 2, wanted(60, 30)).purchases) > len(monday.purchases)


def test_it_recomputes_its_levels_on_mondays_under_the_beliefs_of_that_monday() -> None:
    twin = founded(company(), NETWORK, SUNDAY)
    doubled = dict(
        [*BELIEFS.items(), believed(subjects.item_location("WINCH", "CEN"), Parameter.DEMAND, Normal(mean=12, sd=4))]
    )
    usual, _ = step(twin, SUNDAY + timedelta(days=1), wanted(), NETWORK, BELIEFS)
    more, _ = step(twin, SUNDAY + timedelta(days=1), wanted(), NETWORK, doubled)
    assert more.order_points[0].minimum > usual.order_points[0].minimum
    tuesday, _ = step(usual, SUNDAY + timedelta(days=2), wanted(), NETWORK, doubled)
    assert tuesday.order_points == usual.order_points


def test_minimum_orders_and_lots_are_respected() -> None:
    sources = tuple(
        s.model_copy(update={"minimum_order": Decimal(100), "lot_multiple": Decimal(24)}) for s in NETWORK.sources
    )
    network = NETWORK.model_copy(update={"sources": sources})
    twin, _ = step(founded(company((340, 60)), NETWORK, SUNDAY), SUNDAY + timedelta(days=1), wanted(), network, BELIEFS)
    (line,) = twin.purchases
    assert line.quantity >= 100
    assert line.quantity % 24 == 0


def test_a_lateness_is_drawn_once_for_a_supplier_and_day_and_is_the_same_in_every_run() -> None:
    first, again = (run(founded(company((100, 5)), NETWORK, SUNDAY), 21) for _ in range(2))
    assert first == again
    days = [(p.arrives - date.fromisoformat(p.document.removeprefix("twin-"))).days for p in first.purchases]
    assert all(38 - 12 <= n <= 38 + 12 for n in days)


def test_what_was_open_at_the_start_comes_when_the_companys_own_does() -> None:
    due = SUNDAY + timedelta(days=3)
    twin = founded(company(purchases=(bought("PO-1", 100, due),)), NETWORK, SUNDAY)
    slipped = run(twin, 6, wanted(due={"PO-1/1": due + timedelta(days=14)}))
    assert [p.arrives for p in slipped.purchases if p.as_ours] == [due + timedelta(days=14)]
    some, spent = step(
        slipped, slipped.day + timedelta(days=1), wanted(arrived={"PO-1/1": Decimal(40)}), NETWORK, BELIEFS
    )
    assert spent == 400
    assert [p.quantity for p in some.purchases if p.as_ours] == [60]


def test_an_order_that_was_changed_for_the_company_keeps_its_date_for_the_twin() -> None:
    due = SUNDAY + timedelta(days=3)
    twin = founded(company((4, 60), purchases=(bought("PO-1", 100, due),)), NETWORK, SUNDAY)
    before, after = run(twin, 2), run(twin, 3)
    assert any(p.as_ours for p in before.purchases)
    assert not any(p.as_ours for p in after.purchases)
    assert after.stock[CEN] > before.stock[CEN]


def test_a_transfer_that_has_not_left_takes_what_its_origin_has() -> None:
    due = SUNDAY + timedelta(days=4)
    twin = run(founded(company((10, 0), transfers=(moving("T-1", 30, due, shipped=False),)), NETWORK, SUNDAY), 1)
    assert twin.stock[CEN] == 0
    assert {t.document: t.quantity for t in twin.transfers} == {"T-1": 10}


def test_nothing_leaves_over_a_lane_that_is_closed() -> None:
    closed = dict(
        [*BELIEFS.items(), believed(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=0))]
    )
    twin = founded(company((400, 0), transfers=(moving("T-1", 30, SUNDAY, shipped=False),)), NETWORK, SUNDAY)
    shut, _ = step(twin, SUNDAY + timedelta(days=1), wanted(0, 0), NETWORK, closed)
    assert [(t.document, t.leaves) for t in shut.transfers] == [("T-1", SUNDAY + timedelta(days=2))]
    assert shut.stock[CEN] == 400
    reopened, _ = step(shut, SUNDAY + timedelta(days=2), wanted(0, 0), NETWORK, BELIEFS)
    assert reopened.stock[CEN] == 370


def test_over_a_lane_that_is_closed_until_a_day_it_leaves_on_that_day() -> None:
    monday = SUNDAY + timedelta(days=1)
    closed = dict(
        [
            *BELIEFS.items(),
            believed(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=0, until=monday)),
        ]
    )
    twin = founded(company((400, 0), transfers=(moving("T-1", 30, SUNDAY, shipped=False),)), NETWORK, SUNDAY)
    left, _ = step(twin, monday, wanted(0, 0), NETWORK, closed)
    assert left.stock[CEN] == 370


def test_who_waited_longer_is_served_first_and_the_rest_waits() -> None:
    twin = run(founded(company((5, 0)), NETWORK, SUNDAY - timedelta(days=1)), 1, wanted(8, 2))
    assert (twin.backorders, twin.stock) == ({CEN: 3, NOR: 2}, {CEN: 0, NOR: 0})


QUANTITY = st.integers(0, 40)


@settings(max_examples=40, deadline=None)
@given(
    stock=st.tuples(st.integers(0, 500), st.integers(0, 90)),
    demand=st.lists(st.tuples(QUANTITY, QUANTITY), min_size=1, max_size=60),
    ordered=st.integers(1, 200),
    moved=st.integers(1, 80),
    shipped=st.booleans(),
)
def test_nothing_comes_from_nowhere_and_nobody_is_forgotten(
    stock: tuple[int, int], demand: list[tuple[int, int]], ordered: int, moved: int, shipped: bool
) -> None:
    """Stock and what is on its way change by what was bought and served; backorders by what was wanted and served."""
    due = SUNDAY + timedelta(days=5)
    start = company(
        stock, purchases=(bought("PO-1", ordered, due),), transfers=(moving("T-1", moved, due, shipped=shipped),)
    )
    twin = founded(start, NETWORK, SUNDAY)
    first = twin.holding().in_transit.get("WINCH", Decimal(0)) + sum(twin.stock.values())
    want = came = Decimal(0)
    for cen, nor in demand:
        known = {(p.document, p.line): p.quantity for p in twin.purchases}
        twin, spent = step(twin, twin.day + timedelta(days=1), wanted(cen, nor), NETWORK, BELIEFS)
        left = {(p.document, p.line): p.quantity for p in twin.purchases}
        came += sum((q - left.get(key, Decimal(0)) for key, q in known.items()), Decimal(0))
        want += cen + nor
        assert spent >= 0
        assert all(q >= 0 for q in (*twin.stock.values(), *twin.backorders.values()))
        for place, waiting in twin.backorders.items():
            assert not waiting or not twin.stock.get(place)
    held = twin.holding().in_transit.get("WINCH", Decimal(0)) + sum(twin.stock.values())
    served = want - sum(twin.backorders.values())
    assert held == first + came - served


def test_its_state_is_kept_as_json_and_goes_on_as_if_never_put_away() -> None:
    twin = run(founded(company((100, 5)), NETWORK, SUNDAY), 9)
    again = TwinState.model_validate_json(twin.model_dump_json())
    assert run(again, 20) == run(twin, 20)


@pytest.mark.parametrize("days", [70])
def test_left_to_itself_it_is_a_company_that_works(days: int) -> None:
    """A fair twin: with steady demand and levels of its own it serves nearly everybody."""
    twin = founded(company(purchases=(bought("PO-1", 150, SUNDAY + timedelta(days=10)),)), NETWORK, SUNDAY)
    waited = Decimal(0)
    for _ in range(days):
        twin = run(twin, 1)
        waited += sum(twin.backorders.values(), Decimal(0))
    assert waited / (9 * days) < Decimal("0.05")
