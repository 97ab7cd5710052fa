"""Dirty streams: late, repeated, out of order, negative, absurd or with days missing, what is believed is the same."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agents.desk import Desk
from agents.logistics import LogisticsAgent
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from agents.sensing import Sensing
from demo.network import network_of
from tests.agents.small_company import NOW, TODAY, snapshot_of
from tests.five_items import HALYARD_SUPPLY
from tools.estimation.estimate import is_material
from tools.execution.adapters.fake import FakeErp
from tools.feeds.batch import Batch
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, Parameter
from trimtab.clock import ManualClock
from trimtab.events import Event, EventType
from trimtab.intake import SourceIntake
from trimtab.ledger import Ledger
from trimtab.ledger.engine import migrate, open_engine
from trimtab.policy import load_policy
from trimtab.ports import Feed

NETWORK, STATE = network_of(HALYARD_SUPPLY), snapshot_of(HALYARD_SUPPLY)
PLACES = [("WINCH-40", "CEN"), ("BLOCK-57", "NOR")]
HISTORY_DAYS = 40
_companies = itertools.count()


class Told(Feed):
    """A feed that has a few batches to tell, one a reading."""

    name = "told"

    def __init__(self, batches: Sequence[Sequence[Event]]) -> None:
        self._batches = batches

    def read(self, cursor: str | None) -> Batch:
        at = int(cursor or 0)
        events = self._batches[at] if at < len(self._batches) else ()
        return Batch(events=events, refused=(), cursor=str(min(at + 1, len(self._batches))))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One ledger file for all examples: each is a company of its own in it."""
    path: Path = tmp_path_factory.mktemp("streams") / "ledger.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    yield engine
    engine.dispose()


def listened(engine: Any, *batches: Sequence[Event]) -> tuple[dict[tuple[str, str], Belief], SourceIntake]:
    """What a company believes in the end that is told these batches, and what it counted."""
    clock = ManualClock(NOW)
    ledger = Ledger(engine, f"company-{next(_companies)}", clock)
    desk = Desk(ledger, FakeErp(STATE, clock), NETWORK, load_policy("halyard"))
    agents = (SalesAgent(desk), ProcurementAgent(desk), LogisticsAgent(desk))
    sensing = Sensing(desk, agents, [Told(batches)], "worker")
    for _ in batches:
        sensing.poll()
        sensing.observe()
    with ledger.read() as tx:
        (intake,) = tx.intake.by_source()
        return tx.beliefs.estimated(), intake


def event(type_: EventType, subject: str, at: datetime, key: str = "", **data: Any) -> Event:
    return Event(id=f"{type_} {subject} {at} {key}"[:200], source="s", type=type_, subject=subject, time=at, data=data)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def sold(place: tuple[str, str], ago: int, quantity: Any, recorded: int = 0, *, stocked_out: bool = False) -> Event:
    """The demand of one day; the same day may be told again with another quantity, recorded later."""
    item, location = place
    day = TODAY - timedelta(days=ago)
    told = {"item": item, "location": location, "date": day.isoformat(), "quantity": quantity}
    at = datetime.combine(day, NOW.timetz())
    return event(
        EventType.DEMAND_OBSERVED,
        subjects.item_location(item, location),
        at,
        f"{quantity} {recorded} {stocked_out}",
        stocked_out=stocked_out,
        recorded_at=days_ago(-recorded).isoformat(),
        **told,
    )


def received(number: int, late: int) -> Event:
    ordered = TODAY - timedelta(days=300 - 14 * number)
    promised = ordered + timedelta(days=35)
    return event(
        EventType.RECEIPT_OBSERVED,
        subjects.source("KMW", "WINCH-40"),
        days_ago(200 - number),
        str(late),
        purchase_order=f"PO-{number}",
        supplier="KMW",
        item="WINCH-40",
        ordered=ordered.isoformat(),
        promised=promised.isoformat(),
        received=(promised + timedelta(days=late)).isoformat(),
        quantity="10",
        ordered_quantity=str(10 + number % 3),
    )


def redated(line: int, hours: int, due: int) -> Event:
    """What the ERP said of an open line, so many hours ago; no two sayings are of one moment."""
    first = STATE.purchases[line % len(STATE.purchases)]
    data = first.model_dump(mode="json") | {"due": (TODAY + timedelta(days=due)).isoformat()}
    subject = subjects.purchase_line(first.document, first.line)
    return event(EventType.PURCHASE_CHANGED, subject, NOW - timedelta(hours=hours, minutes=line), **data)


def promoted(hours: int, start: int, per_day: int) -> Event:
    return stretch(EventType.PROMOTION_CHANGED, 0, hours, (start, 7), per_day)


