"""What is said about a plan holds when it is solved anew: worth, runner-up, limits, ranges, contradictions."""

from decimal import Decimal

import pytest

from tests.tools.optimizer.planning.company import CEN, NOR, WINCH, eur, far, near, repromise, sale, slipped, transfer
from tools.optimizer import PlanProblem, plan
from tools.optimizer.planning.build import build
from tools.optimizer.planning.otherwise import changed
from tools.optimizer.planning.ranges import DEMAND_FACTORS
from tools.optimizer.planning.solve import TOLERANCE, solve
from tools.optimizer.planning.starts import columns_taking, now_columns_of
from tools.optimizer.planning.steps import now_columns
from tools.optimizer.planning.what_if import what_if
from trimtab.errors import InfeasiblePlan
from trimtab.offers import CapPurchaseQuantity, CapPurchaseValue, CapTransferQuantity, Constraint, FixQuantity
from trimtab.what_if import ArrivesLater, DemandTimes, LeadTimeIs, PriceTimes, WithoutOffers

ASKED = {"asked_by": "procurement", "reason": "because the test says so"}


def situation(*constraints: Constraint) -> PlanProblem:
    offers = (near(), far(), transfer(), transfer(NOR, CEN), repromise(sale(2, CEN, 22, 8), 14, 0.5))
    return slipped(offers=offers, constraints=constraints)


def test_a_step_is_worth_what_the_plan_costs_more_without_it() -> None:
    """Left out is the step, not the offer: it can still be taken up at the next cycle, and is worth more."""
    found = plan(situation())
    assert found.values
    for value in found.values:
        model = build(situation())
        other = solve(model, without=now_columns(model, value.offer_id)).cost
        assert float(value.worth) == pytest.approx(other - float(found.cost), abs=2 * TOLERANCE * other)
        withdrawn = what_if(situation(), WithoutOffers(offer_ids=(value.offer_id,)))
        assert float(value.worth) <= float(withdrawn.cost - found.cost) + 2 * TOLERANCE * other


def test_the_runner_up_is_another_plan_and_no_cheaper() -> None:
    found = plan(situation())
    summaries = [a.summary for a in found.alternatives]
    assert len(set(summaries)) == len(summaries) > 0
    assert all(a.costs_more >= 0 for a in found.alternatives)
    assert [a.costs_more for a in found.alternatives] == sorted(a.costs_more for a in found.alternatives)
    cheapest = min(v.worth for v in found.values)
    assert found.alternatives[0].costs_more <= cheapest


@pytest.mark.parametrize(
    ("cap", "looser"),
    [
        (
            CapPurchaseValue(supplier="BRF", limit=eur(5000), **ASKED),
            lambda more: CapPurchaseValue(supplier="BRF", limit=eur(5000 + more), **ASKED),
        ),
        (
            CapPurchaseQuantity(supplier="BRF", item=WINCH, limit=Decimal(20), **ASKED),
            lambda more: CapPurchaseQuantity(supplier="BRF", item=WINCH, limit=20 + more, **ASKED),
        ),
        (
            CapTransferQuantity(origin=CEN, destination=NOR, item=WINCH, limit=Decimal(9), **ASKED),
            lambda more: CapTransferQuantity(origin=CEN, destination=NOR, item=WINCH, limit=9 + more, **ASKED),
        ),
    ],
)
def test_the_price_of_a_limit_is_what_loosening_it_saves(cap: Constraint, looser: object) -> None:
    found = plan(situation(cap))
    (price,) = [p for p in found.limit_prices if "at most" in p.limit]
    assert callable(looser)
    other = plan(situation(looser(price.loosened_by)), explain=False)
    slack = 2 * TOLERANCE * float(found.cost)
    assert float(price.saves) == pytest.approx(max(0.0, float(found.cost - other.cost)), abs=slack)
    assert price.saves >= 0
    assert price.per_unit == pytest.approx(float(price.saves / price.loosened_by))


