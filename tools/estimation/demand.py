"""Demand: what is known of the daily demand of an item-location, and the normal distribution it speaks for."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from tools.estimation.daily import said_by
from tools.estimation.estimate import Estimate, midnight
from tools.estimation.observations import DemandObserved, DemandTold, ForecastTold, PromotionTold, observed
from tools.estimation.official import Forecast, Prior, prior_of
from tools.estimation.promotions import Promotion, in_force, promoted_days
from trimtab.beliefs import Function, Normal, Parameter, Persistence
from trimtab.events import Event, EventType
from trimtab.facts import PromotionStatement
from trimtab.ledger import Transaction
from trimtab.measures import Frozen
from trimtab.subjects import item_location, split_item_location

DEMAND_EVENTS = frozenset(
    {
        EventType.DEMAND_OBSERVED,
        EventType.DEMAND_HISTORY,
        EventType.FORECAST_CHANGED,
        EventType.PROMOTION_CHANGED,
    }
)
"""The events that move a belief about demand."""
HISTORY_DAYS = 365
"""Days that are remembered, counted back from the newest."""
SMALLEST_HISTORY_DAYS = 7
"""Observed days below which nothing is said: every weekday once."""
MOST_REASONS = 20
SMALLEST_WEIGHT = 0.1
"""A forecast that is less than a tenth of what is believed is no reason for it."""


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
    forecasts: dict[str, Forecast] = Field(default_factory=dict)
    """What the official forecast said, keyed in the same way."""

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
            elif event.type is EventType.FORECAST_CHANGED:
                self._fold_forecast(event)
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

    def _fold_forecast(self, event: Event) -> None:
        said = observed(ForecastTold, event)
        self.forecasts[f"{event.time.isoformat()} {said.recorded_at} {event.id}"] = Forecast(
            event_id=event.id, said=event.time.date(), start=said.start, end=said.end, per_day=said.per_day
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

    def missing(self) -> int:
        """Return how many days of the series nobody said anything of, between its first and its last."""
        series = self.series()
        return (series[-1][0] - series[0][0]).days + 1 - len(series) if series else 0

    def estimate(self, stand_in: Prior | None = None) -> Estimate | None:
        """Return daily demand as Normal(mean, sd) in stock units a day, or None where too little is known.

        `stand_in` is the prior where there is no official forecast (see `likeness`).
        What the days say (see `daily`) is joined with the official forecast as its prior (see `official`), each by one
        over the variance of its mean. Below `SMALLEST_HISTORY_DAYS` without a forecast nothing is said; with one, the
        days there are count as days of its spread, and what the mean may be off by is part of the sd.
        """
        promoted, out = promoted_days(in_force(self.promotions)), self.stocked_out()
        series = [(day, quantity) for day, quantity in self.series() if day not in promoted]
        whole = {day: quantity for day, quantity in series if day not in out}
        prior = prior_of(self.forecasts, whole) or stand_in
        if prior is not None and len(whole) < SMALLEST_HISTORY_DAYS:
            return self._forecast(prior, whole)
        if len(series) < SMALLEST_HISTORY_DAYS:
            return None
        said = said_by(series, out)
        mean = said.mean
        events = [self.days[day].event_id for day in said.reasons[-MOST_REASONS:] if day in self.days]
        if prior is not None:
            mean, weight = prior.joined(said.mean, said.variance_of_mean)
            if weight > SMALLEST_WEIGHT and prior.event_id:
                events.append(prior.event_id)
        return self._estimate(mean, said.sd, said.persistence, said.newest, events)

    def _forecast(self, prior: Prior, known: Mapping[date, float]) -> Estimate:
        """Return what a forecast says of a place of which hardly a day is known."""
        mean, weight = prior.mean, 1.0
        if known:
            seen = math.fsum(known.values()) / len(known)
            mean, weight = prior.joined(seen, prior.daily_sd**2 / len(known))
        sd, newest = math.sqrt(prior.daily_sd**2 + weight * prior.sd**2), max([prior.said, *known])
        return self._estimate(mean, sd, Persistence.USUAL, newest, [prior.event_id] if prior.event_id else [])

    def _estimate(
        self, mean: float, sd: float, persistence: Persistence, newest: date, events: Iterable[str]
    ) -> Estimate:
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
    for fact in tx.facts.promotions():
        said = fact.statement
        if isinstance(said, PromotionStatement) and fact.subject() in histories:
            key = f"{fact.asserted_at.isoformat()} {fact.id}"
            promotion = Promotion(start=said.start, end=said.end, per_day=said.per_day)
            histories[fact.subject()].promotions[key] = promotion
    return histories
