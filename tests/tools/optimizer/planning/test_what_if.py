"""What if: the plan of a problem with one thing otherwise, the same as if the data had said so."""

from decimal import Decimal

import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    demand,
    eta,
    eur,
    far,
    near,
    slipped,
    transfer,
)
from tools.optimizer import PlanProblem, plan, recommend_level, what_if
from tools.optimizer.planning.otherwise import changed
from tools.optimizer.planning.what_if import answer_what_if
from trimtab.errors import InvalidField, UnknownReference
from trimtab.offers import PurchaseOffer
from trimtab.plans import PlannedPurchase, PlannedTransfer
from trimtab.what_if import (
    ArrivesLater,
    BudgetCapped,
    Change,
    DemandTimes,
    LaneCloses,
    LeadTimeIs,
    NothingDone,
    OrderForced,
    PriceTimes,
    PurchaseCapped,
    ServiceTargetIs,
    SupplierBlocked,
    TransferCapped,
    WithoutOffers,
)


def late() -> PlanProblem:
    return slipped(offers=(near(), far(), transfer()))


def test_more_demand_is_as_if_it_were_believed() -> None:
    more = late().varied(beliefs=(demand(CEN, 12, 3 * 2**0.5), demand(NOR, 3, 2), eta(22, 3)))
    asked = what_if(late(), DemandTimes(item=WINCH, location=CEN, factor=2))
    assert asked.cost == plan(more, explain=False).cost
    assert asked.default_cost > plan(late(), explain=False).default_cost


def test_a_later_arrival_is_as_if_it_were_believed() -> None:
    later = late().varied(beliefs=(demand(CEN, 6, 3), demand(NOR, 3, 2), eta(29, 3)))
    assert what_if(late(), ArrivesLater(document="po-1", line="1", days=7)).cost == plan(later, explain=False).cost


def test_nothing_done_costs_the_default() -> None:
    idle = what_if(late(), NothingDone())
    assert idle.steps == ()
    assert idle.cost == idle.default_cost
    assert float(idle.cost) == pytest.approx(float(plan(late(), explain=False).default_cost), rel=1e-3)


def test_over_a_closed_lane_nothing_moves() -> None:
    assert [s for s in plan(late(), explain=False).steps if isinstance(s, PlannedTransfer)]
    closed = what_if(late(), LaneCloses(origin=CEN, destination=NOR))
    assert not [s for s in closed.steps if isinstance(s, PlannedTransfer)]


def test_a_longer_lead_time_makes_its_offers_later() -> None:
    slow = what_if(late(), LeadTimeIs(supplier="BRF", item=WINCH, days=20))
    assert float(slow.cost) > float(plan(late(), explain=False).cost) + 100


def test_without_an_offer_the_plan_is_dearer_or_as_dear() -> None:
    without = what_if(late(), WithoutOffers(offer_ids=("near",)))
    assert "near" not in {s.offer_id for s in without.steps}
    assert without.cost > plan(late(), explain=False).cost + Decimal(100)


@pytest.mark.parametrize(
    "change",
    [
        DemandTimes(item=WINCH, location="SUD", factor=2),
        ArrivesLater(document="po-9", line="1", days=7),
        LaneCloses(origin=NOR, destination="SUD"),
        LeadTimeIs(supplier="ACME", item=WINCH, days=20),
        WithoutOffers(offer_ids=("gone",)),
        SupplierBlocked(supplier="ACME"),
        SupplierBlocked(supplier="BRF", item="BLOCK"),
        PurchaseCapped(supplier="ACME", item=WINCH, limit=Decimal(1)),
        TransferCapped(origin=NOR, destination="SUD", item=WINCH, limit=Decimal(1)),
        TransferCapped(origin=CEN, destination=NOR, item="BLOCK", limit=Decimal(1)),
        BudgetCapped(limit=eur(1), supplier="ACME"),
        ServiceTargetIs(item=WINCH, location="SUD", share=0.9),
        ServiceTargetIs(item="BLOCK", location=CEN, share=0.9),
        OrderForced(offer_id="gone", quantity=Decimal(6)),
    ],
)
def test_what_is_not_there_cannot_be_otherwise(change: Change) -> None:
    with pytest.raises(UnknownReference):
        what_if(late(), change)


def quantity(problem: PlanProblem, offer_id: str) -> Decimal:
    steps = plan(problem, explain=False).steps
    found = (s.quantity for s in steps if isinstance(s, PlannedPurchase | PlannedTransfer) and s.offer_id == offer_id)
    return sum(found, Decimal(0))


