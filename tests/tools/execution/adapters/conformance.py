"""What every execution adapter must do, as test classes to subclass.

`AdapterConformance` holds for all; `ExactlyOnce` for adapters that find their own traces when they execute again. A
subclass gives a `case` fixture: the adapter, fresh actions, and a look behind it into the system of record.
`CommitmentConformance` is for what writes a supplier's answers; its fixture is `commitment`.
"""

import threading
from abc import ABC, abstractmethod
from decimal import Decimal

import pytest

from trimtab.actions import Action, PurchaseChange, RequestInformation
from trimtab.bundles import LegState
from trimtab.commitments import Answer, AnswerKind
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import CommitmentAdapter, ExecutionAdapter
from trimtab.receipts import Receipt

AT_ONCE = 6
ACCEPTED = Answer(kind=AnswerKind.ACCEPTED, text="agreed")
REFUSED = Answer(kind=AnswerKind.REFUSED, text="impossible")
COUNTERED = Answer(kind=AnswerKind.COUNTERED, text="half of it", quantity=Decimal(1))


class ConformanceCase(ABC):
    """One system of record under test."""

    @abstractmethod
    def adapter(self) -> ExecutionAdapter:
        """Return an adapter as a process of its own would have it."""

    @abstractmethod
    def action(self) -> Action:
        """Return an action that nobody has asked for before."""

    @abstractmethod
    def documents(self, action: Action) -> list[str]:
        """Return the state of each document that carries the action's id and is in force."""

    @abstractmethod
    def change(self, action: Action, receipt: Receipt) -> None:
        """Change the document behind Trimtab's back, so that it is not what was approved."""


class AdapterConformance:
    """One document, found again, and read back honestly."""

    finished = "confirmed"

    def test_nothing_is_found_before_anything_was_asked(self, case: ConformanceCase) -> None:
        action = case.action()
        assert case.adapter().find(action, action.id) is None
        assert case.documents(action) == []

    def test_a_preview_names_the_system_and_changes_nothing(self, case: ConformanceCase) -> None:
        action, adapter = case.action(), case.adapter()
        preview = adapter.preview(action)
        assert preview.system == adapter.system
        assert preview.summary
        assert adapter.find(action, action.id) is None

    def test_what_was_executed_is_verified_and_has_a_document(self, case: ConformanceCase) -> None:
        action, adapter = case.action(), case.adapter()
        receipt = adapter.execute(action, action.id)
        assert (receipt.action_id, receipt.system, receipt.complete) == (action.id, adapter.system, True)
        assert receipt.document
        assert receipt.number
        assert adapter.verify(action, receipt).confirmed
        assert adapter.verify(action, receipt).differences == ()
        assert case.documents(action) == [self.finished]

    def test_what_was_executed_is_found_by_another_process(self, case: ConformanceCase) -> None:
        action = case.action()
        receipt = case.adapter().execute(action, action.id)
        found = case.adapter().find(action, action.id)
        assert found is not None
        assert (found.document, found.number, found.complete) == (receipt.document, receipt.number, True)
        assert case.adapter().verify(action, found).confirmed

    def test_two_actions_are_two_documents(self, case: ConformanceCase) -> None:
        one, two = case.action(), case.action()
        adapter = case.adapter()
        first, second = adapter.execute(one, one.id), adapter.execute(two, two.id)
        assert first.document != second.document
        assert case.documents(one) == case.documents(two) == [self.finished]

    def test_a_document_that_was_changed_is_not_confirmed(self, case: ConformanceCase) -> None:
        action, adapter = case.action(), case.adapter()
        receipt = adapter.execute(action, action.id)
        case.change(action, receipt)
        verification = adapter.verify(action, receipt)
        assert not verification.confirmed
        assert verification.differences


