"""What a person settles about an offer is kept exactly, costs what it costs, and is named where it cannot be kept."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.optimizer.planning.changes_offered import cancel, expedite, on, reschedule, switch
from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    NOW,
    WINCH,
    eur,
    far,
    level,
    near,
    purchase,
    repromise,
    sale,
    slipped,
    transfer,
)
from tools.optimizer import PlanProblem, plan
from trimtab.errors import InfeasiblePlan, InvalidField
from trimtab.offers import (
    CapPurchaseQuantity,
    CapPurchaseValue,
    Constraint,
    FixDate,
    FixLevel,
    FixQuantity,
    ForbidOffer,
    FreezeLevel,
)
from trimtab.plans import Plan, PlannedChange, PlannedLevel, PlannedRepromise

ASKED = {"asked_by": "planner", "reason": "because the test says so"}
LATE = purchase(372, 6)
PROMISE = repromise(sale(2, CEN, 22, 8), 14, 0.5)

BOUGHT = "the purchase of Winch (WINCH-40)"
LINE = "KMW-2417, Winch (WINCH-40): exactly 372 pcs"


def situation(*constraints: Constraint) -> PlanProblem:
    offers = (near(), far(), transfer(), PROMISE, level(CEN), expedite(12, 900, LATE), cancel(0, 1, LATE))
    return slipped(offers=offers, constraints=constraints)


def fixed(offer_id: str, quantity: float) -> FixQuantity:
    return FixQuantity(offer_id=offer_id, quantity=Decimal(str(quantity)), **ASKED)


def quantities(found: Plan) -> dict[str, Decimal]:
    return {s.offer_id: Decimal(getattr(s, "quantity", 1)) for s in found.steps}


@pytest.fixture(scope="module")
def recommended() -> Plan:
    return plan(situation(), explain=False)


def test_fixing_what_is_recommended_changes_nothing(recommended: Plan) -> None:
    for step in recommended.steps:
        fix: Constraint
        if isinstance(step, PlannedRepromise):
            fix = FixDate(offer_id=step.offer_id, to=step.due_after, **ASKED)
        elif isinstance(step, PlannedLevel):
            fix = FixLevel(
                item=step.item, location=step.location, minimum=step.minimum_after, target=step.target_after, **ASKED
            )
        else:
            whole = step.offer.quantity if isinstance(step, PlannedChange) else step.quantity
            fix = fixed(step.offer_id, float(whole))
        again = plan(situation(fix), explain=False)
        assert float(again.cost) == pytest.approx(float(recommended.cost), rel=2e-3)
        assert step in again.steps


def test_ruling_out_an_offer_that_is_not_used_changes_nothing(recommended: Plan) -> None:
    used = {s.offer_id for s in recommended.steps}
    unused = {o.id for o in situation().offers} - used
    assert unused
    bans = tuple(ForbidOffer(offer_id=i, **ASKED) for i in sorted(unused))
    assert float(plan(situation(*bans), explain=False).cost) == pytest.approx(float(recommended.cost), rel=1e-3)


def test_every_offer_can_be_ruled_out(recommended: Plan) -> None:
    for step in recommended.steps:
        for ban in (ForbidOffer(offer_id=step.offer_id, **ASKED), fixed(step.offer_id, 0)):
            if isinstance(step, PlannedLevel) and isinstance(ban, FixQuantity):
                continue
            without = plan(situation(ban), explain=False)
            assert step.offer_id not in {s.offer_id for s in without.steps}
            assert float(without.cost) >= float(recommended.cost) * 0.999


def test_a_ban_ends_with_its_time(recommended: Plan) -> None:
    (first, *_) = recommended.steps

    def banned(until: datetime) -> bool:
        found = plan(situation(ForbidOffer(offer_id=first.offer_id, until=until, **ASKED)), explain=False)
        return first.offer_id not in {s.offer_id for s in found.steps}

    assert banned(NOW + timedelta(days=3))
    assert not banned(NOW - timedelta(days=1))


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 20), st.integers(0, 25))
def test_a_fixed_quantity_is_kept_and_never_cheaper(lots: int, moved: int) -> None:
    found = plan(situation(fixed("near", 6 * lots), fixed("transfer-CEN-NOR", moved)), explain=False)
    kept = quantities(found)
    assert kept["near"] == 6 * lots
    assert kept.get("transfer-CEN-NOR", 0) == moved
    assert float(found.cost) >= float(plan(situation(), explain=False).cost) * 0.998


def test_a_quantity_beyond_all_demand_can_be_fixed() -> None:
    assert quantities(plan(situation(fixed("near", 60_000)), explain=False))["near"] == 60_000


def test_what_is_fixed_is_done_even_if_doing_nothing_is_cheaper() -> None:
    found = plan(slipped(6, 0, offers=(near(),), constraints=(fixed("near", 600),)), explain=False)
    assert quantities(found) == {"near": Decimal(600)}
    assert found.saving < 0


def test_a_change_is_fixed_whole() -> None:
    assert "cancel" in quantities(plan(situation(fixed("cancel", 372)), explain=False))
    with pytest.raises(InvalidField, match="taken up whole") as caught:
        situation(fixed("cancel", 100))
    assert (caught.value.record, caught.value.field) == ("fix_quantity cancel", "quantity")


def test_a_quantity_off_the_lot_is_refused_with_the_lot() -> None:
    with pytest.raises(InvalidField, match=r"no multiple of the lot of 12.*Take 60 or 72") as caught:
        situation(fixed("far", 61))
    assert (caught.value.record, caught.value.field) == ("fix_quantity far", "quantity")


@pytest.mark.parametrize(
    ("constraints", "named"),
    [
        ((fixed("far", 48),), (f"{BOUGHT} from Kowloon for Central: exactly 48 pcs",)),
        (
            (fixed("transfer-CEN-NOR", 500),),
            ("the transfer of Winch (WINCH-40) from Central to North: exactly 500 pcs",),
        ),
        ((fixed("gone", 10),), ("gone: exactly 10",)),
        (
            (fixed("near", 60), ForbidOffer(offer_id="near", **ASKED)),
            (f"{BOUGHT} from Brest for Central: exactly 60 pcs",),
        ),
        (
            (fixed("cancel", 372), fixed("expedite", 372)),
            (
                "cancelling KMW-2417, Winch (WINCH-40): exactly 372 pcs",
                "an earlier date for KMW-2417, Winch (WINCH-40): exactly 372 pcs",
            ),
        ),
        (
            (
                fixed("near", 60),
                CapPurchaseQuantity(supplier="BRF", item=WINCH, limit=Decimal(50), **ASKED),
                CapPurchaseValue(supplier="KMW", limit=eur(1e6), **ASKED),
            ),
            (
                "at most 50 pcs Winch (WINCH-40) from Brest",
                f"{BOUGHT} from Brest for Central: exactly 60 pcs",
            ),
        ),
        (
            (
                FixLevel(item=WINCH, location=CEN, minimum=Decimal(1), target=Decimal(2), **ASKED),
                FreezeLevel(item=WINCH, location=CEN, **ASKED),
            ),
            ("minimum 1 and target 2 of Winch (WINCH-40) at Central",),
        ),
    ],
)
def test_a_fix_that_cannot_be_kept_is_named_with_what_it_contradicts(
    constraints: tuple[Constraint, ...], named: tuple[str, ...]
) -> None:
    with pytest.raises(InfeasiblePlan) as caught:
        plan(situation(*constraints), explain=False)
    assert caught.value.limits == named


@pytest.mark.parametrize("days", [9, 13, 22])
def test_a_promise_takes_any_day_that_was_offered(days: int) -> None:
    found = plan(situation(FixDate(offer_id=PROMISE.id, to=on(days), **ASKED)), explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedRepromise)]
    assert step.due_after == on(days)


@pytest.mark.parametrize(
    ("offer", "to"),
    [(expedite(12, 900, LATE), 4), (reschedule(30, LATE), 41), (switch(12, 0, 230, LATE), 17)],
)
def test_a_line_is_asked_for_on_the_day_fixed(offer: object, to: int) -> None:
    late = slipped(offers=(near(), offer), constraints=(FixDate(offer_id=offer.kind, to=on(to), **ASKED),))  # type: ignore[attr-defined]
    (step,) = [s for s in plan(late, explain=False).steps if isinstance(s, PlannedChange)]
    assert step.offer.to == on(to)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("offer_id", "to"),
    [(PROMISE.id, 8), (PROMISE.id, 23), ("near", 9), ("expedite", -1), ("cancel", 9)],
)
def test_a_day_that_an_offer_does_not_have_is_refused(offer_id: str, to: int) -> None:
    with pytest.raises(InvalidField) as caught:
        situation(FixDate(offer_id=offer_id, to=on(to), **ASKED))
    assert (caught.value.record, caught.value.field) == (f"fix_date {offer_id}", "to")


@pytest.mark.parametrize(("offered", "allowed"), [(4, False), (12, True)], ids=["on time", "believed to be late"])
def test_a_line_comes_before_the_date_the_erp_has_unless_it_is_late_anyway(offered: int, allowed: bool) -> None:
    offer = expedite(offered, 900, LATE)
    with nullcontext() if allowed else pytest.raises(InvalidField, match="is not before"):
        slipped(offers=(offer,), constraints=(FixDate(offer_id=offer.id, to=on(8), **ASKED),))


def test_a_fixed_level_is_set_and_costs_what_it_costs() -> None:
    free = plan(situation(), explain=False)
    fix = FixLevel(item=WINCH, location=CEN, minimum=Decimal(200), target=Decimal(290), **ASKED)
    found = plan(situation(fix), explain=False)
    (step,) = [s for s in found.steps if isinstance(s, PlannedLevel)]
    assert (step.minimum_after, step.target_after) == (200, 290)
    assert float(found.cost) > float(free.cost) + 25
    in_force = FixLevel(item=WINCH, location=CEN, minimum=Decimal(395), target=Decimal(479), **ASKED)
    assert not [s for s in plan(situation(in_force), explain=False).steps if isinstance(s, PlannedLevel)]


def test_a_target_below_its_minimum_is_refused() -> None:
    with pytest.raises(InvalidField, match="below the minimum"):
        situation(FixLevel(item=WINCH, location=NOR, minimum=Decimal(20), target=Decimal(10), **ASKED))
