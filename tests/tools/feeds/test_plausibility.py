"""Plausibility: one slip of a clock or a keyboard is refused by its field, and goes into quarantine whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tools.feeds.payloads import Known, check_payload, sifted
from trimtab.errors import InvalidField
from trimtab.events import Event, EventType
from trimtab.subjects import purchase_line

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
PLACE = {"item": "WINCH", "location": "CEN"}
SUBJECT = "item-location:WINCH@CEN"
DAY = EventType.DEMAND_OBSERVED, SUBJECT, {**PLACE, "date": "2026-03-03", "quantity": "1000000"}
DAYS = EventType.DEMAND_HISTORY, SUBJECT, {**PLACE, "start": "2026-03-01", "quantities": [1, None, 1e6]}
PROMOTION = (
    EventType.PROMOTION_CHANGED,
    SUBJECT,
    {**PLACE, "start": "2026-05-01", "end": "2036-05-07", "per_day": -1e6},
)
RECEIPT = (
    EventType.RECEIPT_OBSERVED,
    "source:FAR/WINCH",
    {
        "purchase_order": "PO-1",
        "supplier": "FAR",
        "item": "WINCH",
        "ordered": "2026-01-05",
        "promised": "2026-01-05",
        "received": "2026-03-03",
        "quantity": "10",
    },
)
LINE = (
    EventType.PURCHASE_CHANGED,
    purchase_line("7", "1"),
    {
        "document": "7",
        "number": "7",
        "line": "1",
        "supplier": "FAR",
        **PLACE,
        "quantity": "10",
        "due": "2099-12-31",
    },
)
Told = tuple[EventType, str, dict[str, Any]]


def event(told: Told, at: datetime = NOW, event_id: str = "1", **change: object) -> Event:
    kind, subject, data = told
    return Event(id=event_id, source="api", type=kind, subject=subject, time=at, data=data | change)


@pytest.mark.parametrize("told", [DAY, DAYS, PROMOTION, RECEIPT, LINE], ids=lambda told: str(told[0].value))
def test_what_is_on_the_edge_passes(told: Told) -> None:
    """The next day has begun somewhere; an order point of a million is one; 2099 is a year people write."""
    check_payload(event(told), Known(now=NOW))


@pytest.mark.parametrize(
    ("told", "change", "field"),
    [
        (DAY, {"date": "2026-03-04"}, "data.date"),
        (DAY, {"date": "9999-12-31"}, "data.date"),
        (DAY, {"date": "1970-01-01"}, "data.date"),
        (DAY, {"quantity": "1000001"}, "data.quantity"),
        (DAY, {"quantity": "-1"}, "data.quantity"),
        (DAY, {"quantity": "NaN"}, "data.quantity"),
        (DAYS, {"start": "2026-03-02"}, "data.quantities"),
        (DAYS, {"start": "9999-12-31"}, "data.start"),
        (DAYS, {"quantities": [1, 2e6]}, "data.quantities"),
        (PROMOTION, {"per_day": 1e300}, "data.per_day"),
        (PROMOTION, {"end": "2099-12-31"}, "data.end"),
        (RECEIPT, {"received": "2026-01-04"}, "data.received"),
        (RECEIPT, {"promised": "2026-01-04"}, "data.promised"),
        (RECEIPT, {"received": "2026-03-04"}, "data.received"),
        (LINE, {"due": "9999-12-31"}, "data.due"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(told: Told, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidField) as caught:
        check_payload(event(told, **change), Known(now=NOW))
    assert caught.value.field == field


@pytest.mark.parametrize("at", [datetime(2026, 3, 4, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)])
def test_an_event_that_has_not_happened_or_before_all_records_is_refused(at: datetime) -> None:
    with pytest.raises(InvalidField, match="time"):
        check_payload(event(DAY, at), Known(now=NOW))


def test_without_a_present_the_future_is_not_looked_at() -> None:
    check_payload(event(DAY, datetime(2027, 1, 1, tzinfo=UTC), date="2027-01-01"), Known())


def test_the_good_are_kept_and_the_others_kept_whole_in_quarantine() -> None:
    good, bad = event(DAY), event(DAY, event_id="2", quantity="-7")
    assert sifted([bad, good], Known(now=NOW), NOW) == ([good], sifted([bad], Known(now=NOW), NOW)[1])
    (refused,) = sifted([bad], Known(now=NOW), NOW)[1]
    assert (refused.source, refused.record, refused.field, refused.at) == ("api", "event api 2", "data.quantity", NOW)
    assert Event.model_validate(refused.payload) == bad
