"""The ledger of one company and its transactions: the only way to read or write what has been believed and decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trimtab.ledger.approvals import Approvals
from trimtab.ledger.audit import AuditTrail
from trimtab.ledger.beliefs import Beliefs
from trimtab.ledger.budgets import Budgets
from trimtab.ledger.bundles import Bundles
from trimtab.ledger.cases import Cases
from trimtab.ledger.dismissals import Dismissals
from trimtab.ledger.engine import migrate, open_engine
from trimtab.ledger.events import Events
from trimtab.ledger.facts import Facts
from trimtab.ledger.intake import Intake
from trimtab.ledger.intents import Intents
from trimtab.ledger.leases import Leases
from trimtab.ledger.messages import Messages
from trimtab.ledger.outbox import Outbox
from trimtab.ledger.outcomes import Outcomes
from trimtab.ledger.people import People
from trimtab.ledger.tasks import Tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from trimtab.ports import Clock


class Transaction:
    """One transaction: a repository for every noun, all on one connection, all for one company."""

    def __init__(self, connection: Connection, company: str, clock: Clock) -> None:
        """Bind the repositories to the connection."""
        self.connection = connection
        self.company = company
        self.clock = clock
        self.events = Events(self)
        self.intake = Intake(self)
        self.beliefs = Beliefs(self)
        self.facts = Facts(self)
        self.dismissals = Dismissals(self)
        self.outcomes = Outcomes(self)
        self.cases = Cases(self)
        self.bundles = Bundles(self)
        self.approvals = Approvals(self)
        self.budgets = Budgets(self)
        self.intents = Intents(self)
        self.tasks = Tasks(self)
        self.outbox = Outbox(self)
        self.leases = Leases(self)
        self.people = People(self)
        self.messages = Messages(self)
        self.audit = AuditTrail(self)

    @property
    def wall_now(self) -> datetime:
        """Return wall time."""
        return self.clock.wall_now()

    @property
    def business_now(self) -> datetime:
        """Return business time."""
        return self.clock.business_now()


class Ledger:
    """The authority on beliefs, cases, bundles, decisions, intents and receipts of one company."""

    def __init__(self, engine: Engine, company: str, clock: Clock) -> None:
        """Use an engine whose schema is up to date (see `open_ledger`)."""
        self.engine = engine
        self.company = company
        self.clock = clock

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Run one writing transaction; audit entries and messages come last: their locks are held briefly."""
        with self.engine.connect() as connection, connection.begin():
            transaction = Transaction(connection, self.company, self.clock)
            yield transaction
            transaction.audit.flush()
            transaction.messages.flush()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Run one reading transaction: all it reads is of one moment, and nothing it writes is kept."""
        options: dict[str, Any] = {"read_only": True}
        if self.engine.dialect.name == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection:
            yield Transaction(connection, self.company, self.clock)


def open_ledger(url: str, company: str, clock: Clock) -> Ledger:
    """Open a ledger, bringing its schema up to date first."""
    engine = open_engine(url)
    migrate(engine)
    return Ledger(engine, company, clock)