def test_a_limit_worth_loosening_says_so() -> None:
    found = plan(situation(CapPurchaseValue(supplier="BRF", limit=eur(5000), **ASKED)))
    assert found.limit_prices[0].saves > 100
    assert plan(situation(CapPurchaseValue(supplier="BRF", limit=eur(900000), **ASKED))).limit_prices == ()


def standing(problem: PlanProblem, held: dict[tuple[str, int], float]) -> float:
    """Return how much more than the best plan it costs to hold what is taken."""
    model = build(problem)
    fixed = columns_taking(model, held)
    if model.acting is not None:
        fixed[model.acting] = 1.0
    return solve(model, fixed=fixed).cost - solve(model).cost


def test_within_its_ranges_a_plan_stands_and_beyond_them_it_was_seen_not_to() -> None:
    problem = situation()
    found = plan(problem)
    model = build(problem)
    best = solve(model)
    columns = now_columns_of(model).items()
    held = {key: float(round(best.values[c])) for key, c in columns if best.values[c] > 0.5}
    patience = max(40.0, 0.1 * float(found.saving))
    slack = 0.02 * float(found.cost)
    assert found.ranges
    beyond = 0
    for key, (low, high) in found.ranges.items():
        subject, what = key.split("|")
        if what == "demand_per_day":
            item, location = subject.removeprefix("item-location:").split("@")
            mean = next(p.demand.rate for p in model.positions if p.item_location == (item, location))
            for end in (float(low), float(high)):
                if abs(end - mean) < 1e-6:
                    continue
                factor = end / mean
                varied = changed(problem, DemandTimes(item=item, location=location, factor=factor))
                assert standing(varied, held) <= patience + slack
                widest = abs(abs(factor - 1) - DEMAND_FACTORS[0]) < 1e-3
                beyond += not widest
        elif what in {"lead_time_days", "unit_price"}:
            supplier, item = subject.removeprefix("source:").split("/")
            usual = next(s for s in problem.network.sources_of(item) if s.supplier == supplier)
            for end in (float(low), float(high)):
                varied = changed(
                    problem,
                    LeadTimeIs(supplier=supplier, item=item, days=end)
                    if what == "lead_time_days"
                    else PriceTimes(supplier=supplier, item=item, factor=end / float(usual.unit_price.amount)),
                )
                assert standing(varied, held) <= patience + slack
        else:
            at = next(x for x in problem.snapshot.purchases if x.document == "po-1")
            for days in {round(float(low)) - 22, round(float(high)) - 22} - {0}:
                varied = changed(problem, ArrivesLater(document=at.document, line=at.line, days=days))
                assert standing(varied, held) <= patience + slack
    told = {key.split("|")[1] for key in found.ranges}
    assert told == {"demand_per_day", "eta_days", "lead_time_days", "unit_price"}
    slow = changed(problem, LeadTimeIs(supplier="BRF", item=WINCH, days=40))
    assert standing(slow, held) > patience
    far_off = changed(problem, DemandTimes(item=WINCH, location=CEN, factor=4.0))
    assert standing(far_off, held) > patience


def test_contradicting_limits_are_named_and_each_of_them_is_needed() -> None:
    cap = CapPurchaseValue(supplier="BRF", limit=eur(1000), **ASKED)
    fix = FixQuantity(offer_id="near", quantity=Decimal(24), **ASKED)
    idle = (
        CapTransferQuantity(origin=CEN, destination=NOR, item=WINCH, limit=Decimal(40), **ASKED),
        CapPurchaseQuantity(supplier="KMW", item=WINCH, limit=Decimal(300), **ASKED),
    )
    with pytest.raises(InfeasiblePlan) as caught:
        plan(situation(*idle, cap, fix), explain=False)
    assert len(caught.value.limits) == 2
    assert any("1,000 EUR" in words for words in caught.value.limits)
    assert any("exactly 24" in words for words in caught.value.limits)
    for kept in ((*idle, cap), (*idle, fix)):
        assert plan(situation(*kept), explain=False).cost > 0