def test_from_a_blocked_supplier_nothing_is_ordered() -> None:
    assert quantity(late(), "near") > 0
    for item in (WINCH, None):
        blocked = what_if(late(), SupplierBlocked(supplier="BRF", item=item))
        assert "near" not in {s.offer_id for s in blocked.steps}


def test_caps_hold_and_no_plan_is_cheaper_than_the_bound_without_them() -> None:
    ordered, moved = quantity(late(), "near"), quantity(late(), "transfer-CEN-NOR")
    caps: list[tuple[Change, str, Decimal]] = [
        (PurchaseCapped(supplier="BRF", item=WINCH, limit=ordered - 6), "near", ordered - 6),
        (TransferCapped(origin=CEN, destination=NOR, item=WINCH, limit=moved - 1), "transfer-CEN-NOR", moved - 1),
        (BudgetCapped(limit=eur(268 * 12)), "near", Decimal(12)),
        (BudgetCapped(limit=eur(268 * 12), supplier="BRF"), "near", Decimal(12)),
    ]
    bound = plan(late(), explain=False).bound
    for cap, offer_id, most in caps:
        capped = changed(late(), cap)
        assert quantity(capped, offer_id) <= most
        assert plan(capped, explain=False).cost >= bound


def test_a_forced_order_is_in_the_plan_and_costs_no_less() -> None:
    more = quantity(late(), "near") + 60
    forced = answer_what_if(late(), [OrderForced(offer_id="near", quantity=more)])
    (bought,) = (d for d in forced.documents if d.offer_id == "near")
    assert isinstance(bought.after, PlannedPurchase)
    assert bought.after.quantity == more
    assert forced.costs_more > 0
    assert forced.fill_rate.change >= 0


def test_a_higher_service_target_raises_the_level() -> None:
    minimum: dict[float, Decimal] = {}
    for share in (0.8, 0.99):
        there = recommend_level(changed(late(), ServiceTargetIs(item=WINCH, location=CEN, share=share)), WINCH, CEN)
        assert there is not None
        minimum[share] = there.minimum
    assert minimum[0.8] < minimum[0.99]


def test_a_wider_lead_time_reaches_the_offers() -> None:
    wider = changed(late(), LeadTimeIs(supplier="BRF", item=WINCH, days=5, sd_days=4))
    assert {getattr(o, "lead_time_sd_days", None) for o in wider.offers if o.id == "near"} == {4}


def test_a_dearer_source_is_as_if_its_offers_were_dearer() -> None:
    dearer = changed(late(), PriceTimes(supplier="BRF", item=WINCH, factor=1.25))
    (offer,) = [o for o in dearer.offers if o.id == "near"]
    assert isinstance(offer, PurchaseOffer)
    assert offer.unit_price.amount == Decimal(335)
    assert what_if(late(), PriceTimes(supplier="BRF", item=WINCH, factor=1.25)).cost > plan(late()).cost
    assert quantity(dearer, "near") < quantity(late(), "near")


def test_an_answer_is_the_difference_of_two_plans() -> None:
    change = SupplierBlocked(supplier="BRF")
    answer = answer_what_if(late(), [change])
    before, after = plan(late(), explain=False), what_if(late(), change)
    assert (answer.cost.before, answer.cost.after) == (before.cost, after.cost)
    assert answer.costs_more == after.cost - before.cost > 0
    assert answer.default_cost.before == before.default_cost
    assert answer.cash.change == after.impact.cash.after - before.impact.cash.after
    assert answer.fill_rate.change < 0
    assert answer.bound.after <= answer.cost.after
    told = {s.offer_id: s for s in before.steps}, {s.offer_id: s for s in after.steps}
    for document in answer.documents:
        assert (document.before, document.after) == tuple(steps.get(document.offer_id) for steps in told)
        assert document.before != document.after
    assert answer.unchanged + len(answer.documents) == len(told[0].keys() | told[1].keys())


def test_several_changes_are_taken_together() -> None:
    both = answer_what_if(late(), [SupplierBlocked(supplier="BRF"), DemandTimes(item=WINCH, location=CEN, factor=1.2)])
    alone = answer_what_if(late(), [SupplierBlocked(supplier="BRF")])
    assert both.cost.after > alone.cost.after


def test_an_answer_needs_a_change() -> None:
    with pytest.raises(InvalidField, match="changes"):
        answer_what_if(late(), [])
