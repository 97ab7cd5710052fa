"""The ERP's own requests: released, withdrawn or left, so that its supply wizard finds nothing to add or to undo."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.changes_offered import (
    cancel,
    cancel_request,
    expedite,
    release,
    request,
    reroute,
    reschedule,
)
from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    TODAY,
    WINCH,
    demand,
    far,
    level,
    near,
    network,
    point,
    problem,
    purchase,
    slipped,
    snapshot,
    stock,
)
from tools.optimizer import PlanProblem, plan
from tools.simulation.supply_run import SupplyRequest, supply_run
from trimtab.network import ControlMode, StockPolicy
from trimtab.offers import CancelOffer, ExpediteOffer, FixQuantity, Offer, RerouteOffer, RescheduleOffer
from trimtab.plans import Plan, PlannedChange, PlannedLevel, PlannedPurchase, PlannedRelease, PlannedStep
from trimtab.state import OpenPurchaseLine, OrderPointKind, Snapshot

KEPT_BY_ERP = (
    StockPolicy(item=WINCH, location=CEN, control_mode=ControlMode.ERP_ORDERS),
    StockPolicy(item=WINCH, location=NOR),
)
ASKED = request(180)


@dataclass
class _Erp:
    """The ERP after a plan was carried out: its documents changed, everything confirmed."""

    state: Snapshot

    def carry_out(self, step: PlannedStep) -> None:
        if isinstance(step, PlannedPurchase | PlannedRelease):
            lead = 35 if step.supplier == "KMW" else 5
            line = purchase(float(step.quantity), lead).model_copy(update={"document": step.offer_id})
            self._set(purchases=(*self.state.purchases, line))
        if isinstance(step, PlannedLevel):
            points = [
                p.model_copy(update={"minimum": step.minimum_after, "target": step.target_after})
                if p.location == step.location
                else p
                for p in self.state.order_points
            ]
            self._set(order_points=tuple(points))
        if isinstance(step, PlannedChange):
            self._set(purchases=tuple(x for line in self.state.purchases for x in self._changed(line, step)))

    @staticmethod
    def _changed(line: OpenPurchaseLine, step: PlannedChange) -> list[OpenPurchaseLine]:
        offer = step.offer
        if getattr(offer, "document", "") != line.document:
            return [line]
        if isinstance(offer, ExpediteOffer | RescheduleOffer):
            return [line.model_copy(update={"due": offer.to})]
        if isinstance(offer, RerouteOffer):
            return [line.model_copy(update={"due": offer.to, "location": offer.to_location})]
        return [] if isinstance(offer, CancelOffer) else [line]

    def _set(self, **changed: object) -> None:
        self.state = self.state.model_copy(update=changed)


def wizard_after(situation: PlanProblem, found: Plan) -> list[SupplyRequest]:
    """Return what the emulated supply wizard would order for the central warehouse after the plan."""
    erp = _Erp(situation.snapshot)
    for step in found.steps:
        erp.carry_out(step)
    return [r for r in supply_run(erp.state, situation.network, TODAY) if r.location == CEN]


def lines(due: int, second: int) -> tuple[OpenPurchaseLine, ...]:
    return purchase(372, due), purchase(120, second).model_copy(update={"document": "po-2", "number": "KMW-2431"})


@settings(max_examples=15, deadline=None)
@given(
    st.integers(20, 400),
    st.integers(2, 12),
    st.integers(2, 30),
    st.integers(31, 60),
    st.integers(150, 450),
)
def test_the_wizard_adds_nothing_after_lines_were_changed(
    on_hand: int, rate: int, due: int, second: int, minimum: int
) -> None:
    first, other = lines(due, second)
    offers: tuple[Offer, ...] = (
        near(),
        far(),
        level(CEN),
        cancel(0, 372 * 230, first),
        reschedule(due + 25, first),
        expedite(max(0, due - 6), 40, first),
        cancel(0, 120 * 230, other, id="cancel-2"),
        reroute(second, 10, other),
    )
    points = (point(CEN, minimum, minimum + 84), point(NOR, 33, 70, OrderPointKind.INTERNAL))
    state = snapshot(
        on_hand=(stock(CEN, on_hand), stock(NOR, 500)), purchases=(first, other), sales=(), order_points=points
    )
    situation = problem(snapshot=state, offers=offers, beliefs=(demand(CEN, rate, 3), demand(NOR, 1, 1)))
    found = plan(situation, explain=False)
    if found.steps and not any("itself" in text for text in found.binding_limits):
        assert wizard_after(situation, found) == []


def test_a_cancelled_line_that_the_erp_would_order_again_is_kept() -> None:
    """Demand has fallen, but the order point has not: without its change the ERP would replace what is cancelled."""
    line = purchase(372, 20)
    state = snapshot(on_hand=(stock(CEN, 100), stock(NOR, 500)), purchases=(line,), sales=())
    fallen = (demand(CEN, 0.5, 0.5), demand(NOR, 0.1, 0.1))
    stays = problem(snapshot=state, offers=(cancel(0, 372 * 230, line),), beliefs=fallen)
    assert plan(stays, explain=False).steps == ()
    lowered = stays.varied(offers=(*stays.offers, level(CEN)))
    found = plan(lowered)
    assert {s.offer_id for s in found.steps} == {"cancel", f"level-{CEN}"}
    worth = {v.offer_id: v.worth for v in found.values}
    assert worth["cancel"] > 0
    assert worth[f"level-{CEN}"] >= worth["cancel"]
    assert wizard_after(lowered, found) == []


def short(*offers: Offer, policies: tuple[StockPolicy, ...] | None = None, asked: bool = True) -> PlanProblem:
    """Return the company 180 short of its order point in the middle, for which the ERP has made its request."""
    points = (point(CEN, 395, 479), point(NOR, 33, 70, OrderPointKind.INTERNAL))
    state = snapshot(
        on_hand=(stock(CEN, 299), stock(NOR, 500)),
        purchases=(),
        sales=(),
        order_points=points,
        requests=(ASKED,) if asked else (),
    )
    known = network() if policies is None else network(policies=policies)
    return problem(snapshot=state, offers=offers, network=known)


def test_a_release_is_an_order_in_lots_and_the_wizard_then_adds_nothing() -> None:
    situation = short(release(ASKED), cancel_request(ASKED), level(CEN))
    fix = FixQuantity(offer_id="release", quantity=Decimal(180), asked_by="planner", reason="as asked")
    fixed = situation.varied(constraints=(fix,))
    found = plan(fixed, explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedRelease)]
    assert (step.document, step.supplier, step.quantity, step.due) == ("pr-1", "KMW", 180, TODAY + timedelta(35))
    assert not [s for s in found.steps if isinstance(s, PlannedChange)]
    assert wizard_after(fixed, found) == []
    assert found.impact.cash.change < 180 * 212 + 60 + 1


def test_a_request_and_our_own_order_are_never_both_ordered() -> None:
    own = far(id="own", lead_time_days=35, lead_time_sd_days=0)
    fix = FixQuantity(offer_id="own", quantity=Decimal(180), asked_by="planner", reason="our own")
    situation = short(own, release(ASKED), cancel_request(ASKED)).varied(constraints=(fix,))
    found = plan(situation, explain=False)
    assert {s.offer_id for s in found.steps} == {"own", "cancel_request"}


def test_releasing_costs_what_an_order_of_our_own_costs() -> None:
    """A request is no stock on its way: releasing it now and ordering as much ourselves is the same."""
    fixes = {
        offer: FixQuantity(offer_id=offer, quantity=Decimal(180), asked_by="planner", reason="to compare")
        for offer in ("release", "own")
    }
    released = plan(short(release(ASKED)).varied(constraints=(fixes["release"],)), explain=False)
    own = far(id="own", lead_time_days=35, lead_time_sd_days=0)
    ordered = plan(short(own, asked=False).varied(constraints=(fixes["own"],)), explain=False)
    assert float(released.cost) == pytest.approx(float(ordered.cost), rel=2e-3)
    assert float(released.default_cost) == pytest.approx(float(ordered.default_cost), rel=2e-3)


def test_where_the_erp_orders_its_request_may_stay_and_nothing_else_is_ordered() -> None:
    urgent = slipped(network=network(policies=KEPT_BY_ERP), offers=(near(), far()))
    assert not [s for s in plan(urgent, explain=False).steps if isinstance(s, PlannedPurchase)]
    line = purchase(120, 60)
    points = (point(CEN, 395, 479), point(NOR, 33, 70, OrderPointKind.INTERNAL))
    state = snapshot(
        on_hand=(stock(CEN, 179), stock(NOR, 500)),
        purchases=(line,),
        sales=(),
        order_points=points,
        requests=(ASKED,),
    )
    offers = (cancel_request(ASKED), release(ASKED), expedite(3, 10, line))
    situation = problem(snapshot=state, offers=offers, network=network(policies=KEPT_BY_ERP))
    found = plan(situation, explain=False)
    taken = {s.offer_id for s in found.steps}
    # The expedite changes what the wizard sees: its request must not be left to be undone.
    assert "expedite" not in taken or taken & {"release", "cancel_request"}


def test_a_request_the_wizard_would_undo_is_withdrawn_with_whatever_is_done() -> None:
    stale = request(90)
    state = snapshot(
        on_hand=(stock(CEN, 700), stock(NOR, 500)),
        purchases=(purchase(372, 20),),
        sales=(),
        requests=(stale,),
    )
    offers = (cancel_request(stale), cancel(0, 372 * 400, purchase(372, 20)))
    for policies in (None, KEPT_BY_ERP):
        known = network() if policies is None else network(policies=policies)
        found = plan(problem(snapshot=state, offers=offers, network=known), explain=False)
        assert {s.offer_id for s in found.steps} == {"cancel", "cancel_request"}


def test_a_request_alone_is_no_reason_to_act() -> None:
    stale = request(90)
    state = snapshot(on_hand=(stock(CEN, 700), stock(NOR, 500)), sales=(), requests=(stale,))
    assert plan(problem(snapshot=state, offers=(cancel_request(stale),)), explain=False).steps == ()
