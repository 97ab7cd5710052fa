"""Demand: what is known of the daily demand of an item-location, and the normal distribution it speaks for."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from tools.estimation.estimate import Estimate, midnight
from tools.estimation.observations import DemandObserved, DemandTold, PromotionTold, observed
from tools.estimation.promotions import Promotion, in_force, promoted_days
from tools.estimation.shift import INHERITED_DAYS, Regime, latest_regime
from tools.estimation.stockouts import uncovered
from tools.estimation.weekdays import as_if_alike, level_of, levelled, weekday_factors
from trimtab.beliefs import Function, Normal, Parameter, Persistence
from trimtab.events import Event, EventType
from trimtab.facts import PromotionStatement
from trimtab.ledger import Transaction
from trimtab.measures import Frozen
from trimtab.subjects import item_location, split_item_location

DEMAND_EVENTS = frozenset({EventType.DEMAND_OBSERVED, EventType.DEMAND_HISTORY, EventType.PROMOTION_CHANGED})
"""The events that move a belief about demand."""
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
ONE_OFF_BEYOND = 1.5
"""A one-off lies half as far again from the mean as the limit: what is merely the largest so far is no news."""
RECENT_DAYS = 7
"""A one-off is news as long as it is among so many last observed days."""
NEWS_DAYS = 28
"""A shift is news for so many observed days after it was detected; then it is usual."""
MOST_REASONS = 20


class DayTotal(Frozen):
    """The demand of one day as one event told it, in stock units; `named` unless the day was only left out.

    Of a day that was `stocked_out`, the quantity is a lower bound.
    """

    recorded_at: str
    event_id: str
    quantity: float
    named: bool = True
    stocked_out: bool = False

    def gives_way_to(self, other: DayTotal) -> bool:
        """Tell whether `other` holds instead: a day that was named before one left out, then what was recorded last."""
        mine = (self.named, self.recorded_at, self.event_id)
        return mine < (other.named, other.recorded_at, other.event_id)


class DemandHistory(BaseModel):
    """The daily demand of one item-location: a set, so the order and the repetition of events do not matter.

    Folding a day costs O(1) (amortised), estimating O(`HISTORY_DAYS`). The state is this model: `model_dump_json`
    and `model_validate_json` keep it. A day without an event is unknown, not zero, unless `missing_days_are_zero` says
    that the records of this item-location name only days with demand.
    """

    model_config = ConfigDict(extra="forbid")

    item: str
    location: str
    missing_days_are_zero: bool = False
    days: dict[date, DayTotal] = Field(default_factory=dict)
    promotions: dict[str, Promotion] = Field(default_factory=dict)
    """What was said of promotions, keyed so that what was said later sorts later."""

    @property
    def subject(self) -> str:
        """Return the subject of the belief."""
        return item_location(self.item, self.location)

    def fold(self, events: Iterable[Event]) -> None:
        """Take in the `DEMAND_EVENTS` of this item-location and pass over all others; raises InvalidField."""
        for event in events:
            if event.subject != self.subject:
                continue
            if event.type is EventType.DEMAND_OBSERVED:
                told = observed(DemandObserved, event)
                total = DayTotal(
                    recorded_at=told.recorded_at,
                    event_id=event.id,
                    quantity=float(told.quantity),
                    stocked_out=told.stocked_out,
                )
                self._take_in(told.date, total)
            elif event.type is EventType.DEMAND_HISTORY:
                self._fold_history(event)
            elif event.type is EventType.PROMOTION_CHANGED:
                said = observed(PromotionTold, event)
                key = f"{event.time.isoformat()} {said.recorded_at} {event.id}"
                self.promotions[key] = Promotion(start=said.start, end=said.end, per_day=said.per_day)
        if len(self.days) > 2 * HISTORY_DAYS:
            first = max(self.days) - timedelta(days=HISTORY_DAYS - 1)
            self.days = {day: total for day, total in self.days.items() if day >= first}

    def _fold_history(self, event: Event) -> None:
        told = observed(DemandTold, event)
        newest = told.start + timedelta(days=len(told.quantities) - 1)
        for age, quantity in enumerate(reversed(told.quantities[-HISTORY_DAYS:])):
            day = newest - timedelta(days=age)
            if day not in told.refused:
                named = quantity is not None
                self._take_in(
                    day,
                    DayTotal(
                        recorded_at=told.recorded_at,
                        event_id=event.id,
                        quantity=quantity or 0.0,
                        named=named,
                        stocked_out=day in told.stocked_out,
                    ),
                )

    def _take_in(self, day: date, total: DayTotal) -> None:
        known = self.days.get(day)
        if known is None or known.gives_way_to(total):
            self.days[day] = total

    def series(self) -> list[tuple[date, float]]:
        """Return (day, quantity) of the last `HISTORY_DAYS` days in order; gaps are zeros only where so stated."""
        if not self.days:
            return []
        newest = max(self.days)
        known = sorted(day for day in self.days if (newest - day).days < HISTORY_DAYS)
        if self.missing_days_are_zero:
            known = [known[0] + timedelta(days=n) for n in range((newest - known[0]).days + 1)]
        return [(day, self.days[day].quantity if day in self.days else 0.0) for day in known]

    def stocked_out(self) -> frozenset[date]:
        """Return the days on which stock ran out."""
        return frozenset(day for day, total in self.days.items() if total.stocked_out)

    def estimate(self) -> Estimate | None:
        """Return daily demand as Normal(mean, sd) in stock units a day, or None below `SMALLEST_HISTORY_DAYS`.

        The mean is the level of an average day without promotion: days of known promotions are left out, weekdays are
        made alike (see `weekdays`), and days that were stocked out count as what was to be expected of them (see
        `stockouts`), whose variance is part of sd². Only days since the last shift count (see `shift.latest_regime`).
        With w = 2^(-age / `HALF_LIFE_DAYS`) and x the quantities after limiting one-offs, mean = sum(w x) / sum(w). The
        sd is that of single days, by which a plan of average days is off: that of x, pooled after a shift with the
        variance before it as `INHERITED_DAYS` days, and the weekday pattern's about the mean. Limiting is winsorising
        by rank (Tukey 1962, Annals of Mathematical Statistics 33): at most `MOST_ONE_OFFS` days are drawn to the next
        largest, or to mean + 3 sd where that is further out. Persistence is NEW_NORMAL after a shift, ONE_OFF while a
        recent day lies `ONE_OFF_BEYOND` that limit, else USUAL.
        """
        promoted = promoted_days(in_force(self.promotions))
        series = [(day, quantity) for day, quantity in self.series() if day not in promoted]
        if len(series) < SMALLEST_HISTORY_DAYS:
            return None
        stocked_out = self.stocked_out()
        factors = weekday_factors([(day, quantity) for day, quantity in series if day not in stocked_out])
        whole = uncovered(series, stocked_out, factors)
        series = whole.days
        regime = latest_regime(levelled(series, factors))
        since = series[regime.start :]
        quantities = as_if_alike(since, factors, level_of(since, factors))
        low, high = _limits(quantities)
        limited = [min(max(quantity, low), high) for quantity in quantities]
        newest = since[-1][0]
        weights = [2.0 ** (-(newest - day).days / HALF_LIFE_DAYS) for day, _ in since]
        mean = max(0.0, math.fsum(w * x for w, x in zip(weights, limited, strict=True)) / math.fsum(weights))
        noise = _sd(limited, regime)
        guessed = math.fsum(whole.variances[regime.start :]) / len(since)
        sd = math.sqrt(noise**2 + guessed + mean**2 * math.fsum((f - 1.0) ** 2 for f in factors) / len(factors))
        recent = zip(since[-RECENT_DAYS:], quantities[-RECENT_DAYS:], strict=True)
        odd = [day for (day, _), x in recent if _is_one_off(x, mean, low, high)]
        if regime.detected is not None and len(series) - regime.detected <= NEWS_DAYS:
            persistence, reasons = Persistence.NEW_NORMAL, [day for day, _ in since]
        elif odd:
            persistence, reasons = Persistence.ONE_OFF, odd
        else:
            persistence, reasons = Persistence.USUAL, [newest]
        events = (self.days[day].event_id for day in reasons[-MOST_REASONS:] if day in self.days)
        return Estimate(
            subject=self.subject,
            parameter=Parameter.DEMAND,
            owner=Function.SALES,
            distribution=Normal(mean=mean, sd=sd),
            persistence=persistence,
            as_of=midnight(newest),
            because=tuple(dict.fromkeys(events)),
        )


def demand_histories(tx: Transaction, places: Collection[str]) -> dict[str, DemandHistory]:
    """Return what the ledger knows of the demand of some item-locations, by subject; others' events are not read.

    Promotions are those of the calendar and those that people stated and did not take back.
    """
    histories: dict[str, DemandHistory] = {}
    told: dict[str, list[Event]] = {}
    for event in tx.events.of_subjects(places, DEMAND_EVENTS):
        told.setdefault(event.subject, []).append(event)
    for place in sorted(places):
        item, location = split_item_location(place)
        histories[place] = DemandHistory(item=item, location=location)
        histories[place].fold(told.get(place, ()))
    for fact in tx.facts.all():
        said = fact.statement
        if isinstance(said, PromotionStatement) and fact.subject() in histories and fact.withdrawn_at is None:
            key = f"{fact.asserted_at.isoformat()} {fact.id}"
            promotion = Promotion(start=said.start, end=said.end, per_day=said.per_day)
            histories[fact.subject()].promotions[key] = promotion
    return histories


def _is_one_off(quantity: float, mean: float, low: float, high: float) -> bool:
    return quantity > mean + ONE_OFF_BEYOND * (high - mean) or quantity < mean - ONE_OFF_BEYOND * (mean - low)


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
