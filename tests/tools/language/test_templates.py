"""Templates: plain sentences; every number in them was handed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.company import HALYARD_SUPPLY
from demo.network import network_of
from tests.trimtab.proposals import TODAY, leg, level, promise, purchase, transfer
from tools.language.templates import amount, day, explain_leg, headline, if_nobody_answers
from trimtab.actions import RequestInformation
from trimtab.cases import Drift

NETWORK = network_of(HALYARD_SUPPLY)
ASKS = RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1200.0"), "1,200"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+6"), "1,000,000"),
        (Decimal("-1234.5"), "-1,234.5"),
        (Decimal("-0.0"), "0"),
        (2.5, "2.5"),
        (12, "12"),
    ],
)
def test_an_amount_is_written_as_people_read_it(value: Decimal | float, written: str) -> None:
    assert amount(value) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_an_amount_loses_nothing(value: Decimal) -> None:
    assert Decimal(amount(value).replace(",", "")) == value


def test_a_day_is_written_with_its_weekday() -> None:
    assert day(date(2026, 3, 4)) == "Wed 4 Mar"


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (
            purchase(items=("WINCH-40", "BLOCK-57")),
            "Order 60 WINCH-40 and 60 BLOCK-57 from Brest Fittings for Central, Rotterdam, expected Sat 7 Mar.",
        ),
        (transfer(), "Move 20 WINCH-40 from North, Gothenburg to Central, Rotterdam, arriving Thu 5 Mar."),
        (
            promise(),
            "Tell Skagen Boatyard that 40 WINCH-40 of order SO-SKAG-045 come on Sun 22 Mar instead of Mon 16 Mar.",
        ),
        (
            level(),
            "Reorder WINCH-40 at Central, Rotterdam at 450 up to 520, so far 431 up to 491.",
        ),
        (ASKS, "Request information."),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_leg_is_told_in_one_sentence(action: object, sentence: str) -> None:
    assert explain_leg(leg(action), NETWORK) == sentence  # type: ignore[arg-type]


def test_a_headline_says_what_happened_and_counts_what_is_proposed() -> None:
    legs = tuple(leg(a) for a in (purchase(), purchase("act_purchase_2"), transfer(), promise(), level()))
    assert headline(legs, "Kowloon is late") == "Kowloon is late: 2 orders, 1 transfer, 1 new promise, 1 level"
    assert headline((leg(ASKS),), "Something moved") == "Something moved: 1 request information"


def lost(avoidable: str, a_day: str) -> str:
    drift = Drift(
        currency="EUR",
        level_per_day=Decimal(a_day),
        plan=Decimal(9999),
        avoidable=Decimal(avoidable),
        sunk=Decimal(7777),
    )
    return if_nobody_answers(drift, 91, TODAY + timedelta(days=2))


def test_what_is_lost_without_an_answer_is_told_once_and_lasting_never_added_up() -> None:
    assert lost("8310.44", "198.2") == (
        "Nothing is sent. ERP and planners go on as usual, which is expected to lose 8,310 EUR over 91 days and 198 "
        "EUR a day once the levels in force take effect. This proposal expires Wed 4 Mar."
    )


def test_what_is_not_lost_is_not_told() -> None:
    assert "lose 8,310 EUR over 91 days. This" in lost("8310.44", "0.99")
    assert "lose 198 EUR a day once" in lost("0.99", "198")
    assert "lose next to nothing. This" in lost("0", "0")
    assert "7,777" not in lost("8310", "198")
