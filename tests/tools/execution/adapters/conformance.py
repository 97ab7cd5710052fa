"""What every execution adapter must do, as test classes to subclass.

`AdapterConformance` holds for all; `ExactlyOnce` for adapters that find their own traces when they execute again. A
subclass gives a `case` fixture: the adapter, fresh actions, and a look behind it into the system of record.
"""

import threading
from abc import ABC, abstractmethod

import pytest

from trimtab.actions import Action, RequestInformation
from trimtab.errors import Refused
from trimtab.ports import ExecutionAdapter
from trimtab.receipts import Receipt

AT_ONCE = 6


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
