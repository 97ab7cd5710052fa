"""Titles: what moved, in the few words by which people will speak of a case."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agents.problems import of_items
from agents.titles import Titles
from demo.network import network_of
from tests.agents.small_company import CLEAN, NOW, day, snapshot_of
from trimtab import subjects
from trimtab.beliefs import (
    Belief,
    Distribution,
    Function,
    Normal,
    OnDate,
    Parameter,
    Persistence,
    Status,
    Uplift,
)
from trimtab.cases import Attribution, Drift
from trimtab.events import Event, EventType
from trimtab.state import Snapshot

NETWORK = network_of(CLEAN)
STATE = snapshot_of(CLEAN)
NORTH = subjects.item_location("WINCH-40", "NOR")
CENTRAL = subjects.item_location("WINCH-40", "CEN")
LANE = subjects.lane("CEN", "NOR")
SOURCE = subjects.source("KMW", "WINCH-40")
LINE = subjects.purchase_line("KMW-2417", "1")

Moved = tuple[str, Parameter, Distribution | None, Distribution | None, float, str]
"""A subject, its parameter, what was and is believed, the share of the drift, and the event behind it."""


def belief(subject: str, parameter: Parameter, distribution: Distribution, event: str = "") -> Belief:
    return Belief(
        subject=subject,
        parameter=parameter,
        owner=Function.SALES,
        distribution=distribution,
        persistence=Persistence.ONE_OFF,
        as_of=NOW,
        version=1,
        because=(event,) if event else (),
    )


def drift(*moves: Moved, level: int = 100) -> Drift:
    shares = tuple(
        Attribution(function=Function.SALES, subject=s, what=what.value, share=share, event_ids=(event,))
        for s, what, _, _, share, event in moves
    )
    return Drift(
        currency="EUR",
        level_per_day=Decimal(level),
        plan=Decimal(900),
        avoidable=Decimal(900),
        sunk=Decimal(0),
        attribution=shares,
    )


def titles(
    *moves: Moved,
    slips: Sequence[tuple[Event, Event]] = (),
    facts: Mapping[str, str] | None = None,
    state: Snapshot = STATE,
) -> Titles:
    held = {
        (s, what.value): (
            belief(s, what, old) if old is not None else None,
            belief(s, what, new, event) if new is not None else None,
        )
        for s, what, old, new, _, event in moves
    }
    return Titles(NETWORK, state, lambda key: held.get(key, (None, None)), slips, facts)


def title(*moves: Moved, slips: Sequence[tuple[Event, Event]] = (), facts: Mapping[str, str] | None = None) -> str:
    return titles(*moves, slips=slips, facts=facts).of_case(drift(*moves))


def told(order: str, due_in_days: int, minute: int) -> Event:
    line = next(p for p in STATE.purchases if p.number == order)
    return Event(
        id=f"{order} {minute}",
        source="fake-erp",
        type=EventType.PURCHASE_CHANGED,
        subject=subjects.purchase_line(line.document, line.line),
        time=NOW + timedelta(minutes=minute),
        data=line.model_copy(update={"due": day(due_in_days)}).model_dump(mode="json"),
    )


SLIP = [(told("KMW-2417", 22, 2), told("KMW-2417", 6, 1))]


def demand(old: float | None, new: float, share: float = 1.0, event: str = "sold", place: str = NORTH) -> Moved:
    was = None if old is None else Normal(mean=old, sd=1)
    return place, Parameter.DEMAND, was, Normal(mean=new, sd=1), share, event


def promoted(per_day: float, share: float = 1.0, event: str = "promo") -> Moved:
    return NORTH, Parameter.PROMOTION, None, Uplift(start=day(5), end=day(14), per_day=per_day), share, event


def lane(probability: float, share: float = 1.0, event: str = "flood") -> Moved:
    return LANE, Parameter.LANE_STATUS, None, Status(probability=probability), share, event


def closed_until(on: date) -> Moved:
    return LANE, Parameter.LANE_STATUS, None, Status(probability=0.0, until=on), 1.0, "flood"


def arrival(share: float, event: str = "KMW-2417 2") -> Moved:
    return LINE, Parameter.ETA, OnDate(date=day(6), sd_days=1), OnDate(date=day(22), sd_days=1), share, event


def lead_time(old: float | None, new: float, share: float = 1.0, event: str = "received") -> Moved:
    was = None if old is None else Normal(mean=old, sd=1)
    return SOURCE, Parameter.LEAD_TIME, was, Normal(mean=new, sd=1), share, event


USUAL = demand(None, 4, share=0.0)


def test_a_case_is_called_after_the_order_that_slipped_most() -> None:
    slips = [
        (told("KMW-2421", 14, 2), told("KMW-2421", 12, 1)),
        *SLIP,
        (told("KMW-2424", 26, 2), told("KMW-2424", 26, 1)),
    ]
    assert titles(slips=slips).of_case(drift()) == "Kowloon Marine Works delivers KMW-2417 16 days later"


def test_an_order_that_comes_early_is_said_so() -> None:
    early = [(told("KMW-2417", 5, 2), told("KMW-2417", 6, 1))]
    assert titles(slips=early).of_case(drift()) == "Kowloon Marine Works delivers KMW-2417 1 day earlier"


def test_a_lead_time_that_rests_on_a_slip_is_the_same_cause() -> None:
    moves = (arrival(0.6), lead_time(35, 43, 0.4, "KMW-2417 2"))
    assert title(*moves, slips=SLIP) == "Kowloon Marine Works delivers KMW-2417 16 days later"


def test_a_slip_that_explains_less_than_another_cause_is_named_second() -> None:
    assert title(arrival(0.3), lane(0.0, 0.7), slips=SLIP) == (
        "The lane from Central to North closes while KMW-2417 slips 16 days"
    )


def test_a_slip_that_was_taken_back_names_nothing() -> None:
    back = [(told("KMW-2417", 6, 2), told("KMW-2417", 6, 1))]
    moves = (demand(3, 6, 0.5, "KMW-2417 2"),)
    assert title(*moves, slips=back) == "Demand for Self-tailing winch 40 at North rose from 3 to 6 a day"


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (demand(3, 6), "Demand for Self-tailing winch 40 at North rose from 3 to 6 a day"),
        (demand(6, 3.14), "Demand for Self-tailing winch 40 at North fell from 6 to 3.1 a day"),
        (demand(6, 6), "Demand for Self-tailing winch 40 at North is 6 a day"),
        (lead_time(35, 43), "Kowloon Marine Works needs 43 days for Self-tailing winch 40 instead of 35"),
        (lead_time(None, 43), "Kowloon Marine Works needs 43 days for Self-tailing winch 40"),
        (
            (subjects.source("KMW", "WINCH-40"), Parameter.YIELD, None, Normal(mean=0.914, sd=0.1), 1.0, "short"),
            "Kowloon Marine Works delivers 91% of the Self-tailing winch 40 ordered",
        ),
        (arrival(1.0, "received"), "Kowloon Marine Works delivers KMW-2417 16 days later"),
        (lane(0.0), "The lane from Central to North closes"),
        (lane(1.0), "The lane from Central to North opens"),
        (closed_until(date(2026, 3, 9)), "The lane from Central to North closes until Mon 9 Mar"),
        (
            (LANE, Parameter.LANE_TRANSIT, None, Normal(mean=9, sd=0), 1.0, "flood"),
            "The lane from Central to North takes 9 days instead of 3",
        ),
        (
            (NORTH, Parameter.STOCK_ACCURACY, None, Normal(mean=60, sd=0), 1.0, "count"),
            "60 pcs Self-tailing winch 40 were counted at North",
        ),
    ],
)
def test_every_kind_of_move_has_its_words_with_its_numbers(moved: Moved, said: str) -> None:
    light = demand(1, 2, 0.05, "other", CENTRAL)
    assert title(light, moved) == said
    assert titles(moved).of_move((moved[0], moved[1].value)) == said


@pytest.mark.parametrize(
    ("per_day", "said"),
    [
        (4, "A promotion at North doubles demand for Self-tailing winch 40"),
        (8, "A promotion at North triples demand for Self-tailing winch 40"),
        (1.5, "A promotion at North adds 1.5 a day to demand for Self-tailing winch 40"),
        (2.5, "A promotion at North adds 2.5 a day to demand for Self-tailing winch 40"),
        (-2, "A promotion at North takes 2 a day from demand for Self-tailing winch 40"),
        (0, "The promotion of Self-tailing winch 40 at North is off"),
    ],
)
def test_a_promotion_is_named_by_what_it_does(per_day: float, said: str) -> None:
    assert title(promoted(per_day), USUAL) == said


def test_a_slip_and_a_promotion_are_named_together() -> None:
    assert title(arrival(0.7), promoted(4, 0.3), USUAL, slips=SLIP) == (
        "KMW-2417 slips 16 days while a promotion at North doubles demand for Self-tailing winch 40"
    )


def test_what_explains_little_or_has_the_same_events_is_no_other_cause() -> None:
    assert title(lane(0.0, 0.95), promoted(8, 0.05), USUAL) == "The lane from Central to North closes"
    assert title(lane(0.0, 0.6), promoted(8, 0.4, "flood"), USUAL) == "The lane from Central to North closes"


def test_demand_that_moves_at_two_places_is_named_at_both() -> None:
    assert title(demand(3, 6, 0.6), demand(5, 9, 0.4, "more", CENTRAL)) == (
        "Demand for Self-tailing winch 40 at North rose from 3 to 6 a day "
        "while demand for Self-tailing winch 40 at Central rose from 5 to 9 a day"
    )


def test_what_a_person_said_is_named_as_said() -> None:
    said = {"fct_1": "Sam Okafor says that demand for Self-tailing winch 40 at North is 9 a day"}
    assert title(demand(3, 9, 1.0, "fct_1"), facts=said) == said["fct_1"]
    assert title(lane(0.0, 0.8), demand(3, 9, 0.2, "fct_1"), facts=said) == (
        f"The lane from Central to North closes while {said['fct_1']}"
    )


def test_where_no_belief_explains_the_drift_what_moved_most_is_named() -> None:
    counted = (NORTH, Parameter.STOCK_ACCURACY, None, Normal(mean=60, sd=0), 0.0, "count")
    moved = [(NORTH, Parameter.STOCK_ACCURACY.value)]
    assert titles(counted).of_case(drift(), moved) == "60 pcs Self-tailing winch 40 were counted at North"


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (100, "Levels of Self-tailing winch 40 are no longer right"),
        (0, "Self-tailing winch 40 will not be where it is needed"),
    ],
)
def test_where_nothing_moved_the_items_are_named(level: int, said: str) -> None:
    winch = of_items(STATE, ("WINCH-40",))
    assert titles(state=winch).of_case(drift(level=level)) == said
