"""Evidence: what moved, the weightiest first, with its events and figures, and the stock as the ERP has it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.evidence import evidence_for
from agents.logistics import LogisticsAgent
from tests.agents.conftest import Proposed
from tests.agents.small_case import USUAL, SmallCase, promotion
from tests.agents.small_company import NOW, TODAY, SmallCompany
from tests.agents.test_announcements import lane
from tests.agents.test_streams import sold
from tools.levels.fake import FakeLevels
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status
from trimtab.cases import Attribution, Case
from trimtab.facts import Fact, PromotionStatement
from trimtab.people import Principal, Role

ANNOUNCED = {Parameter.LANE_STATUS, Parameter.PROMOTION}
HERE = {("WINCH-40", "CEN")}
DEMAND = subjects.item_location("WINCH-40", "CEN")
WINCH = "Self-tailing winch 40 (WINCH-40)"


def attributed(case: Case, *moves: tuple[str, Parameter, float]) -> Case:
    shares = tuple(
        Attribution(function=Function.PROCUREMENT, subject=s, what=p.value, share=share) for s, p, share in moves
    )
    return case.model_copy(update={"drift": case.drift.model_copy(update={"attribution": shares})})


def believe(company: SmallCompany, subject: str, parameter: Parameter, *distributions: Distribution) -> None:
    for distribution in distributions:
        belief = Belief(
            subject=subject,
            parameter=parameter,
            owner=Function.SALES,
            distribution=distribution,
            persistence=Persistence.ONE_OFF,
            as_of=NOW,
            version=1,
        )
        with company.ledger.write() as tx:
            tx.beliefs.record([belief])


def test_the_weightiest_move_comes_first_with_its_events_and_figures(slipped: Proposed) -> None:
    first = slipped.bundle.evidence[0]
    assert first.function is Function.PROCUREMENT
    assert first.text.startswith(f"Arrival of 300 pcs {WINCH} on KMW-2417 from Kowloon Marine Works went from Sun")
    assert "taken as a one-off" in first.text
    assert first.event_ids == slipped.case.event_ids
    assert first.figures["share"].endswith("% of the drift")


def test_every_share_told_is_that_of_the_case(late: Proposed) -> None:
    told = [e.figures["share"] for e in late.bundle.evidence if "share" in e.figures]
    heaviest = sorted((a.share for a in late.case.drift.attribution), reverse=True)
    assert told == [f"{round(100 * share)}% of the drift" for share in heaviest[: len(told)]]
    assert len(told) >= 3


def test_what_the_planning_system_holds_is_told_of_the_places_touched_only(slipped: Proposed) -> None:
    company = slipped.company
    held = [
        (place, {"item": "WINCH-40", "location": place, "minimum": str(minimum), "target": str(2 * minimum)})
        for place, minimum in (("CEN", 90), ("NOR", 30))
    ]
    desk = replace(company.desk, levels=FakeLevels(held, company.network, company.clock))
    told = [e for e in evidence_for(desk, slipped.case, company.erp.snapshot(), HERE) if "minimum" in e.figures]
    assert [e.text for e in told] == [f"The planning system holds 90 to 180 pcs for {WINCH} at Central, Rotterdam."]
    assert told[0].figures == {"minimum": "90 pcs", "target": "180 pcs"}


def test_demand_is_told_with_the_days_of_its_history_that_are_missing_or_ran_out(
    slipped: Proposed, tmp_path: Path
) -> None:
    company = slipped.company.copy(tmp_path / "gaps")
    company.clock.advance(timedelta(days=30))
    told = [sold(("WINCH-40", "CEN"), -ago, 6) for ago in (5, 20, 21, 29)]
    out = [e.model_copy(update={"data": e.data | {"stocked_out": True}}) for e in told[1:]]
    with company.ledger.write() as tx:
        tx.events.add([told[0], *out])
    case = attributed(slipped.case, (DEMAND, Parameter.DEMAND, 1.0))
    (moved,) = [e for e in evidence_for(company.desk, case, company.erp.snapshot(), HERE) if "share" in e.figures]
    assert moved.text.endswith("26 days are missing and 3 days ran out of stock in its history.")
    assert moved.figures["days are missing"] == "26"


def test_stock_is_told_as_the_erp_has_it(slipped: Proposed) -> None:
    stock = [e for e in slipped.bundle.evidence if e.function is Function.LOGISTICS]
    owed = "with what is on its way, less what is owed, 476 pcs."
    assert f"64 pcs {WINCH} on hand at Central, Rotterdam; {owed}" in {e.text for e in stock}
    assert "64 pcs" in {e.figures["on hand"] for e in stock}


MOVES: dict[str, tuple[str, Parameter, Distribution, Distribution]] = {
    f"Demand for {WINCH} at Central, Rotterdam went from 6 a day to 9.5 a day": (
        DEMAND,
        Parameter.DEMAND,
        Normal(mean=6.04, sd=2),
        Normal(mean=9.5, sd=2),
    ),
    f"Lead time of {WINCH} from Brest Fittings went from 5 days to 7 days": (
        subjects.source("BRF", "WINCH-40"),
        Parameter.LEAD_TIME,
        Normal(mean=5, sd=1),
        Normal(mean=7, sd=1),
    ),
    f"The share that arrives of {WINCH} from Brest Fittings went from 100% to 91%": (
        subjects.source("BRF", "WINCH-40"),
        Parameter.YIELD,
        Normal(mean=1, sd=0.02),
        Normal(mean=0.91, sd=0.05),
    ),
    f"Arrival of 300 pcs {WINCH} on KMW-2417 from Kowloon Marine Works went from Mon 2 Mar to Wed 11 Mar": (
        subjects.purchase_line("KMW-2417", "1"),
        Parameter.ETA,
        OnDate(date=TODAY, sd_days=1),
        OnDate(date=TODAY + timedelta(days=9), sd_days=1),
    ),
    "The lane from Central, Rotterdam to North, Gothenburg is open with a probability of 25%": (
        subjects.lane("CEN", "NOR"),
        Parameter.LANE_STATUS,
        Status(probability=1),
        Status(probability=0.25),
    ),
}


@pytest.mark.parametrize("text", MOVES)
def test_a_move_is_told_in_a_sentence_with_its_unit(company: SmallCompany, slipped: Proposed, text: str) -> None:
    subject, parameter, before, after = MOVES[text]
    believe(company, subject, parameter, before, after)
    case = attributed(slipped.case, (subject, parameter, 0.4))
    first = evidence_for(company.desk, case, company.erp.snapshot(), HERE)[0]
    why = "" if parameter in ANNOUNCED else ", taken as a one-off"
    assert first.text == f"{text}{why}: 40% of the drift."


def test_what_is_believed_for_the_first_time_came_from_nowhere(company: SmallCompany, slipped: Proposed) -> None:
    subject = subjects.lane("CEN", "NOR")
    believe(company, subject, Parameter.LANE_STATUS, Status(probability=0.5))
    case = attributed(slipped.case, (subject, Parameter.LANE_STATUS, 1.0))
    first = evidence_for(company.desk, case, company.erp.snapshot(), HERE)[0]
    assert first.text.endswith("North, Gothenburg is open with a probability of 50%: 100% of the drift.")
    assert first.figures["before"] == ""


def test_a_belief_that_kept_its_value_went_nowhere(company: SmallCompany, slipped: Proposed) -> None:
    subject = subjects.lane("CEN", "NOR")
    believe(company, subject, Parameter.LANE_STATUS, Status(probability=0.5), Status(probability=0.501))
    case = attributed(slipped.case, (subject, Parameter.LANE_STATUS, 1.0))
    first = evidence_for(company.desk, case, company.erp.snapshot(), HERE)[0]
    assert first.text.endswith("North, Gothenburg is open with a probability of 50%: 100% of the drift.")


def test_a_belief_nobody_holds_any_more_is_passed_over(company: SmallCompany, slipped: Proposed) -> None:
    case = attributed(slipped.case, ("item-location:GHOST@CEN", Parameter.DEMAND, 1.0))
    told = evidence_for(company.desk, case, company.erp.snapshot(), HERE)
    assert {e.function for e in told} == {Function.LOGISTICS}
    assert slipped.case.drift.avoidable > Decimal(0)


def test_a_promotion_says_how_much_it_brings_when_and_who_says_so(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case", beliefs=(*USUAL, promotion("NOR", 5, 14, 12)))
    subject = subjects.item_location("WINCH", "NOR")
    case = attributed(small.case, (subject, Parameter.PROMOTION, 0.4))
    (first, *_) = evidence_for(small.desk, case, small.state, set())
    assert first.text == (
        "The promotion of Winch (WINCH) at North, Gothenburg brings 12 a day more from Sat 7 Mar to Mon 16 Mar: "
        "40% of the drift."
    )


def test_a_closed_lane_says_why_and_who_says_so(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    heard = lane(0, is_open=False)
    with small.ledger.write() as tx:
        tx.events.add([heard])
    beliefs = LogisticsAgent(small.desk).observe([heard])
    with small.ledger.write() as tx:
        tx.beliefs.record(beliefs)
    case = attributed(small.case, (heard.subject, Parameter.LANE_STATUS, 1.0))
    (first, *_) = evidence_for(small.desk, case, small.state, set())
    assert first.text == (
        "The lane from Central, Rotterdam to North, Gothenburg is closed, ice (announced Mon 2 Mar): 100% of the drift."
    )


def test_a_fact_says_who_said_it_and_when_it_ends(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    statement = PromotionStatement(item="WINCH", location="NOR", start=TODAY, end=TODAY, per_day=0)
    fact = Fact(
        id="fct_1",
        statement=statement,
        owner="anna",
        text="the customer called",
        asserted_at=NOW,
        expires_at=NOW + timedelta(days=10),
    )
    with small.ledger.write() as tx:
        tx.people.save(Principal(id="anna", name="Anna", roles=frozenset({Role.SALES})))
        tx.facts.add(fact)
    (told,) = evidence_for(small.desk, small.case, small.state, set())
    assert told.text == (
        "Anna says that the promotion of Winch (WINCH) at North, Gothenburg is off (the customer called); "
        "this counts until Thu 12 Mar."
    )
    assert (told.function, told.figures["ends"]) == (Function.SALES, "Thu 12 Mar")
