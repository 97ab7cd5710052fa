"""Nervousness: what was brought up or left alone a moment ago needs more at stake, less with every day that passes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.evidence import evidence_for
from agents.nervousness import Earlier, Memory, remembered
from agents.sensing import Sensing
from tests.agents.conftest import Proposed
from tests.agents.small_company import NOW, SmallCompany
from trimtab.cases import CaseState
from trimtab.dismissals import Dismissal
from trimtab.policy import Nervousness

USUAL = Nervousness()
ATTENTION = Decimal(250)


def memory(*earlier: tuple[str, float, float, str], **budget: float) -> Memory:
    """What was so many days ago: name, days, surcharge, what."""
    told = [Earlier(name, NOW - timedelta(days=ago), surcharge, what) for name, ago, surcharge, what in earlier]
    return Memory(USUAL.model_copy(update=budget), NOW, told)


@pytest.mark.parametrize(
    ("earlier", "items", "limit"),
    [
        ((), ["WINCH"], 250),
        ([("WINCH", 0, 1.0, "brought up")], ["WINCH"], 500),
        ([("WINCH", 3.5, 1.0, "brought up")], ["WINCH"], 375),
        ([("WINCH", 7, 1.0, "brought up")], ["WINCH"], 250),
        ([("ROPE", 0, 1.0, "brought up")], ["WINCH"], 250),
        ([("WINCH", 0, 1.0, "brought up"), ("WINCH", 3.5, 1.0, "brought up")], ["WINCH"], 625),
        ([("WINCH", 0, 0.25, "dismissed"), ("WINCH", 3.5, 0.25, "dismissed")], ["WINCH"], 312.5),
        ([("WINCH", n / 10, 1.0, "brought up") for n in range(9)], ["WINCH"], 1000),
    ],
    ids=["nothing", "today", "fading", "forgotten", "another item", "two cases", "left alone twice", "at most"],
)
def test_the_limit_rises_with_what_people_were_asked_and_falls_with_time(
    earlier: list[tuple[str, float, float, str]], items: list[str], limit: float
) -> None:
    found = memory(*earlier).threshold(ATTENTION, items, [])
    assert found.limit == Decimal(str(limit))
    assert bool(found.because) is (limit > 250)


def test_what_raised_it_most_is_named() -> None:
    found = memory(("WINCH", 2, 1.0, "brought up"), ("KMW", 0, 0.25, "asked")).threshold(ATTENTION, ["WINCH"], ["KMW"])
    assert found.because == "WINCH was brought up on Sat 28 Feb"


@pytest.fixture
def again(slipped: Proposed, tmp_path: Path) -> SmallCompany:
    """A company whose one case people have closed, and whose order slips once more."""
    company = slipped.company.copy(tmp_path / "again")
    with company.ledger.write() as tx:
        tx.cases.save(tx.cases.lock(slipped.case.id).model_copy(update={"state": CaseState.CLOSED}))
    company.slip("KMW-2417", 6)
    company.learn()
    return company


def with_budget(company: SmallCompany, **budget: float) -> SmallCompany:
    policy = company.desk.policy.model_copy(update={"nervousness": USUAL.model_copy(update=budget)})
    company.desk = replace(company.desk, policy=policy)
    company.sensing = Sensing(company.desk, company.agents, [], "worker")
    return company


def test_what_was_just_asked_is_not_asked_again_for_a_little_more(again: SmallCompany) -> None:
    company = with_budget(again, per_item=100, most=100)
    assert company.sensing.price() == 0
    with company.ledger.read() as tx:
        dismissed = tx.dismissals.recent()[0]
    assert dismissed.because.startswith("WINCH-40 was brought up on Mon 2 Mar: acting saves less than it takes")
    assert company.network.costs.attention_price.amount < dismissed.avoidable < dismissed.limit


def test_what_has_enough_at_stake_is_asked_again_and_says_so(again: SmallCompany) -> None:
    assert again.sensing.price() == 1
    (case,) = again.cases(CaseState.OPEN)
    told = [e for e in evidence_for(again.desk, case, again.erp.snapshot(), ()) if "needed" in e.figures]
    assert len(told) == 1
    assert told[0].text.startswith("WINCH-40 was brought up on Mon 2 Mar: to be brought up again so soon, it had to ")
    assert told[0].figures["usual"] == "250 EUR"
    assert case.drift.avoidable > Decimal(told[0].figures["needed"].removesuffix(" EUR"))


def test_a_policy_without_a_budget_remembers_nothing(again: SmallCompany) -> None:
    with again.ledger.read() as tx:
        kept = remembered(tx, USUAL, again.desk.now())
        off = remembered(tx, Nervousness(days=0), again.desk.now())
    assert kept.threshold(ATTENTION, ["WINCH-40"], []).limit > ATTENTION
    assert off.threshold(ATTENTION, ["WINCH-40"], []).limit == ATTENTION
    company = with_budget(again, days=0, per_item=100, most=100)
    assert company.sensing.price() == 1


def test_what_was_left_alone_needs_a_little_more_until_it_is_forgotten(company: SmallCompany) -> None:
    assert company.cases() == []
    left_alone = Dismissal(
        id="dis_1",
        items=("WINCH-40",),
        title="",
        because="",
        currency="EUR",
        avoidable=Decimal(1),
        level_per_day=Decimal(0),
        limit=ATTENTION,
        at=company.desk.now(),
    )
    with company.ledger.write() as tx:
        tx.dismissals.add(left_alone)
        near, far = (remembered(tx, USUAL, company.desk.now() + timedelta(days=d)) for d in (1, 8))
    assert near.threshold(ATTENTION, ["WINCH-40"], []).limit == Decimal("303.58")
    assert far.threshold(ATTENTION, ["WINCH-40"], []).limit == ATTENTION


def test_suppliers_are_remembered_by_the_orders_that_went_to_them(late: Proposed) -> None:
    asked = {getattr(leg.action, "supplier", None) for leg in late.bundle.legs} - {None}
    with late.company.ledger.read() as tx:
        found = remembered(tx, USUAL, late.company.desk.now())
        own = remembered(tx, USUAL, late.company.desk.now(), late.case)
    assert asked
    for supplier in asked:
        assert found.threshold(ATTENTION, [], [supplier]).because == f"{supplier} was asked on Mon 2 Mar"
        assert own.threshold(ATTENTION, [], [supplier]).limit == ATTENTION
