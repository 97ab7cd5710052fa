"""Facts: each kind of statement is a certain belief about one parameter of one subject."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status, Uplift
from trimtab.errors import InvalidField
from trimtab.facts import (
    ArrivalStatement,
    DemandStatement,
    Fact,
    LaneStatement,
    LeadTimeStatement,
    PromotionStatement,
    Statement,
    StockStatement,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 9)
HERE = subjects.item_location("WINCH-40", "CEN")
CASES: list[tuple[Statement, str, Parameter, Function, Distribution]] = [
    (
        DemandStatement(item="WINCH-40", location="CEN", per_day=9),
        HERE,
        Parameter.DEMAND,
        Function.SALES,
        Normal(mean=9, sd=3),
    ),
    (
        PromotionStatement(item="WINCH-40", location="CEN", start=DAY, end=DAY, per_day=4),
        HERE,
        Parameter.PROMOTION,
        Function.SALES,
        Uplift(start=DAY, end=DAY, per_day=4),
    ),
    (
        ArrivalStatement(document="12", line="34", on=DAY),
        subjects.purchase_line("12", "34"),
        Parameter.ETA,
        Function.PROCUREMENT,
        OnDate(date=DAY, sd_days=0),
    ),
    (
        LeadTimeStatement(supplier="KMW", item="WINCH-40", days=44),
        subjects.source("KMW", "WINCH-40"),
        Parameter.LEAD_TIME,
        Function.PROCUREMENT,
        Normal(mean=44, sd=0),
    ),
    (
        LaneStatement(origin="CEN", destination="NOR", open=False),
        subjects.lane("CEN", "NOR"),
        Parameter.LANE_STATUS,
        Function.LOGISTICS,
        Status(probability=0, until=(NOW + timedelta(days=1)).date()),
    ),
    (
        StockStatement(item="WINCH-40", location="CEN", quantity=64),
        HERE,
        Parameter.STOCK_ACCURACY,
        Function.LOGISTICS,
        Normal(mean=64, sd=0),
    ),
]


def fact(statement: Statement) -> Fact:
    return Fact(id="fct_1", statement=statement, owner="ana", asserted_at=NOW, expires_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("statement", "subject", "parameter", "owner", "distribution"), CASES, ids=[c[0].kind for c in CASES]
)
def test_a_statement_is_a_belief_while_it_holds(
    statement: Statement, subject: str, parameter: Parameter, owner: Function, distribution: Distribution
) -> None:
    said = fact(statement)
    assert (said.subject(), said.parameter()) == (subject, parameter)
    belief = said.belief(None)
    assert (belief.subject, belief.parameter, belief.owner, belief.distribution) == (
        subject,
        parameter,
        owner,
        distribution,
    )
    assert (belief.persistence, belief.because, belief.version) == (Persistence.ONE_OFF, ("fct_1",), 1)
    read: Statement = TypeAdapter[Statement](Statement).validate_json(statement.model_dump_json())
    assert read == statement


def test_what_a_person_says_about_the_mean_leaves_the_spread_as_it_was_estimated() -> None:
    estimated = Belief(
        subject=HERE,
        parameter=Parameter.DEMAND,
        owner=Function.SALES,
        distribution=Normal(mean=6, sd=2.5),
        persistence=Persistence.USUAL,
        as_of=NOW,
        version=7,
    )
    belief = fact(CASES[0][0]).belief(estimated)
    assert (belief.distribution, belief.version) == (Normal(mean=9, sd=2.5), 7)


def test_a_promotion_ends_after_it_starts() -> None:
    with pytest.raises(InvalidField, match="is before"):
        PromotionStatement(item="WINCH-40", location="CEN", start=DAY, end=DAY - timedelta(days=1), per_day=1)


@pytest.mark.parametrize(
    ("make", "impossible"),
    [
        (DemandStatement, {"item": "A", "location": "B", "per_day": -1}),
        (StockStatement, {"item": "A", "location": "B", "quantity": -1}),
        (LeadTimeStatement, {"supplier": "A", "item": "B", "days": -1}),
    ],
)
def test_what_cannot_be_is_no_statement(make: Any, impossible: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make(**impossible)
