"""Announcements: what a promotion calendar and the lanes say, believed as the last word, whoever hears it how often."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.logistics import LogisticsAgent
from agents.sales import SalesAgent
from tests.agents.small_case import NOW, SmallCase, day
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter, Status, Uplift
from trimtab.events import Event, EventType

LANE = subjects.lane("CEN", "NOR")
PLACE = subjects.item_location("WINCH", "NOR")


def lane(hour: int, *, is_open: bool, transit_days: int | None = None) -> Event:
    data = {"origin": "CEN", "destination": "NOR", "open": is_open, "transit_days": transit_days, "reason": "ice"}
    return _event(EventType.LANE_CHANGED, LANE, hour, data)


def promotion(hour: int, per_day: float, start: int = 5) -> Event:
    dates = {"start": day(start).isoformat(), "end": day(start + 9).isoformat()}
    data = {"item": "WINCH", "location": "NOR", "per_day": per_day} | dates
    return _event(EventType.PROMOTION_CHANGED, PLACE, hour, data)


def _event(kind: EventType, subject: str, hour: int, data: dict[str, Any]) -> Event:
    at = NOW + timedelta(hours=hour)
    return Event(id=f"{subject} {hour}", source="calendar", type=kind, subject=subject, time=at, data=data)


@pytest.fixture
def small(tmp_path: Path) -> SmallCase:
    return SmallCase(tmp_path / "case")


def heard(small: SmallCase, *events: Event) -> list[Belief]:
    """What both agents believe after hearing events, which are then on record."""
    agents = (SalesAgent(small.desk), LogisticsAgent(small.desk))
    with small.ledger.write() as tx:
        tx.events.add(events)
    beliefs = [b for agent in agents for b in agent.observe(events)]
    with small.ledger.write() as tx:
        return tx.beliefs.record(beliefs)


def test_a_closed_lane_is_believed_closed(small: SmallCase) -> None:
    (belief,) = heard(small, lane(0, is_open=False))
    assert (belief.subject, belief.parameter, belief.owner) == (LANE, Parameter.LANE_STATUS, Function.LOGISTICS)
    assert belief.distribution == Status(probability=0.0)
    assert belief.because == (f"{LANE} 0",)


def test_a_lane_that_is_closed_until_a_day_is_believed_to_open_then(small: SmallCase) -> None:
    strike = lane(0, is_open=False)
    told = strike.model_copy(update={"data": strike.data | {"until": day(7).isoformat()}})
    (belief,) = heard(small, told)
    assert belief.distribution == Status(probability=0.0, until=day(7))


def test_the_last_word_on_a_lane_counts_in_whatever_order_it_is_heard(small: SmallCase) -> None:
    events = [lane(0, is_open=False), lane(1, is_open=True, transit_days=6), lane(2, is_open=False)]
    random.Random(3).shuffle(events)
    (belief,) = [b for b in heard(small, *events, *events) if b.parameter is Parameter.LANE_STATUS]
    assert belief.distribution == Status(probability=0.0)


def test_a_longer_transit_is_believed_until_it_is_as_agreed_again(small: SmallCase) -> None:
    slow = {b.parameter: b for b in heard(small, lane(0, is_open=True, transit_days=6))}
    assert slow[Parameter.LANE_TRANSIT].distribution == Normal(mean=6, sd=0)
    usual = {b.parameter: b for b in heard(small, lane(1, is_open=True))}
    assert usual[Parameter.LANE_TRANSIT].distribution == Normal(mean=3, sd=0)


def test_a_promotion_is_believed_as_it_was_announced_last(small: SmallCase) -> None:
    (belief,) = heard(small, promotion(0, 4), promotion(1, 6))
    assert (belief.subject, belief.parameter) == (PLACE, Parameter.PROMOTION)
    assert belief.distribution == Uplift(start=day(5), end=day(14), per_day=6)
    (off,) = heard(small, promotion(2, 0))
    assert isinstance(off.distribution, Uplift)
    assert off.distribution.per_day == 0
    assert off.version == 2


def test_what_was_heard_before_moves_nothing(small: SmallCase) -> None:
    said = (lane(0, is_open=False), promotion(0, 4))
    assert len(heard(small, *said)) == 2
    assert heard(small, *said) == []
