"""Assumptions of a real bundle: they hold through the noise of a day, and break when something moved."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.assuming import DUE_TOLERANCE, VALID_FOR, assumptions_for
from agents.documents import documents_of
from agents.offering.changes import change_offers
from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan, move, take
from tests.agents.small_case import USUAL, SmallCase, arriving, belief, bought, promotion, requested, state
from tests.agents.small_case import day as small_day
from tests.agents.small_company import SmallCompany
from tests.trimtab.proposals import leg, transfer
from trimtab import subjects
from trimtab.actions import CancelRequest
from trimtab.assumptions import Assumptions, Breach, NumberRange
from trimtab.beliefs import Normal, Parameter, Status
from trimtab.readings import DUE, ON_HAND, POSITION, QUANTITY, readings
from trimtab.state import OpenSalesLine

CEN = subjects.item_location("WINCH-40", "CEN")


@pytest.fixture
def moved(slipped: Proposed, tmp_path_factory: pytest.TempPathFactory) -> SmallCompany:
    """The company after the proposal, to be moved."""
    return slipped.company.copy(tmp_path_factory.mktemp("moved") / "company")


def breaches(slipped: Proposed, company: SmallCompany) -> set[tuple[str, str]]:
    found = slipped.bundle.assumptions.breaches(readings(company.erp.snapshot(), company.desk.beliefs()))
    assert all(isinstance(b, Breach) for b in found)
    return {(b.subject, b.what) for b in found}


def stock(change: Decimal, item: str = "WINCH-40", location: str = "CEN") -> dict[str, Any]:
    return {
        "on_hand": lambda s: (
            s.model_copy(update={"quantity": s.quantity + change}) if (s.item, s.location) == (item, location) else s
        )
    }


def test_nothing_is_broken_at_the_moment_of_proposing(slipped: Proposed) -> None:
    assert breaches(slipped, slipped.company) == set()


@pytest.mark.parametrize("pieces", [-1, 1])
def test_the_noise_of_selling_a_piece_breaks_nothing(slipped: Proposed, moved: SmallCompany, pieces: int) -> None:
    moved.change(**stock(Decimal(pieces)))
    assert breaches(slipped, moved) == set()


def test_another_items_stock_is_none_of_its_business(slipped: Proposed, moved: SmallCompany) -> None:
    moved.change(**stock(Decimal(-1000), "SHACK-10"))
    assert breaches(slipped, moved) == set()


def test_stock_that_is_gone_breaks_stock_and_position(slipped: Proposed, moved: SmallCompany) -> None:
    moved.change(**stock(Decimal(-60)))
    assert {(CEN, ON_HAND), (CEN, POSITION)} <= breaches(slipped, moved)


def test_a_large_new_order_breaks_the_position(slipped: Proposed, moved: SmallCompany) -> None:
    order = OpenSalesLine(
        document="new",
        number="SO-NEW-1",
        line="1",
        customer="VEND",
        item="WINCH-40",
        location="CEN",
        quantity=Decimal(150),
        due=moved.desk.today() + timedelta(days=3),
    )
    moved.erp.state = moved.erp.state.model_copy(update={"sales": (*moved.erp.state.sales, order)})
    assert breaches(slipped, moved) == {(CEN, POSITION)}


@pytest.mark.parametrize(("days", "broken"), [(2, False), (-2, False), (3, True), (-3, True)])
def test_an_arrival_may_move_by_two_days(slipped: Proposed, moved: SmallCompany, days: int, broken: bool) -> None:
    moved.slip("KMW-2424", days)
    line = subjects.purchase_line("KMW-2424", "1")
    assert ((line, DUE) in breaches(slipped, moved)) is broken
    assert timedelta(days=2) == DUE_TOLERANCE


def test_a_level_somebody_touched_breaks(slipped: Proposed, moved: SmallCompany) -> None:
    moved.change(
        order_points=lambda p: (
            p.model_copy(update={"minimum": p.minimum + 1}) if (p.item, p.location) == ("WINCH-40", "CEN") else p
        )
    )
    assert breaches(slipped, moved) == {(subjects.order_point("WINCH-40", "CEN"), "minimum")}


def test_an_order_that_was_received_breaks_its_date(slipped: Proposed, moved: SmallCompany) -> None:
    gone = tuple(p for p in moved.erp.state.purchases if p.number != "KMW-2417")
    moved.erp.state = moved.erp.state.model_copy(update={"purchases": gone})
    assert (subjects.purchase_line("KMW-2417", "1"), DUE) in breaches(slipped, moved)


@pytest.mark.parametrize(("factor", "broken"), [(1.02, False), (0.98, False), (1.6, True), (0.4, True)])
def test_a_belief_may_move_a_little(slipped: Proposed, factor: float, broken: bool) -> None:
    company = slipped.company
    beliefs = dict(company.desk.beliefs())
    held = beliefs[CEN, "demand"]
    assert isinstance(held.distribution, Normal)
    more = held.distribution.model_copy(update={"mean": held.distribution.mean * factor})
    beliefs[CEN, "demand"] = held.model_copy(update={"distribution": more})
    actual = readings(company.erp.snapshot(), beliefs)
    found = {(b.subject, b.what) for b in slipped.bundle.assumptions.breaches(actual)}
    assert ((CEN, "demand") in found) is broken


def test_a_customer_who_is_asked_to_wait_must_still_want_it_as_proposed(
    late: Proposed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    promise = next((x.action for x in late.bundle.legs if x.action.kind == "repromise_order"), None)
    assert promise is not None
    subject = subjects.sales_line(promise.document, promise.line)
    names = {(r.subject, r.what) for r in late.bundle.assumptions.ranges}
    assert {(subject, DUE), (subject, QUANTITY)} <= names
    company = late.company.copy(tmp_path_factory.mktemp("late") / "company")
    company.change(
        sales=lambda s: (
            s.model_copy(update={"quantity": s.quantity - 1})
            if (s.document, s.line) == (promise.document, promise.line)
            else s
        )
    )
    found = late.bundle.assumptions.breaches(readings(company.erp.snapshot(), company.desk.beliefs()))
    assert (subject, QUANTITY) in {(b.subject, b.what) for b in found}


def test_a_bundle_names_reading_network_and_expiry(slipped: Proposed) -> None:
    held, now = slipped.bundle.assumptions, slipped.company.desk.now()
    assert (held.state_as_of, held.network_version) == (now, "1")
    assert held.expires_at == now + VALID_FOR


def _on_hand(company: SmallCompany, **fields: Any) -> NumberRange:
    plan = a_plan(move("WINCH-40", 40), **fields)
    legs = [leg(transfer(quantity="40"))]
    held = assumptions_for(company.desk, plan, company.erp.snapshot(), legs)
    north = subjects.item_location("WINCH-40", "NOR")
    return next(r for r in held.ranges if isinstance(r, NumberRange) and (r.subject, r.what) == (north, ON_HAND))


def test_what_is_moved_away_must_be_there_whatever_the_solver_tolerates(learned_company: SmallCompany) -> None:
    north = subjects.item_location("WINCH-40", "NOR")
    held = _on_hand(learned_company, ranges={f"{north}|{ON_HAND}": (Decimal(0), Decimal(500))})
    assert (held.low, held.value, held.high) == (40, 112, 500)


def test_a_range_too_narrow_for_the_noise_of_a_day_is_widened(learned_company: SmallCompany) -> None:
    north = subjects.item_location("WINCH-40", "NOR")
    held = _on_hand(learned_company, ranges={f"{north}|{ON_HAND}": (Decimal(112), Decimal(112))})
    assert held.low <= 111
    assert held.high >= 113
    free = _on_hand(learned_company)
    assert free.low < held.low < held.high < free.high


def small_assumptions(small: SmallCase, *actions: Any) -> Assumptions:
    return assumptions_for(small.desk, a_plan(), small.state, [leg(a) for a in actions])


def test_a_line_that_is_to_change_must_stand_as_it_was(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    offer = next(o for o in change_offers(small.situation) if o.id == "expedite:12/1:1")
    (document,) = documents_of(a_plan(take(offer)), small.state, small.network, "bnd_1:1")  # type: ignore[arg-type]
    held = small_assumptions(small, document.action)
    for changed in ({"due": small_day(21)}, {"quantity": Decimal(215)}):
        moved = state(purchases=(bought().model_copy(update=changed),))
        found = held.breaches(readings(moved, small.desk.beliefs()))
        assert {b.subject for b in found} >= {subjects.purchase_line("12", "1")}
    assert held.breaches(readings(small.state, small.desk.beliefs())) == ()


def test_a_request_must_still_ask_for_as_much(tmp_path: Path) -> None:
    asking = state(requests=(requested(quantity=60),))
    small = SmallCase(tmp_path / "case", state=asking)
    withdraw = CancelRequest(
        id="act_withdraw_1", document="R1", item="WINCH", location="CEN", quantity_before=Decimal(60)
    )
    held = small_assumptions(small, withdraw)
    assert held.breaches(readings(asking, small.desk.beliefs())) == ()
    for requests in ((), (requested(quantity=61),)):
        (breach,) = held.breaches(readings(state(requests=requests), small.desk.beliefs()))
        assert (breach.subject, breach.what) == (subjects.request("R1"), QUANTITY)


def test_a_lane_that_closes_and_a_promotion_that_is_announced_break_it(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    held = small_assumptions(small)
    usual = dict(small.desk.beliefs())
    closed = belief(subjects.lane("CEN", "NOR"), Parameter.LANE_STATUS, Status(probability=0.0))
    promoted = promotion("NOR", 5, 14, 12)
    for news in (closed, promoted):
        (breach,) = held.breaches(readings(small.state, usual | {(news.subject, news.parameter.value): news}))
        assert (breach.subject, breach.what) == (news.subject, news.parameter.value)


def test_a_promotion_that_is_counted_on_must_stay_as_it_is(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case", beliefs=(*USUAL, promotion("NOR", 5, 14, 12)))
    held = small_assumptions(small)
    assert held.breaches(readings(small.state, small.desk.beliefs())) == ()
    for news in (promotion("NOR", 12, 21, 12), promotion("NOR", 5, 14, 0)):
        moved = dict(small.desk.beliefs()) | {(news.subject, news.parameter.value): news}
        assert {b.subject for b in held.breaches(readings(small.state, moved))} == {news.subject}


def test_an_arrival_that_a_person_knows_better_breaks_it(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case", beliefs=(*USUAL, arriving(20)))
    held = small_assumptions(small)
    for on, broken in ((23, False), (24, True)):
        news = arriving(on)
        moved = dict(small.desk.beliefs()) | {(news.subject, news.parameter.value): news}
        assert bool(held.breaches(readings(small.state, moved))) is broken
