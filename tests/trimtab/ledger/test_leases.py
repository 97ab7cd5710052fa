"""Leases in the ledger pass the suite, and the kill switch stops execution."""

import pytest

from tests.trimtab.ledger.conformance import LeaseConformance
from tests.trimtab.ledgers import Office
from trimtab.clock import ManualClock
from trimtab.errors import ExecutionStopped


class LedgerLeases:
    """Each call one transaction."""

    def __init__(self, office: Office) -> None:
        self._ledger = office.ledger

    def take(self, name: str, holder: str, seconds: float) -> int | None:
        with self._ledger.write() as tx:
            return tx.leases.take(name, holder, seconds)

    def renew(self, name: str, epoch: int, seconds: float) -> None:
        with self._ledger.write() as tx:
            tx.leases.renew(name, epoch, seconds)

    def release(self, name: str, epoch: int) -> None:
        with self._ledger.write() as tx:
            tx.leases.release(name, epoch)


class TestLeasesInTheLedger(LeaseConformance):
    @pytest.fixture
    def keeper(self, office: Office) -> LedgerLeases:
        return LedgerLeases(office)

    @pytest.fixture
    def clock(self, office: Office) -> ManualClock:
        return office.clock


def test_companies_do_not_share_leases(office: Office) -> None:
    other = Office(type(office.ledger)(office.ledger.engine, f"{office.company}-x", office.clock), office.clock)
    assert LedgerLeases(office).take("bundle:1", "ann", 30) == 1
    assert LedgerLeases(other).take("bundle:1", "ben", 30) == 1


def test_the_kill_switch_stops_and_starts_and_says_why(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.leases.require_running()
        tx.leases.stop_execution(stopped=True, because="stock count")
    with office.ledger.read() as tx, pytest.raises(ExecutionStopped, match="stock count"):
        tx.leases.require_running()
    with office.ledger.write() as tx:
        tx.leases.stop_execution(stopped=False, because="")
        tx.leases.require_running()
