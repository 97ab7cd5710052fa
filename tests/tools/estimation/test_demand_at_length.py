"""Demand over two years: what is noticed and when, how often nothing is mistaken for something, against known truth.

Every series is that of a distributor: a weekday pattern, a mild season, counts with variance 1.5 times the mean. The
figures measured are printed beside their bounds (`pytest -s`).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from tools.estimation.demand import DayTotal, DemandHistory
from tools.estimation.estimate import Estimate, midnight, revise
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, Persistence
from trimtab.events import Event, EventType

pytestmark = pytest.mark.no_cover
FIRST = date(2024, 3, 4)
WEEK = (1.35, 1.25, 1.2, 1.2, 1.3, 0.5, 0.2)
TWO_YEARS = 730
PLACES = 160
"""Item-locations of a company of forty items: what rates are stated for."""


def demand_of(
    mean: float, days: int, seed: int, season: float = 0.1, factor: dict[int, float] | None = None
) -> list[float]:
    """Daily counts; `factor` multiplies the mean from each day on."""
    generator = np.random.default_rng(seed)
    found, now = [], 1.0
    for n in range(days):
        now = (factor or {}).get(n, now)
        level = (
            mean * now * WEEK[(FIRST + timedelta(days=n)).weekday()] * (1 + season * math.sin(2 * math.pi * n / 365))
        )
        found.append(float(generator.negative_binomial(2 * level, 2 / 3)) if level > 0 else 0.0)
    return found


@dataclass
class Watched:
    """A series as it was believed day by day."""

    estimates: list[Estimate]
    beliefs: list[Belief]

    @property
    def versions(self) -> int:
        return self.beliefs[-1].version - 1

    def onsets(self, persistence: Persistence) -> list[int]:
        """On which watched days a persistence began."""
        said = [None, *(e.persistence for e in self.estimates)]
        return [n for n, (a, b) in enumerate(pairwise(said)) if b is persistence and a is not persistence]


def watch(quantities: Sequence[float], since: int, promotions: Sequence[Event] = ()) -> Watched:
    """Tell the days one by one and believe from the day `since` on, as the sales agent does."""
    history = DemandHistory(item="A", location="B")
    history.fold(promotions)
    estimates: list[Estimate] = []
    beliefs: list[Belief] = []
    for n, quantity in enumerate(quantities):
        history.days[FIRST + timedelta(days=n)] = DayTotal(recorded_at="", event_id=str(n), quantity=quantity)
        if n >= since:
            found = history.estimate()
            assert found is not None
            estimates.append(found)
            beliefs.append(revise(beliefs[-1] if beliefs else None, found))
    return Watched(estimates, beliefs)


def mean_of(estimate: Estimate | Belief) -> float:
    assert isinstance(estimate.distribution, Normal)
    return estimate.distribution.mean


def promotion(first: int, last: int, per_day: float) -> Event:
    return Event(
        id=f"promo-{first}",
        source="sales",
        type=EventType.PROMOTION_CHANGED,
        subject=subjects.item_location("A", "B"),
        time=midnight(FIRST),
        data={
            "item": "A",
            "location": "B",
            "start": str(FIRST + timedelta(days=first)),
            "end": str(FIRST + timedelta(days=last)),
            "per_day": per_day,
        },
    )


@pytest.mark.parametrize(
    ("mean", "factor", "median_bound"),
    [(40, 0.5, 7), (40, 1.5, 7), (40, 2.0, 5), (10, 2.0, 8), (10, 0.4, 14), (3, 3.0, 8)],
)
def test_a_lasting_shift_is_noticed_within_about_a_week(mean: float, factor: float, median_bound: int) -> None:
    delays = []
    for seed in range(7):
        found = watch(demand_of(mean, 430, seed, factor={400: factor}), 399)
        began = found.onsets(Persistence.NEW_NORMAL)
        delays.append(began[0] if began else 99)
    median = float(np.median(delays))
    sys.stdout.write(f"{mean}/day times {factor}: noticed after {median:.0f} days (bound {median_bound})\n")
    assert median <= median_bound


def test_what_is_noticed_is_the_new_level() -> None:
    for factor in (0.5, 2.0):
        found = watch(demand_of(40, 425, 3, season=0.0, factor={400: factor}), 424)
        assert mean_of(found.estimates[-1]) == pytest.approx(40 * factor, rel=0.1)


@pytest.mark.parametrize(("days", "series"), [(120, 4), pytest.param(200, 24, marks=pytest.mark.proof)])
def test_in_steady_demand_with_a_mild_season_false_alarms_and_versions_are_few(days: int, series: int) -> None:
    alarms = versions = one_offs = 0
    for seed in range(series):
        found = watch(demand_of((40, 10, 3, 1)[seed % 4], 365 + days, 50 + seed), 365)
        alarms += len(found.onsets(Persistence.NEW_NORMAL))
        one_offs += len(found.onsets(Persistence.ONE_OFF))
        versions += found.versions
    a_day = PLACES / (days * series)
    sys.stdout.write(
        f"a day, {PLACES} item-locations: {alarms * a_day:.2f} false shifts (bound 0.5), "
        f"{one_offs * a_day:.2f} one-offs (bound 0.5), {versions * a_day:.1f} versions (bound 6)\n"
    )
    assert alarms * a_day <= 0.5
    assert one_offs * a_day <= 0.5
    assert versions * a_day <= 6


@pytest.mark.parametrize("series", [2, pytest.param(12, marks=pytest.mark.proof)])
def test_intermittent_demand_is_not_shifted_at_every_run_of_zeros(series: int) -> None:
    alarms, days, levels = 0, 200, []
    for seed in range(series):
        generator = np.random.default_rng(seed)
        wanted = [float(generator.integers(3, 12)) if generator.random() < 0.12 else 0.0 for _ in range(365 + days)]
        found = watch(wanted, 365)
        alarms += len(found.onsets(Persistence.NEW_NORMAL))
        levels.append(mean_of(found.estimates[-1]))
    # About a hundred days are remembered, with a dozen orders among them: one level is right to a third or so.
    assert np.mean(levels) == pytest.approx(0.12 * 7, rel=0.9 / math.sqrt(series))
    assert alarms * PLACES / (series * days) <= 0.5


def test_a_blip_of_one_day_is_told_as_a_one_off_and_moves_the_level_less_than_noise() -> None:
    for seed in range(6):
        usual = demand_of(40, 400, seed)
        (before,) = watch(usual, 399).estimates
        (after,) = watch([*usual, 300.0], 400).estimates
        assert after.persistence is Persistence.ONE_OFF
        assert isinstance(before.distribution, Normal)
        assert abs(mean_of(after) - mean_of(before)) < 0.15 * before.distribution.sd


def test_known_promotions_of_the_past_do_not_inflate_the_level() -> None:
    factor = {300: 1.8, 314: 1.0, 352: 1.8, 366: 1.0}
    told = [promotion(300, 313, 32.0), promotion(352, 365, 32.0)]
    known = [mean_of(watch(demand_of(40, 370, s, season=0.0, factor=factor), 369, told).estimates[0]) for s in range(8)]
    never = [mean_of(watch(demand_of(40, 370, s, season=0.0), 369).estimates[0]) for s in range(8)]
    assert np.mean(known) == pytest.approx(np.mean(never), rel=0.03)
    assert Persistence.NEW_NORMAL not in {
        watch(demand_of(40, 370, s, season=0.0, factor=factor), 369, told).estimates[0].persistence for s in range(8)
    }


def test_an_unannounced_promotion_of_the_past_is_two_shifts_and_leaves_the_level_right() -> None:
    found = [
        mean_of(watch(demand_of(40, 400, s, season=0.0, factor={300: 1.8, 321: 1.0}), 399).estimates[0])
        for s in range(8)
    ]
    assert np.mean(found) == pytest.approx(40, rel=0.05)


def test_a_new_item_of_twenty_days_is_believed_with_a_wider_spread() -> None:
    found = [watch(demand_of(20, 20, seed, season=0.0), 19).estimates[0].distribution for seed in range(20)]
    assert np.mean([d.mean for d in found if isinstance(d, Normal)]) == pytest.approx(20, rel=0.1)
    assert np.mean([d.sd for d in found if isinstance(d, Normal)]) > 30**0.5


def test_an_item_at_the_end_of_its_life_is_believed_to_sell_less_and_less() -> None:
    fading = {400 + 10 * n: 0.9**n for n in range(1, 25)}
    found = watch(demand_of(10, 640, 4, factor=fading), 399)
    assert mean_of(found.beliefs[-1]) < 0.2 * mean_of(found.beliefs[0])


def test_a_mild_season_is_followed_within_an_eighth_of_the_level() -> None:
    found = watch(demand_of(40, TWO_YEARS, 9, season=0.1), 365)
    for n in range(0, len(found.estimates), 30):
        truth = 40 * (1 + 0.1 * math.sin(2 * math.pi * (365 + n) / 365))
        assert mean_of(found.estimates[n]) == pytest.approx(truth, rel=0.13)
