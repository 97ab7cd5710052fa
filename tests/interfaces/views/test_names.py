"""Names on a screen: order lines by number and item, told apart where one order has several."""

from collections.abc import Mapping
from datetime import UTC, datetime

from interfaces.views.names import Names, names_of
from tests.interfaces.fixtures.network import NETWORK
from trimtab.events import Event, EventType

WINCH, FURLER = "Self-tailing winch 40 (WINCH-40)", "Headsail furler size 2 (FURL-2)"


def _event(line: str, data: Mapping[str, str]) -> Event:
    return Event(
        id=f"e-{line}-{len(data)}",
        source="tryton",
        type=EventType.PURCHASE_CHANGED,
        subject=f"purchase-line:2417/{line}",
        time=datetime(2026, 11, 24, 8, tzinfo=UTC),
        data={"number": "KMW-2417", **data},
    )


def _knowing(*events: Event) -> Names:
    return names_of(NETWORK).knowing(events)


def test_lines_of_one_order_go_by_their_items() -> None:
    names = _knowing(_event("1", {"item": "WINCH-40"}), _event("2", {"item": "FURL-2"}))
    assert names.subject("purchase-line:2417/1") == f"KMW-2417, {WINCH}"
    assert names.subject("purchase-line:2417/2") == f"KMW-2417, {FURLER}"


def test_lines_of_one_order_about_the_same_item_are_told_apart_by_their_numbers() -> None:
    names = _knowing(*(_event(line, {"item": "WINCH-40"}) for line in ("1", "3")), _event("2", {"item": "FURL-2"}))
    assert names.subject("purchase-line:2417/1") == f"KMW-2417, {WINCH}, line 1"
    assert names.subject("purchase-line:2417/3") == f"KMW-2417, {WINCH}, line 3"
    assert names.subject("purchase-line:2417/2") == f"KMW-2417, {FURLER}"


def test_a_line_whose_item_nobody_told_keeps_its_number() -> None:
    assert _knowing(_event("1", {})).subject("purchase-line:2417/1") == "KMW-2417, line 1"


def test_an_event_that_tells_less_does_not_make_a_line_lose_its_item() -> None:
    names = _knowing(_event("1", {"item": "WINCH-40"}), _event("1", {}))
    assert names.subject("purchase-line:2417/1") == f"KMW-2417, {WINCH}"


def test_of_two_items_told_of_a_line_the_later_one_counts() -> None:
    names = _knowing(_event("1", {"item": "WINCH-40"}), _event("1", {"item": "FURL-2"}))
    assert names.subject("purchase-line:2417/1") == f"KMW-2417, {FURLER}"
