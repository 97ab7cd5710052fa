"""Outcomes: each day is closed once, in the same books for the company and its twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.desk import Desk
from agents.outcomes import CURSOR, Outcomes
from tests.tools.simulation.test_weekly_twin import BELIEFS, CEN, NETWORK, NOR, bought, company
from tools.simulation.twin import Outside, TwinState, as_snapshot, founded
from tools.simulation.weekly_twin import step
from trimtab import subjects
from trimtab.clock import ManualClock
from trimtab.errors import Unavailable
from trimtab.events import Event, EventType
from trimtab.ledger import Ledger, open_ledger
from trimtab.outcomes import CompanyDay, Course
from trimtab.policy import load_policy
from trimtab.state import Snapshot

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass
class Erp:
    """An ERP that shows what it is told to."""

    shown: Snapshot | None

    def snapshot(self) -> Snapshot:
        if self.shown is None:
            raise Unavailable("busy", system="test")
        return self.shown


@dataclass
class World:
    """A company that acts once a week itself, by the rules of the twin."""

    ledger: Ledger
    clock: ManualClock
    erp: Erp
    state: TwinState
    outcomes: Outcomes
    number: int = 0
    told: list[Event] = field(default_factory=list)

    def pass_day(self, cen: int = 6, nor: int = 3, *, tell: bool = True) -> None:
        """Let a day pass: arrivals, planning on Mondays, demand; its demand is told the next morning."""
        day = self.clock.business_now().date()
        demand = {CEN: Decimal(cen), NOR: Decimal(nor)}
        as_it_goes = {f"{p.document}/{p.line}": p for p in self.state.purchases if p.as_ours}
        arrived = {k: p.quantity for k, p in as_it_goes.items() if p.arrives <= day}
        due = {k: p.arrives for k, p in as_it_goes.items() if p.arrives > day}
        outside = Outside(demand=demand, arrived=arrived, due=due)
        self.state, _ = step(self.state, day, outside, NETWORK, BELIEFS)
        self.clock.advance(timedelta(days=1))
        self.erp.shown = as_snapshot(self.state, day)
        if tell:
            self.tell(day, "CEN", cen)
            self.tell(day, "NOR", nor)

    def tell(self, day: object, location: str, quantity: int) -> None:
        event = Event(
            id=f"{day} {location}",
            source="csv/demand_csv",
            type=EventType.DEMAND_OBSERVED,
            subject=subjects.item_location("WINCH", location),
            time=datetime.fromisoformat(f"{day}T00:00:00+00:00"),
            data={"date": str(day), "item": "WINCH", "location": location, "quantity": quantity},
        )
        with self.ledger.write() as tx:
            tx.events.add([event])

    def days(self, course: Course) -> list[CompanyDay]:
        with self.ledger.read() as tx:
            return tx.outcomes.days(course)

    def again(self) -> Outcomes:
        return Outcomes(Desk(self.ledger, self.erp, NETWORK, load_policy("halyard")))


@pytest.fixture
def world(tmp_path: Path) -> World:
    clock = ManualClock(MONDAY)
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "halyard", clock)
    with ledger.write() as tx:
        tx.beliefs.record(BELIEFS.values())
    sunday = MONDAY.date() - timedelta(days=1)
    start = company((300, 60), purchases=(bought("PO-1", 200, MONDAY.date() + timedelta(days=9)),))
    erp = Erp(start)
    outcomes = Outcomes(Desk(ledger, erp, NETWORK, load_policy("halyard")))
    return World(ledger, clock, erp, founded(start, NETWORK, sunday), outcomes)


def without_course(day: CompanyDay) -> CompanyDay:
    return day.model_copy(update={"course": Course.ACTUAL})


def test_both_courses_begin_alike(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 2)
    assert world.outcomes.close_day() == 1
    (actual,), (twin,) = world.days(Course.ACTUAL), world.days(Course.WEEKLY_TWIN)
    assert without_course(twin) == actual
    assert (actual.day, actual.stock_value, actual.on_order_value) == (MONDAY.date() - timedelta(days=1), 3600, 2000)
    assert (actual.spent, actual.lost_margin, actual.demand_units) == (0, 0, 2)


def test_a_company_that_does_nothing_differently_is_its_twin(world: World) -> None:
    """Eight weeks, some with more demand than there is stock: every figure of every day is the same for both."""
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    world.outcomes.close_day()
    for n in range(56):
        world.pass_day(6 + n % 5, 3 + 9 * (n % 11 == 0))
        assert world.outcomes.close_day() == 1
    actual, twin = world.days(Course.ACTUAL), world.days(Course.WEEKLY_TWIN)
    assert len(actual) == len(twin) == 57
    assert [without_course(d) for d in twin] == actual
    assert actual[-1].spent > 0
    assert actual[-1].lost_margin > 0
    assert any(d.backorder_units for d in actual)


def test_a_day_is_closed_once_whoever_asks_and_however_often(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    assert [world.outcomes.close_day(), world.outcomes.close_day(), world.again().close_day()] == [1, 0, 0]
    world.pass_day()
    assert [world.again().close_day(), world.outcomes.close_day()] == [1, 0]
    assert len(world.days(Course.ACTUAL)) == 2


def test_a_restart_changes_nothing(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    for _ in range(10):
        world.again().close_day()
        world.pass_day()
    assert [without_course(d) for d in world.days(Course.WEEKLY_TWIN)] == world.days(Course.ACTUAL)


def test_a_day_waits_for_its_demand_but_not_longer_than_a_day(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    world.outcomes.close_day()
    world.pass_day(tell=False)
    assert world.outcomes.close_day() == 0
    world.tell(MONDAY.date(), "CEN", 6)
    assert world.outcomes.close_day() == 1
    world.pass_day(tell=False)
    world.pass_day(tell=False)
    assert world.outcomes.close_day() == 1
    assert [d.day.day for d in world.days(Course.ACTUAL)] == [1, 2, 3]


def test_days_that_were_passed_over_are_closed_together(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    world.outcomes.close_day()
    for _ in range(3):
        world.pass_day()
    assert world.outcomes.close_day() == 1
    last = world.days(Course.ACTUAL)[-1]
    assert (last.day, last.demand_units) == (MONDAY.date() + timedelta(days=2), 27)
    assert without_course(world.days(Course.WEEKLY_TWIN)[-1]) == last


def test_an_erp_that_does_not_answer_leaves_the_day_open(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    shown, world.erp.shown = world.erp.shown, None
    with pytest.raises(Unavailable):
        world.outcomes.close_day()
    world.erp.shown = shown
    assert world.outcomes.close_day() == 1


def test_what_stood_is_kept_under_one_name_however_many_days_pass(world: World) -> None:
    world.tell(MONDAY.date() - timedelta(days=1), "CEN", 0)
    for _ in range(4):
        world.outcomes.close_day()
        world.pass_day()
    with world.ledger.read() as tx:
        kept = tx.events.cursor(CURSOR)
    assert kept is not None
    assert len(kept) < 20_000
