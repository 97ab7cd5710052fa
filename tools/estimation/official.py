"""Official forecasts: what the company's own forecast says of demand, and how far its record says it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from trimtab.measures import Frozen

DOUBT_SHARE = 0.3
"""Before its record is known, a forecast is believed to be off by 30% (one sd) ..."""
DOUBT_PERIODS = 1.0
"""... and that counts as much as one period of its record."""
SMALLEST_SD = 0.05
"""Even a forecast of next to nothing may be off by one unit in twenty days."""
JUDGED_SHARE = 0.5
"""A period is judged where at least half of its days are known."""
BEFORE_DAYS = 28
"""What a forecast is compared with: that demand stays as it was in the four weeks before the period."""
DAILY_SD_SHARE = 0.5
"""Before a day was seen, single days are believed to spread by half of their mean, and no less than Poisson's."""


class Forecast(Frozen):
    """A forecast as one event told it: `per_day` stock units on an average day from `start` to `end`, both included."""

    event_id: str
    said: date
    start: date
    end: date
    per_day: float

    def covers(self, day: date) -> bool:
        """Tell whether the forecast speaks of a day."""
        return self.start <= day <= self.end


class Prior(Frozen):
    """What the forecast says of an average day, and the sd by which it may be off, in stock units a day.

    `stayed_sd`: by how much demand was off from what it had been before, in the periods in which the forecast was
    judged, root mean square; 0 where none was.
    """

    mean: float
    sd: float
    event_id: str
    said: date
    stayed_sd: float = 0.0
    spread: float | None = None
    """The sd of single days, where something is known of it."""

    @property
    def daily_sd(self) -> float:
        """Return the sd of single days where none was seen."""
        if self.spread is not None:
            return max(self.spread, SMALLEST_SD)
        return max(math.sqrt(self.mean), DAILY_SD_SHARE * self.mean, SMALLEST_SD)

    def joined(self, mean: float, variance: float) -> tuple[float, float]:
        """Return the mean after observing a `mean` whose own variance is known, and the forecast's weight in it.

        Each counts by one over its variance: the conjugate normal (Gelman et al. 2013, Bayesian Data Analysis, section
        2.5), whose variance is sd² times that weight. What was observed is no surer than that demand stays as it was:
        both are weighed by their own record (Bates and Granger 1969, Operational Research Quarterly 20).

        >>> Prior(mean=10, sd=2, event_id="f", said=date(2026, 3, 2)).joined(14, 4)
        (12.0, 0.5)
        """
        variance = max(variance, self.stayed_sd**2)
        weight = variance / (self.sd**2 + variance)
        return mean + weight * (self.mean - mean), weight


def prior_of(told: Mapping[str, Forecast], observed: Mapping[date, float]) -> Prior | None:
    """Return what the forecast in force says; `told` is keyed so that what was said later sorts later.

    In force is the last that was said of the day after the newest `observed`, or of the day on which a forecast was
    last said if that is later; where none covers it, the next to start. Its sd is the root mean square of
    what past periods were off, in units or as a share of what was forecast or sold, whichever is more, pooled with
    `DOUBT_SHARE` as `DOUBT_PERIODS` of them. A period is judged by the last forecast made before it began, on the days
    that are known.
    """
    if not told:
        return None
    forecasts = [told[key] for key in sorted(told)]
    day = max(f.said for f in forecasts)
    if observed:
        day = max(day, max(observed) + timedelta(days=1))
    covering = [f for f in forecasts if f.covers(day)]
    coming = [f for f in forecasts if f.start > day]
    if covering:
        chosen = covering[-1]
    elif coming:
        first = min(f.start for f in coming)
        chosen = [f for f in coming if f.start == first][-1]
    else:
        return None
    judged = list(_judged(forecasts, observed))
    off = [sold - told for sold, told, _ in judged]
    shares = [(sold - told) / max(sold, told, SMALLEST_SD) for sold, told, _ in judged]
    sd = max(_pooled(off, DOUBT_SHARE * chosen.per_day), chosen.per_day * _pooled(shares, DOUBT_SHARE), SMALLEST_SD)
    stayed = [sold - before for sold, _, before in judged if before is not None]
    return Prior(
        mean=chosen.per_day,
        sd=sd,
        event_id=chosen.event_id,
        said=chosen.said,
        stayed_sd=math.sqrt(math.fsum(b * b for b in stayed) / len(stayed)) if stayed else 0.0,
    )


def _pooled(errors: Sequence[float], doubt: float) -> float:
    """Return the root mean square of errors and of what was doubted before there were any."""
    squares = DOUBT_PERIODS * doubt**2 + math.fsum(e * e for e in errors)
    return math.sqrt(squares / (DOUBT_PERIODS + len(errors)))


def _judged(
    forecasts: Iterable[Forecast], observed: Mapping[date, float]
) -> Iterator[tuple[float, float, float | None]]:
    """Yield what was sold on an average day of past periods, what was forecast, and what was sold in the weeks before.

    The last is None where too little is known of those weeks.
    """
    periods = {(f.start, f.end): f for f in forecasts if f.said <= f.start}
    for (start, end), forecast in periods.items():
        days = (end - start).days + 1
        known = _known(observed, start, days)
        if not observed or end > max(observed) or len(known) < JUDGED_SHARE * days:
            continue
        sold = math.fsum(known) / len(known)
        before = _known(observed, start - timedelta(days=BEFORE_DAYS), BEFORE_DAYS)
        stayed = math.fsum(before) / len(before) if len(before) >= JUDGED_SHARE * BEFORE_DAYS else None
        yield sold, forecast.per_day, stayed


def _known(observed: Mapping[date, float], start: date, days: int) -> list[float]:
    found = (observed.get(start + timedelta(days=n)) for n in range(days))
    return [quantity for quantity in found if quantity is not None]
