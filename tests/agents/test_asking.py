"""Asking about a real optimisation: every figure is the solver's, and a closer look at the plan confirms it."""

import re
from decimal import Decimal

import pytest

from agents.asking import Asked, answer_to
from tests.agents.proposed_case import ProposedCase, propose
from tools.language.words import price, whole
from tools.optimizer import plan, what_if
from trimtab.casework import Answered
from trimtab.what_if import ArrivesLater


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> ProposedCase:
    return propose(tmp_path_factory.mktemp("asking") / "case")


def ask(proposed: ProposedCase, text: str) -> Answered:
    return answer_to(proposed.small.desk, Asked(proposed.bundle, proposed.small.case, proposed.problem), text)


def test_why_says_what_is_saved_what_each_leg_is_worth_and_the_next_best(proposed: ProposedCase) -> None:
    answered = ask(proposed, "Why?")
    impact = proposed.bundle.impact.whole()
    assert f"Acting saves {whole(impact.expected_saving)} EUR over 91 days" in answered.answer
    assert f"The new levels save {price(-impact.levels_per_day.change)} EUR a day, lasting." in answered.answer
    assert "The next best: " in answered.answer
    worths = {f.label: f.value for f in answered.figures}
    assert all(
        worths[f"worth of: {x.because.rstrip('.')}"] == whole(x.worth)
        for x in proposed.bundle.legs
        if x.worth is not None
    )


def test_why_a_leg_says_what_it_does_and_is_worth(proposed: ProposedCase) -> None:
    leg = next(x for x in proposed.bundle.legs if x.action.kind == "expedite_purchase")
    answered = ask(proposed, "Why expedite?")
    assert answered.answer.startswith(leg.because)
    assert leg.worth is not None
    assert f"costs {whole(leg.worth)} EUR more" in answered.answer


def test_why_not_solves_again_with_it(proposed: ProposedCase) -> None:
    answered = ask(proposed, "why not order from Brest?")
    assert answered.understood
    assert re.match(r"It would cost [\d,]+ EUR more over 91 days\.", answered.answer)
    assert "from Brest Fittings" in answered.answer
    assert [f.label for f in answered.figures] == ["costs more"]


def test_why_not_of_what_is_proposed_says_so(proposed: ProposedCase) -> None:
    assert ask(proposed, "why not buy from Kowloon?").answer.startswith("It is part of this proposal: Order ")


def test_what_nobody_offers_is_not_invented(proposed: ProposedCase) -> None:
    assert ask(proposed, "why not cancel PO-12?").answer == "Nobody offers that for this case now."


def test_nothing_is_what_the_bundle_says(proposed: ProposedCase) -> None:
    answered = ask(proposed, "What if nobody decides?")
    assert answered.answer.startswith(proposed.bundle.if_nobody_answers)
    assert answered.figures[0].value == whole(proposed.bundle.impact.whole().expected_saving)


def test_a_later_arrival_is_solved(proposed: ProposedCase) -> None:
    answered = ask(proposed, "What if PO-12 arrives 5 days later?")
    best = plan(proposed.problem, explain=False)
    then = what_if(proposed.problem, ArrivesLater(document="12", line="1", days=5))
    assert [f.value for f in answered.figures] == [
        whole(best.cost),
        whole(then.cost),
        whole(then.impact.whole().expected_saving),
    ]
    assert answered.answer.startswith("If PO-12 arrives 5 days later than believed, the best plan is expected to cost ")
    assert ask(proposed, "what if it arrives 5 days later?").figures == answered.figures


def test_more_demand_costs_more_than_less(proposed: ProposedCase) -> None:
    def then(text: str) -> Decimal:
        return Decimal(ask(proposed, text).figures[1].value.replace(",", ""))

    assert then("What if demand is 20% higher?") > then("What if demand falls by 20%?")
    assert "for Winch at North, Gothenburg is 10% higher" in ask(proposed, "demand in North +10%").answer


def test_a_closed_lane_and_a_leg_left_out_are_solved(proposed: ProposedCase) -> None:
    closed = ask(proposed, "What if the lane Central to North closes?")
    assert closed.answer.startswith("If the lane from Central, Rotterdam to North, Gothenburg closes, ")
    without = ask(proposed, "what if we leave out the expedite?")
    assert without.answer.startswith(
        "Without this (Ask Kowloon Marine Works to bring 216 pcs Winch (WINCH) of PO-12 forward"
    )
    assert without.figures[1].value != without.figures[0].value


def test_what_would_change_the_answer_are_the_ranges_watched(proposed: ProposedCase) -> None:
    answered = ask(proposed, "What would change the answer?")
    assert "on hand of Winch (WINCH) at Central, Rotterdam between" in answered.answer
    assert "It holds until Wed 4 Mar." in answered.answer
    assert answered.figures


@pytest.mark.parametrize("text", ["", "Hello", "why not the moon lander?", "without the moon lander"])
def test_what_cannot_be_read_is_answered_with_what_can_be_asked(proposed: ProposedCase, text: str) -> None:
    answered = ask(proposed, text)
    assert not answered.understood
    assert len(answered.suggestions) >= 5
    assert answered.figures == ()


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Why?", "Why is this proposed?"),
        ("why not order from Brest?", "Why is an order from Brest Fittings not proposed?"),
        ("what if PO-12 slips 5 days", "What if PO-12 arrives 5 days later than believed?"),
        ("demand in North +10%", "What if demand at North, Gothenburg is 10% higher?"),
        ("what if we leave out the expedite?", "What if bringing an order forward is left out?"),
        ("what can I ask", "What can be asked about this proposal?"),
    ],
)
def test_an_answer_says_how_the_question_was_read(proposed: ProposedCase, text: str, read_as: str) -> None:
    assert ask(proposed, text).understood_as == read_as


def test_everything_suggested_is_understood_of_this_bundle(proposed: ProposedCase) -> None:
    suggested = ask(proposed, "What can I ask?").suggestions
    assert len(suggested) >= 5
    assert [text for text in suggested if not ask(proposed, text).understood] == []
