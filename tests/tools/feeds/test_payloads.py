"""What events from outside must hold: each type's data, the codes they name, and the subject to find them by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tools.feeds.payloads import MODELS, Known, check_payload
from trimtab.errors import InputError, InvalidField, UnknownReference
from trimtab.events import Event, EventType

KNOWN = Known(items=("WINCH",), locations=("CEN", "NOR"), suppliers=("FAR",), customers=("BAY",))
PLACE = "item-location:WINCH@CEN"
GOOD: dict[EventType, tuple[str, dict[str, Any]]] = {
    EventType.DEMAND_HISTORY: (
        PLACE,
        {"item": "WINCH", "location": "CEN", "start": "2026-01-05", "quantities": [4, 0, None, 2.5]},
    ),
    EventType.PROMOTION_CHANGED: (
        PLACE,
        {"item": "WINCH", "location": "CEN", "start": "2026-03-02", "end": "2026-03-15", "per_day": 8},
    ),
    EventType.LANE_CHANGED: (
        "lane:CEN>NOR",
        {"origin": "CEN", "destination": "NOR", "open": False, "transit_days": None, "reason": "flood"},
    ),
    EventType.REQUEST_CHANGED: (
        "request:17",
        {
            "document": "17",
            "kind": "internal",
            "item": "WINCH",
            "location": "NOR",
            "quantity": "12",
            "due": "2026-03-05",
            "origin": "CEN",
        },
    ),
}


def event(kind: EventType, subject: str, data: dict[str, Any]) -> Event:
    return Event(id="1", source="api", type=kind, subject=subject, time=datetime(2026, 3, 2, tzinfo=UTC), data=data)


def test_every_type_of_event_is_checked() -> None:
    assert set(MODELS) == set(EventType)


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_right_passes(kind: EventType) -> None:
    check_payload(event(kind, *GOOD[kind]), KNOWN)
    check_payload(event(kind, *GOOD[kind]), Known())


@pytest.mark.parametrize("kind", GOOD)
def test_a_subject_that_its_data_contradict_is_refused(kind: EventType) -> None:
    with pytest.raises(InvalidField, match="its data say"):
        check_payload(event(kind, "item-location:ROPE@CEN", GOOD[kind][1]), KNOWN)


@pytest.mark.parametrize(
    ("kind", "change", "field", "error"),
    [
        (EventType.DEMAND_HISTORY, {"quantities": []}, "data.quantities", InvalidField),
        (EventType.DEMAND_HISTORY, {"quantities": [1, -2]}, "data.quantities", InvalidField),
        (EventType.DEMAND_HISTORY, {"quantities": [1, "x"]}, "data.quantities", InvalidField),
        (EventType.DEMAND_HISTORY, {"quantities": [0] * 4000}, "data.quantities", InvalidField),
        (EventType.DEMAND_HISTORY, {"start": "5.1.2026"}, "data.start", InvalidField),
        (EventType.DEMAND_HISTORY, {"item": "BELL"}, "data.item", UnknownReference),
        (EventType.PROMOTION_CHANGED, {"end": "2026-03-01"}, "data.end", InvalidField),
        (EventType.PROMOTION_CHANGED, {"per_day": "much"}, "data.per_day", InvalidField),
        (EventType.PROMOTION_CHANGED, {"location": "MOON"}, "data.location", UnknownReference),
        (EventType.LANE_CHANGED, {"open": "perhaps"}, "data.open", InvalidField),
        (EventType.LANE_CHANGED, {"transit_days": -1}, "data.transit_days", InvalidField),
        (EventType.LANE_CHANGED, {"destination": "MOON"}, "data.destination", UnknownReference),
        (EventType.REQUEST_CHANGED, {"kind": "gift"}, "data.kind", InvalidField),
        (EventType.REQUEST_CHANGED, {"quantity": "-1"}, "data.quantity", InvalidField),
        (EventType.REQUEST_CHANGED, {"supplier": "MOON"}, "data.supplier", UnknownReference),
    ],
)
def test_what_is_wrong_is_refused_by_field(
    kind: EventType, change: dict[str, Any], field: str, error: type[InputError]
) -> None:
    subject, data = GOOD[kind]
    with pytest.raises(error) as caught:
        check_payload(event(kind, subject, data | change), KNOWN)
    assert caught.value.field == field
    assert caught.value.record == "event api 1"