class ExactlyOnce:
    """However often and from wherever it is asked, the effect is there once."""

    finished = "confirmed"

    def test_executing_again_gives_the_same_document(self, case: ConformanceCase) -> None:
        action = case.action()
        first = case.adapter().execute(action, action.id)
        again = case.adapter().execute(action, action.id)
        assert (again.document, again.document_state) == (first.document, first.document_state)
        assert case.documents(action) == [self.finished]
        assert case.adapter().verify(action, again).confirmed

    def test_six_at_once_make_one_document(self, case: ConformanceCase) -> None:
        action = case.action()
        adapters = [case.adapter() for _ in range(AT_ONCE)]
        together = threading.Barrier(AT_ONCE)
        receipts: list[Receipt] = []
        failures: list[Exception] = []

        def execute(adapter: ExecutionAdapter) -> None:
            together.wait(30)
            try:
                receipts.append(adapter.execute(action, action.id))
            except Exception as error:  # noqa: BLE001 - whatever went wrong in a thread is shown by the test
                failures.append(error)

        threads = [threading.Thread(target=execute, args=(adapter,)) for adapter in adapters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []
        assert len({r.document for r in receipts}) == 1
        assert all(r.complete for r in receipts)
        assert len(receipts) == AT_ONCE
        assert case.documents(action) == [self.finished]
        assert case.adapter().verify(action, receipts[0]).confirmed


class RefusesOtherKinds:
    """An adapter carries out the kinds it names and no other."""

    def test_an_action_of_another_kind_is_refused(self, case: ConformanceCase) -> None:
        other = RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?")
        adapter = case.adapter()
        assert other.kind not in adapter.kinds
        with pytest.raises(Refused, match="request_information is no"):
            adapter.execute(other, other.id)


class CommitmentCase(ABC):
    """One system of record that is told what a supplier has confirmed."""

    @abstractmethod
    def adapter(self) -> CommitmentAdapter:
        """Return an adapter as a process of its own would have it."""

    @abstractmethod
    def action(self) -> PurchaseChange:
        """Return a change of an order that nobody has changed before."""

    @abstractmethod
    def state(self, action: PurchaseChange) -> object:
        """Return all that the system holds about the order and what takes its place."""

    @abstractmethod
    def change(self, action: PurchaseChange) -> None:
        """Change the lines behind Trimtab's back, to something nobody has asked for."""


class CommitmentConformance:
    """What was confirmed is written, once and for all; what was not is not."""

    def test_what_was_accepted_is_written_and_read_back(self, commitment: CommitmentCase) -> None:
        action, adapter = commitment.action(), commitment.adapter()
        assert action.kind in adapter.kinds
        before = commitment.state(action)
        receipt = adapter.commit(action, ACCEPTED, action.id)
        assert (receipt.action_id, receipt.system, receipt.complete) == (action.id, adapter.system, True)
        assert receipt.leg_state is LegState.COMMITTED
        assert receipt.document
        assert commitment.state(action) != before
        assert adapter.verify(action, ACCEPTED, receipt).differences == ()
        assert adapter.verify(action, ACCEPTED, receipt).confirmed

    def test_writing_it_again_changes_nothing(self, commitment: CommitmentCase) -> None:
        action = commitment.action()
        first = commitment.adapter().commit(action, ACCEPTED, action.id)
        written = commitment.state(action)
        again = commitment.adapter().commit(action, ACCEPTED, action.id)
        assert commitment.state(action) == written
        assert (again.document, again.number) == (first.document, first.number)
        assert commitment.adapter().verify(action, ACCEPTED, again).confirmed

    def test_what_is_not_written_yet_is_not_confirmed(self, commitment: CommitmentCase) -> None:
        action, other = commitment.action(), commitment.action()
        receipt = commitment.adapter().commit(other, ACCEPTED, other.id)
        claimed = receipt.model_copy(update={"action_id": action.id})
        assert not commitment.adapter().verify(action, ACCEPTED, claimed).confirmed

    @pytest.mark.parametrize("said", [REFUSED, COUNTERED], ids=["refused", "countered"])
    def test_what_was_not_accepted_is_never_written(self, commitment: CommitmentCase, said: Answer) -> None:
        action = commitment.action()
        before = commitment.state(action)
        with pytest.raises(Refused, match="nothing is to be written"):
            commitment.adapter().commit(action, said, action.id)
        assert commitment.state(action) == before

    def test_what_somebody_changed_meanwhile_is_a_conflict_and_left_alone(self, commitment: CommitmentCase) -> None:
        action = commitment.action()
        commitment.change(action)
        changed = commitment.state(action)
        with pytest.raises(FieldConflict):
            commitment.adapter().commit(action, ACCEPTED, action.id)
        assert commitment.state(action) == changed

    def test_an_action_that_asks_nobody_is_refused(self, commitment: CommitmentCase) -> None:
        other = RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?")
        with pytest.raises(Refused, match="request_information is no"):
            commitment.adapter().commit(other, ACCEPTED, other.id)
