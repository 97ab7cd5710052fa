"""The cliffs of a plan: the order cut-offs of the suppliers it uses, each costing a day, whenever it passes."""

from datetime import UTC, datetime, time, timedelta

import pytest

from agents.desk import Desk
from agents.waiting import cliffs_for
from tests.agents.plans import a_plan, buy, move
from tests.agents.small_company import NOW, SmallCompany
from tools.drift import Cliff

WEEK = timedelta(days=7)


def at(hour: int, day: int = 0) -> datetime:
    return datetime.combine((NOW + timedelta(days=day)).date(), time(hour), UTC)


def cliffs(company: SmallCompany, *steps: object, now: datetime = NOW, within: timedelta = WEEK) -> list[Cliff]:
    return cliffs_for(company.desk, a_plan(*steps), now, now + within)  # type: ignore[arg-type]


def test_each_supplier_of_the_plan_has_its_cut_off(learned_company: SmallCompany) -> None:
    found = cliffs(learned_company, buy("WINCH-40", 6), buy("BLOCK-57", 20), buy("FURL-2", 10, "KMW"))
    assert [(c.what, c.at) for c in found] == [
        ("order cut-off of Brest Fittings", at(15)),
        ("order cut-off of Kowloon Marine Works", at(9)),
    ]
    assert set(found[0].offers) == {"purchase:BRF/WINCH-40@CEN", "purchase:BRF/BLOCK-57@CEN"}


@pytest.mark.parametrize(("now", "cut_off"), [(at(8), at(9)), (at(9), at(9, day=1)), (at(20), at(9, day=1))])
def test_passing_a_cut_off_costs_one_day_today_or_tomorrow(
    learned_company: SmallCompany, now: datetime, cut_off: datetime
) -> None:
    (cliff,) = cliffs(learned_company, buy("FURL-2", 10, "KMW"), now=now)
    assert (cliff.at, cliff.delay_days) == (cut_off, 1)


def test_what_passes_later_than_anybody_looks_is_no_cliff(learned_company: SmallCompany) -> None:
    assert cliffs(learned_company, buy("FURL-2", 10, "KMW"), within=timedelta(minutes=30)) == []


def test_a_plan_that_buys_nothing_has_no_cut_off(learned_company: SmallCompany) -> None:
    assert cliffs(learned_company, move("WINCH-40", 20)) == []


def test_a_supplier_without_a_cut_off_is_no_cliff(company: SmallCompany) -> None:
    suppliers = tuple(s.model_copy(update={"order_cut_off": None}) for s in company.network.suppliers)
    network = company.network.model_copy(update={"suppliers": suppliers})
    desk = Desk(company.ledger, company.erp, network, company.desk.policy)
    assert cliffs_for(desk, a_plan(buy("WINCH-40", 6)), NOW, NOW + WEEK) == []
