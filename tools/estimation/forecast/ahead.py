"""Ahead: mean and variance of single and of cumulative demand, from the filters of each series; a compiled kernel."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tools.estimation.forecast.step import (
    C_CROSS,
    C_LEVEL,
    C_SLOPE,
    CHANCE,
    FREEDOM,
    KINDS,
    LEAST_SHARE,
    LEVEL,
    LOG_WEIGHT,
    MEAN,
    SCALE,
    SEASON_ODDS,
    SLOPE,
    SOLD,
    STARTED,
    UNSOLD,
    USUAL_SIZE,
    ZEROS,
    doubt_of,
    is_steady,
    size_of,
)
from tools.optimizer.compiled import compiled

Array = NDArray[np.float64]


@compiled
def look_ahead(
    states: Array,
    members: Array,
    series: Array,
    factors: Array,
    spreads: Array,
    last: NDArray[np.int64],
    grid: Array,
    common: Array,
    rows: NDArray[np.int64],
    known: Array,
    until: NDArray[np.int64],
    mean: Array,
    variance: Array,
    total: Array,
    total_variance: Array,
) -> None:
    """Fill the moments of periods 1 to h after `until` (rows, h) and of their sums.

    State of the recursion: level, slope and the sum so far, with their covariance; so the errors of level and slope,
    which every period shares, and the noise to come are counted exactly. A member's variance is widened by its
    degrees of freedom; members are mixed by their weights.
    """
    horizon, season = mean.shape[1], factors.shape[1]
    times, doubts = np.zeros(season), np.zeros(season)
    for at in range(rows.shape[0]):
        row = rows[at]
        s = series[row]
        if s[STARTED] == 0.0:
            # Nothing ever sold: as if half a unit had in the periods seen.
            rate = 0.5 / (s[ZEROS] + 1.0)
            for h in range(horizon):
                k = known[at, h]
                mean[at, h], variance[at, h] = rate * k, rate * k + (rate * k) ** 2
                so_far = total[at, h - 1] if h > 0 else 0.0
                total[at, h] = so_far + rate * k
                total_variance[at, h] = total[at, h] + total[at, h] ** 2
            continue
        trust = 1.0 / (1.0 + math.exp(-s[SEASON_ODDS])) if season > 1 else 0.0
        doubtful = 1e-12
        steady = is_steady(s, common)
        for k in range(season):
            doubts[k] = doubt_of(trust, factors[row, k], spreads[row, k])
            doubtful += doubts[k]
        for g in range(grid.shape[0]):
            weight = math.exp(members[row, g, LOG_WEIGHT])
            if weight < 1e-6:
                continue
            scale, freedom = members[row, g, SCALE], members[row, g, FREEDOM]
            if not steady:
                freedom *= s[SOLD] / (s[SOLD] + s[UNSOLD])
            # The normal whose centiles from the 90th to the 95th are those of Student's t; its variance would say more.
            scale *= freedom / (freedom - 1.5) if freedom > 4.0 else 1.6
            phi, back = grid[g, 2], grid[g, 5]
            stays = 1.0 - back
            level, slope, cll, clb, cbb = 0.0, 0.0, 0.0, 0.0, 0.0
            for k in range(KINDS):
                level += states[row, g, k, CHANCE] * states[row, g, k, LEVEL]
                slope += states[row, g, k, CHANCE] * states[row, g, k, SLOPE]
            for k in range(KINDS):
                p = states[row, g, k, CHANCE]
                off, off_slope = states[row, g, k, LEVEL] - level, states[row, g, k, SLOPE] - slope
                cll += p * (states[row, g, k, C_LEVEL] + off * off / scale)
                clb += p * (states[row, g, k, C_CROSS] + off * off_slope / scale)
                cbb += p * (states[row, g, k, C_SLOPE] + off_slope * off_slope / scale)
            summed, css, csl, csb, squares, crossed = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            times[:] = 0.0
            passed = until[at] - last[row]
            for h in range(passed + horizon):
                size = max(level, LEAST_SHARE * s[USUAL_SIZE])
                c_level, c_cross, c_slope = cll, clb, cbb
                cll = stays * stays * c_level + phi * (2.0 * stays * c_cross + phi * c_slope) + grid[g, 0] * size
                clb = phi * ((stays - back) * c_cross + phi * c_slope) - stays * back * c_level
                cbb = back * (back * c_level - 2.0 * phi * c_cross) + phi * phi * c_slope + grid[g, 1] * size
                csl, csb = stays * csl + phi * csb, phi * csb - back * csl
                slope = phi * slope - back * (level - s[MEAN])
                level += slope
                if h < passed:
                    continue
                step = h - passed
                place = (last[row] + 1 + h) % season
                factor = known[at, step] * (1.0 + trust * (factors[row, place] - 1.0))
                sells = factor * max(level, 0.0)
                noise = scale * size_of(level, factor, s[USUAL_SIZE], steady)
                css += 2.0 * factor * csl + factor * factor * cll
                csl += factor * cll
                csb += factor * clb
                css += noise / scale
                doubt, sold = doubts[place], known[at, step] * level
                of_one = sold * sold * doubt * (1.0 - doubt / doubtful)
                squares += doubt * ((times[place] + sold) ** 2 - times[place] ** 2)
                crossed += doubt * sold
                times[place] += sold
                summed += sells
                single = scale * factor * factor * cll + noise + of_one
                whole = scale * css + squares - crossed * crossed / doubtful
                mean[at, step] += weight * sells
                variance[at, step] += weight * (single + sells * sells)
                total[at, step] += weight * summed
                total_variance[at, step] += weight * (whole + summed * summed)
        for h in range(horizon):
            variance[at, h] = max(variance[at, h] - mean[at, h] ** 2, 1e-12 * s[USUAL_SIZE] ** 2)
            total_variance[at, h] = max(total_variance[at, h] - total[at, h] ** 2, variance[at, 0] * 1e-6)
