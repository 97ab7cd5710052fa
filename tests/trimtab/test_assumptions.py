"""Assumptions: what breaks them, what does not, and how a breach is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trimtab.proposals import NOW, TODAY
from trimtab.assumptions import Assumptions, Breach, DateRange, NumberRange

HERE = "item-location:WINCH-40@CEN"
LINE = "purchase-line:1/2"


def on_hand(low: str = "50", value: str = "64", high: str = "80") -> NumberRange:
    return NumberRange(
        subject=HERE, what="on hand", unit="Unit", value=Decimal(value), low=Decimal(low), high=Decimal(high)
    )


def due(tolerance: int = 2) -> DateRange:
    few = timedelta(days=tolerance)
    return DateRange(subject=LINE, what="due date", value=TODAY, low=TODAY - few, high=TODAY + few)


def both() -> Assumptions:
    return Assumptions(
        ranges=(on_hand(), due()), state_as_of=NOW, network_version="1", expires_at=NOW + timedelta(hours=48)
    )


@given(st.decimals(min_value=50, max_value=80, places=2))
def test_a_number_inside_its_range_holds(value: Decimal) -> None:
    assert not on_hand().broken_by(value)


@pytest.mark.parametrize("actual", [Decimal("49.99"), Decimal("80.01"), 81, 49.5, None, "64", TODAY])
def test_a_number_outside_or_no_number_breaks(actual: object) -> None:
    assert on_hand().broken_by(actual)


@pytest.mark.parametrize("actual", [Decimal(50), Decimal(80), 50, 80.0])
def test_both_ends_are_included(actual: object) -> None:
    assert not on_hand().broken_by(actual)


@pytest.mark.parametrize(("days", "broken"), [(-3, True), (-2, False), (0, False), (2, False), (3, True)])
def test_a_date_may_move_within_its_range(days: int, broken: bool) -> None:
    assert due().broken_by(TODAY + timedelta(days=days)) is broken


@pytest.mark.parametrize("actual", [None, "2026-03-02", Decimal(1)])
def test_what_is_no_date_breaks_a_date(actual: object) -> None:
    assert due().broken_by(actual)


def test_breaches_name_what_was_assumed_and_what_is() -> None:
    actual: dict[tuple[str, str], Decimal | date] = {
        (HERE, "on hand"): Decimal(12),
        (LINE, "due date"): TODAY + timedelta(days=16),
    }
    first, second = both().breaches(actual)
    assert str(first) == f"on hand of {HERE} was 64, is 12"
    assert second == Breach(subject=LINE, what="due date", assumed="2026-03-02", actual="2026-03-18")


def test_what_is_gone_breaks_and_says_so() -> None:
    (breach,) = both().breaches({(HERE, "on hand"): Decimal(64)})
    assert str(breach) == f"due date of {LINE} was 2026-03-02, is gone"


def test_nothing_breaks_while_all_holds() -> None:
    actual: dict[tuple[str, str], Decimal | date] = {
        (HERE, "on hand"): Decimal(64),
        (LINE, "due date"): TODAY,
        ("item-location:ROPE-12@CEN", "on hand"): Decimal(0),
    }
    assert both().breaches(actual) == ()


def test_assumptions_survive_being_written_and_read() -> None:
    assert Assumptions.model_validate_json(both().model_dump_json()) == both()


def test_where_nothing_is_known_what_counts_otherwise_is_held_against_the_range() -> None:
    no_promotion = on_hand("0", "0", "0").model_copy(update={"otherwise": Decimal(0)})
    assert not no_promotion.broken_by(None)
    assert no_promotion.broken_by(Decimal(4))
    assert on_hand().model_copy(update={"otherwise": Decimal(0)}).broken_by(None)
