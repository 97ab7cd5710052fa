"""The executor, the only caller of adapters: a send is announced, made outside transactions, settled once (T4).

What is asked of a supplier goes first, and everything else of the bundle waits for the answers. Only when all have been
accepted is anything written: first what was confirmed, then the other legs.
"""

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
from trimtab.commitments import ASKED_OF_A_SUPPLIER, Answer
from trimtab.errors import Ambiguous, ExecutionStopped, FieldConflict, Refused, Unavailable
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.intents import Intent, IntentState
from trimtab.ledger.outbox import OutboxKind
from trimtab.ports import StateReader
from trimtab.receipts import Receipt, Verification

MAX_ATTEMPTS = 10
COMMIT_AGAIN = 3
"""How long a commitment waits that the system of record did not take: as after the third try of a send."""
LONGEST_DELAY_SECONDS = 60.0
log = structlog.get_logger()

__all__ = ["Arming", "Executor", "Sending"]


@dataclass(frozen=True)
class Sending:
    """Where sending stands: the bundle's state, and when to go on if something has to wait.

    While somebody is `asked` there is no such time: whoever brings the answer wakes the bundle.
    """

    state: BundleState
    wait_until: datetime | None = None
    asked: bool = False


class _Pause(Exception):
    """Control flow inside this file: something has to wait or was refused."""

    def __init__(self, sending: Sending) -> None:
        self.sending = sending


def lease_name(bundle_id: str) -> str:
    """Return the name of the lease under which a bundle is worked on."""
    return f"bundle:{bundle_id}"


class Executor:
    """Carries out decided bundles under a lease whose epoch fences every write."""

    def __init__(
        self,
        ledger: Ledger,
        reader: StateReader,
        adapters: Adapters,
        lease_seconds: float,
        network_version: str | None = None,
    ) -> None:
        """Share the ledger; `reader` reads the ERP afresh at arming, on the network in force if it is named."""
        self._ledger = ledger
        self._reader = reader
        self._adapters = adapters
        self._lease_seconds = lease_seconds
        self._network_version = network_version

    def arm(self, bundle_id: str, decision_id: str, epoch: int) -> Arming:
        """T3: check everything once more and write the intents (see `tools.execution.arming`)."""
        lease = (lease_name(bundle_id), epoch, self._lease_seconds)
        version = self._network_version
        return arm(self._ledger, self._reader, self._adapters, bundle_id, decision_id, lease, network_version=version)

    def send(self, bundle_id: str, epoch: int) -> Sending:
        """Send what is not settled yet, in order; stop at the first that has to wait or is refused."""
        intents = self._intents(bundle_id)
        asked = [intent for intent in intents if intent.action.kind in ASKED_OF_A_SUPPLIER]
        try:
            for intent in asked:
                self._settle(intent, epoch)
            for intent, said in self._answers(bundle_id, asked):
                self._commit(intent, said, epoch)
            for intent in intents:
                if intent not in asked:
                    self._settle(intent, epoch)
        except _Pause as pause:
            return pause.sending
        return Sending(BundleState.EXECUTING)

    def verify(self, bundle_id: str, epoch: int) -> Sending:
        """Read every document back; anything that is not as approved halts the bundle and says what differs."""
        for intent in self._intents(bundle_id):
            if intent.receipt is None:
                continue
            result = self._read_back(intent, intent.receipt)
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

    def _answers(self, bundle_id: str, asked: list[Intent]) -> list[tuple[Intent, Answer]]:
        """Return what was accepted and is not written yet; raises _Pause until everybody has answered."""
        if not asked:
            return []
        with self._ledger.read() as tx:
            record = tx.bundles.get(bundle_id)
            states = tx.bundles.leg_states(bundle_id, record.revision)
            tasks = {intent.leg_id: tx.tasks.get(intent.action.id) for intent in asked}
        if record.state is not BundleState.EXECUTING:
            raise _Pause(Sending(record.state))
        if any(states[intent.leg_id] is LegState.REQUESTED for intent in asked):
            raise _Pause(Sending(BundleState.EXECUTING, asked=True))
        accepted = [intent for intent in asked if states[intent.leg_id] is LegState.ACCEPTED]
        return [(i, said) for i in accepted if (said := tasks[i.leg_id].answer) is not None]

    def _commit(self, intent: Intent, said: Answer, epoch: int) -> None:
        """Write what the other side has confirmed; after a crash it is written again, which changes nothing."""
        adapter, key = self._adapters.commitment(intent.action), intent.action.id
        try:
            with self._fenced(intent.bundle_id, epoch) as tx:
                tx.leases.require_running()
        except ExecutionStopped as stopped:
            raise _Pause(Sending(BundleState.EXECUTING, self._later(MAX_ATTEMPTS))) from stopped
        try:
            with fenced_by(lambda: self._hold(intent.bundle_id, epoch)):
                receipt = adapter.commit(intent.action, said, key)
        except (Refused, FieldConflict) as error:
            raise _Pause(self._halt(intent, epoch, str(error), IntentState.DONE)) from error
        except (Unavailable, Ambiguous) as error:
            log.warning("execution.not_committed", action=key, bundle=intent.bundle_id, error=str(error))
            raise _Pause(Sending(BundleState.EXECUTING, self._later(COMMIT_AGAIN))) from error
        if not receipt.complete:
            raise _Pause(Sending(BundleState.EXECUTING, self._later(COMMIT_AGAIN)))
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.update_receipt(receipt)
            self._note(tx, intent, receipt, "leg.committed")

    def _read_back(self, intent: Intent, receipt: Receipt) -> Verification:
        if intent.action.kind not in ASKED_OF_A_SUPPLIER:
            return self._adapters.of(intent.action).verify(intent.action, receipt)
        with self._ledger.read() as tx:
            said = tx.tasks.get(intent.action.id).answer
        if said is None or receipt.leg_state is not LegState.COMMITTED:
            return Verification(confirmed=False, differences=("what was accepted is not written yet",))
        return self._adapters.commitment(intent.action).verify(intent.action, said, receipt)

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
            self._note(tx, intent, receipt, "leg.sent")

    @staticmethod
    def _note(tx: Transaction, intent: Intent, receipt: Receipt, what: str) -> None:
        tx.bundles.set_leg_state(intent.bundle_id, intent.revision, intent.leg_id, receipt.leg_state)
        tx.audit.append(
            "executor",
            what,
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
