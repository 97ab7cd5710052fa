"""What if: the plan of a problem with one thing otherwise, the same as if the data had said so."""

from decimal import Decimal

import pytest

from tests.tools.optimizer.planning.company import CEN, NOR, WINCH, demand, eta, far, near, slipped, transfer
from tools.optimizer import PlanProblem, plan, what_if
from tools.optimizer.planning.what_if import (
    ArrivesLater,
    Change,
    DemandTimes,
    LaneCloses,
    LeadTimeIs,
    NothingDone,
    WithoutOffers,
)
from trimtab.errors import UnknownReference
from trimtab.plans import PlannedTransfer


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
    ],
)
def test_what_is_not_there_cannot_be_otherwise(change: Change) -> None:
    with pytest.raises(UnknownReference):
        what_if(late(), change)
