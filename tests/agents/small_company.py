"""Halyard Supply in memory: the demo company over the fake ERP, a ledger on SQLite, and the three agents at one desk.

Learning the history and solving a case take seconds: both are done once, kept, and reopened as copies.
"""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, TypeVar

from agents.case_graph import build_case_graph
from agents.case_steps import CaseSteps
from agents.composing import Solved
from agents.desk import Desk
from agents.logistics import LogisticsAgent
from agents.problems import problem_for
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from agents.sensing import Sensing
from demo.company import Company
from demo.history import write_demand_history, write_receipt_history
from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tools.execution.adapters.fake import FakeErp
from tools.feeds.batch import Batch
from tools.feeds.demand_csv import DemandCsv
from tools.feeds.receipts_csv import ReceiptsCsv
from tools.optimizer import plan
from trimtab import subjects
from trimtab.beliefs import Belief
from trimtab.cases import Case, CaseState
from trimtab.clock import ManualClock
from trimtab.events import Event, EventType
from trimtab.identifiers import digest
from trimtab.ledger import Ledger, open_ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.people import Principal, Role
from trimtab.policy import load_policy
from trimtab.ports import Feed, FunctionAgent
from trimtab.state import OpenPurchaseLine, OpenSalesLine, OrderPoint, OrderPointKind, Snapshot, StockOnHand

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
CLEAN = replace(HALYARD_SUPPLY, past_purchases=tuple(p for p in HALYARD_SUPPLY.past_purchases if p.late_by_days < 5))
"""The same company, whose suppliers have never been late by more than a few days."""


