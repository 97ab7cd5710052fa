"""Payloads are checked when they are read, whatever feed brought them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.tools.estimation.told import MONDAY, demand, receipt
from tools.estimation.observations import DemandObserved, ReceiptObserved, observed
from trimtab.errors import InvalidField


def test_what_a_feed_adds_of_its_own_is_read_past() -> None:
    event = demand(MONDAY, 5.0)
    told = observed(DemandObserved, event.model_copy(update={"data": event.data | {"shop": "west"}}))
    assert (told.date, told.quantity) == (MONDAY, Decimal("5.0"))


@pytest.mark.parametrize(
    ("field", "value"), [("quantity", "-1"), ("date", "2026-02-30"), ("item", ""), ("location", None)]
)
def test_an_impossible_payload_is_refused_by_event_and_field(field: str, value: object) -> None:
    event = demand(MONDAY, 5.0)
    with pytest.raises(InvalidField) as refused:
        observed(DemandObserved, event.model_copy(update={"data": event.data | {field: value}}))
    assert (refused.value.record, refused.value.field) == (f"event {event.source} {event.id}", field)


def test_a_receipt_survives_json() -> None:
    told = observed(ReceiptObserved, receipt(0, 3))
    assert ReceiptObserved.model_validate(told.model_dump(mode="json")) == told
