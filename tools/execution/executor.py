"""The executor, the only caller of adapters: a send is announced, made outside transactions, settled once (T4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from tools.execution.arming import Arming, arm
from tools.execution.fence import fenced_by
from tools.execution.registry import Adapters
from trimtab.approvals import as_confirmed, close_if_settled, open_new_round
from trimtab.approvals.changes import announce
from trimtab.bundles import BundleState, LegState
from trimtab.errors import Ambiguous, ExecutionStopped, FieldConflict, Refused, Unavailable
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.intents import Intent, IntentState
from trimtab.ledger.outbox import OutboxKind
from trimtab.ports import StateReader
from trimtab.receipts import Receipt

MAX_ATTEMPTS = 10
LONGEST_DELAY_SECONDS = 60.0
log = structlog.get_logger()

__all__ = ["Arming", "Executor", "Sending"]


@dataclass(frozen=True)
class Sending:
    """Where sending stands: the bundle's state, and when to go on if something has to wait."""

    state: BundleState
    wait_until: datetime | None = None


class _Pause(Exception):
    """Control flow inside this file: something has to wait or was refused."""

    def __init__(self, sending: Sending) -> None:
        self.sending = sending


def lease_name(bundle_id: str) -> str:
    """Return the name of the lease under which a bundle is worked on."""
    return f"bundle:{bundle_id}"


