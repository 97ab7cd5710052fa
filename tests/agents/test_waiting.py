"""The cliffs of a plan: the order cut-offs of the suppliers it uses, each costing a day, whenever it passes."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from agents.desk import Desk
from agents.offering.changes import change_offers
from agents.waiting import cliffs_for
from tests.agents.plans import a_plan, buy, move, take
from tests.agents.small_case import PLENTY, SmallCase, bought, state
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


@pytest.mark.parametrize(
    ("now", "cut_off", "delay"), [(at(8), at(9), 1), (at(9), at(9, day=1), 0), (at(20), at(9, day=1), 0)]
)
def test_passing_a_cut_off_costs_one_day_beyond_what_is_waited_for_anyway(
    learned_company: SmallCompany, now: datetime, cut_off: datetime, delay: int
) -> None:
    """After today's cut-off an order is taken tomorrow: the offers know, and the cliff is what comes on top."""
    (cliff,) = cliffs(learned_company, buy("FURL-2", 10, "KMW"), now=now)
    assert (cliff.at, cliff.delay_days) == (cut_off, delay)


def test_of_what_passes_later_than_anybody_looks_only_what_orders_wait_for_is_there(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case", state=state(on_hand=PLENTY, purchases=(bought(due=14),)))
    frozen = next(take(o) for o in change_offers(small.situation) if o.id == "cancel:12/1")
    within = timedelta(minutes=30)
    (cliff,) = cliffs_for(small.desk, a_plan(buy("WINCH", 6), frozen), NOW, NOW + within)
    assert cliff.allowed_for
    assert cliff.at > NOW + within


def test_a_plan_that_buys_nothing_has_no_cut_off(learned_company: SmallCompany) -> None:
    assert cliffs(learned_company, move("WINCH-40", 20)) == []


def test_a_supplier_without_a_cut_off_is_no_cliff(company: SmallCompany) -> None:
    suppliers = tuple(s.model_copy(update={"order_cut_off": None}) for s in company.network.suppliers)
    network = company.network.model_copy(update={"suppliers": suppliers})
    desk = Desk(company.ledger, company.erp, network, company.desk.policy)
    assert cliffs_for(desk, a_plan(buy("WINCH-40", 6)), NOW, NOW + WEEK) == []


def brest(small: SmallCase, **terms: object) -> SmallCase:
    """The small case with other terms of the near supplier."""
    far, near = small.network.suppliers
    small.network = small.network.model_copy(
        update={"suppliers": (far, near.model_copy(update={"order_cut_off": None} | terms))}
    )
    small.desk = Desk(small.ledger, small.desk.reader, small.network, small.desk.policy)
    return small


@pytest.mark.parametrize(
    ("order_days", "cut_off", "passes", "delay"),
    [
        ((2,), None, at(0, day=3), 6 - 2),
        ((2,), time(15), at(15, day=2), 7 - 2),
        ((0, 2), time(15), at(15), 2),
    ],
)
def test_an_order_day_that_passes_costs_the_days_until_the_next_one(
    tmp_path: Path, order_days: tuple[int, ...], cut_off: time | None, passes: datetime, delay: int
) -> None:
    """Offers wait for the coming order day already, two days in the first two cases."""
    small = brest(SmallCase(tmp_path / "case"), order_days=order_days, order_cut_off=cut_off)
    cliff, *more = cliffs_for(small.desk, a_plan(buy("WINCH", 6)), NOW, NOW + WEEK)
    assert (cliff.at, cliff.delay_days) == (passes, delay)
    assert cliff.allowed_for
    assert more[-1].at > NOW + WEEK
    assert cliff.what == f"order {'cut-off' if cut_off else 'day'} of Brest Fittings"


def test_the_frozen_days_of_a_line_are_the_end_of_what_was_offered(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case", state=state(on_hand=PLENTY, purchases=(bought(due=14),)))
    steps = [take(o) for o in change_offers(small.situation) if o.id in {"cancel:12/1", "reschedule:12/1:1"}]
    found = {c.offers: c for c in cliffs_for(small.desk, a_plan(*steps), NOW, NOW + 2 * WEEK)}
    gone, later = found["cancel:12/1",], found["reschedule:12/1:1",]
    assert (gone.at, gone.delay_days) == (at(0, day=4), None)
    assert gone.what == "the last day on which WINCH of PO-12 can be taken back"
    assert (later.at, later.delay_days) == (at(0, day=9), None)
