"""Silence: what happens without an answer, in figures that were handed in."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.language.every_action import expedite, redated
from tests.trimtab.proposals import TODAY, leg
from tools.language.silence import if_nobody_answers
from trimtab.bundles import Leg
from trimtab.cases import Drift


def lost(avoidable: str, a_day: str, *legs: Leg) -> str:
    drift = Drift(
        currency="EUR",
        level_per_day=Decimal(a_day),
        plan=Decimal(9999),
        avoidable=Decimal(avoidable),
        sunk=Decimal(7777),
    )
    return if_nobody_answers(drift, 91, TODAY + timedelta(days=2), legs)


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


def test_where_a_supplier_would_be_asked_nobody_is() -> None:
    assert "No supplier is asked, and open orders come as they stand." in lost("8310", "0", leg(expedite(redated(10))))
