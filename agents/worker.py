"""The worker: one loop that polls, observes, prices, wakes cases and bundles, and sweeps up what a crash left behind.

Everything it does can be repeated: it compares what the ledger says with where the thread stands, and moves the thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agents.bundle_graph import BundleGraph
from agents.bundle_steps import NotYet, Unanswered
from agents.case_graph import CaseGraph
from agents.outcomes import Outcomes
from agents.sensing import Sensing
from tools.execution.executor import lease_name
from trimtab.approvals import expire, expire_facts, silence
from trimtab.bundles import BundleState
from trimtab.cases import CaseState
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.errors import Ambiguous, ExecutionStopped, LeaseLost, TrimtabError, Unavailable
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.intents import IntentState
from trimtab.ledger.outbox import OutboxKind, OutboxRow, OutboxState
from trimtab.ledger.tasks import OPEN
from trimtab.ports import Notifier

STRICT_RESUME = "__pregel_strict_resume"
"""LangGraph then raises on an interrupt that was answered or never asked, instead of succeeding silently."""
RECONCILE_SECONDS = 5.0
BUSY_SECONDS = 1.0
OUTAGE_SECONDS = 15.0
"""How long a bundle waits while execution is stopped or its system of record does not answer."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """How a worker works: its name in leases and logs, how long it holds a lease, how often it looks."""

    worker: str
    lease_seconds: float = 30.0
    poll_seconds: float = 2.0
    idle_seconds: float = 0.5


class Worker:
    """Moves the threads of one company; any number may run, leases keep them out of each other's way."""

    def __init__(
        self,
        ledger: Ledger,
        sensing: Sensing,
        cases: CaseGraph,
        bundles: BundleGraph,
        outcomes: Outcomes,
        notifier: Notifier,
        *,
        pace: Pace,
    ) -> None:
        """Work at a pace."""
        self._ledger = ledger
        self._sensing = sensing
        self._cases = cases
        self._bundles = bundles
        self._outcomes = outcomes
        self._notifier = notifier
        self._name = pace.worker
        self._pace = pace
        self._next_poll = 0.0
        self._next_reconcile = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; an error in one step is logged and does not end the others."""
        log.info("worker.started", worker=self._name, company=self._ledger.company)
        while not stop.is_set():
            if not self.step():
                stop.wait(self._pace.idle_seconds)
        log.info("worker.stopped", worker=self._name)

    def step(self) -> int:
        """Do everything that is due once; returns how much was done."""
        done = 0
        now = self._ledger.clock.wall_now().timestamp()
        if now >= self._next_poll:
            self._next_poll = now + self._pace.poll_seconds
            done += self._guarded(self._sensing.poll)
        done += self._guarded(self._sensing.observe)
        done += self._guarded(self._sensing.price)
        done += self._guarded(self._deliver)
        if now >= self._next_reconcile:
            self._next_reconcile = now + RECONCILE_SECONDS
            done += self._guarded(self._expire)
            done += self._guarded(self._silence)
            done += self._guarded(self._expire_facts)
            done += self._guarded(self._outcomes.close_day)
            done += self._guarded(self.reconcile)
        return done

    def reconcile(self) -> int:
        """Move every thread that is behind its ledger; returns how many were looked at."""
        with self._ledger.read() as tx:
            open_states = [BundleState.AWAITING, BundleState.DECIDED, BundleState.STALE, BundleState.EXECUTING]
            behind = [b.id for b in tx.bundles.in_states(open_states) if self._is_behind(tx, b)]
            cases = tx.cases.all(CaseState.OPEN)
        for case in cases:
            self._swept(case.id, partial(self._advance_case, case.id, case.round))
        for bundle_id in behind:
            self._swept(bundle_id, partial(self._advance_bundle, bundle_id))
        return 0

    def _swept(self, subject: str, advance: Callable[[], None]) -> None:
        """Advance one thread; what goes wrong with it keeps none of the others waiting."""
        try:
            advance()
        except Exception as error:
            expected = isinstance(error, TrimtabError)
            log.warning("worker.not_swept", subject=subject, error=str(error), exc_info=not expected)

    def _deliver(self) -> int:
        with self._ledger.read() as tx:
            due = tx.outbox.due()
        return sum(self._deliver_row(row) for row in due)

    def _deliver_row(self, row: OutboxRow) -> bool:
        """Do what a row asks for; False where another worker does. A crash leaves it to come again after a while."""
        with self._ledger.write() as tx:
            if not tx.outbox.claim(row.sequence, self._pace.lease_seconds):
                return False
        try:
            if row.kind is OutboxKind.WAKE_CASE:
                self._advance_case(row.subject, int(row.payload["round"]))
            elif row.kind is OutboxKind.WAKE_BUNDLE:
                self._advance_bundle(row.subject)
            else:
                self._notifier.notify(row.subject, str(row.payload["what"]), f"/bundles/{row.subject}")
        except Exception as error:  # noqa: BLE001 - whatever it is, the row is kept, tried again, and shown in the end
            self._failed(row, error)
        else:
            with self._ledger.write() as tx:
                tx.outbox.delivered(row.sequence)
        return True

    def _failed(self, row: OutboxRow, error: Exception) -> None:
        with self._ledger.write() as tx:
            state = tx.outbox.failed(row, f"{type(error).__name__}: {error}")
            if state is OutboxState.DEAD:
                tx.audit.append(self._name, "outbox.dead", row.subject, kind=row.kind.value, error=str(error))
        expected = isinstance(error, TrimtabError)
        log.warning("outbox.failed", subject=row.subject, kind=row.kind.value, error=str(error), exc_info=not expected)

    def _advance_case(self, case_id: str, round_: int) -> None:
        """Run the case graph for a round, or go on where it was interrupted by a crash."""
        with self._leased(f"case:{case_id}") as epoch:
            if epoch is None:
                return
            with self._ledger.read() as tx:
                case = tx.cases.get(case_id)
            if case.round != round_ or case.state is not CaseState.OPEN:
                return
            config: RunnableConfig = {"configurable": {"thread_id": f"{case_id}:{round_}:{epoch}"}}
            self._cases.invoke({"case_id": case_id, "round": round_}, config, durability="exit")

    def _advance_bundle(self, bundle_id: str) -> None:
        """Compare ledger and thread, and move the thread on as far as it goes now."""
        with self._leased(lease_name(bundle_id)) as epoch:
            if epoch is None:
                self._wake(bundle_id, self._in(BUSY_SECONDS))
                return
            with self._ledger.read() as tx:
                record = tx.bundles.get(bundle_id)
            if record.state is BundleState.DECIDED and self._undo_window_open(record):
                self._wake(bundle_id, record.not_before)
                return
            config: RunnableConfig = {"configurable": {"thread_id": bundle_id, "epoch": epoch, STRICT_RESUME: True}}
            try:
                self._move(record, config)
            except Unanswered as unanswered:
                log.info("worker.unanswered", bundle=bundle_id, because=str(unanswered))
            except NotYet as not_yet:
                self._wake(bundle_id, not_yet.until or self._in(BUSY_SECONDS))
            except (ExecutionStopped, Unavailable, Ambiguous) as error:
                log.warning("worker.waits", bundle=bundle_id, because=str(error))
                self._wake(bundle_id, self._in(OUTAGE_SECONDS))
            except LeaseLost as lost:
                log.info("worker.lease_lost", bundle=bundle_id, because=str(lost))

    def _move(self, record: BundleRecord, config: RunnableConfig) -> None:
        thread = self._bundles.get_state(config)
        if thread.interrupts:
            if record.state is not BundleState.AWAITING:
                answer = record.decision_id or record.state.value
                self._bundles.invoke(Command(resume={thread.interrupts[0].id: answer}), config, durability="sync")
        elif thread.next:
            self._bundles.invoke(None, config, durability="sync")
        elif not record.state.final:
            self._bundles.invoke({"bundle_id": record.id}, config, durability="sync")

    def _is_behind(self, tx: Transaction, record: BundleRecord) -> bool:
        if record.state is BundleState.EXECUTING:
            intents = tx.intents.of_bundle(record.id)
            if not any(i.state.in_flight for i in intents) and _unanswered(tx, record):
                return False
            if any(i.state is not IntentState.DONE for i in intents):
                return True
            return bool(self._bundles.get_state({"configurable": {"thread_id": record.id}}).next)
        if record.state is BundleState.AWAITING:
            return not self._bundles.get_state({"configurable": {"thread_id": record.id}}).interrupts
        return record.state is BundleState.STALE or not self._undo_window_open(record)

    def _undo_window_open(self, record: BundleRecord) -> bool:
        return record.not_before is not None and record.not_before > self._ledger.clock.wall_now()

    def _in(self, seconds: float) -> datetime:
        return self._ledger.clock.wall_now() + timedelta(seconds=seconds)

    def _wake(self, bundle_id: str, not_before: datetime | None) -> None:
        with self._ledger.write() as tx:
            tx.outbox.put(OutboxKind.WAKE_BUNDLE, bundle_id, not_before=not_before)

    def _expire(self) -> int:
        return len(expire(self._ledger))

    def _silence(self) -> int:
        return silence(self._ledger)

    def _expire_facts(self) -> int:
        return expire_facts(self._ledger)

    @contextmanager
    def _leased(self, name: str) -> Iterator[int | None]:
        with self._ledger.write() as tx:
            epoch = tx.leases.take(name, self._name, self._pace.lease_seconds)
        try:
            yield epoch
        finally:
            if epoch is not None:
                with self._ledger.write() as tx:
                    tx.leases.release(name, epoch)

    def _guarded(self, step: Any) -> int:
        try:
            return int(step())
        except TrimtabError as error:
            log.warning("worker.step_waits", step=getattr(step, "__name__", str(step)), because=str(error))
            return 0
        except Exception:
            log.exception("worker.step_failed", step=getattr(step, "__name__", str(step)))
            return 0


def _unanswered(tx: Transaction, record: BundleRecord) -> bool:
    """Tell whether everything that was to be asked was asked, and somebody has not answered yet."""
    tasks = {task.id: task for task in tx.tasks.of_bundle(record.id)}
    asked = [tasks.get(x.action.id) for x in record.bundle.legs if x.action.kind in ASKED_OF_A_SUPPLIER]
    return None not in asked and any(task is not None and task.state == OPEN for task in asked)
