"""Composing: one bundle out of one plan, the same whenever it is done again, and every number in it from the plan."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agents.composing import Solved, bundle_id_of, compose
from agents.documents import documents_touched
from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan
from tests.agents.small_company import SmallCompany
from tools.drift import News
from tools.language.words import amount, day
from trimtab.actions import AdjustLevel, PlacePurchase, RepromiseOrder, RerouteShipment, TransferStock
from trimtab.beliefs import Function
from trimtab.bundles import Bundle
from trimtab.waiting import WaitingCurve, WaitingPoint


def composed(company: SmallCompany, solved: Solved) -> Bundle:
    bundle = compose(company.desk, {a.function: a for a in company.agents}, solved)
    assert bundle is not None
    return bundle


@pytest.fixture(scope="module")
def bundle(slipped: Proposed, solved: Solved) -> Bundle:
    return composed(slipped.company, solved)


def test_composing_again_gives_the_same_bundle(slipped: Proposed, solved: Solved, bundle: Bundle) -> None:
    again = composed(slipped.company, solved)
    assert again == bundle
    assert again.digest() == bundle.digest()


def test_solving_and_composing_again_from_the_ledger_gives_the_same_bundle(slipped: Proposed, bundle: Bundle) -> None:
    """A case graph that crashed before its submission runs again from its first step."""
    assert bundle.id == slipped.bundle.id
    assert bundle.digest() == slipped.bundle.digest()


def test_where_waiting_for_a_confirmation_wins_that_is_what_is_proposed(
    slipped: Proposed, solved: Solved, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = slipped.company.desk.now()
    news = News(at=now + timedelta(hours=24), what="Kowloon says when it comes", document="KMW-2417", line="1")
    points = [WaitingPoint(at=now, loss=Decimal(0)), WaitingPoint(at=news.at, loss=Decimal(-900), cliff=news.what)]
    curve = WaitingCurve(currency="EUR", points=tuple(points))
    monkeypatch.setattr("agents.composing.news_for", lambda *_: news)
    monkeypatch.setattr("agents.composing.waiting_curve", lambda *given: curve if given[-1] is news else None)
    found = composed(slipped.company, solved)
    assert found.waiting == curve
    assert found.headline.startswith(f"{slipped.case.title}: wait until Tue 3 Mar, 08:0")
    assert found.headline.endswith("UTC: Kowloon says when it comes by then")
    first, *others = found.alternatives
    assert (first.costs_more, tuple(others)) == (-900, solved.plan.alternatives)
    assert found.legs == bundle.legs


def test_a_new_revision_has_new_keys_for_the_same_documents(slipped: Proposed, solved: Solved, bundle: Bundle) -> None:
    second = composed(slipped.company, replace(solved, revision=2))
    assert (second.id, second.revision) == (bundle.id, 2)
    assert [leg.digest() for leg in second.legs] == [leg.digest() for leg in bundle.legs]
    assert not {leg.action.id for leg in second.legs} & {leg.action.id for leg in bundle.legs}
    assert second.digest() != bundle.digest()


def test_a_new_round_is_another_bundle(slipped: Proposed) -> None:
    company, case = slipped.company, slipped.case
    assert bundle_id_of(company.desk, case) == slipped.bundle.id
    assert bundle_id_of(company.desk, case.model_copy(update={"round": 2})) != slipped.bundle.id


def test_claims_cover_the_cases_places_and_the_documents_changed(slipped: Proposed, bundle: Bundle) -> None:
    assert set(slipped.case.subjects) <= set(bundle.claims)
    changed = set(documents_touched(bundle.legs))
    assert changed
    assert set(bundle.claims) == set(slipped.case.subjects) | changed
    assert len(set(bundle.claims)) == len(bundle.claims)


def test_the_solvers_figures_are_the_plans(solved: Solved, bundle: Bundle) -> None:
    plan = solved.plan
    assert (bundle.solver.cost, bundle.solver.bound, bundle.solver.gap) == (plan.cost, plan.bound, plan.gap)
    assert bundle.solver.default_cost == plan.default_cost
    assert bundle.impact == plan.impact
    assert bundle.alternatives == plan.alternatives
    worth = {v.offer_id: v.worth for v in plan.values}
    assert sum((leg.worth for leg in bundle.legs if leg.worth is not None), Decimal(0)) == sum(worth.values())


def test_every_leg_has_the_owner_of_its_kind_and_a_sentence(bundle: Bundle) -> None:
    owners = {
        PlacePurchase: Function.PROCUREMENT,
        TransferStock: Function.LOGISTICS,
        RerouteShipment: Function.LOGISTICS,
        RepromiseOrder: Function.SALES,
        AdjustLevel: Function.SUPPLY,
    }
    for leg in bundle.legs:
        assert leg.owner is owners[type(leg.action)]
        assert leg.because.endswith(".")


def test_waiting_starts_now_at_nothing(slipped: Proposed, bundle: Bundle) -> None:
    assert bundle.waiting.points[0].at == slipped.company.desk.now()
    assert bundle.waiting.points[0].loss == 0
    assert [p.at for p in bundle.waiting.points] == sorted(p.at for p in bundle.waiting.points)


def test_nothing_is_proposed_where_nothing_is_to_be_done(slipped: Proposed, solved: Solved) -> None:
    nothing = replace(solved, plan=a_plan())
    assert compose(slipped.company.desk, {a.function: a for a in slipped.company.agents}, nothing) is None


def test_nothing_is_proposed_that_saves_less_than_it_costs_to_look_at(slipped: Proposed, solved: Solved) -> None:
    company = slipped.company
    costs = company.network.costs
    dear = costs.model_copy(
        update={"attention_price": costs.attention_price.model_copy(update={"amount": Decimal(10**6)})}
    )
    problem = solved.problem.varied(network=company.network.model_copy(update={"costs": dear}))
    agents = {a.function: a for a in company.agents}
    assert compose(company.desk, agents, replace(solved, problem=problem)) is None


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?", text))


def _figures_of(bundle: Bundle, horizon_days: int, *more: Decimal) -> Iterable[str]:
    """Everything the plan, the case and the network hand to the templates, as people write it."""
    dates: list[date] = [bundle.assumptions.expires_at.date()]
    amounts: list[Decimal] = [Decimal(horizon_days), *more]
    for leg in bundle.legs:
        action = leg.action
        if isinstance(action, PlacePurchase | TransferStock):
            amounts += [x.quantity for x in action.lines]
        if isinstance(action, PlacePurchase):
            dates += [x.due for x in action.lines]
        if isinstance(action, TransferStock):
            dates.append(action.due)
        if isinstance(action, RerouteShipment):
            amounts += [x.quantity for x in action.lines] + [action.cost.amount]
            dates += [x.due_after for x in action.lines]
        if isinstance(action, RepromiseOrder):
            amounts.append(action.quantity)
            dates += [action.due_before, action.due_after]
        if isinstance(action, AdjustLevel):
            amounts += [action.minimum_before, action.target_before, action.minimum_after, action.target_after]
    yield from (amount(a) for a in amounts)
    for d in dates:
        yield from _numbers(day(d))


def _without_names(text: str, company: SmallCompany) -> str:
    state = company.erp.state
    names = {i.code for i in company.network.items} | {p.number for p in state.purchases}
    names |= {s.number for s in state.sales}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("which", ["slipped", "late"])
def test_every_number_a_person_reads_comes_from_the_plan(which: str, request: pytest.FixtureRequest) -> None:
    told: Proposed = request.getfixturevalue(which)
    bundle, slip_days = told.bundle, Decimal(16)
    counts = [Decimal(n) for n in range(1, len(bundle.legs) + 1)]
    known = set(_figures_of(bundle, bundle.impact.horizon_days, slip_days, *counts))
    for text in (bundle.headline, bundle.narrative):
        assert _numbers(_without_names(text, told.company)) <= known, text


def test_the_headline_counts_the_documents(late: Proposed) -> None:
    told = sum(int(n) for n in re.findall(r"(\d+) (?:orders?|transfers?|new promises?|levels?)", late.bundle.headline))
    assert told == len(late.bundle.legs)
    assert late.bundle.headline.startswith(late.case.title)
