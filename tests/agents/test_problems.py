"""From a case to a problem: its items and what is about them, nothing else."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.composing import Solved
from agents.offering.changes import change_offers
from agents.problems import about, items_of, of_items, problem_for, worth_attention
from tests.agents.conftest import Proposed
from tests.agents.small_case import NOW, SmallCase, requested, state
from tests.agents.small_company import CLEAN, snapshot_of
from trimtab import subjects
from trimtab.beliefs import Belief, Parameter
from trimtab.facts import DemandStatement, Fact
from trimtab.offers import ForbidLane, ForbidOffer, Standing

STATE = snapshot_of(CLEAN)


def test_a_problem_holds_what_is_about_its_items_only(solved: Solved) -> None:
    problem = solved.problem
    assert problem.items == ("WINCH-40",)
    for part in ("on_hand", "purchases", "sales", "order_points"):
        rows = getattr(problem.snapshot, part)
        assert {row.item for row in rows} == {"WINCH-40"}
    assert {subjects.kind_of(b.subject) for b in problem.beliefs} == {"item-location", "source", "purchase-line"}


def test_items_are_named_once() -> None:
    places = [("WINCH-40", "NOR"), ("BLOCK-57", "CEN"), ("WINCH-40", "CEN")]
    assert items_of(subjects.item_location(*p) for p in places) == ("BLOCK-57", "WINCH-40")


@pytest.mark.parametrize(
    ("subject", "matters"),
    [
        (subjects.item_location("WINCH-40", "NOR"), True),
        (subjects.item_location("BLOCK-57", "NOR"), False),
        (subjects.source("BRF", "WINCH-40"), True),
        (subjects.source("BRF", "SHACK-10"), False),
        (subjects.purchase_line("KMW-2417", "1"), True),
        (subjects.purchase_line("KMW-2421", "1"), False),
        (subjects.purchase_line("gone", "1"), False),
        (subjects.lane("CEN", "NOR"), True),
        ("weather:NORTH-SEA", False),
    ],
)
def test_a_belief_is_about_an_item_or_it_is_not(slipped: Proposed, subject: str, matters: bool) -> None:
    some: Belief = next(iter(slipped.company.desk.beliefs().values()))
    belief = some.model_copy(update={"subject": subject})
    assert about(belief, ("WINCH-40",), STATE) is matters


def test_part_of_a_snapshot_leaves_the_whole_alone() -> None:
    part = of_items(STATE, ("FURL-2",))
    assert {s.item for s in part.on_hand} == {"FURL-2"}
    assert len(STATE.on_hand) == len(CLEAN.opening_stock)


@pytest.mark.parametrize(
    ("avoidable", "a_day", "worth"),
    [("250.01", "0", True), ("250", "0", False), ("0", "2.75", True), ("0", "2.74", False)],
)
def test_a_drift_is_worth_it_once_or_lasting_but_never_added_up(
    slipped: Proposed, solved: Solved, avoidable: str, a_day: str, worth: bool
) -> None:
    drift = slipped.case.drift.model_copy(update={"avoidable": Decimal(avoidable), "level_per_day": Decimal(a_day)})
    assert worth_attention(drift, solved.problem) is worth


def test_what_people_ruled_out_and_agents_object_to_is_in_the_problem(slipped: Proposed) -> None:
    no = ForbidLane(asked_by="lou", reason="closed", origin="NOR", destination="CEN")
    other = ForbidLane(asked_by="lou", reason="closed", origin="CEN", destination="NOR")
    case = slipped.case.model_copy(update={"constraints": (no,)})
    problem = problem_for(slipped.company.desk, case, slipped.company.erp.snapshot(), [], [no, other])
    assert problem.constraints == (no, other)


def test_what_was_forbidden_until_now_may_be_done_again(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    ban = ForbidOffer(asked_by="anna", reason="handled", offer_id="expedite:12/1:1", until=NOW)
    later = ban.model_copy(update={"until": NOW + timedelta(days=1)})
    case = small.case.model_copy(update={"constraints": (ban, later)})
    assert problem_for(small.desk, case, small.state, []).constraints == (later,)


def test_what_was_quoted_stands_in_for_our_own_offer(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    offers = change_offers(small.situation)
    quote = next(o for o in offers if o.id == "expedite:12/1:1").model_copy(update={"standing": Standing.QUOTED})
    case = small.case.model_copy(update={"quotes": (quote,)})
    expedites = [o for o in problem_for(small.desk, case, small.state, offers).offers if o.kind == "expedite"]
    assert expedites == [quote]


def test_what_lasted_stands_in_for_a_fact_of_the_items_only(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    winch, capstan = (DemandStatement(item=i, location="CEN", per_day=20) for i in ("WINCH", "CAPSTAN"))
    with small.ledger.write() as tx:
        for number, statement in enumerate((winch, capstan)):
            ends = NOW + timedelta(days=5)
            tx.facts.add(Fact(id=f"f{number}", statement=statement, owner="sam", asserted_at=NOW, expires_at=ends))
    problem = problem_for(small.desk, small.case, small.state, [])
    place = subjects.item_location("WINCH", "CEN")
    assert problem.normal(place, Parameter.DEMAND, (0, 0))[0] == 20
    assert problem.normal(place, Parameter.DEMAND, (0, 0), lasting=True)[0] == 6
    assert [b.subject for b in problem.lasting] == [place]


def test_requests_of_other_items_are_left_out() -> None:
    both = state(requests=(requested(), requested("R2", item="CAPSTAN")))
    assert [r.document for r in of_items(both, ("WINCH",)).requests] == ["R1"]
