"""Demand: what is known of the daily demand of an item-location, and the normal distribution it speaks for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from tools.estimation.estimate import Estimate, midnight
from tools.estimation.observations import DemandObserved, observed
from tools.estimation.shift import INHERITED_DAYS, Regime, latest_regime
from trimtab.beliefs import Function, Normal, Parameter, Persistence
from trimtab.events import Event, EventType
from trimtab.measures import Frozen
from trimtab.subjects import item_location

HISTORY_DAYS = 365
"""Days that are remembered, counted back from the newest."""
HALF_LIFE_DAYS = 28.0
"""A day counts half as much as one four weeks later."""
SMALLEST_HISTORY_DAYS = 7
"""Observed days below which nothing is said: every weekday once."""
DAYS_PER_ONE_OFF = 14
"""One odd day in so many, and two at most, are limited before they enter the mean; what happened
a third time is ordinary."""
MOST_ONE_OFFS = 2
LIMIT_IN_SD = 3.0
"""No day within so many sd of the mean is limited."""
ONE_OFF_IN_SD = 4.0
RECENT_DAYS = 7
"""A one-off is news as long as it is among so many last observed days."""
NEWS_DAYS = 28
"""A shift is news for so many observed days after it was detected; then it is usual."""
MOST_REASONS = 20


class DayTotal(Frozen):
    """The demand of one day as one event told it, in stock units."""

    recorded_at: str
    event_id: str
    quantity: float


class DemandHistory(BaseModel):
    """The daily demand of one item-location: a set, so the order and the repetition of events do not matter.

    Folding an event costs O(1) (amortised), estimating O(`HISTORY_DAYS`). The state is this model: `model_dump_json`
    and `model_validate_json` keep it. A day without an event is unknown, not zero, unless `missing_days_are_zero` says
    that the records of this item-location name only days with demand.
    """

    model_config = ConfigDict(extra="forbid")

    item: str
    location: str
    missing_days_are_zero: bool = False
    days: dict[date, DayTotal] = Field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Return the subject of the belief."""
        return item_location(self.item, self.location)

    def fold(self, events: Iterable[Event]) -> None:
        """Take in the `demand.observed` events of this item-location and pass over all others; raises InvalidField."""
        for event in events:
            if event.type is not EventType.DEMAND_OBSERVED or event.subject != self.subject:
                continue
            told = observed(DemandObserved, event)
            total = DayTotal(recorded_at=told.recorded_at, event_id=event.id, quantity=float(told.quantity))
            known = self.days.get(told.date)
            if known is None or (known.recorded_at, known.event_id) < (total.recorded_at, total.event_id):
                self.days[told.date] = total
        if len(self.days) > 2 * HISTORY_DAYS:
            first = max(self.days) - timedelta(days=HISTORY_DAYS - 1)
            self.days = {day: total for day, total in self.days.items() if day >= first}

    def series(self) -> list[tuple[date, float]]:
        """Return (day, quantity) of the last `HISTORY_DAYS` days in order; gaps are zeros only where so stated."""
        if not self.days:
            return []
        newest = max(self.days)
        known = sorted(day for day in self.days if (newest - day).days < HISTORY_DAYS)
        if self.missing_days_are_zero:
            known = [known[0] + timedelta(days=n) for n in range((newest - known[0]).days + 1)]
        return [(day, self.days[day].quantity if day in self.days else 0.0) for day in known]

    def estimate(self) -> Estimate | None:
        """Return daily demand as Normal(mean, sd) in stock units a day, or None below `SMALLEST_HISTORY_DAYS`.

        Only days since the last shift count (see `shift.latest_regime`). With w = 2^(-age / `HALF_LIFE_DAYS`) and x the
        quantities after limiting one-offs, mean = sum(w x) / sum(w); sd is that of x, pooled after a shift with the
        variance before it as `INHERITED_DAYS` days. Limiting is winsorising by rank (Tukey 1962, Annals of Mathematical
        Statistics 33): at most `MOST_ONE_OFFS` days are drawn to the next largest, or to mean + 3 sd where that is
        further out. Persistence is NEW_NORMAL after a shift, ONE_OFF while a recent day lies 4 sd out, else USUAL.
        """
        series = self.series()
        if len(series) < SMALLEST_HISTORY_DAYS:
            return None
        regime = latest_regime([quantity for _, quantity in series])
        since = series[regime.start :]
        quantities = [quantity for _, quantity in since]
        low, high = _limits(quantities)
        limited = [min(max(quantity, low), high) for quantity in quantities]
        newest = since[-1][0]
        weights = [2.0 ** (-(newest - day).days / HALF_LIFE_DAYS) for day, _ in since]
        mean = math.fsum(w * x for w, x in zip(weights, limited, strict=True)) / math.fsum(weights)
        sd = _sd(limited, regime)
        recent = [(day, x) for day, x in since[-RECENT_DAYS:] if not low <= x <= high]
        odd = [day for day, x in recent if abs(x - mean) > ONE_OFF_IN_SD * sd]
        if regime.detected is not None and len(series) - regime.detected <= NEWS_DAYS:
            persistence, reasons = Persistence.NEW_NORMAL, [day for day, _ in since]
        elif odd:
            persistence, reasons = Persistence.ONE_OFF, odd
        else:
            persistence, reasons = Persistence.USUAL, [newest]
        return Estimate(
            subject=self.subject,
            parameter=Parameter.DEMAND,
            owner=Function.SALES,
            distribution=Normal(mean=mean, sd=sd),
            persistence=persistence,
            as_of=midnight(newest),
            because=tuple(self.days[day].event_id for day in reasons[-MOST_REASONS:] if day in self.days),
        )


def _limits(quantities: Sequence[float]) -> tuple[float, float]:
    """Return the smallest and largest quantity that enter the mean as they are."""
    ranked = sorted(quantities)
    spared = min(MOST_ONE_OFFS, len(ranked) // DAYS_PER_ONE_OFF)
    low, high = ranked[spared], ranked[-1 - spared]
    inner = [min(max(quantity, low), high) for quantity in ranked]
    mean = math.fsum(inner) / len(inner)
    reach = LIMIT_IN_SD * _sd(inner, Regime())
    return min(low, mean - reach), max(high, mean + reach)


def _sd(quantities: Sequence[float], regime: Regime) -> float:
    """Return the sample sd, pooled with what the regime inherited."""
    mean = math.fsum(quantities) / len(quantities)
    squares = math.fsum((quantity - mean) ** 2 for quantity in quantities)
    if regime.inherited_variance is None:
        return math.sqrt(squares / (len(quantities) - 1))
    return math.sqrt((squares + INHERITED_DAYS * regime.inherited_variance) / (len(quantities) - 1 + INHERITED_DAYS))
