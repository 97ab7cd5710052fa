"""Statements: what a person said, in words with the figures they gave."""

import pytest

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.trimtab.proposals import day
from tools.language.statements import said
from trimtab.facts import (
    ArrivalStatement,
    DemandStatement,
    LaneStatement,
    LeadTimeStatement,
    PromotionStatement,
    Statement,
    StockStatement,
)

NETWORK = network_of(HALYARD_SUPPLY)
HERE = {"item": "WINCH-40", "location": "NOR"}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            DemandStatement(**HERE, per_day=12.5),
            "demand for Self-tailing winch 40 (WINCH-40) at North, Gothenburg is 12.5 a day",
        ),
        (
            PromotionStatement(**HERE, start=day(5), end=day(9), per_day=12),
            (
                "the promotion of Self-tailing winch 40 (WINCH-40) at North, Gothenburg brings 12 a day more "
                "from Sat 7 Mar to Wed 11 Mar"
            ),
        ),
        (
            PromotionStatement(**HERE, start=day(5), end=day(9), per_day=0),
            "the promotion of Self-tailing winch 40 (WINCH-40) at North, Gothenburg is off",
        ),
        (ArrivalStatement(document="12", line="1", on=day(12)), "line 1 of order 12 arrives on Sat 14 Mar"),
        (
            LeadTimeStatement(supplier="KMW", item="WINCH-40", days=42),
            "Kowloon Marine Works needs 42 days for Self-tailing winch 40 (WINCH-40)",
        ),
        (
            LaneStatement(origin="CEN", destination="NOR", open=False),
            "the lane from Central, Rotterdam to North, Gothenburg is closed",
        ),
        (
            StockStatement(**HERE, quantity=90),
            "90 pcs Self-tailing winch 40 (WINCH-40) were counted at North, Gothenburg",
        ),
    ],
    ids=range(7),
)
def test_a_statement_is_said_in_words(statement: Statement, words: str) -> None:
    assert said(statement, NETWORK) == words
