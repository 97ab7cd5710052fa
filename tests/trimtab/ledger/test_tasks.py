"""Tasks: done once with a reference, or answered once where they ask."""

from datetime import timedelta

import pytest

from tests.trimtab.ledgers import Office
from trimtab.commitments import Answer, AnswerKind
from trimtab.errors import AlreadyDecided, InvalidField, NotFound

YES = Answer(kind=AnswerKind.ACCEPTED, text="Fine")


def opened(office: Office, *asks: str) -> None:
    with office.ledger.write() as tx:
        for hours, key in enumerate(asks, start=1):
            due = tx.business_now + timedelta(hours=hours)
            tx.tasks.open(key, "bnd", "procurement", "Ask Kowloon", asks=True, due_at=due)
        tx.tasks.open("plain", "bnd", "sales", "Tell Skagen")


def test_a_question_keeps_its_answer_and_takes_no_second_one(office: Office) -> None:
    opened(office, "ask")
    with office.ledger.write() as tx:
        task = tx.tasks.answered("ask", YES, "bea")
        assert (task.answer, task.done_by, task.state, task.done_at) == (YES, "bea", "done", tx.business_now)
        with pytest.raises(AlreadyDecided, match="answered by bea: accepted, Fine"):
            tx.tasks.answered("ask", YES, "ben")
        with pytest.raises(NotFound):
            tx.tasks.answered("nothing", YES, "bea")
    with office.ledger.read() as tx:
        assert tx.tasks.get("ask").answer == YES
        assert tx.tasks.get("plain").answer is None


def test_a_question_is_not_done_and_a_task_not_answered(office: Office) -> None:
    opened(office, "ask")
    with office.ledger.write() as tx:
        with pytest.raises(InvalidField, match="asks the other side"):
            tx.tasks.complete("ask", "bea", "phoned")
        assert not tx.tasks.silent("plain")
        assert tx.tasks.complete("plain", "sam", "phoned").state == "done"
        with pytest.raises(AlreadyDecided, match="phoned"):
            tx.tasks.complete("plain", "sam", "again")


def test_opening_again_leaves_a_task_as_it_is(office: Office) -> None:
    opened(office, "ask")
    with office.ledger.write() as tx:
        tx.tasks.answered("ask", YES, "bea")
        again = tx.tasks.open("ask", "bnd", "procurement", "Ask Kowloon", asks=True, due_at=tx.business_now)
    assert (again.answer, again.state) == (YES, "done")


def test_questions_are_overdue_from_the_time_their_answer_was_due(office: Office) -> None:
    opened(office, "first", "second", "third")
    office.wait(hours=2)
    with office.ledger.write() as tx:
        assert [t.id for t in tx.tasks.asks_overdue(tx.business_now)] == ["first", "second"]
        assert [tx.tasks.silent("first"), tx.tasks.silent("first"), tx.tasks.withdraw("third")] == [True, False, True]
        assert [t.id for t in tx.tasks.asks_overdue(tx.business_now)] == ["second"]
        assert [t.state for t in tx.tasks.of_bundle("bnd") if t.asks] == ["silent", "open", "withdrawn"]
