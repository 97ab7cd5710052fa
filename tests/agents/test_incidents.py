"""From what happens to what is proposed: a small company in memory whose lanes close, whose facts and requests count.

One item, two locations; every incident is told as an event or a fact, priced, solved and submitted as a worker does.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.case_graph import build_case_graph
from agents.case_steps import CaseSteps
from agents.logistics import LogisticsAgent
from agents.problems import problem_for
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from agents.sensing import Sensing
from tests.agents.small_case import (
    NOW,
    PLENTY,
    SmallCase,
    bought,
    controlled,
    demand,
    euro,
    network,
    requested,
    sold,
    state,
    stock,
)
from tools.feeds.batch import Batch
from tools.optimizer import recommend_level
from trimtab import subjects
from trimtab.approvals import assert_fact
from trimtab.beliefs import Parameter
from trimtab.bundles import BundleState
from trimtab.bus.topics import MOVED
from trimtab.cases import Case, CaseState
from trimtab.decisions import AssertFact, Channel
from trimtab.events import Event, EventType
from trimtab.facts import DemandStatement, StockStatement
from trimtab.ledger.bundles import BundleRecord
from trimtab.network import ControlMode
from trimtab.people import Principal, Role
from trimtab.ports import Feed
from trimtab.state import Snapshot

ITEM, NORTH, CENTRE = "WINCH", "NOR", "CEN"
LANE = subjects.lane(CENTRE, NORTH)
PLACE = subjects.item_location(ITEM, CENTRE)


class Told(Feed):
    """What happened since the last reading."""

    name = "told"  # type: ignore[misc]

    def __init__(self) -> None:
        self.events: list[Event] = []

    def read(self, cursor: str | None) -> Batch:
        events, self.events = tuple(self.events), []
        return Batch(events=events, refused=(), cursor=cursor or "0")


@dataclass
class Incident:
    """The small company with its agents, what it is told, and what comes of it."""

    small: SmallCase
    feed: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        desk = self.small.desk
        self.agents = (SalesAgent(desk), ProcurementAgent(desk), LogisticsAgent(desk))
        self.sensing = Sensing(desk, self.agents, (self.feed,), "worker")
        with self.small.ledger.write() as tx:
            for role in Role:
                tx.people.save(Principal(id=role.value, name=role.value, roles=frozenset({role})))

    def tell(self, kind: EventType, subject: str, **data: Any) -> None:
        number = len(self._all_events())
        self.feed.events.append(Event(id=f"e{number}", source="told", type=kind, subject=subject, time=NOW, data=data))
        self.sensing.poll()
        self.sensing.observe()

    def lane(self, *, is_open: bool, reason: str = "") -> None:
        data = {"origin": CENTRE, "destination": NORTH, "open": is_open, "transit_days": None, "reason": reason}
        self.tell(EventType.LANE_CHANGED, LANE, **data)

    def promote(self, per_day: float, location: str = CENTRE) -> None:
        start = NOW.date() + timedelta(days=5)
        said = {"start": start.isoformat(), "end": (start + timedelta(days=14)).isoformat(), "per_day": per_day}
        subject = subjects.item_location(ITEM, location)
        self.tell(EventType.PROMOTION_CHANGED, subject, item=ITEM, location=location, **said)

    def believe(self, location: str, per_day: float) -> None:
        """Let demand move as the sales agent would find it had."""
        belief = demand(location, per_day)
        with self.small.ledger.write() as tx:
            (moved,) = tx.beliefs.record([belief.model_copy(update={"because": ("sold",)})])
            move = [moved.subject, moved.parameter.value, moved.version - 1]
            tx.messages.publish(MOVED, {"items": [ITEM], "moves": [move], "events": ["sold"]})

    def state_fact(self, statement: DemandStatement | StockStatement) -> None:
        asserted = AssertFact(statement=statement, expires_at=NOW + timedelta(days=30), text="they called")
        assert_fact(self.small.ledger, Role.SUPPLY_PLANNER.value, asserted, Channel.WEB)

    def price(self) -> int:
        return self.sensing.price()

    def solve(self) -> BundleRecord | None:
        """Solve the one open case as the worker that is woken does; returns its last bundle."""
        (case,) = self.cases()
        steps = CaseSteps(self.small.desk, self.agents)
        build_case_graph(steps, steps.submit).invoke({"case_id": case.id, "round": case.round})
        with self.small.ledger.read() as tx:
            records = tx.bundles.of_case(case.id)
        return records[-1] if records else None

    def solve_again(self, record: BundleRecord) -> BundleRecord:
        """Solve a stale bundle again as its thread does when it is woken; returns the revision then in force."""
        steps = CaseSteps(self.small.desk, self.agents)
        thread = {"case_id": record.bundle.case_id, "round": record.bundle.round, "bundle_id": record.id}
        build_case_graph(steps, steps.resubmit).invoke({**thread, "revision": record.revision + 1})
        return self.record(record.id)

    def cases(self) -> list[Case]:
        with self.small.ledger.read() as tx:
            return [c for c in tx.cases.all() if c.state is not CaseState.CLOSED]

    def record(self, bundle_id: str) -> BundleRecord:
        with self.small.ledger.read() as tx:
            return tx.bundles.get(bundle_id)

    def _all_events(self) -> list[Event]:
        with self.small.ledger.read() as tx:
            return tx.events.of_types([e.value for e in EventType])


def starving_north(**changed: Any) -> Snapshot:
    """The north lives from hand to mouth on what the centre sends; the centre has plenty."""
    held = {
        "on_hand": (stock(ITEM, CENTRE, 900), stock(ITEM, NORTH, 12)),
        "purchases": (bought(),),
        "sales": (sold("7", "SKAG", 30, 9, location=NORTH), sold("8", "NAVY", 30, 12, location=NORTH)),
    }
    return state(**(held | changed))


def incident(directory: Path, snapshot: Snapshot | None = None, **changed: Any) -> Incident:
    small = SmallCase(directory, state=snapshot or starving_north(), **changed)
    made = Incident(small)
    made.price()
    return made


def kinds(record: BundleRecord | None) -> set[str]:
    assert record is not None
    return {leg.action.kind for leg in record.bundle.legs}


def test_a_lane_that_closes_opens_a_case_whose_bundle_does_not_use_it(tmp_path: Path) -> None:
    company = incident(tmp_path / "case")
    company.lane(is_open=False, reason="The ferry is on strike")
    assert company.price() == 1
    (case,) = company.cases()
    assert case.title == "The lane from Central to North closes"
    assert [a.what for a in case.drift.attribution] == [Parameter.LANE_STATUS.value]
    record = company.solve()
    assert record is not None
    assert record.state is BundleState.AWAITING
    over_it = [leg for leg in record.bundle.legs if getattr(leg.action, "origin", "") == CENTRE]
    assert not over_it
    assert any("The ferry is on strike" in e.text for e in record.bundle.evidence)


def test_another_cause_joins_the_open_case_and_its_bundle_goes_back(tmp_path: Path) -> None:
    company = incident(tmp_path / "case")
    company.lane(is_open=False)
    company.price()
    (case,) = company.cases()
    first = company.solve()
    assert first is not None
    company.promote(6, NORTH)
    assert company.price() == 0
    (joined,) = company.cases()
    assert joined.id == case.id
    assert (
        joined.title
        == "The lane from Central to North closes while a promotion at North adds 6 a day to demand for Winch"
    )
    assert set(case.event_ids) < set(joined.event_ids)
    assert company.record(first.id).state is BundleState.STALE
    again = company.solve_again(first)
    assert (again.state, again.revision) == (BundleState.AWAITING, 2)


def test_a_fact_sends_back_the_bundle_whose_assumptions_it_breaks(tmp_path: Path) -> None:
    company = incident(tmp_path / "case")
    company.lane(is_open=False)
    company.price()
    first = company.solve()
    assert first is not None
    company.state_fact(DemandStatement(item=ITEM, location=NORTH, per_day=9))
    company.price()
    stale = company.record(first.id)
    assert stale.state is BundleState.STALE
    assert any(b.subject == subjects.item_location(ITEM, NORTH) for b in stale.breaches)
    again = company.solve_again(first)
    assert (again.state, again.revision) == (BundleState.AWAITING, 2)
    assert any("says that demand for Winch" in e.text for e in again.bundle.evidence)


def well_levelled(directory: Path) -> Snapshot:
    """A company that lacks nothing, at the levels that its usual demand asks for."""
    small = SmallCase(directory, state=state(on_hand=PLENTY))
    problem = problem_for(small.desk, small.case, small.state, [])
    points = []
    for point in small.state.order_points:
        best = recommend_level(problem, point.item, point.location)
        assert best is not None
        points.append(point.model_copy(update={"minimum": best.minimum, "target": best.target}))
    return small.state.model_copy(update={"order_points": tuple(points)})


def test_a_false_alarm_is_dismissed_with_what_acting_would_save(tmp_path: Path) -> None:
    usual = network()
    busy = usual.costs.model_copy(update={"attention_price": euro("2000")})
    in_order = well_levelled(tmp_path / "usual")
    company = incident(tmp_path / "case", in_order, network=usual.model_copy(update={"costs": busy}))
    company.believe(CENTRE, 6.4)
    assert company.price() == 0
    assert company.cases() == []
    with company.small.ledger.read() as tx:
        (dismissed,) = tx.dismissals.recent()
    assert dismissed.title == "Demand for Winch at Central rose from 6 to 6.4 a day"
    assert dismissed.items == (ITEM,)
    assert dismissed.avoidable <= dismissed.limit
    assert dismissed.because


ORDERED_BY_THE_ERP = network(policies=controlled(ControlMode.ERP_ORDERS))


@pytest.mark.parametrize(
    ("on_hand", "per_day", "kind"), [(60, 12, "release_request"), (900, 2, "cancel_request")], ids=["short", "plenty"]
)
def test_where_the_erp_orders_its_own_request_is_released_or_withdrawn(
    tmp_path: Path, on_hand: int, per_day: float, kind: str
) -> None:
    there = state(on_hand=(stock(ITEM, CENTRE, on_hand), stock(ITEM, NORTH, 40)), requests=(requested(),), purchases=())
    company = incident(tmp_path / "case", there, network=ORDERED_BY_THE_ERP)
    company.believe(CENTRE, per_day)
    assert company.price() == 1
    record = company.solve()
    assert kind in kinds(record)
    assert not kinds(record) & {"place_purchase", "transfer_stock"}


def test_where_trimtab_only_observes_nothing_is_proposed(tmp_path: Path) -> None:
    watched = network(policies=controlled(ControlMode.OBSERVE))
    company = incident(tmp_path / "case", network=watched)
    company.lane(is_open=False)
    company.believe(CENTRE, 14)
    assert company.price() == 0
    assert company.cases() == []
    with company.small.ledger.read() as tx:
        (dismissed,) = tx.dismissals.recent()
    assert dismissed.because
