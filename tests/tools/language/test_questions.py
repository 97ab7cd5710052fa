"""Questions: many ways to ask the same, in any case; what asks nothing that can be answered is not guessed at."""

import pytest

from tools.language.questions import (
    Alternatives,
    Help,
    IfArrival,
    IfClosed,
    IfDemand,
    IfNothing,
    IfWithout,
    Question,
    Ranges,
    Why,
    read,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Why?", Why),
        ("why this bundle", Why),
        ("Explain the transfer", Why),
        ("How come we order from Brest?", Why),
        ("What if nobody decides?", IfNothing),
        ("what happens if we do nothing", IfNothing),
        ("And if no one answers...", IfNothing),
        ("What if we don't decide", IfNothing),
        ("what if lane CEN>NOR closes", IfClosed),
        ("Suppose the lane from Central to North is closed", IfClosed),
        ("without the transfer?", IfWithout),
        ("What if we leave out leg purchase-BRF-CEN?", IfWithout),
        ("Cheapest alternative", Alternatives),
        ("what is the runner-up?", Alternatives),
        ("What would change the answer?", Ranges),
        ("how robust is it?", Ranges),
    ],
)
def test_a_question_is_read_however_it_is_put(text: str, kind: type[Question]) -> None:  # type: ignore[valid-type]
    assert isinstance(read(text), kind)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("What if PO-12 arrives 5 days later?", 5),
        ("if KMW-2417 slips 2 weeks", 14),
        ("KMW-2417 comes 3 days EARLIER", -3),
        ("what if it is delayed by 1 day", 1),
    ],
)
def test_an_arrival_moves_by_days(text: str, days: int) -> None:
    question = read(text)
    assert isinstance(question, IfArrival)
    assert question.days == days


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("What if demand is 20 % higher?", 20),
        ("demand +12,5%", 12.5),
        ("demand -10%", -10),
        ("what if demand falls by 15 percent", -15),
        ("What if demand doubles", 100),
        ("if demand halves", -50),
    ],
)
def test_demand_moves_by_percent(text: str, percent: float) -> None:
    question = read(text)
    assert isinstance(question, IfDemand)
    assert question.percent == percent


@pytest.mark.parametrize("text", ["Why not from Kowloon?", "why don't we order from kowloon", "Why no Kowloon"])
def test_why_not_keeps_what_it_is_about(text: str) -> None:
    question = read(text)
    assert isinstance(question, Why)
    assert question.negated
    assert "kowloon" in question.about


@pytest.mark.parametrize("text", ["", "hello", "approve it", "please order 20 more", "what is the weather"])
def test_what_asks_nothing_of_this_is_not_guessed_at(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["What can I ask?", "help", "what can be asked about this"])
def test_what_can_be_asked_can_be_asked(text: str) -> None:
    assert read(text) == Help()