def forecast(hours: int, start: int, per_day: int) -> Event:
    return stretch(EventType.FORECAST_CHANGED, 1, hours, (start, 14), per_day)


def stretch(kind: EventType, place: int, hours: int, days: tuple[int, int], per_day: int) -> Event:
    """So much a day, over so many days from `days[0]` days ago on, told so many hours ago."""
    item, location = PLACES[place]
    start, first = days[0], TODAY - timedelta(days=days[0])
    dates = {"start": first.isoformat(), "end": (TODAY - timedelta(days=start - days[1] + 1)).isoformat()}
    at = NOW - timedelta(hours=hours)
    return event(
        kind, subjects.item_location(item, location), at, item=item, location=location, per_day=per_day, **dates
    )


def closed(hours: int, *, open_: bool) -> Event:
    at = NOW - timedelta(hours=hours)
    return event(EventType.LANE_CHANGED, subjects.lane("CEN", "NOR"), at, origin="CEN", destination="NOR", open=open_)


def absurd(kind: int) -> Event:
    return [
        sold(PLACES[0], 3, -4),
        sold(PLACES[0], 3, 10**9),
        sold(PLACES[1], -400, 5),
        sold(PLACES[1], 3, "many"),
        redated(1, 1, 40).model_copy(update={"id": "never", "data": redated(1, 1, 40).data | {"due": "9999-12-31"}}),
    ][kind]


HOURS = st.integers(1, 500)
ANY_EVENT = st.one_of(
    st.builds(
        sold,
        st.sampled_from(PLACES),
        st.integers(0, HISTORY_DAYS - 1),
        st.integers(0, 300),
        st.integers(1, 9),
        stocked_out=st.booleans(),
    ),
    st.builds(forecast, HOURS, st.integers(-3, 30), st.integers(0, 20)),
    st.builds(received, st.integers(0, 8), st.integers(-5, 30)),
    st.builds(redated, st.integers(0, 3), HOURS, st.integers(-5, 60)),
    st.builds(promoted, HOURS, st.integers(0, 30), st.integers(0, 9)),
    st.builds(closed, HOURS, open_=st.booleans()),
)


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    """A history with days missing, and whatever else comes in; every event by its own id."""
    missing = draw(st.sets(st.integers(0, HISTORY_DAYS - 1), max_size=12))
    history = [sold(place, ago, 5 + ago % 4) for place in PLACES for ago in range(HISTORY_DAYS) if ago not in missing]
    others = draw(st.lists(ANY_EVENT, max_size=25))
    moments: dict[tuple[str, str, datetime], Event] = {}
    for other in others:
        key = "" if other.type in {EventType.DEMAND_OBSERVED, EventType.RECEIPT_OBSERVED} else other.subject
        moments.setdefault((key or other.id, other.type.value, other.time), other)
    return [*history, *moments.values()]


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(stream=streams(), data=st.data())
def test_shuffled_and_repeated_in_any_batches_a_stream_ends_in_the_same_beliefs(
    engine: Any, stream: list[Event], data: st.DataObject
) -> None:
    """In one batch to the last digit; in several, give or take what is no news (`estimate.is_material`)."""
    expected, _ = listened(engine, stream)
    again = data.draw(st.lists(st.sampled_from(stream), max_size=30))
    bad = [absurd(kind) for kind in data.draw(st.sets(st.integers(0, 4)))]
    dirty = list(data.draw(st.permutations([*stream, *again, *bad])))

    at_once, counted = listened(engine, dirty)
    assert at_once == expected
    assert (counted.kept, counted.repeated) == (len(stream), len(again))
    assert sum(counted.refused.values()) == len(bad)

    cuts = sorted(data.draw(st.lists(st.integers(0, len(dirty)), max_size=3)))
    parts = [dirty[a:b] for a, b in itertools.pairwise([0, *cuts, len(dirty)])]
    in_parts, counted = listened(engine, *parts)
    assert (counted.kept, counted.repeated) == (len(stream), len(again))
    assert in_parts.keys() == expected.keys()
    for key, belief in expected.items():
        assert in_parts[key].persistence is belief.persistence
        assert not is_material(belief.parameter, in_parts[key].distribution, belief.distribution), key


def test_what_one_feed_brought_that_nobody_can_read_keeps_nobody_from_observing(engine: Any) -> None:
    history = [sold(PLACES[0], ago, 6) for ago in range(HISTORY_DAYS)]
    beliefs, counted = listened(engine, [absurd(kind) for kind in range(5)], history)
    distribution = beliefs[subjects.item_location(*PLACES[0]), Parameter.DEMAND.value].distribution
    assert isinstance(distribution, Normal)
    assert distribution.mean == pytest.approx(6)
    assert counted.refused == {"time": 1, "data.due": 1, "data.quantity": 3}
