"""DemandFilters: the state of the demand filters of many series, updated by any of them, forecast at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.estimation.forecast.ahead import look_ahead
from tools.estimation.forecast.bank import Bank
from tools.estimation.forecast.distribution import Forecast
from tools.estimation.forecast.prior import Prior
from tools.estimation.forecast.step import (
    C_CROSS,
    C_LEVEL,
    C_SLOPE,
    CHANCE,
    KINDS,
    LEVEL,
    LOG_WEIGHT,
    MEMBER,
    ODD_AT,
    SCALE,
    SEASON_ODDS,
    SERIES,
    SHIFTED_AT,
    SLOPE,
    SOLD,
    STARTED,
    STATE,
    UNSOLD,
    WHOLE,
    begin,
    take_in,
)
from trimtab.beliefs import Persistence
from trimtab.errors import InvalidField

RECENT_ONE_OFF, RECENT_SHIFT = 7, 28
"""Periods for which a one-off and a new normal are news."""

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
    def start(
        cls, count: int, *, season_length: int = 1, prior: Prior | None = None, bank: Bank | None = None
    ) -> DemandFilters:
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
        filters.series[:, ODD_AT] = filters.series[:, SHIFTED_AT] = -1.0
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
            self.states,
            self.members,
            self.series,
            self.factors,
            self.spreads,
            self.last,
            self.bank.grid(),
            self.bank.common(),
            row,
            period,
            quantity,
            cut,
            factor,
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

    def forecast(
        self,
        horizon: int,
        rows: ArrayLike | None = None,
        known: ArrayLike | None = None,
        since: ArrayLike | None = None,
    ) -> Forecast:
        """Return the forecast of `horizon` periods after each series' last, or after period `since`.

        `known` (n, h) are the factors of the periods to come, as in `update`.
        """
        row = np.arange(self.count) if rows is None else np.atleast_1d(np.asarray(rows, dtype=np.int64))
        if horizon < 1:
            raise InvalidField("has to be at least 1", record="forecast", field="horizon")
        shape = (row.size, horizon)
        factor = np.ascontiguousarray(np.broadcast_to(np.asarray(1.0 if known is None else known, dtype=float), shape))
        until = np.ascontiguousarray(
            np.broadcast_to(self.last[row] if since is None else np.asarray(since, dtype=np.int64), row.shape)
        )
        _refuse(until < self.last[row], row, "since", "has to be no earlier than the last period seen")
        mean, variance, total, total_variance = (np.zeros(shape) for _ in range(4))
        look_ahead(
            self.states,
            self.members,
            self.series,
            self.factors,
            self.spreads,
            self.last,
            self.bank.grid(),
            row,
            factor,
            until,
            mean,
            variance,
            total,
            total_variance,
        )
        return Forecast(
            mean=mean,
            sd=np.sqrt(variance),
            cumulative_mean=total,
            cumulative_sd=np.sqrt(total_variance),
            none_sold=self._none_sold(row, horizon),
            whole=self.series[row, WHOLE] == 1.0,
        )

    def believe(self, rows: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> None:
        """Take in an official forecast of the level, `mean` a period with an error of `sd`, as evidence beside demand.

        A normal prior of the level times this is normal again (precisions add); a member that it surprises loses
        weight. Say it once each time it is revised. Where nothing was sold yet the series starts from it.
        """
        row = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        said = np.broadcast_to(np.asarray(mean, dtype=float), row.shape)
        error = np.broadcast_to(np.asarray(sd, dtype=float), row.shape)
        _refuse((row < 0) | (row >= self.count), row, "rows", "is no series here")
        _refuse(~(said > 0) | ~np.isfinite(said), row, "mean", "has to be a number above zero")
        _refuse(~(error > 0) | ~np.isfinite(error), row, "sd", "has to be a number above zero")
        grid = self.bank.grid()
        for at in np.flatnonzero(self.series[row, STARTED] == 0.0):
            r, noise = row[at], (self.bank.first_cv * said[at]) ** 2
            begin(self.states[r], self.members[r], self.series[r], grid, said[at], error[at] ** 2, noise, 1.0)
        known = self.series[row, STARTED] == 1.0
        for r, m, e in zip(row[known], said[known], error[known], strict=True):
            self._believe_one(int(r), float(m), float(e))

    def _believe_one(self, row: int, mean: float, sd: float) -> None:
        state, scale = self.states[row], self.members[row, :, SCALE, None]
        spread = state[..., C_LEVEL] + sd * sd / scale
        miss = mean - state[..., LEVEL]
        gain, gain_slope = state[..., C_LEVEL] / spread, state[..., C_CROSS] / spread
        density = np.exp(-0.5 * miss * miss / (scale * spread)) / np.sqrt(scale * spread)
        likely = np.maximum((state[..., CHANCE] * density).sum(axis=1), 1e-300)
        state[..., LEVEL] += gain * miss
        state[..., SLOPE] += gain_slope * miss
        state[..., C_SLOPE] -= gain_slope * state[..., C_CROSS]
        state[..., C_CROSS] -= gain * state[..., C_CROSS]
        state[..., C_LEVEL] -= gain * state[..., C_LEVEL]
        weight = np.exp(self.members[row, :, LOG_WEIGHT]) * likely
        self.members[row, :, LOG_WEIGHT] = np.log(np.maximum(weight / weight.sum(), 1e-300))

    def levels(self) -> Array:
        """Return the level of each series in stock units a period, season and promotions apart; NaN where unknown."""
        weight = np.exp(self.members[:, :, LOG_WEIGHT])
        level = (self.states[..., CHANCE] * self.states[..., LEVEL]).sum(axis=2)
        return np.where(self.series[:, STARTED] == 1.0, (weight * level).sum(axis=1), np.nan)

    def dispersions(self) -> Array:
        """Return the noise's variance over its mean, in stock units; NaN where nothing is known."""
        weight = np.exp(self.members[:, :, LOG_WEIGHT])
        return np.where(self.series[:, STARTED] == 1.0, (weight * self.members[:, :, SCALE]).sum(axis=1), np.nan)

    def seasons(self) -> Array:
        """Return the factors of the season (n, length), drawn to 1 by the chance that there is none."""
        trust = 1.0 / (1.0 + np.exp(-self.series[:, SEASON_ODDS]))
        return np.asarray(1.0 + trust[:, None] * (self.factors - 1.0))

    def persistence(self) -> list[Persistence]:
        """Return of each series whether what was last unusual in it is a new normal, a one-off, or long past."""
        shifted, odd = self.series[:, SHIFTED_AT], self.series[:, ODD_AT]
        found = []
        for last, at, odd_at in zip(self.last, shifted, odd, strict=True):
            if at >= 0 and last - at < RECENT_SHIFT:
                found.append(Persistence.NEW_NORMAL)
            elif odd_at >= 0 and last - odd_at < RECENT_ONE_OFF:
                found.append(Persistence.ONE_OFF)
            else:
                found.append(Persistence.USUAL)
        return found

    def _none_sold(self, row: Whole, horizon: int) -> Array:
        """Return E[(1 - p)^h] with p ~ Beta(½ + periods that sold, ½ + those that did not): B(a, b + h) / B(a, b)."""
        sold, unsold = self.series[row, SOLD, None] + 0.5, self.series[row, UNSOLD, None] + 0.5
        ahead = np.arange(1, horizon + 1)[None, :]
        chance = np.cumprod((unsold + ahead - 1) / (sold + unsold + ahead - 1), axis=1)
        return np.where(self.series[row, UNSOLD, None] > 0, chance, 0.0)


def _refuse(wrong: NDArray[np.bool_], row: Whole, field: str, message: str) -> None:
    found = np.flatnonzero(wrong)
    if found.size:
        raise InvalidField(message, record=f"observation {found[0]} of row {row[found[0]]}", field=field)
