"""Titles: what moved, in the few words by which people will speak of a case."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agents.problems import of_items
from agents.titles import title_of
from demo.network import network_of
from tests.agents.small_company import CLEAN, NOW, day, snapshot_of
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, Parameter, Persistence, Status, Uplift
from trimtab.cases import Attribution, Drift
from trimtab.events import Event, EventType

NETWORK = network_of(CLEAN)
STATE = snapshot_of(CLEAN)


def drift(*subjects_and_shares: tuple[str, float], level: int = 100) -> Drift:
    return Drift(
        currency="EUR",
        level_per_day=Decimal(level),
        plan=Decimal(900),
        avoidable=Decimal(900),
        sunk=Decimal(0),
        attribution=tuple(
            Attribution(function=Function.SALES, subject=s, what=Parameter.DEMAND.value, share=share)
            for s, share in subjects_and_shares
        ),
    )


def told(order: str, due_in_days: int, minute: int, **more: str) -> Event:
    line = next(p for p in STATE.purchases if p.number == order)
    data = line.model_copy(update={"due": day(due_in_days)}).model_dump(mode="json")
    return Event(
        id=f"{order} {minute}",
        source="fake-erp",
        type=EventType.PURCHASE_CHANGED,
        subject=subjects.purchase_line(line.document, line.line),
        time=NOW + timedelta(minutes=minute),
        data=data | more,
    )


def test_a_case_is_called_after_the_order_that_slipped_most() -> None:
    slips = [
        (told("KMW-2421", 14, 2), told("KMW-2421", 12, 1)),
        (told("KMW-2417", 22, 2), told("KMW-2417", 6, 1)),
        (told("KMW-2424", 26, 2), told("KMW-2424", 26, 1)),
    ]
    heavy = drift((subjects.item_location("WINCH-40", "CEN"), 1.0))
    assert title_of(NETWORK, heavy, STATE, slips) == "Kowloon Marine Works delivers KMW-2417 16 days later"


def test_an_order_that_comes_early_is_said_so() -> None:
    slips = [(told("KMW-2417", 1, 2), told("KMW-2417", 6, 1))]
    assert title_of(NETWORK, drift(), STATE, slips).endswith("5 days earlier")


def test_an_order_is_named_by_its_number() -> None:
    slip = [(told("KMW-2417", 22, 2), told("KMW-2417", 6, 1))]
    assert "delivers KMW-2417 16 days" in title_of(NETWORK, drift(), STATE, slip)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (subjects.source("KMW", "WINCH-40"), "Kowloon Marine Works needs longer than agreed"),
        (subjects.purchase_line("KMW-2417", "1"), "Kowloon Marine Works is late with KMW-2417"),
        (subjects.item_location("WINCH-40", "NOR"), "Demand for WINCH-40 at North, Gothenburg moved"),
    ],
)
def test_else_after_the_weightiest_belief_that_moved(subject: str, title: str) -> None:
    light = subjects.item_location("BLOCK-57", "CEN")
    assert title_of(NETWORK, drift((light, 0.2), (subject, 0.8)), STATE, []) == title


def test_a_slip_that_was_taken_back_names_nothing() -> None:
    slips = [(told("KMW-2417", 6, 3), told("KMW-2417", 6, 1))]
    assert "Demand for" in title_of(NETWORK, drift((subjects.item_location("WINCH-40", "CEN"), 1.0)), STATE, slips)


def test_where_no_belief_moved_the_levels_are_named() -> None:
    winch = of_items(STATE, ("WINCH-40",))
    assert title_of(NETWORK, drift(), winch, []) == "Levels of WINCH-40 are no longer right"


NORTH = subjects.item_location("WINCH-40", "NOR")
LANE = subjects.lane("CEN", "NOR")


def announced(*causes: tuple[str, Parameter, float]) -> Drift:
    shares = tuple(
        Attribution(function=Function.SALES, subject=s, what=what.value, share=share) for s, what, share in causes
    )
    return drift().model_copy(update={"attribution": shares})


def held(*beliefs: tuple[str, Parameter, Distribution]) -> dict[tuple[str, str], Belief]:
    return {
        (subject, parameter.value): Belief(
            subject=subject,
            parameter=parameter,
            owner=Function.SALES,
            distribution=distribution,
            persistence=Persistence.ONE_OFF,
            as_of=NOW,
            version=1,
        )
        for subject, parameter, distribution in beliefs
    }


def promoted(per_day: float) -> tuple[str, Parameter, Distribution]:
    return NORTH, Parameter.PROMOTION, Uplift(start=day(5), end=day(14), per_day=per_day)


USUAL = (NORTH, Parameter.DEMAND, Normal(mean=4, sd=2))
SLIP = [(told("KMW-2417", 22, 2), told("KMW-2417", 6, 1))]


@pytest.mark.parametrize(
    ("per_day", "said"),
    [
        (4, "a promotion at North doubles demand for WINCH-40"),
        (8, "a promotion at North triples demand for WINCH-40"),
        (1.5, "a promotion at North adds 1.5 a day to demand for WINCH-40"),
        (0, "the promotion of WINCH-40 at North is off"),
    ],
)
def test_a_promotion_is_named_by_what_it_does(per_day: float, said: str) -> None:
    beliefs = held(promoted(per_day), USUAL)
    cause = announced((NORTH, Parameter.PROMOTION, 1.0))
    assert title_of(NETWORK, cause, STATE, [], beliefs) == said[0].upper() + said[1:]


def test_a_slip_and_a_promotion_are_named_together() -> None:
    cause = announced((subjects.purchase_line("KMW-2417", "1"), Parameter.ETA, 0.7), (NORTH, Parameter.PROMOTION, 0.3))
    assert title_of(NETWORK, cause, STATE, SLIP, held(promoted(4), USUAL)) == (
        "KMW-2417 slips 16 days while a promotion at North doubles demand for WINCH-40"
    )
    light = announced(
        (subjects.purchase_line("KMW-2417", "1"), Parameter.ETA, 0.95), (NORTH, Parameter.PROMOTION, 0.05)
    )
    assert title_of(NETWORK, light, STATE, SLIP, held(promoted(4), USUAL)).startswith("Kowloon Marine Works delivers")


def test_a_lane_is_closed_or_open_again() -> None:
    cause = announced((LANE, Parameter.LANE_STATUS, 1.0))
    for probability, does in ((0.0, "closes"), (1.0, "opens")):
        beliefs = held((LANE, Parameter.LANE_STATUS, Status(probability=probability)))
        assert title_of(NETWORK, cause, STATE, [], beliefs) == f"The lane from Central to North {does}"


def test_two_announcements_are_named_together() -> None:
    cause = announced((LANE, Parameter.LANE_STATUS, 0.6), (NORTH, Parameter.PROMOTION, 0.4))
    beliefs = held((LANE, Parameter.LANE_STATUS, Status(probability=0.0)), promoted(4), USUAL)
    assert title_of(NETWORK, cause, STATE, [], beliefs) == (
        "The lane from Central to North closes while a promotion at North doubles demand for WINCH-40"
    )
