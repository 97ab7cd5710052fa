"""The price of waiting: nothing now, a step where a cliff passes, more the longer a shortage is left alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product

import numpy as np
import pytest

from tests.tools.optimizer.planning.changes_offered import expedite
from tests.tools.optimizer.planning.company import (
    CEN,
    NOW,
    eta,
    far,
    level,
    near,
    purchase,
    slipped,
    snapshot,
    stock,
    transfer,
)
from tests.tools.optimizer.planning.test_phone_call import cost_if, doubtful
from tests.tools.optimizer.planning.written_down import arrived_by
from tools.drift import Cliff, News, waiting_curve
from tools.drift.waiting import SOLVER_NOISE
from tools.optimizer import PlanProblem, plan
from tools.optimizer.planning.build import build
from tools.optimizer.planning.planner import default_cost
from tools.optimizer.planning.solve import solve
from trimtab.errors import InvalidField
from trimtab.offers import FixQuantity

DAYS = [NOW + timedelta(days=k) for k in range(1, 7)]


def urgent(**changed: object) -> PlanProblem:
    """Nothing left anywhere: each day of waiting is a day of shortage."""
    empty = snapshot(on_hand=(stock(CEN, 5), stock("NOR", 2)))
    return slipped(**({"snapshot": empty, "offers": (near(lead_time_sd_days=0), transfer())} | changed))


def test_deciding_now_loses_nothing() -> None:
    curve = waiting_curve(urgent(), NOW, DAYS[:1])
    assert curve.points[0].at == NOW
    assert curve.points[0].loss == 0


def test_a_shortage_grows_with_every_day_of_waiting() -> None:
    curve = waiting_curve(urgent(), NOW, DAYS)
    losses = [p.loss for p in curve.points]
    assert all(later > earlier for earlier, later in pairwise(losses))


def test_a_cut_off_is_a_cliff_and_nothing_is_lost_before_it() -> None:
    cut_off = NOW.replace(hour=15)
    cliff = Cliff(at=cut_off, what="order cut-off", offers=("near",), delay_days=1)
    curve = waiting_curve(urgent(), NOW, [NOW.replace(hour=12), NOW.replace(hour=18), DAYS[0]], (cliff,))
    by_time = {p.at: p for p in curve.points}
    assert by_time[NOW.replace(hour=12)].loss == 0
    assert by_time[cut_off].cliff == "order cut-off"
    assert by_time[cut_off].loss > 0
    assert by_time[NOW.replace(hour=18)].loss == by_time[cut_off].loss
    assert curve.loss_at(cut_off - timedelta(minutes=1)) == 0


def brute(problem: PlanProblem, moments: list[datetime], gone: dict[datetime, str]) -> list[float]:
    """The loss at each moment by solving the problem of a later day from nothing, without start or plan."""
    costs = []
    for moment in [NOW, *moments]:
        starts: dict[str, int | None] = {o.id: (moment - NOW).days for o in problem.offers}
        starts |= {offer: None for at, offer in gone.items() if at <= moment}
        costs.append(min(default_cost(problem), solve(build(problem, start_days=starts)).cost))
    return [cost - costs[0] for cost in costs]


@pytest.mark.parametrize("given", [True, False])
def test_the_curve_is_that_of_solving_every_point_anew_within_its_tolerance(given: bool) -> None:
    line, gone = purchase(372, 6), NOW + timedelta(days=3)
    problem = urgent(offers=(near(), far(), transfer(), expedite(4, 400, line), level(CEN)))
    cliffs = (Cliff(at=gone, what="the line freezes", offers=("expedite",)),)
    best = plan(problem, explain=False)
    curve = waiting_curve(problem, NOW, DAYS, cliffs, best if given else None)
    assert [p.at for p in curve.points] == [NOW, *DAYS]
    expected = brute(problem, DAYS, {gone: "expedite"})
    tolerance = SOLVER_NOISE * (float(best.cost) + max(expected))
    assert [float(p.loss) for p in curve.points] == pytest.approx(expected, abs=tolerance)
    assert expected[-1] > 10 * tolerance


def test_nothing_is_lost_before_what_is_waited_for_anyway() -> None:
    """An order day in three days is in the lead time of what is offered now: deciding on the second day is as good."""
    offers = (near(lead_time_days=8, lead_time_sd_days=0),)
    closing = NOW.replace(hour=0) + timedelta(days=4)
    cliff = Cliff(at=closing, what="order day", offers=("near",), delay_days=3, allowed_for=True)
    curve = waiting_curve(urgent(offers=offers), NOW, DAYS, (cliff,))
    losses = {p.at: p.loss for p in curve.points}
    assert [losses[day] for day in DAYS[:3]] == [0, 0, 0]
    assert losses[closing] > 0
    without = waiting_curve(urgent(offers=offers), NOW, DAYS[:1])
    assert without.points[-1].loss > 0
    late = brute(urgent(offers=offers), [NOW + timedelta(days=7)], {})[-1]
    assert float(losses[closing]) == pytest.approx(late, rel=0.02)


def test_an_offer_that_expires_is_a_cliff_of_its_own() -> None:
    until = NOW + timedelta(days=2)
    curve = waiting_curve(urgent(offers=(near(valid_until=until),)), NOW, DAYS[:4])
    at_expiry = next(p for p in curve.points if p.at == until)
    assert "near expires" in at_expiry.cliff
    before = next(p for p in curve.points if p.at == DAYS[0])
    assert at_expiry.loss > before.loss + 100


def test_waiting_costs_little_where_there_is_time() -> None:
    relaxed = slipped(snapshot=snapshot(on_hand=(stock(CEN, 150), stock("NOR", 60))))
    assert (
        waiting_curve(relaxed, NOW, DAYS[:1]).points[-1].loss < waiting_curve(urgent(), NOW, DAYS[:1]).points[-1].loss
    )


def test_an_expedite_asked_for_later_comes_later_and_is_gone_once_the_line_has_come() -> None:
    line = purchase(372, 6)
    offers = (expedite(1, 50, line),)
    curve = waiting_curve(urgent(offers=offers), NOW, [NOW + timedelta(days=k) for k in (1, 3, 23)])
    losses = [float(p.loss) for p in curve.points]
    assert 0 == losses[0] < losses[1] < losses[2]
    saving = plan(urgent(offers=offers), explain=False).saving
    assert losses[3] == pytest.approx(float(saving), rel=2e-3)


def test_what_people_fixed_is_priced_as_fixed_until_it_is_gone() -> None:
    until = NOW + timedelta(days=2)
    fix = FixQuantity(offer_id="near", quantity=Decimal(600), asked_by="planner", reason="so many")
    fixed = urgent(offers=(near(valid_until=until),), constraints=(fix,))
    found = plan(fixed, explain=False)
    curve = waiting_curve(fixed, NOW, DAYS[:3])
    assert float(curve.points[-1].loss) == pytest.approx(float(found.saving), rel=2e-3)


def confirmed(hours: float) -> News:
    return News(at=NOW + timedelta(hours=hours), what="Kowloon says when it comes", document="po-1", line="1")


def test_what_will_be_known_tomorrow_is_worth_waiting_for() -> None:
    """An order that may come in time, or not, and a near supplier from whom to buy tomorrow is early enough."""
    problem, days = doubtful(sd_days=2.0, day=3), [NOW + timedelta(days=k) for k in (1, 2)]
    blind, told = waiting_curve(problem, NOW, days), waiting_curve(problem, NOW, days, news=confirmed(24))
    assert all(p.loss > 0 for p in blind.points[1:])
    best = told.best_after(NOW)
    assert best is not None
    assert (best.at, best.cliff) == (days[0], "Kowloon says when it comes")
    assert best.loss < -30
    assert blind.best_after(NOW) is None


def test_the_loss_of_waiting_for_news_is_what_enumerating_every_arrival_says() -> None:
    """Decided a day later nothing can come before the third day: then the best of every number of lots is taken."""
    problem = doubtful(sd_days=1.0, day=2)
    weights = np.diff(arrived_by(6, 2, 1.0), prepend=0.0, append=1.0)
    likely = np.flatnonzero(weights > 1e-3)
    weights = weights[likely] / weights[likely].sum()
    now = np.array([[cost_if(int(d), *way) for d in likely] for way in product(range(9), range(13))])
    later = np.array([[cost_if(int(d), *way, start=1) for d in likely] for way in product(range(9), range(13))])
    expected = float(weights @ later.min(axis=0) - (now @ weights).min())
    found = waiting_curve(problem, NOW, [NOW + timedelta(days=1)], news=confirmed(24)).points[-1]
    assert float(found.loss) == pytest.approx(expected, abs=4e-3 * float((now @ weights).min()))


def test_news_that_comes_after_the_cliff_is_not_worth_waiting_for() -> None:
    problem, days = doubtful(sd_days=2.0, day=3), [NOW + timedelta(days=k) for k in (1, 2)]
    gone = [Cliff(at=NOW + timedelta(hours=h), what="all offers end", delay_days=None) for h in (12, 36)]
    early, late = (waiting_curve(problem, NOW, days, (cliff,), news=confirmed(24)) for cliff in gone)
    assert early.best_after(NOW) is None
    best = late.best_after(NOW)
    assert best is not None
    assert best.at == days[0]


def test_news_beyond_the_times_asked_for_or_past_changes_nothing() -> None:
    problem, days = doubtful(sd_days=2.0, day=3), [NOW + timedelta(days=1)]
    plain = waiting_curve(problem, NOW, days)
    assert plain == waiting_curve(problem, NOW, days, news=confirmed(30))
    assert plain == waiting_curve(problem, NOW, days, news=confirmed(-1))


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(InvalidField, match="decision_times"):
        waiting_curve(urgent(), NOW, [datetime(2026, 3, 3)])  # noqa: DTZ001 - the point of the test


def test_times_of_any_zone_are_compared_in_utc() -> None:
    assert eta(1, 0).as_of.tzinfo is UTC
    elsewhere = DAYS[0].astimezone(tz=__import__("zoneinfo").ZoneInfo("Asia/Hong_Kong"))
    assert (
        waiting_curve(urgent(), NOW, [elsewhere]).points[-1].loss
        == waiting_curve(urgent(), NOW, DAYS[:1]).points[-1].loss
    )
