"""Silence: what happens without an answer, in figures that were handed in."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.language.every_action import expedite, redated
from tests.trimtab.proposals import TODAY, bundle, leg
from tools.language.silence import if_nobody_answers
from trimtab.bundles import Leg
from trimtab.impact import NOTHING, Effect


def lost(saving: str, a_day: str, *legs: Leg) -> str:
    late = Effect(before=Decimal(saving), after=Decimal(0))
    quiet = {"cash": NOTHING, "goods": NOTHING, "implied": NOTHING, "margin_and_penalties": late, "horizon_days": 91}
    impact = bundle().impact.model_copy(update=quiet)
    return if_nobody_answers(impact, Decimal(a_day), TODAY + timedelta(days=2), legs)


def test_what_is_lost_without_an_answer_is_told_once_and_lasting_never_added_up() -> None:
    assert lost("8310.44", "198.2") == (
        "Nothing is sent. ERP and planners go on as usual, which is expected to lose 8,310 EUR over 91 days and 198 "
        "EUR a day once the levels in force take effect. This proposal expires Wed 4 Mar."
    )


def test_what_is_not_lost_is_not_told() -> None:
    assert "lose 8,310 EUR over 91 days. This" in lost("8310.44", "0.99")
    assert "lose 198 EUR a day once" in lost("0.49", "198")
    assert "lose next to nothing. This" in lost("0", "0")


def test_where_a_supplier_would_be_asked_nobody_is() -> None:
    assert "No supplier is asked, and open orders come as they stand." in lost("8310", "0", leg(expedite(redated(10))))
