"""The ERP's own supply run: what it would request, and that it requests nothing once that has been done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.small_network import small_network, source
from tools.simulation.supply_run import SupplyRequest, supply_run
from trimtab.network import Network
from trimtab.state import (
    OpenPurchaseLine,
    OpenSalesLine,
    OpenTransferLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

TODAY = date(2026, 3, 2)
NEAR_ONLY = small_network((source("NEAR", "WINCH", 5),))


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def buy(quantity: int, due: int, location: str = "CEN") -> OpenPurchaseLine:
    return OpenPurchaseLine(
        document="1", number="PO-1", line="1", supplier="NEAR", item="WINCH", location=location,
        quantity=Decimal(quantity), due=on(due),
    )  # fmt: skip


def sell(quantity: int, due: int, location: str = "CEN") -> OpenSalesLine:
    return OpenSalesLine(
        document="1", number="SO-1", line="1", customer="C", item="WINCH", location=location,
        quantity=Decimal(quantity), due=on(due),
    )  # fmt: skip


def move(quantity: int, due: int, *, shipped: bool = False) -> OpenTransferLine:
    return OpenTransferLine(
        document="1", number="TO-1", line="1", item="WINCH", origin="CEN", destination="NOR",
        quantity=Decimal(quantity), due=on(due), shipped=shipped,
    )  # fmt: skip


def point(location: str, minimum: int, target: int) -> OrderPoint:
    kind = OrderPointKind.PURCHASE if location == "CEN" else OrderPointKind.INTERNAL
    return OrderPoint(
        document=location, item="WINCH", location=location, kind=kind, minimum=Decimal(minimum),
        target=Decimal(target), provisioning=None if location == "CEN" else "CEN",
    )  # fmt: skip


def state(
    central: int,
    *documents: OpenPurchaseLine | OpenSalesLine | OpenTransferLine,
    north: int = 20,
    points: tuple[OrderPoint, ...] = (point("CEN", 30, 100), point("NOR", 9, 30)),
) -> Snapshot:
    held = (("CEN", central), ("NOR", north))
    return Snapshot(
        as_of=datetime(2026, 3, 2, 8, tzinfo=UTC),
        system="tryton",
        on_hand=tuple(StockOnHand(item="WINCH", location=x, quantity=Decimal(q)) for x, q in held),
        purchases=tuple(d for d in documents if isinstance(d, OpenPurchaseLine)),
        sales=tuple(d for d in documents if isinstance(d, OpenSalesLine)),
        transfers=tuple(d for d in documents if isinstance(d, OpenTransferLine)),
        order_points=points,
    )


def run(snapshot: Snapshot, network: Network = NEAR_ONLY) -> list[tuple[str, str | None, int, int | None]]:
    return [
        (r.location, r.origin, int(r.quantity), None if r.due is None else (r.due - TODAY).days)
        for r in supply_run(snapshot, network, TODAY)
    ]


def test_enough_stock_makes_no_request() -> None:
    assert run(state(30)) == []


def test_below_the_minimum_it_buys_up_to_the_target_for_the_earliest_supply_date() -> None:
    assert run(state(29)) == [("CEN", "NEAR", 71, 5)]


def test_what_comes_until_the_supply_date_counts_and_what_comes_later_does_not() -> None:
    assert run(state(10, buy(50, 5))) == []
    assert run(state(10, buy(50, 6))) == [("CEN", "NEAR", 90, 5)]


def test_sales_and_transfers_due_until_the_supply_date_count() -> None:
    assert run(state(60, sell(40, 5))) == [("CEN", "NEAR", 80, 5)]
    assert run(state(60, sell(40, 6))) == []
    # A transfer due in 8 days leaves 3 days earlier, on the supply date; in 9 days it leaves after it.
    assert run(state(60, move(40, 8))) == [("CEN", "NEAR", 80, 5)]
    assert run(state(60, move(40, 9))) == []
    assert run(state(60, move(40, 2, shipped=True))) == []


def test_an_overdue_receipt_that_nobody_re_dated_is_ordered_again_in_full() -> None:
    assert run(state(10, buy(90, 0))) == []
    assert run(state(10, buy(90, -1))) == [("CEN", "NEAR", 90, 5)]


def test_with_two_sources_it_looks_until_the_slower_one_could_deliver_and_takes_the_preferred_in_time() -> None:
    both = small_network((source("FAR", "WINCH", 35), source("NEAR", "WINCH", 5, preference=1)))
    assert run(state(60, sell(40, 10)), both) == [("CEN", "NEAR", 80, 10)]
    assert run(state(60, sell(40, 35)), both) == [("CEN", "FAR", 80, 35)]
    assert run(state(60, sell(40, 36)), both) == []


def test_the_lowest_stock_of_the_interval_is_refilled_although_more_is_coming() -> None:
    both = small_network((source("FAR", "WINCH", 35), source("NEAR", "WINCH", 5, preference=1)))
    assert run(state(60, sell(40, 10), sell(15, 12), buy(90, 20)), both) == [("CEN", "NEAR", 95, 10)]


def test_a_lowest_stock_of_exactly_zero_is_overlooked_as_the_erp_does() -> None:
    both = small_network((source("FAR", "WINCH", 35), source("NEAR", "WINCH", 5, preference=1)))
    assert run(state(60, sell(60, 10), buy(20, 12)), both) == [("CEN", "NEAR", 80, 10)]


def test_an_item_without_order_point_is_bought_only_to_cover_what_is_sold_beyond_stock() -> None:
    assert run(state(5, sell(9, 3), points=())) == [("CEN", "NEAR", 4, 5)]
    assert run(state(5, sell(5, 3), points=())) == []


def test_without_any_source_the_request_has_no_supplier_and_no_date() -> None:
    nobody = small_network(())
    assert run(state(29, points=(point("CEN", 30, 100),)), nobody) == [("CEN", None, 71, None)]


def test_an_internal_order_point_requests_from_its_provisioning_location_for_the_day_of_the_shortage() -> None:
    assert run(state(90, north=8)) == [("NOR", "CEN", 22, 0)]
    assert run(state(90, sell(12, 2, "NOR"))) == [("NOR", "CEN", 22, 2)]
    assert run(state(90, sell(12, 2, "NOR"), move(20, 1))) == []


def test_an_internal_request_in_time_lowers_the_stock_the_purchase_run_sees_a_late_one_does_not() -> None:
    # Needed in 4 days it leaves tomorrow; needed today it should have left 3 days ago, and drops out of the forecast.
    assert run(state(40, sell(12, 4, "NOR"))) == [("NOR", "CEN", 22, 4), ("CEN", "NEAR", 82, 5)]
    assert run(state(40, north=8)) == [("NOR", "CEN", 22, 0)]


def test_a_chain_of_internal_order_points_is_followed_to_its_end() -> None:
    chain = (
        point("NOR", 9, 30),
        OrderPoint(
            document="c", item="WINCH", location="CEN", kind=OrderPointKind.INTERNAL, minimum=Decimal(5),
            target=Decimal(20), provisioning="HUB",
        ),
    )  # fmt: skip
    found = run(state(10, north=0, points=chain))
    assert ("NOR", "CEN", 30, 0) in found
    assert ("CEN", "HUB", 40, 0) in found


@given(
    central=st.integers(0, 150),
    north=st.integers(0, 40),
    bought=st.lists(st.tuples(st.integers(1, 90), st.integers(-5, 12)), max_size=3),
    sold=st.lists(st.tuples(st.integers(1, 40), st.integers(-5, 12), st.sampled_from(["CEN", "NOR"])), max_size=4),
)
def test_running_again_after_its_requests_became_documents_adds_nothing(
    central: int, north: int, bought: list[tuple[int, int]], sold: list[tuple[int, int, str]]
) -> None:
    before = state(central, *(buy(*b) for b in bought), *(sell(*s) for s in sold), north=north)
    requests = supply_run(before, NEAR_ONLY, TODAY)
    after = before.model_copy(
        update={
            "purchases": (*before.purchases, *(_bought(r) for r in requests if r.kind is OrderPointKind.PURCHASE)),
            "transfers": (*before.transfers, *(_moved(r) for r in requests if r.kind is OrderPointKind.INTERNAL)),
        }
    )
    assert supply_run(after, NEAR_ONLY, TODAY) == ()


def _bought(request: SupplyRequest) -> OpenPurchaseLine:
    assert request.due is not None
    return buy(int(request.quantity), (request.due - TODAY).days, request.location)


def _moved(request: SupplyRequest) -> OpenTransferLine:
    assert request.due is not None
    return move(int(request.quantity), (request.due - TODAY).days)


def test_quantities_may_be_fractions() -> None:
    snapshot = state(29).model_copy(
        update={"on_hand": (StockOnHand(item="WINCH", location="CEN", quantity=Decimal("29.75")),)}
    )
    request = supply_run(snapshot, NEAR_ONLY, TODAY)[-1]
    assert request.quantity == pytest.approx(Decimal("70.25"))
