"""Readings: whatever an assumption can be about has a present value under the same name."""

from datetime import UTC, date, datetime
from decimal import Decimal

from trimtab import readings as r
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status, Uplift
from trimtab.state import (
    OpenPurchaseLine,
    OpenRequest,
    OpenSalesLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DUE = date(2026, 3, 9)
CEN = subjects.item_location("WINCH", "CEN")


def belief(subject: str, parameter: Parameter, distribution: Distribution) -> Belief:
    return Belief(
        subject=subject,
        parameter=parameter,
        owner=Function.SALES,
        distribution=distribution,
        persistence=Persistence.USUAL,
        as_of=NOW,
        version=1,
    )


STATE = Snapshot(
    as_of=NOW,
    system="test",
    on_hand=(StockOnHand(item="WINCH", location="CEN", quantity=Decimal(64)),),
    purchases=(
        OpenPurchaseLine(
            document="1",
            number="P1",
            line="2",
            supplier="FAR",
            item="WINCH",
            location="CEN",
            quantity=Decimal(300),
            due=DUE,
        ),
    ),
    sales=(
        OpenSalesLine(
            document="7",
            number="S7",
            line="9",
            customer="SKAG",
            item="WINCH",
            location="CEN",
            quantity=Decimal(40),
            due=DUE,
        ),
    ),
    requests=(
        OpenRequest(
            document="5",
            kind=OrderPointKind.PURCHASE,
            item="WINCH",
            location="CEN",
            quantity=Decimal(30),
            due=DUE,
        ),
    ),
    order_points=(
        OrderPoint(
            document="3",
            item="WINCH",
            location="CEN",
            kind=OrderPointKind.PURCHASE,
            minimum=Decimal(431),
            target=Decimal(491),
        ),
    ),
)


def test_the_state_is_read_under_the_names_assumptions_use() -> None:
    assert r.readings(STATE, {}) == {
        (CEN, r.ON_HAND): Decimal(64),
        (CEN, r.POSITION): Decimal(324),
        (subjects.purchase_line("1", "2"), r.DUE): DUE,
        (subjects.purchase_line("1", "2"), r.QUANTITY): Decimal(300),
        (subjects.sales_line("7", "9"), r.DUE): DUE,
        (subjects.sales_line("7", "9"), r.QUANTITY): Decimal(40),
        (subjects.request("5"), r.DUE): DUE,
        (subjects.request("5"), r.QUANTITY): Decimal(30),
        (subjects.order_point("WINCH", "CEN"), r.MINIMUM): Decimal(431),
        (subjects.order_point("WINCH", "CEN"), r.TARGET): Decimal(491),
    }


def test_beliefs_are_read_by_subject_and_parameter_whatever_their_distribution() -> None:
    held = [
        belief(CEN, Parameter.DEMAND, Normal(mean=6.5, sd=2)),
        belief(subjects.purchase_line("1", "2"), Parameter.ETA, OnDate(date=DUE, sd_days=1)),
        belief(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=0.25)),
        belief(CEN, Parameter.PROMOTION, Uplift(start=DUE, end=DUE, per_day=4.5)),
    ]
    empty = Snapshot(as_of=NOW, system="test")
    actual = r.readings(empty, {(b.subject, b.parameter.value): b for b in held})
    assert list(actual.values()) == [Decimal("6.5"), DUE, Decimal("0.25"), Decimal("4.5"), DUE]
    assert {(CEN, "demand"), (CEN, "promotion"), (CEN, r.STARTS)} <= set(actual)
