"""The steps of the bundle graph: each re-reads the ledger, none has an effect before the interrupt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.types import interrupt

from tools.execution import Arming, Executor, Sending
from trimtab.bundles import BundleState
from trimtab.ledger import Ledger
from trimtab.ledger.bundles import BundleRecord


class BundleThread(TypedDict, total=False):
    """What a thread remembers: no more than which bundle it is about and where the last step led."""

    bundle_id: str
    decision_id: str
    outcome: str


class NotYet(Exception):
    """A step has to wait; the worker calls the thread again at `until` (wall time), or soon."""

    def __init__(self, why: str, until: datetime | None = None) -> None:
        """Say what is waited for."""
        super().__init__(why)
        self.until = until


class Unanswered(NotYet):
    """Somebody was asked; whoever brings the answer wakes the bundle, and until then there is nothing to do."""


class BundleSteps:
    """The nodes and the routes of the bundle graph."""

    def __init__(self, ledger: Ledger, executor: Executor, revise: Callable[[str], None]) -> None:
        """`revise` re-solves a stale bundle and puts the answer into the ledger."""
        self._ledger = ledger
        self._executor = executor
        self._revise = revise

    def await_decision(self, state: BundleThread) -> BundleThread:
        """Wait until the ledger says that the bundle is no longer awaiting; the resume value itself decides nothing."""
        record = self._record(state)
        if record.state is BundleState.AWAITING:
            interrupt(request_for(record))
            record = self._record(state)
        return {"outcome": record.state.value, "decision_id": record.decision_id or ""}

    def arm(self, state: BundleThread, config: RunnableConfig) -> BundleThread:
        """T3: is it still right?"""
        arming = self._executor.arm(state["bundle_id"], state["decision_id"], _epoch(config))
        if arming is Arming.BLOCKED:
            raise NotYet("the undo window is open, or another bundle of the case is on its way")
        return {"outcome": arming.value}

    def execute(self, state: BundleThread, config: RunnableConfig) -> BundleThread:
        """Send every leg that is not settled."""
        return {"outcome": self._sent(self._executor.send(state["bundle_id"], _epoch(config)))}

    def verify(self, state: BundleThread, config: RunnableConfig) -> BundleThread:
        """Read every document back from its system of record."""
        return {"outcome": self._sent(self._executor.verify(state["bundle_id"], _epoch(config)))}

    def close(self, state: BundleThread) -> BundleThread:
        """Close what is settled."""
        return {"outcome": self._executor.close(state["bundle_id"]).value}

    def revise(self, state: BundleThread) -> BundleThread:
        """Re-solve a stale bundle; the ledger then holds a new revision, or the bundle is withdrawn."""
        self._revise(state["bundle_id"])
        return {"outcome": self._record(state).state.value, "decision_id": ""}

    @staticmethod
    def after_decision(state: BundleThread) -> str:
        """Route by what the ledger said when the interrupt was over."""
        known = {BundleState.DECIDED.value, BundleState.STALE.value, BundleState.AWAITING.value}
        if state["outcome"] == BundleState.EXECUTING.value:
            return BundleState.DECIDED.value
        return state["outcome"] if state["outcome"] in known else "over"

    @staticmethod
    def after_arming(state: BundleThread) -> str:
        """Route by what arming found."""
        return state["outcome"]

    @staticmethod
    def after_sending(state: BundleThread) -> str:
        """Route by whether everything was sent."""
        return state["outcome"]

    def _record(self, state: BundleThread) -> BundleRecord:
        with self._ledger.read() as tx:
            return tx.bundles.get(state["bundle_id"])

    @staticmethod
    def _sent(sending: Sending) -> str:
        if sending.asked:
            raise Unanswered("the other side has not answered yet")
        if sending.wait_until is not None:
            raise NotYet("a system of record has to be asked again", sending.wait_until)
        return "halted" if sending.state is BundleState.HALTED else "sent"


def request_for(record: BundleRecord) -> dict[str, Any]:
    """Return what the interrupt shows to whoever looks at the thread (AG-UI's Interrupt, in its own words)."""
    return {
        "id": f"{record.id}:{record.revision}",
        "reason": "approval_required",
        "message": record.bundle.headline,
        "expires_at": record.expires_at.isoformat(),
        "metadata": {"bundle": record.id, "revision": record.revision, "digest": record.digest},
    }


def _epoch(config: RunnableConfig) -> int:
    return int(config["configurable"]["epoch"])