class Executor:
    """Carries out decided bundles under a lease whose epoch fences every write."""

    def __init__(self, ledger: Ledger, reader: StateReader, adapters: Adapters, lease_seconds: float) -> None:
        """Share the ledger; `reader` reads the ERP afresh at arming."""
        self._ledger = ledger
        self._reader = reader
        self._adapters = adapters
        self._lease_seconds = lease_seconds

    def arm(self, bundle_id: str, decision_id: str, epoch: int) -> Arming:
        """T3: check everything once more and write the intents (see `tools.execution.arming`)."""
        lease = (lease_name(bundle_id), epoch, self._lease_seconds)
        return arm(self._ledger, self._reader, self._adapters, bundle_id, decision_id, lease)

    def send(self, bundle_id: str, epoch: int) -> Sending:
        """Send what is not settled yet, in order; stop at the first that has to wait or is refused."""
        try:
            for intent in self._intents(bundle_id):
                self._settle(intent, epoch)
        except _Pause as pause:
            return pause.sending
        return Sending(BundleState.EXECUTING)

    def verify(self, bundle_id: str, epoch: int) -> Sending:
        """Read every document back; anything that is not as approved halts the bundle and says what differs."""
        for intent in self._intents(bundle_id):
            if intent.receipt is None:
                continue
            adapter = self._adapters.of(intent.action)
            result = adapter.verify(intent.action, intent.receipt)
            if not result.confirmed:
                because = f"{intent.receipt.system} {intent.receipt.number}: {'; '.join(result.differences)}"
                return self._halt(intent, epoch, because, IntentState.DONE)
            if result.document_state and result.document_state != intent.receipt.document_state:
                with self._fenced(bundle_id, epoch) as tx:
                    held = tx.intents.get(intent.action.id).receipt or intent.receipt
                    tx.intents.update_receipt(held.model_copy(update={"document_state": result.document_state}))
        return Sending(BundleState.EXECUTING)

    def close(self, bundle_id: str) -> BundleState:
        """Close the bundle if every leg is committed; legs that wait for a person leave it executing."""
        with self._ledger.write() as tx:
            tx.bundles.lock(bundle_id)
            return close_if_settled(tx, bundle_id)

    def _intents(self, bundle_id: str) -> list[Intent]:
        with self._ledger.read() as tx:
            revision = tx.bundles.get(bundle_id).revision
            return [i for i in tx.intents.of_bundle(bundle_id) if i.revision == revision]

    def _settle(self, intent: Intent, epoch: int) -> None:
        """Bring one intent to its end; raises _Pause where something has to wait or was refused."""
        if intent.state is IntentState.DONE:
            return
        if intent.state in {IntentState.FAILED, IntentState.HALTED}:
            raise _Pause(Sending(BundleState.HALTED))
        if not intent.state.in_flight:
            if intent.not_before > self._ledger.clock.wall_now():
                raise _Pause(Sending(BundleState.EXECUTING, intent.not_before))
            self._execute(intent, epoch)
        elif not self._found(intent, epoch):
            self._execute(intent, epoch)

    def _found(self, intent: Intent, epoch: int) -> bool:
        """Ask the system of record what became of an intent that was left in flight; True if it is settled now."""
        adapter, key = self._adapters.of(intent.action), intent.action.id
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.adopt(key, epoch)
        receipt = self._ask(intent, epoch, lambda: adapter.find(intent.action, key))
        if receipt is not None and receipt.complete:
            self._done(intent, epoch, receipt)
            return True
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.put_back(key, epoch, tx.wall_now, "not there yet")
        return False

    def _execute(self, intent: Intent, epoch: int) -> None:
        adapter, key = self._adapters.of(intent.action), intent.action.id
        try:
            with self._fenced(intent.bundle_id, epoch) as tx:
                tx.leases.require_running()
                tx.intents.mark_sending(key, epoch)
        except ExecutionStopped as stopped:
            raise _Pause(Sending(BundleState.EXECUTING, self._later(MAX_ATTEMPTS))) from stopped
        receipt = self._ask(intent, epoch, lambda: adapter.execute(intent.action, key))
        if receipt is None or not receipt.complete:
            raise _Pause(self._unknown(intent, epoch, f"{adapter.system} left the document unfinished"))
        self._done(intent, epoch, receipt)

    def _ask(self, intent: Intent, epoch: int, call: Callable[[], Receipt | None]) -> Receipt | None:
        """Call an adapter outside any transaction; each way of failing becomes what follows from it, as _Pause."""
        try:
            with fenced_by(lambda: self._hold(intent.bundle_id, epoch)):
                return call()
        except (Refused, FieldConflict) as error:
            raise _Pause(self._halt(intent, epoch, str(error), IntentState.FAILED)) from error
        except Unavailable as error:
            raise _Pause(self._try_later(intent, epoch, str(error))) from error
        except Ambiguous as error:
            raise _Pause(self._unknown(intent, epoch, str(error))) from error

    def _try_later(self, intent: Intent, epoch: int, error: str) -> Sending:
        if intent.state.in_flight:
            return self._unknown(intent, epoch, error)
        if intent.attempts + 1 >= MAX_ATTEMPTS:
            because = f"given up after {MAX_ATTEMPTS} tries: {error}"
            return self._halt(intent, epoch, because, IntentState.FAILED)
        later = self._later(intent.attempts)
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.put_back(intent.action.id, epoch, later, error)
        return Sending(BundleState.EXECUTING, later)

    def _done(self, intent: Intent, epoch: int, receipt: Receipt) -> None:
        with self._fenced(intent.bundle_id, epoch) as tx:
            receipt = as_confirmed(receipt, tx.tasks.find(intent.action.id))
            tx.intents.settle(intent.action.id, epoch, receipt)
            tx.bundles.set_leg_state(intent.bundle_id, intent.revision, intent.leg_id, receipt.leg_state)
            tx.audit.append(
                "executor",
                "leg.sent",
                intent.bundle_id,
                leg=intent.leg_id,
                action=intent.action.id,
                system=receipt.system,
                document=receipt.document,
                number=receipt.number,
            )
            announce(tx, "bundle", intent.bundle_id, receipt.leg_state.value)

    def _unknown(self, intent: Intent, epoch: int, error: str) -> Sending:
        later = self._later(intent.attempts)
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.mark_unknown(intent.action.id, epoch, error)
        log.warning("execution.unknown", action=intent.action.id, bundle=intent.bundle_id, error=error)
        return Sending(BundleState.EXECUTING, later)

    def _halt(self, intent: Intent, epoch: int, because: str, state: IntentState) -> Sending:
        with self._fenced(intent.bundle_id, epoch) as tx:
            if state is IntentState.FAILED:
                tx.intents.fail(intent.action.id, epoch, because)
                tx.bundles.set_leg_state(intent.bundle_id, intent.revision, intent.leg_id, LegState.REFUSED)
            halted = tx.intents.halt_planned(intent.bundle_id)
            tx.bundles.set_state(intent.bundle_id, BundleState.HALTED, because=because)
            tx.audit.append(
                "executor", "bundle.halted", intent.bundle_id, leg=intent.leg_id, because=because, not_sent=halted
            )
            tx.outbox.put(OutboxKind.NOTIFY, intent.bundle_id, {"what": "bundle.halted", "because": because})
            announce(tx, "bundle", intent.bundle_id, BundleState.HALTED.value)
            open_new_round(tx, tx.bundles.get(intent.bundle_id).bundle.case_id)
        return Sending(BundleState.HALTED)

    @contextmanager
    def _fenced(self, bundle_id: str, epoch: int) -> Iterator[Transaction]:
        """Open a transaction that holds the bundle's row and the lease; raises LeaseLost before anything is written."""
        with self._ledger.write() as tx:
            tx.bundles.lock(bundle_id)
            tx.leases.renew(lease_name(bundle_id), epoch, self._lease_seconds)
            yield tx

    def _hold(self, bundle_id: str, epoch: int) -> None:
        """Hold the lease for another while; raises LeaseLost."""
        with self._fenced(bundle_id, epoch):
            pass

    def _later(self, attempts: int) -> datetime:
        delay = min(LONGEST_DELAY_SECONDS, 0.5 * 2**attempts)
        return self._ledger.clock.wall_now() + timedelta(seconds=delay)
