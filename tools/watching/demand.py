"""Demand that is watched: filters of every row beside its last days, so that the order of arrival does not matter."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.estimation.forecast import DemandFilters, Forecast
from tools.watching.counts import Counts
from tools.watching.days import CORRECTED, DUPLICATED, LATE, MISSING, OUTCOMES, SUPERSEDED, TAKEN, TOO_LATE, take_days
from tools.watching.readings import UNKNOWN, DemandReadings
from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

WINDOW_DAYS = 35
NONE_YET = np.iinfo(np.int64).min


@dataclass
class WatchedDemand:
    """Beliefs about the demand of n rows, which depend on what was told and not on the order in which it came.

    `settled` has learnt the days before each row's last `WINDOW_DAYS`, `current` those as well; they are kept, and
    after a late or corrected day they are learnt anew in their order. A day that comes after `WINDOW_DAYS` newer ones
    is too late. `most`, (n,): what is plausible for one day.
    """

    settled: DemandFilters
    current: DemandFilters
    most: Array
    newest: Whole
    quantity: Array
    censored: NDArray[np.bool_]
    recorded: Whole
    identity: Whole
    counts: Counts = field(default_factory=Counts)
    latest: int = NONE_YET

    @classmethod
    def start(cls, settled: DemandFilters, most: ArrayLike, window_days: int = WINDOW_DAYS) -> WatchedDemand:
        """Return the watch over filters that have learnt what is settled for ever, and are learnt on in place."""
        n = settled.count
        limit = np.ascontiguousarray(np.broadcast_to(np.asarray(most, dtype=np.float64), (n,)))
        if window_days < 1 or not (limit > 0).all():
            raise InvalidField("has to be above zero", record="watched demand", field="most or window_days")
        return cls(
            settled=settled,
            current=copied(settled),
            most=limit,
            newest=settled.last.copy(),
            quantity=np.full((n, window_days), np.nan),
            censored=np.zeros((n, window_days), dtype=bool),
            recorded=np.zeros((n, window_days), dtype=np.int64),
            identity=np.zeros((n, window_days), dtype=np.int64),
        )

    def take(self, told: DemandReadings, today: int) -> Whole:
        """Take in readings of days before `today`, in any order; return the rows whose beliefs moved, sorted."""
        counts, good = self.counts, np.ones(len(told), dtype=bool)
        for wrong, name in (
            (told.row == UNKNOWN, "unknown"),
            ((told.day >= today) | (told.day < 0), "future"),
            (told.quantity < 0, "returned"),
            (~(told.quantity <= self.most[told.row]), "absurd"),
        ):
            found = wrong & good
            setattr(counts, name, getattr(counts, name) + int(found.sum()))
            good &= ~found
        if not good.any():
            return np.zeros(0, dtype=np.int64)
        row = told.row[good]
        recorded = told.recorded[good]
        before = np.maximum.accumulate(np.concatenate([[self.latest], recorded]))
        counts.out_of_order += int(((recorded < before[:-1]) & (recorded >= 0)).sum())
        self.latest = int(before[-1])
        outcomes = np.zeros(OUTCOMES, dtype=np.int64)
        moved = np.zeros(len(row), dtype=bool)
        take_days(
            (row, told.day[good], told.quantity[good], told.censored[good], recorded, told.identity[good]),
            (self.newest, self.quantity, self.censored, self.recorded, self.identity),
            _arrays(self.settled),
            _arrays(self.current),
            (self.current.bank.grid(), self.current.bank.common()),
            moved,
            outcomes,
        )
        counts.taken += int(outcomes[TAKEN])
        counts.late += int(outcomes[LATE])
        counts.corrected += int(outcomes[CORRECTED])
        counts.duplicated += int(outcomes[DUPLICATED])
        counts.superseded += int(outcomes[SUPERSEDED])
        counts.too_late += int(outcomes[TOO_LATE])
        counts.missing += int(outcomes[MISSING])
        return np.unique(row[moved])

    def forecast(self, rows: Whole, days: int, today: int) -> Forecast:
        """Return the forecast of rows for `days` days from `today` on."""
        return self.current.forecast(days, rows, since=np.full(len(rows), today - 1))

    def days_unknown(self) -> int:
        """Return of how many days before the newest of their rows nothing is known, too few to be settled yet."""
        window = self.quantity.shape[1]
        begun = self.newest >= 0
        seen = np.minimum(window, self.newest - self.settled.last)[begun]
        return int(seen.sum() - (~np.isnan(self.quantity[begun])).sum())


def copied(filters: DemandFilters) -> DemandFilters:
    """Return filters in the same state."""
    return DemandFilters(
        filters.bank,
        filters.states.copy(),
        filters.members.copy(),
        filters.series.copy(),
        filters.factors.copy(),
        filters.spreads.copy(),
        filters.last.copy(),
    )


def _arrays(filters: DemandFilters) -> tuple[Array, Array, Array, Array, Array, Whole]:
    return filters.states, filters.members, filters.series, filters.factors, filters.spreads, filters.last
