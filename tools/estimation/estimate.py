"""Estimates: what an estimator computes from its evidence, and when that is news enough to become a belief."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from pydantic import AwareDatetime

from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status
from trimtab.measures import Frozen

MEAN_MOVE_IN_SD = 0.25
"""A mean that moved by less than a quarter of the published sd is the noise of estimating it: with a half-life of 28
days its standard error is 0.11 sd, that of a difference 0.16. Measured, 160 beliefs move 1 to 5 times a day."""
SD_MOVE_SHARE = 0.15
"""An sd that moved by less than 15% is such noise too, and moves a safety stock by no more than that."""
SMALLEST_MOVE_SHARE = 0.02
"""Moves below 2% of the mean are never news, however regular the series."""
SMALLEST_MOVE_DAYS = 0.5
"""Times are planned in whole days: less than half a day changes no date."""
SMALLEST_SPREAD_MOVE_DAYS = 1.0
SMALLEST_PROBABILITY_MOVE = 0.05

_TIMES = frozenset({Parameter.LEAD_TIME, Parameter.LANE_TRANSIT})


class Estimate(Frozen):
    """What the evidence says now: a belief without a version. `because` lists the events that speak loudest."""

    subject: str
    parameter: Parameter
    owner: Function
    distribution: Distribution
    persistence: Persistence
    as_of: AwareDatetime
    because: tuple[str, ...] = ()


def revise(previous: Belief | None, estimate: Estimate) -> Belief:
    """Return the belief to hold now: `previous` itself, or one version more where the estimate is news.

    News is a distribution that moved materially (see `is_material`) or another persistence. The result depends on
    `previous` and `estimate` only. Raises ValueError when the two are not about the same parameter of the same subject.
    """
    if previous is None:
        return Belief(**dict(estimate), version=1)
    if (previous.subject, previous.parameter) != (estimate.subject, estimate.parameter):
        msg = (
            f"{estimate.parameter} of {estimate.subject} cannot revise a belief about "
            f"{previous.parameter} of {previous.subject}"
        )
        raise ValueError(msg)
    same_distribution = not is_material(estimate.parameter, previous.distribution, estimate.distribution)
    if same_distribution and previous.persistence is estimate.persistence:
        return previous
    return Belief(**dict(estimate), version=previous.version + 1)


def is_material(parameter: Parameter, before: Distribution, after: Distribution) -> bool:
    """Tell whether `after` differs from `before` by more than the thresholds at the top of this file.

    Times (lead time, transit): mean or sd by half a day. Other normals: mean by a quarter of the sd, sd by 15%, and
    either by 2% of the mean. Dates: another day, or a day more or less of spread. Probabilities: 5 points.
    Promotions, and what is of another kind: any difference.
    """
    if isinstance(before, Normal) and isinstance(after, Normal):
        if parameter in _TIMES:
            smallest_mean = smallest_sd = SMALLEST_MOVE_DAYS
        else:
            floor = SMALLEST_MOVE_SHARE * abs(before.mean)
            smallest_mean = max(MEAN_MOVE_IN_SD * before.sd, floor)
            smallest_sd = max(SD_MOVE_SHARE * before.sd, floor)
        return abs(after.mean - before.mean) > smallest_mean or abs(after.sd - before.sd) > smallest_sd
    if isinstance(before, OnDate) and isinstance(after, OnDate):
        return after.date != before.date or abs(after.sd_days - before.sd_days) > SMALLEST_SPREAD_MOVE_DAYS
    if isinstance(before, Status) and isinstance(after, Status):
        return abs(after.probability - before.probability) > SMALLEST_PROBABILITY_MOVE
    return after != before


def midnight(day: date) -> datetime:
    """Return the first moment of a day in UTC: the time of what is known by the day only.

    >>> midnight(date(2026, 3, 2)).isoformat()
    '2026-03-02T00:00:00+00:00'
    """
    return datetime.combine(day, time.min, UTC)
