"""The cliffs of a plan: the order cut-offs of the suppliers it uses, each costing a day, whenever it passes."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.desk import Desk
from agents.offering.changes import change_offers
from agents.problems import problem_for
from agents.waiting import cliffs_for, news_for, worth_waiting
from tests.agents.plans import a_plan, buy, move, take
from tests.agents.small_case import PLENTY, SmallCase, bought, state
from tests.agents.small_company import NOW, SmallCompany
from tools.drift import Cliff, News
from trimtab.beliefs import Belief, Function, OnDate, Parameter, Persistence
from trimtab.events import Event, EventType
from trimtab.subjects import purchase_line
from trimtab.waiting import WaitingCurve, WaitingPoint

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


def told(at: datetime | None, said: int = 0, line: str = "1", document: str = "12") -> Event:
    """What was said so many minutes after now of when a line of PO-12 will be confirmed."""
    return Event(
        id=f"{document} {line} {said}",
        source="mail",
        type=EventType.CONFIRMATION_EXPECTED,
        subject=purchase_line(document, line),
        time=NOW + timedelta(minutes=said),
        data={"document": document, "line": line, "at": at and at.isoformat()},
    )


def expected(tmp_path: Path, *events: Event, sd_days: float = 3.0) -> News | None:
    small = SmallCase(tmp_path / "case", state=state(on_hand=PLENTY, purchases=(bought(due=14),)))
    arrival = OnDate(date=(NOW + timedelta(days=14)).date(), sd_days=sd_days)
    believed = Belief(
        subject=purchase_line("12", "1"),
        parameter=Parameter.ETA,
        owner=Function.PROCUREMENT,
        distribution=arrival,
        persistence=Persistence.ONE_OFF,
        as_of=NOW,
        version=1,
    )
    with small.ledger.write() as tx:
        tx.beliefs.record([believed])
        tx.events.add(events)
    return news_for(small.desk, problem_for(small.desk, small.case, small.state, []), NOW, NOW + WEEK)


def test_a_confirmation_that_was_announced_is_news_and_what_was_said_last_of_it_holds(tmp_path: Path) -> None:
    news = expected(tmp_path, told(at(15, day=3), said=2), told(at(9, day=1), said=1))
    assert news is not None
    assert (news.at, news.document, news.line) == (at(15, day=3), "12", "1")
    assert news.what.endswith("says when WINCH of PO-12 comes")


@pytest.mark.parametrize(
    "events",
    [(), (told(at(7)),), (told(at(9, day=8)),), (told(at(9, day=1)), told(None, said=1)), (told(at(9, 1), line="2"),)],
    ids=["nothing said", "past", "later than anybody waits", "taken back", "another line"],
)
def test_what_is_not_coming_is_no_news(tmp_path: Path, events: tuple[Event, ...]) -> None:
    assert expected(tmp_path, *events) is None


def test_what_is_known_already_is_no_news(tmp_path: Path) -> None:
    assert expected(tmp_path, told(at(9, day=1)), sd_days=0.0) is None


@pytest.mark.parametrize(
    ("losses", "hours", "wins"),
    [
        ((0, -400), 24, True),
        ((0, -200), 24, False),
        ((0, 300), 24, False),
        ((-400, 0), 24, False),
        ((0, -400), 72, False),
    ],
    ids=["pays", "less than another look costs", "costs", "pays before the news", "later than it can be decided"],
)
def test_waiting_wins_where_it_saves_more_than_another_look_costs(
    learned_company: SmallCompany, losses: tuple[int, int], hours: int, wins: bool
) -> None:
    news = News(at=NOW + timedelta(hours=hours), what="Kowloon says when it comes", document="12", line="1")
    moments = (NOW + timedelta(hours=hours - 1), news.at)
    points = [
        WaitingPoint(at=NOW, loss=Decimal(0)),
        *(WaitingPoint(at=t, loss=Decimal(x)) for t, x in zip(moments, losses, strict=True)),
    ]
    curve = WaitingCurve(currency="EUR", points=tuple(points))
    found = worth_waiting(learned_company.desk, curve, news, NOW, NOW + timedelta(hours=48))
    assert (found is not None) is wins
    if found is not None:
        assert found.summary == "Wait until Tue 3 Mar, 08:00 UTC: Kowloon says when it comes by then"
        assert found.costs_more == -400
    assert worth_waiting(learned_company.desk, curve, None, NOW, NOW + WEEK) is None
