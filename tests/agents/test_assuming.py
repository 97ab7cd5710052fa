"""Assumptions of a real bundle: they hold through the noise of a day, and break when something moved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.assuming import DUE_TOLERANCE, VALID_FOR, assumptions_for
from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan, move
from tests.agents.small_company import SmallCompany
from tests.trimtab.proposals import leg, transfer
from trimtab import subjects
from trimtab.assumptions import Breach, NumberRange
from trimtab.beliefs import Normal
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
