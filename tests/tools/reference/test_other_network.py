"""Other reference data in force: what was solved on the old ones can neither be decided nor carried out."""

from __future__ import annotations

import pytest

from agents.desk import Desk
from agents.sensing import Sensing
from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.tools.execution.desk import LEASE_SECONDS, adapters_of, fake_erp
from tests.trimtab.ledgers import Office, embedded, office, shared_ledger
from tools.execution import Arming, Executor
from tools.execution.executor import lease_name
from trimtab.bundles import BundleState
from trimtab.policy import load_policy

__all__ = ["embedded", "office", "shared_ledger"]
OTHER = "finance-2+0123456789ab"


@pytest.mark.parametrize(("version", "outcome"), [("1", Arming.ARMED), (OTHER, Arming.STALE)])
def test_only_what_was_solved_on_the_network_in_force_is_armed(version: str, outcome: Arming, office: Office) -> None:
    erp = fake_erp(office)
    executor = Executor(office.ledger, erp, adapters_of(office, erp), LEASE_SECONDS, version)
    office.decided()
    office.wait(seconds=11)
    with office.ledger.write() as tx:
        epoch = tx.leases.take(lease_name(office.bundle_id()), "worker", LEASE_SECONDS)
    assert epoch is not None
    assert executor.arm(office.bundle_id(), office.bundle().decision_id or "", epoch) is outcome
    assert erp.documents == {}


@pytest.mark.parametrize(("version", "state"), [("1", BundleState.AWAITING), (OTHER, BundleState.STALE)])
def test_what_waits_for_a_decision_goes_back_when_the_network_changes(
    version: str, state: BundleState, office: Office
) -> None:
    office.submitted()
    network = network_of(HALYARD_SUPPLY).model_copy(update={"version": version})
    desk = Desk(office.ledger, fake_erp(office), network, load_policy("halyard"))
    Sensing(desk, (), (), "worker").poll()
    record = office.bundle()
    assert record.state is state
    told = [f"version of reference data was 1, is {OTHER}"] if state is BundleState.STALE else []
    with office.ledger.read() as tx:
        breaches = tx.bundles.get(record.id).breaches
    assert [str(breach) for breach in breaches] == told
