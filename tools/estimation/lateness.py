"""Lateness: how many days a supplier needs beyond its contractual lead time, and whether lateness has become normal."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tools.estimation.tail import beyond
from trimtab.beliefs import Persistence
from trimtab.measures import Frozen

PRIOR_ORDERS = 1.0
"""The contract counts as much as one purchase order."""
PRIOR_SD_SHARE = 0.1
"""Before any delivery is known, lead times are believed to spread by 10% of the contractual one ..."""
SMALLEST_PRIOR_SD_DAYS = 1.0
"""... and by a day at least."""
TOLERANCE_SHARE = 0.1
"""Within 10% of the contractual lead time a delivery is as expected ..."""
SMALLEST_TOLERANCE_DAYS = 2.0
"""... and within two days always."""
SLIPS_NEEDED = 2
SLIPS_AMONG = 3
"""Two of the last three purchase orders beyond tolerance on the same side are a new normal; one is a one-off."""
NEWS_ORDERS = 5
"""A new normal is news until so many purchase orders speak for it; then it is usual."""


class OrderDelay(Frozen):
    """How late one purchase order was against the contractual lead time, in days; early is negative.

    `still_growing`: the order is overdue and open, so its delay is at least `days` (right-censored).
    """

    purchase_order: str
    promised: date
    days: float
    still_growing: bool = False
    because: tuple[str, ...] = ()


class Lateness(Frozen):
    """What to expect of the next order of a supplier: days beyond the contractual lead time, with spread."""

    mean_days: float
    sd_days: float
    persistence: Persistence
    tolerance_days: float
    orders: int = 0
    because: tuple[str, ...] = ()


def tolerance_days(contract_days: float) -> float:
    """Return how many days off a delivery may be and still count as expected."""
    return max(SMALLEST_TOLERANCE_DAYS, TOLERANCE_SHARE * contract_days)


def lateness(delays: Iterable[OrderDelay], contract_days: float) -> Lateness:
    """Return the lateness to expect, from delays in any order; `contract_days` sets prior spread and tolerance.

    A normal mean with a prior of 0 days worth `PRIOR_ORDERS`: with n delays d of the regime, mean = sum(d) / (n + n0)
    and sd^2 = (sum (d - mean)^2 + n0 (sd0^2 + mean^2)) / (n + n0) (Gelman et al. 2013, Bayesian Data Analysis, section
    2.5, with the spread about the posterior mean). The regime is what came since the last new normal: an order beyond
    tolerance of the regime's own mean is put aside as a one-off; the second of three on the same side starts a new
    regime with the first of them. A growing delay c counts as E[d | d > c] (one step of EM for censored normals:
    Dempster, Laird, Rubin 1977).
    """
    tolerance = tolerance_days(contract_days)
    prior_sd = max(SMALLEST_PRIOR_SD_DAYS, PRIOR_SD_SHARE * contract_days)
    regime: list[_Judged] = []
    recent: deque[_Judged] = deque(maxlen=SLIPS_AMONG)
    shifted = False
    for delay in sorted(delays, key=lambda d: (d.promised, d.purchase_order)):
        judged = _judge(delay, _expected(regime, shifted=shifted), regime, prior_sd, tolerance)
        recent.append(judged)
        same_side = [r for r in recent if judged.side and r.side == judged.side]
        if len(same_side) >= SLIPS_NEEDED:
            kept = list(recent)
            regime, shifted = kept[kept.index(same_side[0]) :], True
            recent.clear()
        elif not judged.side:
            regime.append(judged)
    mean, sd = _posterior([j.days for j in regime], prior_sd)
    odd = [j for j in recent if j.side]
    if shifted and len(regime) <= NEWS_ORDERS:
        persistence, reasons = Persistence.NEW_NORMAL, regime
    elif odd:
        persistence, reasons = Persistence.ONE_OFF, odd
    else:
        persistence, reasons = Persistence.USUAL, regime[-SLIPS_AMONG:]
    return Lateness(
        mean_days=mean,
        sd_days=sd,
        persistence=persistence,
        tolerance_days=tolerance,
        orders=len(regime),
        because=tuple(event for j in reasons for event in j.because),
    )


@dataclass(frozen=True)
class _Judged:
    """A delay with its side of the tolerance: 1 late, -1 early, 0 as expected."""

    days: float
    side: int
    because: tuple[str, ...]


def _judge(delay: OrderDelay, expected: float, regime: Sequence[_Judged], prior_sd: float, tolerance: float) -> _Judged:
    off = delay.days - expected
    side = 0 if abs(off) <= tolerance else int(math.copysign(1, off))
    if not delay.still_growing:
        return _Judged(delay.days, side, delay.because)
    mean, sd = _posterior([j.days for j in regime], prior_sd)
    return _Judged(beyond(mean, sd, delay.days)[0], max(side, 0), delay.because)


def _expected(regime: Sequence[_Judged], *, shifted: bool) -> float:
    """Return the usual delay; after a shift the contract has no say in it, or every further slip would look odd."""
    days = [j.days for j in regime]
    return math.fsum(days) / (len(days) + (0.0 if shifted else PRIOR_ORDERS))


def _posterior(days: Sequence[float], prior_sd: float) -> tuple[float, float]:
    weight = len(days) + PRIOR_ORDERS
    mean = math.fsum(days) / weight
    squares = math.fsum((d - mean) ** 2 for d in days) + PRIOR_ORDERS * (prior_sd**2 + mean**2)
    return mean, math.sqrt(squares / weight)
