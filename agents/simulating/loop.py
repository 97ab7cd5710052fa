"""A company lived day by day: what is told becomes beliefs, plans are made and decided, and actions are carried out.

The same agents, estimators, offers and optimizer as in production, on a ledger of its own; what differs from way to way
is only when they are asked, what they know of each other, and when people decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.desk import Desk
from agents.logistics import LogisticsAgent
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from agents.simulating.desks import FunctionDesk, Published
from agents.simulating.planning import Planned, Planning
from agents.simulating.way import MONDAY, WEEK, Cadence, Way
from tools.simulation.companies import Accounts, Company, World, carry_out
from tools.simulation.companies.company import morning_of
from trimtab.beliefs import Function
from trimtab.clock import ManualClock
from trimtab.errors import Refused
from trimtab.events import Event
from trimtab.ledger import Ledger, open_ledger
from trimtab.policy import load_policy
from trimtab.ports import FunctionAgent

PLAN_IN_TURN = (Function.LOGISTICS, Function.PROCUREMENT, Function.SALES)


@dataclass(frozen=True)
class Proposal:
    """A plan people were asked about: what waiting for the next chance would lose, and how many had to decide.

    `between`: not at the usual time, but because of a drift.
    """

    day: int
    saving: float
    owners: int
    between: bool = False


@dataclass
class Outcome:
    """How a company fared."""

    accounts: Accounts
    proposals: list[Proposal] = field(default_factory=list)
    attention: float = 0.0

    @property
    def profit(self) -> float:
        """Return what is left after people's attention is paid too."""
        return self.accounts.profit - self.attention


def live(company: Company, way: Way, left_alone: Collection[int] = ()) -> Outcome:
    """Return how a company fares under a way to plan, from its first day to its last.

    On the days `left_alone` nothing is proposed: the twin that does nothing.
    """
    clock = ManualClock(morning_of(0))
    with temporary_ledger(clock) as ledger:
        life = Life(company, way, ledger, clock)
        for day in range(company.days):
            life.pass_day(left_alone=day in left_alone)
        return life.outcome


class Life:
    """One company under one way to plan."""

    def __init__(self, company: Company, way: Way, ledger: Ledger, clock: ManualClock) -> None:
        """Learn the past."""
        self.way = way
        self.world = World(company)
        self.outcome = Outcome(self.world.accounts)
        self._ledger, self._clock = ledger, clock
        self._published = Published()
        self._desk = Desk(ledger, self.world, company.network, load_policy(company.network.company))
        self._watching = _agents_at(self._desk)
        self._planning = self._tables()
        self._waiting: list[list[tuple[int, Planned]]] = [[] for _ in self._planning]
        self._told = self.world.past()

    def pass_day(self, *, left_alone: bool = False) -> None:
        """Live one day, from morning to evening; `left_alone`, nothing is proposed on it."""
        news = self.world.begin()
        day = self.world.day
        self._clock.advance(morning_of(day) - self._clock.business_now())
        self._observe([*self._told, *news])
        if day % WEEK == MONDAY:
            self._published.beliefs = dict(self._desk.beliefs())
        self._told = []
        for planning, waiting in zip(self._planning, self._waiting, strict=True):
            self._carry_out(waiting)
            if not waiting and self._is_due() and not left_alone:
                self._propose(planning, waiting)
                self._carry_out(waiting)
        self._told += self.world.end()

    def _observe(self, events: Iterable[Event]) -> None:
        with self._ledger.write() as tx:
            new = tx.events.add(events)
        beliefs = [belief for agent in self._watching for belief in agent.observe(new)]
        with self._ledger.write() as tx:
            tx.beliefs.record(beliefs)

    def _is_due(self) -> bool:
        return self.way.cadence is not Cadence.WEEKLY or self.world.day % WEEK == MONDAY

    def _propose(self, planning: Planning, waiting: list[tuple[int, Planned]]) -> None:
        day = self.world.day
        between = self.way.cadence is Cadence.AT_DRIFT and day % WEEK != MONDAY
        key = f"{day}-{planning.agents[0].function.value}"
        planned = planning.planned(key, self.way.next_chance(day % WEEK), if_worth_it=between)
        if planned is None:
            return
        price = float(self.world.network.costs.attention_price.amount)
        proposal = Proposal(day, planned.saving, planned.owners, between=between)
        self.outcome.proposals.append(proposal)
        self.outcome.attention += price * planned.owners
        waiting.append((day + self.way.latency_days, planned))

    def _carry_out(self, waiting: list[tuple[int, Planned]]) -> None:
        """Carry out what people have decided by today; what cannot be done any more is left."""
        for decided, planned in [w for w in waiting if w[0] <= self.world.day]:
            waiting.remove((decided, planned))
            for document in planned.documents:
                try:
                    self._told += carry_out(self.world, document.action)
                except Refused:
                    continue

    def _tables(self) -> tuple[Planning, ...]:
        """Return who plans together: everybody, or each function by itself."""
        if self.way.together:
            return (Planning(self._desk, self._watching),)
        return tuple(self._alone(function) for function in PLAN_IN_TURN)

    def _alone(self, function: Function) -> Planning:
        desk = self._desk
        if not self.way.shared:
            desk = FunctionDesk(
                ledger=self._ledger,
                reader=self.world,
                network=self._desk.network,
                policy=self._desk.policy,
                function=function,
                published=self._published,
            )
        return Planning(desk, tuple(a for a in _agents_at(desk) if a.function is function))


def _agents_at(desk: Desk) -> tuple[FunctionAgent, ...]:
    return SalesAgent(desk), ProcurementAgent(desk), LogisticsAgent(desk)


@contextmanager
def temporary_ledger(clock: ManualClock) -> Iterator[Ledger]:
    """Yield a ledger that is gone afterwards."""
    with TemporaryDirectory() as directory:
        ledger = open_ledger(f"sqlite:///{Path(directory) / 'ledger.sqlite'}", "simulated", clock)
        try:
            yield ledger
        finally:
            ledger.engine.dispose()