def part_of(company: Company, *items: str) -> Company:
    """The company as if it dealt in some of its items only: what is about the others takes seconds to solve."""

    def some(rows: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(row for row in rows if getattr(row, "item", None) in items)

    def orders(rows: tuple[T, ...]) -> tuple[T, ...]:
        left = (replace(row, lines=some(row.lines)) for row in rows)  # type: ignore[type-var, attr-defined]
        return tuple(row for row in left if row.lines)

    return replace(
        company,
        items=tuple(i for i in company.items if i.code in items),
        sourcing=some(company.sourcing),
        demand=some(company.demand),
        opening_stock=some(company.opening_stock),
        order_points=some(company.order_points),
        open_purchases=orders(company.open_purchases),
        open_sales=orders(company.open_sales),
        past_purchases=orders(company.past_purchases),
    )


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def snapshot_of(company: Company) -> Snapshot:
    """The state of the company's ERP on the first day."""
    return Snapshot(
        as_of=NOW,
        system="fake-erp",
        on_hand=tuple(
            StockOnHand(item=s.item, location=s.warehouse, quantity=Decimal(s.quantity)) for s in company.opening_stock
        ),
        purchases=tuple(
            OpenPurchaseLine(
                document=p.reference,
                number=p.reference,
                line=str(number),
                supplier=p.supplier,
                item=x.item,
                location=p.warehouse,
                quantity=Decimal(x.quantity),
                due=day(company.due_in_days(p)),
            )
            for p in company.open_purchases
            for number, x in enumerate(p.lines, start=1)
        ),
        sales=tuple(
            OpenSalesLine(
                document=s.reference,
                number=s.reference,
                line=str(number),
                customer=s.customer,
                item=x.item,
                location=s.warehouse,
                quantity=Decimal(x.quantity),
                due=day(s.due_in_days),
            )
            for s in company.open_sales
            for number, x in enumerate(s.lines, start=1)
        ),
        order_points=tuple(
            OrderPoint(
                document=f"{p.item}@{p.warehouse}",
                item=p.item,
                location=p.warehouse,
                kind=OrderPointKind(p.kind),
                minimum=Decimal(p.minimum),
                target=Decimal(p.target),
                provisioning=p.source,
            )
            for p in company.order_points
        ),
    )


class OrdersFeed(Feed):
    """What the fake ERP says about purchase lines: a line's event is as new as its last change."""

    name: ClassVar[str] = "orders"

    def __init__(self, erp: FakeErp, changed_at: dict[str, datetime]) -> None:
        self._erp = erp
        self._changed_at = changed_at

    def read(self, cursor: str | None) -> Batch:
        events = tuple(self._event(line) for line in self._erp.state.purchases)
        return Batch(events=events, refused=(), cursor=digest([e.id for e in events]))

    def _event(self, line: OpenPurchaseLine) -> Event:
        subject = subjects.purchase_line(line.document, line.line)
        at = self._changed_at.get(subject, NOW - timedelta(days=1))
        return Event(
            id=f"{subject} {at.isoformat()}",
            source="fake-erp",
            type=EventType.PURCHASE_CHANGED,
            subject=subject,
            time=at,
            data=line.model_dump(mode="json"),
        )


@dataclass
class SmallCompany:
    """The company, put together as the composition root does, without graphs that wait."""

    company: Company
    directory: Path
    ledger: Ledger
    clock: ManualClock
    erp: FakeErp
    changed_at: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network = network_of(self.company)
        self.desk = Desk(self.ledger, self.erp, self.network, load_policy("halyard"))
        self.sales = SalesAgent(self.desk)
        self.procurement = ProcurementAgent(self.desk)
        self.logistics = LogisticsAgent(self.desk)
        self.agents: tuple[FunctionAgent, ...] = (self.sales, self.procurement, self.logistics)
        demand, receipts = self.directory / "demand.csv", self.directory / "receipts.csv"
        feeds = (
            DemandCsv(demand, self.network, self.clock),
            ReceiptsCsv(receipts, self.network, self.clock),
            OrdersFeed(self.erp, self.changed_at),
        )
        self.sensing = Sensing(self.desk, self.agents, feeds, "worker")

    def learn(self) -> None:
        """Read every feed to its end and let the agents believe."""
        while self.sensing.poll():
            pass
        while self.sensing.observe():
            pass

    def slip(self, reference: str, days: int) -> None:
        """Re-date the lines of an open order, as a buyer does in the ERP."""
        self.clock.advance(timedelta(minutes=1))
        later = timedelta(days=days)
        self.change(purchases=lambda p: p.model_copy(update={"due": p.due + later}) if p.number == reference else p)

    def change(self, **how: object) -> None:
        """Change rows of the ERP's state: `purchases=lambda row: row` and so on."""
        for part, change in how.items():
            before = getattr(self.erp.state, part)
            after = tuple(change(row) for row in before)  # type: ignore[operator]
            for old, new in zip(before, after, strict=True):
                if old != new and isinstance(new, OpenPurchaseLine):
                    self.changed_at[subjects.purchase_line(new.document, new.line)] = self.clock.business_now()
            self.erp.state = self.erp.state.model_copy(update={part: after})

    def beliefs(self) -> dict[str, Belief]:
        """The current beliefs by subject; no subject here has two."""
        return {subject: belief for (subject, _), belief in self.desk.beliefs().items()}

    def cases(self, state: CaseState | None = None) -> list[Case]:
        with self.ledger.read() as tx:
            return tx.cases.all(state)

    def bundles(self) -> list[BundleRecord]:
        with self.ledger.read() as tx:
            return [b for case in tx.cases.all() for b in tx.bundles.of_case(case.id)]

    def solve(self, case: Case, revision: int = 1) -> Solved:
        """One optimisation of a case, as the case graph makes it."""
        snapshot = self.erp.snapshot()
        offers = sorted((o for a in self.agents for o in a.offer(case, snapshot)), key=lambda o: o.id)
        problem = problem_for(self.desk, case, snapshot, offers)
        return Solved(case, problem, plan(problem), revision)

    def propose(self, case: Case) -> None:
        """Run the case graph from its first step to its submission."""
        steps = CaseSteps(self.desk, self.agents)
        build_case_graph(steps, steps.submit).invoke({"case_id": case.id, "round": case.round})

    def copy(self, directory: Path) -> "SmallCompany":
        """The same company from here on, in a directory of its own."""
        self.ledger.engine.dispose()
        shutil.copytree(self.directory, directory, dirs_exist_ok=True)
        return opened(self.company, directory, self.erp.state, self.clock.business_now(), dict(self.changed_at))


def opened(
    company: Company, directory: Path, state: Snapshot, now: datetime, changed_at: dict[str, datetime]
) -> SmallCompany:
    """A company on the ledger of a directory, which is made where there is none."""
    clock = ManualClock(now)
    ledger = open_ledger(f"sqlite:///{directory / 'ledger.sqlite'}", "halyard", clock)
    return SmallCompany(company, directory, ledger, clock, FakeErp(state, clock), changed_at)


def founded(directory: Path, company: Company = HALYARD_SUPPLY) -> SmallCompany:
    """A company on its first day: history in files, people in the ledger, nothing learnt yet."""
    directory.mkdir(parents=True, exist_ok=True)
    write_demand_history(directory / "demand.csv", TODAY, company)
    write_receipt_history(directory / "receipts.csv", TODAY, company)
    new = opened(company, directory, snapshot_of(company), NOW, {})
    with new.ledger.write() as tx:
        for role in Role:
            tx.people.save(Principal(id=role.value.replace("_", "-"), name=role.value, roles=frozenset({role})))
    return new
