"""The outbox: written with the change it announces, delivered at least once, by one worker at a time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.trimtab.ledgers import Office
from trimtab.ledger.outbox import MAX_ATTEMPTS, OutboxKind, OutboxRow, OutboxState


def put(office: Office, subject: str = "bnd_1", seconds: float = 0) -> None:
    with office.ledger.write() as tx:
        tx.outbox.put(OutboxKind.WAKE_BUNDLE, subject, not_before=tx.wall_now + timedelta(seconds=seconds))


def due(office: Office) -> list[OutboxRow]:
    with office.ledger.read() as tx:
        return tx.outbox.due()


def claim(office: Office, row: OutboxRow, seconds: float = 30) -> bool:
    with office.ledger.write() as tx:
        return tx.outbox.claim(row.sequence, seconds)


def test_rows_are_due_in_the_order_of_their_writing(office: Office) -> None:
    for subject in ("bnd_3", "bnd_1", "bnd_2"):
        put(office, subject)
    assert [row.subject for row in due(office)] == ["bnd_3", "bnd_1", "bnd_2"]


def test_a_row_is_not_due_before_its_time(office: Office) -> None:
    put(office, seconds=10)
    assert due(office) == []
    office.wait(seconds=10)
    assert len(due(office)) == 1


def test_a_row_of_a_transaction_that_failed_was_never_there(office: Office) -> None:
    def fail() -> None:
        with office.ledger.write() as tx:
            tx.outbox.put(OutboxKind.WAKE_BUNDLE, "bnd_1")
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    assert due(office) == []


def test_a_row_is_claimed_by_one_worker(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    put(office)
    (row,) = due(office)
    assert sorted(at_once([lambda: claim(office, row)] * 6), key=str) == [*[False] * 5, True]
    assert due(office) == []


def test_a_row_whose_worker_crashed_comes_again(office: Office) -> None:
    put(office)
    claim(office, due(office)[0], 30)
    office.wait(seconds=30)
    assert claim(office, due(office)[0], 30)


def test_a_delivered_row_is_gone(office: Office) -> None:
    put(office)
    (row,) = due(office)
    with office.ledger.write() as tx:
        tx.outbox.delivered(row.sequence)
    office.wait(days=1)
    assert due(office) == []


def test_a_failing_row_is_tried_again_with_growing_delay_and_then_kept_for_a_person(office: Office) -> None:
    put(office)
    waited = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (row,) = due(office)
        with office.ledger.write() as tx:
            state = tx.outbox.failed(row, "the ERP is away")
        assert state is (OutboxState.DEAD if attempt == MAX_ATTEMPTS else OutboxState.PENDING)
        seconds = 0
        while not due(office) and state is OutboxState.PENDING:
            office.wait(seconds=1)
            seconds += 1
        waited.append(seconds)
    assert waited[:-1] == sorted(waited[:-1])
    assert waited[-2] <= 60
    office.wait(days=1)
    assert due(office) == []
    with office.ledger.read() as tx:
        (dead,) = tx.outbox.dead()
    assert (dead.attempts, dead.error) == (MAX_ATTEMPTS, "the ERP is away")


def test_companies_do_not_see_each_others_rows(office: Office) -> None:
    other = type(office.ledger)(office.ledger.engine, f"{office.company}-x", office.clock)
    with other.write() as tx:
        tx.outbox.put(OutboxKind.WAKE_BUNDLE, "bnd_1")
    assert due(office) == []
