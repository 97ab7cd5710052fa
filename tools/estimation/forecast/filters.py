"""DemandFilters: the state of the demand filters of many series, updated by any subset of them, forecast at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.estimation.forecast.ahead import look_ahead
from tools.estimation.forecast.bank import Bank
from tools.estimation.forecast.distribution import Forecast
from tools.estimation.forecast.prior import Prior
from tools.estimation.forecast.step import KINDS, MEMBER, SERIES, SOLD, STATE, UNSOLD, WHOLE, begin, take_in
from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass
class DemandFilters:
    """Level, trend, season, noise and shifts of n series: arrays of which an observation touches one row, in O(1).

    `states` (n, members, kinds, 6), `members` (n, members, 3), `series` (n, 13), `factors` and `spreads` (n, season),
    `last` (n): the last period seen, -1 for none. Periods are whole numbers from 0; period p is at place p modulo the
    length of the season.
    """

    bank: Bank
    states: Array
    members: Array
    series: Array
    factors: Array
    spreads: Array
    last: Whole

    @classmethod
    def start(cls, count: int, *, season_length: int = 1, prior: Prior | None = None, bank: Bank | None = None) -> DemandFilters:
        """Return the filters of `count` series that know nothing but the prior."""
        bank = bank or Bank()
        size = len(bank.members)
        filters = cls(
            bank=bank,
            states=np.zeros((count, size, KINDS, STATE)),
            members=np.zeros((count, size, MEMBER)),
            series=np.zeros((count, SERIES)),
            factors=np.ones((count, season_length)),
            spreads=np.full((count, season_length), bank.season_spread**2),
            last=np.full(count, -1, dtype=np.int64),
        )
        filters.series[:, WHOLE] = 1.0
        if prior is not None:
            grid = bank.grid()
            for row in np.flatnonzero(~np.isnan(prior.mean)):
                begin(
                    filters.states[row],
                    filters.members[row],
                    filters.series[row],
                    grid,
                    prior.mean[row],
                    prior.mean_sd[row] ** 2,
                    prior.noise_sd[row] ** 2,
                    prior.weight,
                )
            if prior.season is not None:
                filters.factors[:] = prior.season
        return filters

    @property
    def count(self) -> int:
        """Return the number of series."""
        return int(self.last.size)

    def update(
        self,
        rows: ArrayLike,
        periods: ArrayLike,
        quantities: ArrayLike,
        censored: ArrayLike | None = None,
        known: ArrayLike | None = None,
    ) -> None:
        """Take in observations: row, period, quantity in stock units, each series' periods rising; gaps are unknown.

        A censored quantity was cut off by a stock-out: demand was at least that. `known` are factors by which a period
        sold more than usual (promotions, an official forecast's profile); 1 where nothing is known. Raises InvalidField
        that names the row and what is wrong, with nothing taken in.
        """
        row = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        quantity = np.broadcast_to(np.asarray(quantities, dtype=float), row.shape)
        period = np.broadcast_to(np.asarray(periods, dtype=np.int64), row.shape)
        cut = np.broadcast_to(np.asarray(False if censored is None else censored, dtype=bool), row.shape)
        factor = np.broadcast_to(np.asarray(1.0 if known is None else known, dtype=float), row.shape)
        self._check(row, period, quantity, factor)
        take_in(
            self.states, self.members, self.series, self.factors, self.spreads, self.last,
            self.bank.grid(), self.bank.common(), row, period, quantity, cut, factor,
        )

    def _check(self, row: Whole, period: Whole, quantity: Array, factor: Array) -> None:
        _refuse((row < 0) | (row >= self.count), row, "rows", "is no series here")
        _refuse(~np.isfinite(quantity), row, "quantities", "has to be a number")
        _refuse(quantity < 0, row, "quantities", "may not be below zero; returns are counted apart")
        _refuse(~np.isfinite(factor) | (factor <= 0), row, "known", "has to be a number above zero")
        order = np.argsort(row, kind="stable")
        before = self.last[row].copy()
        again = row[order][1:] == row[order][:-1]
        before[order[1:][again]] = period[order[:-1][again]]
        _refuse(period <= before, row, "periods", "has to come after the periods that were seen")

    def forecast(self, horizon: int, rows: ArrayLike | None = None, known: ArrayLike | None = None, since: ArrayLike | None = None) -> Forecast:
        """Return the forecast of `horizon` periods after each series' last, or after period `since`.

        `known` (n, h) are the factors of the periods to come, as in `update`.
        """
        row = np.arange(self.count) if rows is None else np.atleast_1d(np.asarray(rows, dtype=np.int64))
        if horizon < 1:
            raise InvalidField("has to be at least 1", record="forecast", field="horizon")
        shape = (row.size, horizon)
        factor = np.ascontiguousarray(np.broadcast_to(np.asarray(1.0 if known is None else known, dtype=float), shape))
        until = np.ascontiguousarray(np.broadcast_to(self.last[row] if since is None else np.asarray(since, dtype=np.int64), row.shape))
        _refuse(until < self.last[row], row, "since", "has to be no earlier than the last period seen")
        mean, variance, total, total_variance = (np.zeros(shape) for _ in range(4))
        look_ahead(
            self.states, self.members, self.series, self.factors, self.spreads, self.last, self.bank.grid(),
            row, factor, until, mean, variance, total, total_variance,
        )
        return Forecast(
            mean=mean,
            sd=np.sqrt(variance),
            cumulative_mean=total,
            cumulative_sd=np.sqrt(total_variance),
            none_sold=self._none_sold(row, horizon),
            whole=self.series[row, WHOLE] == 1.0,
        )

    def _none_sold(self, row: Whole, horizon: int) -> Array:
        """Return E[(1 - p)^h] with p ~ Beta(½ + periods that sold, ½ + those that did not): B(a, b + h) / B(a, b)."""
        sold, unsold = self.series[row, SOLD, None] + 0.5, self.series[row, UNSOLD, None] + 0.5
        ahead = np.arange(1, horizon + 1)[None, :]
        chance: Array = np.ones((row.size, horizon))
        for h in range(horizon):
            earlier = chance[:, h - 1] if h else 1.0
            chance[:, h] = earlier * ((unsold + ahead - 1) / (sold + unsold + ahead - 1))[:, h]
        return np.where(self.series[row, UNSOLD, None] > 0, chance, 0.0)


def _refuse(wrong: NDArray[np.bool_], row: Whole, field: str, message: str) -> None:
    found = np.flatnonzero(wrong)
    if found.size:
        raise InvalidField(message, record=f"observation {found[0]} of row {row[found[0]]}", field=field)
