"""T3: is it still right? A fresh reading of the ERP, then one transaction that checks all and writes the intents."""

from __future__ import annotations

from enum import StrEnum

from tools.execution.order import in_order_of_sending
from tools.execution.registry import Adapters
from trimtab.approvals.changes import announce
from trimtab.approvals.stale import mark_stale
from trimtab.assumptions import Breach
from trimtab.bundles import Bundle, BundleState, Leg, LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ledger import Ledger, Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ports import StateReader
from trimtab.readings import readings
from trimtab.state import Snapshot


class Arming(StrEnum):
    """What arming found."""

    ARMED = "armed"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"


def arm(
    ledger: Ledger,
    reader: StateReader,
    adapters: Adapters,
    bundle_id: str,
    decision_id: str,
    lease: tuple[str, int, float],
    *,
    network_version: str | None = None,
) -> Arming:
    """Arm a decided bundle under a lease (name, epoch, seconds); repeating it after a crash changes nothing.

    Where the version of the network in force is given, a bundle that was solved on another one is stale.
    What a system of record would refuse already makes the bundle stale, like any assumption that does not hold.
    Raises ExecutionStopped (kill switch), LeaseLost, or what reading the ERP raises; then nothing was written.
    """
    with ledger.read() as tx:
        before = tx.bundles.get(bundle_id)
    if before.state is BundleState.EXECUTING:
        return Arming.ARMED
    if before.state is not BundleState.DECIDED or before.decision_id != decision_id:
        return Arming.WITHDRAWN
    snapshot = reader.snapshot()
    legs = in_order_of_sending(before.bundle.legs)
    expected, impossible = _previewed(adapters, bundle_id, legs)

    name, epoch, seconds = lease
    with ledger.write() as tx:
        record = tx.bundles.lock(bundle_id)
        tx.leases.renew(name, epoch, seconds)
        tx.leases.require_running()
        if record.state is not BundleState.DECIDED or record.decision_id != decision_id:
            return Arming.WITHDRAWN
        if _has_to_wait(tx, record):
            return Arming.BLOCKED
        breaches = (*impossible, *_breaches(tx, record.bundle, snapshot, network_version))
        if breaches:
            _void_decision(tx, record, breaches)
            return Arming.STALE
        tx.intents.plan(record.id, record.revision, [(leg, expected[leg.id]) for leg in legs], epoch)
        for leg in legs:
            tx.bundles.set_leg_state(record.id, record.revision, leg.id, LegState.APPROVED)
        tx.bundles.set_state(record.id, BundleState.EXECUTING)
        tx.audit.append(
            "executor", "bundle.armed", record.id, revision=record.revision, decision=decision_id, as_of=snapshot.as_of
        )
        announce(tx, "bundle", record.id, BundleState.EXECUTING.value)
        return Arming.ARMED


def _previewed(
    adapters: Adapters, bundle_id: str, legs: list[Leg]
) -> tuple[dict[str, dict[str, str]], tuple[Breach, ...]]:
    """Return what each leg expects to find, and a breach for every leg that its system would refuse now."""
    expected: dict[str, dict[str, str]] = {}
    impossible: list[Breach] = []
    for leg in legs:
        try:
            expected[leg.id] = adapters.of(leg.action).preview(leg.action).expected_before
        except (Refused, FieldConflict) as error:
            impossible.append(Breach(subject=bundle_id, what="feasibility", assumed="given", actual=str(error)))
    return expected, tuple(impossible)


def _has_to_wait(tx: Transaction, record: BundleRecord) -> bool:
    """Tell whether the undo window is open or something of the same case is on its way."""
    if record.not_before is not None and record.not_before > tx.wall_now:
        return True
    siblings = [b.id for b in tx.bundles.of_case(record.bundle.case_id) if b.id != record.id]
    return any(i.state.in_flight for sibling in siblings for i in tx.intents.of_bundle(sibling))


def _breaches(tx: Transaction, bundle: Bundle, snapshot: Snapshot, network_version: str | None) -> tuple[Breach, ...]:
    found = bundle.assumptions.breaches(readings(snapshot, tx.beliefs.current()))
    if network_version is not None:
        found = (*found, *bundle.assumptions.network_breaches(network_version))
    if tx.business_now >= bundle.assumptions.expires_at:
        expired = bundle.assumptions.expires_at.isoformat()
        late = Breach(subject=bundle.id, what="validity", assumed=expired, actual=tx.business_now.isoformat())
        found = (*found, late)
    return found


def _void_decision(tx: Transaction, record: BundleRecord, breaches: tuple[Breach, ...]) -> None:
    for use in record.route.budgets:
        tx.budgets.release(use)
    mark_stale(tx, record, breaches, "executor")
