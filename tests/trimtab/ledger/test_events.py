"""Events: kept once, read by subject and type without reading anybody else's."""

from datetime import timedelta

from tests.trimtab.ledgers import NOW, Office
from trimtab.events import Event, EventType


def event(number: int, subject: str, type_: EventType = EventType.STOCK_CHANGED) -> Event:
    return Event(
        id=f"e{number:04}", source="wms", type=type_, subject=subject, time=NOW + timedelta(seconds=number), data={}
    )


def test_an_event_is_kept_once(office: Office) -> None:
    with office.ledger.write() as tx:
        assert tx.events.add([event(1, "a"), event(2, "b"), event(1, "a")]) == [event(1, "a"), event(2, "b")]
        assert tx.events.add([event(2, "b")]) == []
        assert tx.events.count() == 2


def test_events_about_subjects_come_oldest_first_and_of_the_types_asked_for(office: Office) -> None:
    sale = event(2, "b", EventType.SALES_CHANGED)
    with office.ledger.write() as tx:
        tx.events.add([event(3, "a"), event(1, "b"), sale, event(4, "c")])
        assert tx.events.of_subjects(["b", "a"], [EventType.STOCK_CHANGED]) == [event(1, "b"), event(3, "a")]
        assert tx.events.of_subjects(["b"], [EventType.SALES_CHANGED]) == [sale]
        assert tx.events.of_subjects([], [EventType.STOCK_CHANGED]) == []


def test_more_subjects_than_fit_into_one_query_are_read_in_order_too(office: Office) -> None:
    many = [event(number, f"s{(number * 7919) % 1201}") for number in range(1201)]
    with office.ledger.write() as tx:
        tx.events.add(many)
        found = tx.events.of_subjects([e.subject for e in many], [EventType.STOCK_CHANGED])
    assert found == many
