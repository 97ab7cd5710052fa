"""What moved is said in a few words; a case with two causes is named after both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from agents.causes import named_by_causes, words
from tests.tools.small_network import small_network
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, Parameter, Persistence, Status, Uplift
from trimtab.cases import Attribution, Drift
from trimtab.state import Snapshot

NETWORK = small_network()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
EMPTY = Snapshot(as_of=NOW, system="test")
PLACE = subjects.item_location("WINCH", "NOR")


def belief(subject: str, parameter: Parameter, distribution: Distribution, event: str = "e") -> Belief:
    return Belief(
        subject=subject,
        parameter=parameter,
        owner=Function.SALES,
        distribution=distribution,
        persistence=Persistence.USUAL,
        as_of=NOW,
        version=1,
        because=(event,),
    )


def demand(mean: float) -> Belief:
    return belief(PLACE, Parameter.DEMAND, Normal(mean=mean, sd=1))


def promotion(per_day: float) -> Belief:
    uplift = Uplift(start=date(2026, 3, 9), end=date(2026, 3, 15), per_day=per_day)
    return belief(PLACE, Parameter.PROMOTION, uplift)


def lane(probability: float) -> Belief:
    return belief(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=probability))


def test_every_kind_of_move_has_its_words() -> None:
    said = [
        words(NETWORK, EMPTY, *move)
        for move in (
            (demand(3), demand(6)),
            (demand(6), demand(3)),
            (None, promotion(8)),
            (promotion(8), promotion(0)),
            (None, lane(0)),
            (lane(0), lane(1)),
            (None, belief(subjects.source("FAR", "WINCH"), Parameter.LEAD_TIME, Normal(mean=43, sd=2))),
        )
    ]
    assert said == [
        "Demand for WINCH at North rose from 3 to 6 a day",
        "Demand for WINCH at North fell from 6 to 3 a day",
        "WINCH at North is promoted from Mon 9 Mar",
        "The promotion of WINCH at North is off",
        "The lane Central to North is closed",
        "The lane Central to North is open",
        "Far needs 43 days for WINCH",
    ]


def attribution(of: Belief, share: float, *events: str) -> Attribution:
    return Attribution(
        function=of.owner, subject=of.subject, what=of.parameter.value, share=share, event_ids=events or of.because
    )


def named(*attributions: Attribution) -> str:
    zero = Decimal(0)
    drift = Drift(
        currency="EUR", level_per_day=zero, plan=zero, avoidable=zero, sunk=zero, attribution=tuple(attributions)
    )
    after = {(b.subject, b.parameter.value): b for b in (demand(6), promotion(8), lane(0))}
    return named_by_causes(NETWORK, drift, EMPTY, [], lambda key: (None, after[key]))


def test_a_case_of_two_causes_is_named_after_both_the_weightier_first() -> None:
    title = named(attribution(promotion(8), 0.3, "promo"), attribution(lane(0), 0.7, "flood"))
    assert title == "The lane Central to North is closed; WINCH at North is promoted from Mon 9 Mar"


def test_what_explains_little_or_has_the_same_events_is_no_other_cause() -> None:
    assert named(attribution(lane(0), 0.95, "flood"), attribution(promotion(8), 0.05, "promo")) == (
        "The lane Central to North is closed"
    )
    assert named(attribution(lane(0), 0.6, "flood"), attribution(promotion(8), 0.4, "flood")) == (
        "The lane Central to North is closed"
    )
