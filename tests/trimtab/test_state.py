"""The state of the ERP: inventory position counts every open document exactly once."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trimtab.state import (
    OpenPurchaseLine,
    OpenSalesLine,
    OpenTransferLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

DUE = date(2026, 3, 9)
QUANTITY = st.integers(0, 500).map(Decimal)
PLACE = st.sampled_from(["CEN", "NOR"])


def stock(quantity: Decimal, location: str = "CEN", item: str = "WINCH") -> StockOnHand:
    return StockOnHand(item=item, location=location, quantity=quantity)


def inbound(quantity: Decimal, location: str = "CEN", item: str = "WINCH") -> OpenPurchaseLine:
    return OpenPurchaseLine(
        document="1", number="P1", line="1", supplier="FAR", item=item, location=location, quantity=quantity, due=DUE
    )


def owed(quantity: Decimal, location: str = "CEN", item: str = "WINCH") -> OpenSalesLine:
    return OpenSalesLine(
        document="2", number="S1", line="1", customer="SKAG", item=item, location=location, quantity=quantity, due=DUE
    )


def moving(quantity: Decimal, *, shipped: bool, origin: str = "CEN", destination: str = "NOR") -> OpenTransferLine:
    return OpenTransferLine(
        document="3",
        number="T1",
        line="1",
        item="WINCH",
        origin=origin,
        destination=destination,
        quantity=quantity,
        due=DUE,
        shipped=shipped,
    )


def snapshot(**parts: object) -> Snapshot:
    return Snapshot.model_validate({"as_of": datetime(2026, 3, 2, tzinfo=UTC), "system": "test", **parts})


def test_position_is_on_hand_plus_inbound_minus_owed() -> None:
    state = snapshot(
        on_hand=(stock(Decimal(64)), stock(Decimal(9), item="ROPE"), stock(Decimal(112), "NOR")),
        purchases=(inbound(Decimal(300)), inbound(Decimal(5), "NOR"), inbound(Decimal(7), item="ROPE")),
        sales=(owed(Decimal(40)), owed(Decimal(2), "NOR"), owed(Decimal(1), item="ROPE")),
        transfers=(moving(Decimal(20), shipped=False),),
    )
    assert state.stock("WINCH", "CEN") == 64
    assert state.position("WINCH", "CEN") == 64 + 300 - 40 - 20
    assert state.position("WINCH", "NOR") == 112 + 5 - 2 + 20
    assert state.position("ROPE", "CEN") == 9 + 7 - 1


def test_what_left_the_origin_is_no_longer_owed_there() -> None:
    before = snapshot(on_hand=(stock(Decimal(50)),), transfers=(moving(Decimal(20), shipped=False),))
    after = snapshot(on_hand=(stock(Decimal(30)),), transfers=(moving(Decimal(20), shipped=True),))
    for state in (before, after):
        assert state.position("WINCH", "CEN") == 30
        assert state.position("WINCH", "NOR") == 20


@given(
    st.lists(st.builds(stock, QUANTITY, PLACE), max_size=3),
    st.lists(st.builds(inbound, QUANTITY, PLACE), max_size=3),
    st.lists(st.builds(owed, QUANTITY, PLACE), max_size=3),
    st.lists(st.builds(moving, QUANTITY, shipped=st.just(False)), max_size=3),
)
def test_positions_add_up_to_the_company_whatever_is_transferred(
    on_hand: list[StockOnHand],
    purchases: list[OpenPurchaseLine],
    sales: list[OpenSalesLine],
    transfers: list[OpenTransferLine],
) -> None:
    state = snapshot(on_hand=on_hand, purchases=purchases, sales=sales, transfers=transfers)
    company = sum((x.quantity for x in (*on_hand, *purchases)), Decimal(0))
    company -= sum((x.quantity for x in sales), Decimal(0))
    assert state.position("WINCH", "CEN") + state.position("WINCH", "NOR") == company


def test_nothing_known_is_zero_and_no_level() -> None:
    state = snapshot()
    assert state.stock("WINCH", "CEN") == state.position("WINCH", "CEN") == 0
    assert state.order_point("WINCH", "CEN") is None


def test_a_level_is_found_by_item_and_location() -> None:
    point = OrderPoint(
        document="4",
        item="WINCH",
        location="NOR",
        kind=OrderPointKind.INTERNAL,
        minimum=Decimal(36),
        target=Decimal(80),
        provisioning="CEN",
    )
    state = snapshot(order_points=(point,))
    assert state.order_point("WINCH", "NOR") == point
    assert state.order_point("WINCH", "CEN") is None
