"""Pricing: which items a signal touches, which belong together, and what people have ruled out for a while."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.composing import Solved
from agents.moves import Move, Signal, items_touched, tied
from agents.priced import PRICED_AGAIN_DAYS
from agents.pricing import REMEMBER_CONSTRAINTS, Pricing
from tests.agents.conftest import Proposed
from tests.agents.small_company import SmallCompany
from tools.levels import LevelFile
from tools.levels.fake import FakeLevels
from trimtab import subjects
from trimtab.cases import CaseState
from trimtab.dismissals import Dismissal
from trimtab.offers import ForbidLane, ForbidSource

LINE = subjects.purchase_line("KMW-2417", "1")
NO_LANE = ForbidLane(asked_by="lou", reason="not allowed: closed", origin="NOR", destination="CEN", item="WINCH-40")


def pricing(company: SmallCompany) -> Pricing:
    return Pricing(company.desk, company.agents)


def signal(*items: str, moves: tuple[Move, ...] = ()) -> Signal:
    return Signal(frozenset(items), moves, ())


def a_move(subject: str, parameter: str = "lead_time") -> Move:
    return Move(subject, parameter, 1)


def test_nothing_that_moved_is_worth_no_case_and_no_dismissal(learned_company: SmallCompany) -> None:
    assert list(pricing(learned_company).findings(signal("WINCH-40", "BLOCK-57"))) == []


def test_an_item_nobody_knows_is_no_item(learned_company: SmallCompany) -> None:
    assert list(pricing(learned_company).findings(signal("GHOST-1"))) == []


def test_a_belief_touches_the_items_it_is_about(learned_company: SmallCompany) -> None:
    state = learned_company.erp.snapshot()
    assert items_touched(a_move(LINE, "eta"), state) == {"WINCH-40"}
    assert items_touched(a_move(subjects.source("BRF", "ROPE-12")), state) == {"ROPE-12"}
    assert items_touched(a_move("item-location:BLOCK-57@NOR", "demand"), state) == {"BLOCK-57"}
    assert items_touched(a_move(subjects.lane("CEN", "NOR"), "lane_status"), state) == {"WINCH-40", "BLOCK-57"}


def test_items_of_one_suppliers_lead_times_are_one_group_and_others_alone(learned_company: SmallCompany) -> None:
    moves = tuple(a_move(subjects.source("KMW", item)) for item in ("WINCH-40", "FURL-2"))
    found = tied(["BLOCK-57", "FURL-2", "ROPE-12", "WINCH-40"], moves, learned_company.erp.snapshot())
    assert found == [("BLOCK-57",), ("FURL-2", "WINCH-40"), ("ROPE-12",)]


def test_causes_that_share_an_item_make_one_group(learned_company: SmallCompany) -> None:
    moves = tuple(a_move(subjects.source(*s)) for s in (("BRF", "WINCH-40"), ("BRF", "ROPE-12"), ("KMW", "WINCH-40")))
    lane = a_move(subjects.lane("CEN", "NOR"), "lane_status")
    found = tied(["BLOCK-57", "ROPE-12", "WINCH-40"], (*moves, lane), learned_company.erp.snapshot())
    assert found == [("BLOCK-57", "ROPE-12", "WINCH-40")]


def test_demand_that_moves_ties_nothing_together(learned_company: SmallCompany) -> None:
    moves = tuple(a_move(subjects.item_location(item, "CEN"), "demand") for item in ("WINCH-40", "BLOCK-57"))
    assert tied(["BLOCK-57", "WINCH-40"], moves, learned_company.erp.snapshot()) == [("BLOCK-57",), ("WINCH-40",)]


def test_a_quiet_item_is_priced_once_a_week_and_a_changed_one_at_once(company: SmallCompany) -> None:
    price = pricing(company)
    reading = price._read(signal("WINCH-40"))
    assert price._due(reading) == ["WINCH-40"]
    list(price.findings(signal("WINCH-40")))
    assert price._due(price._read(signal("WINCH-40"))) == []
    company.clock.advance(timedelta(days=PRICED_AGAIN_DAYS))
    assert price._due(price._read(signal("WINCH-40"))) == ["WINCH-40"]
    list(price.findings(signal("WINCH-40")))
    company.slip("KMW-2417", 1)
    assert price._due(price._read(signal("WINCH-40"))) == ["WINCH-40"]


def test_a_move_that_is_not_worth_it_is_dismissed_once_a_day_with_its_figures(company: SmallCompany) -> None:
    company.slip("KMW-2424", 1)
    company.learn()
    assert company.sensing.price() == 0
    with company.ledger.read() as tx:
        (dismissed,) = tx.dismissals.recent()
    assert dismissed.title == "Kowloon Marine Works delivers KMW-2424 1 day later"
    assert "WINCH-40" in dismissed.items
    assert dismissed.limit == company.network.costs.attention_price.amount
    assert dismissed.avoidable <= dismissed.limit
    assert dismissed.event_ids
    moves = tuple(a_move(subjects.purchase_line("KMW-2424", line), "eta") for line in "123")
    (again,) = pricing(company).findings(signal(moves=moves))
    assert isinstance(again, Dismissal)
    assert again.id == dismissed.id


def test_a_beginning_is_no_move_but_the_first_word_on_a_promotion_is() -> None:
    place = subjects.item_location("WINCH-40", "CEN")
    assert Move(place, "demand", 0).is_beginning
    assert not Move(place, "demand", 1).is_beginning
    assert not Move(place, "promotion", 0).is_beginning


def test_what_an_open_case_holds_is_not_priced_again(slipped: Proposed) -> None:
    company = slipped.company
    assert set(pricing(company)._claimed(company.erp.snapshot())) == {"WINCH-40"}
    assert list(pricing(company).findings(signal("WINCH-40"))) == []


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


def test_drift_is_priced_on_the_levels_of_the_planning_system(learned_company: SmallCompany) -> None:
    company, here = learned_company, ("SHACK-10", "CEN")
    held = [("record 1", {"item": here[0], "location": here[1], "minimum": "20", "target": "60"})]
    planning = FakeLevels(held, company.network, company.clock)
    belief = company.beliefs()[subjects.item_location(*here)]
    signalled = signal(here[0], moves=(Move(belief.subject, belief.parameter.value, 0),))
    lasting: dict[bool, Decimal] = {}
    for connected in (False, True):
        desk = replace(company.desk, levels=planning if connected else None)
        price = Pricing(desk, company.agents)
        verdict = price._verdict(price._read(signalled), here[:1])
        assert verdict is not None
        lasting[connected] = verdict.level_per_day
    assert lasting[True] > lasting[False]


def test_a_planning_system_that_does_not_answer_holds_nothing_up(learned_company: SmallCompany, tmp_path: Path) -> None:
    gone = LevelFile(tmp_path / "levels.csv", learned_company.network, learned_company.clock)
    assert replace(learned_company.desk, levels=gone).levels_in_force() == {}
