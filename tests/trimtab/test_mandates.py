"""Mandates: an approved band with a meter."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trimtab.mandates import Mandate


@pytest.mark.parametrize(
    ("quantity", "cost", "fits"),
    [("40", "400", True), ("40.01", "1", False), ("1", "400.01", False), ("0", "0", True)],
)
def test_there_is_room_up_to_both_limits_and_not_beyond(quantity: str, cost: str, fits: bool) -> None:
    mandate = Mandate(
        id="man_1",
        granted_by="bea",
        action_kind="place_purchase",
        subject="source:BRF/WINCH-40",
        currency="EUR",
        quantity_limit=Decimal(100),
        cost_limit=Decimal(1000),
        quantity_used=Decimal(60),
        cost_used=Decimal(600),
        until=datetime(2026, 3, 9, tzinfo=UTC),
    )
    assert mandate.room_for(Decimal(quantity), Decimal(cost)) is fits
