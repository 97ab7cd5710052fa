"""Ledgers for tests on both engines: a fresh company each, whose clock stands still until it is moved."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.proof.company import (
    APPROVERS,
    PEOPLE,
    Point,
    a_case,
    a_proposal,
    bundle_id_of,
    case_id_of,
    proof_policy,
)
from tests.proof.stores import scratch
from tests.services.postgres import PostgresCluster
from trimtab.approvals import Outcome, Proposal, decide, submit
from trimtab.clock import ManualClock
from trimtab.decisions import Approve, Channel
from trimtab.ledger import Ledger, open_ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.policy import Policy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POINT = Point("1", "WINCH-40", "CEN", Decimal(30), Decimal(240))
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Office:
    """A ledger with its people, and short words for what they do."""

    ledger: Ledger
    clock: ManualClock

    @property
    def company(self) -> str:
        return self.ledger.company

    def proposal(self, number: int = 1, *, revision: int = 1, policy: Policy | None = None) -> Proposal:
        now = self.clock.business_now()
        return a_proposal(self.company, POINT, now, number=number, revision=revision, policy=policy)

    def submitted(self, number: int = 1, *, policy: Policy | None = None) -> BundleRecord:
        """Open a case and submit its bundle."""
        with self.ledger.write() as tx:
            tx.cases.open(a_case(self.company, tx.business_now, number))
        submit(self.ledger, self.case_id(number), 1, [self.proposal(number, policy=policy)])
        return self.bundle(number)

    def approve(self, who: str, number: int = 1, digest: str | None = None) -> Outcome:
        named = digest or self.bundle(number).digest
        return decide(self.ledger, self.bundle_id(number), who, Approve(digest=named), Channel.WEB)

    def decided(self, number: int = 1, *, policy: Policy | None = None) -> BundleRecord:
        """Submit a bundle and let everybody approve it."""
        self.submitted(number, policy=policy)
        for who in APPROVERS.values():
            self.approve(who, number)
        return self.bundle(number)

    def bundle(self, number: int = 1) -> BundleRecord:
        with self.ledger.read() as tx:
            return tx.bundles.get(self.bundle_id(number))

    def bundle_id(self, number: int = 1) -> str:
        return bundle_id_of(self.company, 1, number)

    def case_id(self, number: int = 1) -> str:
        return case_id_of(self.company, number)

    def audit_types(self, number: int = 1) -> list[str]:
        with self.ledger.read() as tx:
            return [e.type for e in tx.audit.entries(self.bundle_id(number))]

    def wait(self, **time: float) -> None:
        self.clock.advance(timedelta(**time))


def an_office(ledger: Ledger) -> Office:
    """A company of its own in the ledger's database."""
    clock = ManualClock(NOW)
    mine = Ledger(ledger.engine, f"c{next(_NUMBERS)}", clock)
    with mine.write() as tx:
        for principal in PEOPLE:
            tx.people.save(principal)
    return Office(mine, clock)


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """A ledger that is closed again: no connection outlives the test."""
    ledger = open_ledger(url, "first", ManualClock(NOW))
    try:
        yield ledger
    finally:
        ledger.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def shared_ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """One database per engine; tests have a company each in it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{stack.enter_context(scratch()) / 'ledger.sqlite'}"
        else:
            cluster: PostgresCluster = request.getfixturevalue("postgres")
            url = cluster.create_database()
        yield stack.enter_context(opened(url))


@pytest.fixture
def office(shared_ledger: Ledger) -> Office:
    """A company with people and nothing else, on each engine in turn."""
    return an_office(shared_ledger)


@pytest.fixture
def embedded() -> Iterator[Office]:
    """A company on an SQLite database of the test's own."""
    with scratch() as folder, opened(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        yield an_office(ledger)


__all__ = ["NOW", "POINT", "Office", "an_office", "embedded", "office", "opened", "proof_policy", "shared_ledger"]
