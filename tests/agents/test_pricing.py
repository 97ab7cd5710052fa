"""Pricing: which items a signal touches, which belong together, and what people have ruled out for a while."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agents.composing import Solved
from agents.pricing import REMEMBER_CONSTRAINTS, Move, Pricing, Signal, _groups
from tests.agents.conftest import Proposed
from tests.agents.small_company import SmallCompany
from trimtab import subjects
from trimtab.cases import CaseState
from trimtab.offers import ForbidLane, ForbidSource

LINE = subjects.purchase_line("KMW-2417", "1")
NO_LANE = ForbidLane(asked_by="lou", reason="not allowed: closed", origin="NOR", destination="CEN", item="WINCH-40")


def pricing(company: SmallCompany) -> Pricing:
    return Pricing(company.desk, company.agents)


def signal(*items: str, moves: tuple[Move, ...] = ()) -> Signal:
    return Signal(frozenset(items), moves, ())


def a_move(subject: str, parameter: str = "lead_time") -> Move:
    return Move(subject, parameter, 1)


def test_nothing_that_moved_is_worth_no_case(learned_company: SmallCompany) -> None:
    assert pricing(learned_company).cases(signal("WINCH-40", "BLOCK-57")) == []


def test_an_item_nobody_knows_is_no_item(learned_company: SmallCompany) -> None:
    assert pricing(learned_company).cases(signal("GHOST-1")) == []


def test_a_belief_touches_the_items_it_is_about(learned_company: SmallCompany) -> None:
    touched = pricing(learned_company)._touched
    state = learned_company.erp.snapshot()
    assert touched(signal(moves=(a_move(LINE, "eta"),)), state) == {"WINCH-40"}
    assert touched(signal(moves=(a_move(subjects.source("BRF", "ROPE-12")),)), state) == {"ROPE-12"}
    assert touched(signal("FURL-2", moves=(a_move("item-location:BLOCK-57@NOR", "demand"),)), state) == {
        "FURL-2",
        "BLOCK-57",
    }


def test_items_of_one_suppliers_lead_times_are_one_group_and_others_alone() -> None:
    moves = tuple(a_move(subjects.source("KMW", item)) for item in ("WINCH-40", "FURL-2"))
    found = list(_groups(["BLOCK-57", "FURL-2", "ROPE-12", "WINCH-40"], signal(moves=moves)))
    assert found == [("FURL-2", "WINCH-40"), ("BLOCK-57",), ("ROPE-12",)]


def test_an_item_of_two_suppliers_is_in_one_group_only() -> None:
    moves = tuple(a_move(subjects.source(*s)) for s in (("BRF", "WINCH-40"), ("BRF", "ROPE-12"), ("KMW", "WINCH-40")))
    found = list(_groups(["ROPE-12", "WINCH-40"], signal(moves=moves)))
    assert found == [("ROPE-12", "WINCH-40")]


def test_moves_that_are_no_lead_times_tie_nothing_together() -> None:
    assert list(_groups(["A", "B"], signal(moves=(a_move(LINE, "eta"),)))) == [("A",), ("B",)]


def test_what_an_open_case_holds_is_not_priced_again(slipped: Proposed) -> None:
    company = slipped.company
    assert pricing(company)._claimed(company.erp.snapshot()) == {"WINCH-40"}
    assert pricing(company).cases(signal("WINCH-40")) == []


@pytest.mark.parametrize(
    ("later", "remembered"),
    [(timedelta(0), True), (REMEMBER_CONSTRAINTS, True), (REMEMBER_CONSTRAINTS + timedelta(minutes=2), False)],
)
def test_what_people_ruled_out_is_remembered_for_a_week_after_its_case_closed(
    slipped: Proposed, company: SmallCompany, later: timedelta, remembered: bool
) -> None:
    closed = slipped.case.model_copy(
        update={
            "state": CaseState.CLOSED,
            "constraints": (NO_LANE,),
            "opened_at": company.desk.now() - timedelta(days=20),
        }
    )
    other = ForbidSource(asked_by="bea", reason="no", supplier="BRF")
    elsewhere = closed.model_copy(
        update={
            "id": "cas_elsewhere_elsewh",
            "subjects": (subjects.item_location("ROPE-12", "CEN"),),
            "constraints": (other,),
        }
    )
    with company.ledger.write() as tx:
        for case in (closed, elsewhere):
            tx.cases.open(case.model_copy(update={"state": CaseState.OPEN}))
            tx.cases.save(case)
    company.clock.advance(later)
    assert pricing(company)._remembered(slipped.case.subjects) == ((NO_LANE,) if remembered else ())


def test_a_new_case_starts_from_what_was_ruled_out(slipped: Proposed, company: SmallCompany) -> None:
    closed = slipped.case.model_copy(update={"constraints": (NO_LANE,), "opened_at": company.desk.now()})
    with company.ledger.write() as tx:
        tx.cases.open(closed)
        tx.cases.save(closed.model_copy(update={"state": CaseState.CLOSED}))
    company.slip("KMW-2417", 16)
    company.learn()
    assert company.sensing.price() == 1
    (case,) = company.cases(CaseState.OPEN)
    assert case.constraints == (NO_LANE,)
    solved = company.solve(case)
    assert not [s for s in solved.plan.steps if s.kind == "transfer" and s.origin == "NOR"]
    assert case.drift.avoidable > Decimal(250)


def test_a_first_version_of_a_belief_is_compared_with_nothing(slipped: Proposed, solved: Solved) -> None:
    company = slipped.company
    problem = solved.problem
    first = Signal(frozenset(), (Move(LINE, "eta", 0),), ())
    assert pricing(company)._before(problem, first) is None
    before = pricing(company)._before(problem, Signal(frozenset(), (Move(LINE, "eta", 1),), ()))
    assert before is not None
    assert {b.version for b in before if b.subject == LINE} == {1}
