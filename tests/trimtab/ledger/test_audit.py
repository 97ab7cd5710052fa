"""The audit trail: whatever is changed, cut off or put in shows; what has to be forgotten can be erased."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from tests.trimtab.ledgers import Office
from trimtab.errors import IntegrityError
from trimtab.ledger import schema
from trimtab.ledger.audit import AuditHead

AUDIT = schema.audit


def written(office: Office, count: int = 5) -> AuditHead:
    for n in range(count):
        with office.ledger.write() as tx:
            tx.audit.append("bea", "decision.approve", f"bnd_{n}", number=n, text="Größe")
    with office.ledger.read() as tx:
        return tx.audit.head()


def verify(office: Office, anchor: AuditHead | None = None) -> AuditHead:
    with office.ledger.read() as tx:
        return tx.audit.verify(anchor)


def test_an_untouched_chain_verifies_and_gives_its_head(office: Office) -> None:
    head = written(office)
    assert head.sequence == 5
    assert verify(office) == head
    assert verify(office, head) == head


def test_the_newest_entries_come_first(office: Office) -> None:
    written(office)
    with office.ledger.read() as tx:
        assert [e.sequence for e in tx.audit.newest(2)] == [5, 4]


def test_an_empty_chain_verifies(office: Office) -> None:
    assert verify(office).sequence == 0


def test_entries_of_one_transaction_follow_each_other(office: Office) -> None:
    with office.ledger.write() as tx:
        for n in range(3):
            tx.audit.append("bea", "note", "x", n=n)
    assert verify(office).sequence == 3


def test_a_transaction_that_failed_leaves_no_entry(office: Office) -> None:
    written(office)

    def fail() -> None:
        with office.ledger.write() as tx:
            tx.audit.append("bea", "note", "x")
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    assert verify(office).sequence == 5


FORGED = {
    "actor": "eve",
    "type": "decision.reject",
    "subject": "bnd_other",
    "payload": "{}",
    "salt": "0" * 32,
    "payload_digest": "0" * 64,
    "previous": "0" * 64,
    "hash": "0" * 64,
    "sequence": 99,
}


@pytest.mark.parametrize("field", FORGED)
@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_changing_any_field_of_any_entry_shows(office: Office, field: str, sequence: int) -> None:
    forged = "1" * 64 if (field, sequence) == ("previous", 1) else FORGED[field]
    written(office)
    with office.ledger.write() as tx:
        where = (AUDIT.c.company == office.company, AUDIT.c.sequence == sequence)
        tx.connection.execute(update(AUDIT).where(*where).values({field: forged}))
    with pytest.raises(IntegrityError):
        verify(office)


def test_changing_the_time_of_an_entry_shows(office: Office) -> None:
    written(office)
    office.wait(seconds=1)
    with office.ledger.write() as tx:
        where = (AUDIT.c.company == office.company, AUDIT.c.sequence == 2)
        tx.connection.execute(update(AUDIT).where(*where).values(at=tx.wall_now))
    with pytest.raises(IntegrityError, match="entry 2"):
        verify(office)


@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_taking_an_entry_out_shows(office: Office, sequence: int) -> None:
    written(office)
    with office.ledger.write() as tx:
        tx.connection.execute(delete(AUDIT).where(AUDIT.c.company == office.company, AUDIT.c.sequence == sequence))
    with pytest.raises(IntegrityError):
        verify(office)


def test_an_entry_put_in_past_the_head_shows(office: Office) -> None:
    written(office)
    with office.ledger.write() as tx:
        last = tx.connection.execute(select(AUDIT).where(AUDIT.c.company == office.company, AUDIT.c.sequence == 5))
        forged = dict(last.mappings().one()) | {"sequence": 6}
        tx.connection.execute(insert(AUDIT).values(**forged))
    with pytest.raises(IntegrityError):
        verify(office)


def test_a_chain_cut_off_with_its_head_set_back_shows_against_an_anchor(office: Office) -> None:
    anchor = written(office)
    with office.ledger.write() as tx:
        tx.connection.execute(delete(AUDIT).where(AUDIT.c.company == office.company, AUDIT.c.sequence > 3))
        third = tx.connection.execute(
            select(AUDIT.c.hash).where(AUDIT.c.company == office.company, AUDIT.c.sequence == 3)
        ).scalar_one()
        head = schema.audit_head
        tx.connection.execute(update(head).where(head.c.company == office.company).values(sequence=3, hash=third))
    assert verify(office).sequence == 3
    with pytest.raises(IntegrityError, match="before the anchor"):
        verify(office, anchor)


def test_a_chain_written_anew_shows_against_an_anchor(office: Office) -> None:
    anchor = written(office)
    with office.ledger.write() as tx:
        for table in (AUDIT, schema.audit_head):
            tx.connection.execute(delete(table).where(table.c.company == office.company))
    written(office, 8)
    with pytest.raises(IntegrityError, match="anchored"):
        verify(office, anchor)


def test_an_erased_payload_is_gone_and_the_chain_still_verifies(office: Office) -> None:
    head = written(office)
    with office.ledger.write() as tx:
        tx.audit.erase_payload(2)
    with office.ledger.read() as tx:
        erased = list(tx.audit.entries())[1]
    assert (erased.payload, erased.salt) == (None, None)
    assert verify(office, head) == head


def test_equal_payloads_have_different_digests(office: Office) -> None:
    for _ in range(2):
        with office.ledger.write() as tx:
            tx.audit.append("bea", "note", "x", text="the same")
    with office.ledger.read() as tx:
        first, second = tx.audit.entries()
    assert first.payload == second.payload
    assert first.payload_digest != second.payload_digest


def test_many_writers_make_one_chain(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    assert at_once([lambda: written(office, 6) for _ in range(4)]).count(None) == 0
    assert verify(office).sequence == 24


def test_verifying_while_others_write_raises_no_false_alarm(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    written(office, 20)

    def verify_often() -> int:
        return max(verify(office).sequence for _ in range(15))

    done = at_once([verify_often, verify_often, lambda: written(office, 15).sequence])
    assert [d for d in done if not isinstance(d, int)] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=20), st.one_of(st.none(), st.integers(), st.text(max_size=50)), max_size=5))
def test_any_payload_can_be_recorded_and_verifies(embedded: Office, payload: dict[str, object]) -> None:
    with embedded.ledger.write() as tx:
        tx.audit.append("bea", "note", "x", body=payload)
    verify(embedded)
