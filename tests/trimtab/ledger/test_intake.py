"""Intake: events are kept once, and what a source told again, late or wrongly is counted by source."""

from datetime import timedelta

from tests.trimtab.ledgers import NOW, Office
from trimtab.events import Event, EventType, Quarantined
from trimtab.intake import SourceIntake


def event(number: int, subject: str = "a", source: str = "wms", type_: EventType = EventType.STOCK_CHANGED) -> Event:
    at = NOW + timedelta(seconds=number)
    return Event(id=f"e{number:04}", source=source, type=type_, subject=subject, time=at, data={})


def counts(office: Office) -> list[SourceIntake]:
    with office.ledger.read() as tx:
        return tx.intake.by_source()


def test_what_is_told_again_is_kept_once_and_counted(office: Office) -> None:
    with office.ledger.write() as tx:
        assert tx.intake.take([event(1), event(2, "b"), event(1)]) == [event(1), event(2, "b")]
        assert tx.intake.take([event(2, "b"), event(1, source="tms")]) == [event(1, source="tms")]
    assert counts(office) == [
        SourceIntake(source="tms", kept=1),
        SourceIntake(source="wms", kept=2, repeated=2),
    ]


def test_a_feed_that_looks_back_repeats_nothing(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.intake.take([event(1)])
        assert tx.intake.take([event(1)], looks_back=True) == []
    assert counts(office) == [SourceIntake(source="wms", kept=1)]


def test_late_is_what_comes_after_something_newer_about_the_same(office: Office) -> None:
    """One batch has no order of its own, and other subjects and other kinds of events say nothing about being late."""
    with office.ledger.write() as tx:
        tx.intake.take([event(9, "b"), event(5), event(4)])
        tx.intake.take([event(3), event(7), event(2, type_=EventType.SALES_CHANGED), event(1, "c")])
    assert counts(office) == [SourceIntake(source="wms", kept=7, late=1)]


def test_what_was_refused_is_counted_by_its_field(office: Office) -> None:
    def refused(record: str, field: str) -> Quarantined:
        return Quarantined(
            source="csv", record=record, field=field, code="input.invalid_field", message="no", payload={}, at=NOW
        )

    with office.ledger.write() as tx:
        tx.events.quarantine([refused("row 1", "quantity"), refused("row 2", "quantity"), refused("row 3", "date")])
        tx.events.quarantine([refused("row 1", "quantity")])
    assert counts(office) == [SourceIntake(source="csv", refused={"date": 1, "quantity": 2})]
