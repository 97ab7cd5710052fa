"""The step: what one observation does to the filters of its series; a compiled kernel over arrays.

A multi-process model of class II (Harrison and Stevens 1976, Journal of the Royal Statistical Society B 38; West and
Harrison 1997, chapter 12) for every member of the bank: each period is usual, a one-off (its noise is wider) or a shift
(the level's variance is wider), the three pasts are crossed with the three presents and collapsed to three again by
their moments. Members are averaged by their predictive densities. Variances are in multiples of the scale S: noise
S · v with v = the mean, as counts have it; S is learnt by the conjugate update of West and Harrison, section 4.5.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tools.estimation.forecast.density import standardised, tail_of
from tools.optimizer.compiled import compiled

Array = NDArray[np.float64]

KINDS = 3
USUAL, ONE_OFF, SHIFT = 0, 1, 2
LEVEL, SLOPE, C_LEVEL, C_CROSS, C_SLOPE, CHANCE = 0, 1, 2, 3, 4, 5
STATE = 6
"""What is kept of each kind of each member: level, slope, their covariance / S, and the chance of the kind."""
SCALE, FREEDOM, LOG_WEIGHT = 0, 1, 2
MEMBER = 3
SOLD, UNSOLD, USUAL_SIZE, SEASON_ODDS, STARTED, WHOLE, ZEROS = 0, 1, 2, 3, 4, 5, 6
NOW_ONE_OFF, NOW_SHIFT, WAS_ONE_OFF, WAS_SHIFT, ODD_AT, SHIFTED_AT, MEAN = 7, 8, 9, 10, 11, 12, 13
SERIES = 14
MORE_LIKELY_THAN_NOT = 0.5
LEAST_SHARE = 0.1
"""Noise does not fall below that of a tenth of the usual size, however low the level."""
WIDEST = 6.0
"""Where odd days are looked for, none counts for more than so many times its expected square in the noise."""
NEGLIGIBLE = 1e-4
"""A past and a present that less likely go together are not looked at."""
USUAL_GAIN, RARE_GAIN = 0.05, 0.03
"""The usual size moves by this share of its distance to the level each period; slower where sales are rare."""
OCCURRENCE_MEMORY = 0.98
SEASON_MEMORY = 0.99


@compiled
def size_of(level: float, factor: float, usual: float, steady: bool) -> float:
    """Return what the noise of a period goes with: its mean.

    Where sales are rare it is the usual size instead: a level that every sale moves would weigh the days without one
    the more the lower it is, and end too high.
    """
    if steady:
        return max(factor * level, LEAST_SHARE * usual)
    return max(factor, LEAST_SHARE) * usual


@compiled
def doubt_of(trust: float, factor: float, spread: float) -> float:
    """Return the variance of a factor that holds with chance `trust` and is 1 otherwise."""
    return trust * (spread + (1.0 - trust) * (factor - 1.0) ** 2)


@compiled
def is_steady(series: Array, common: Array) -> bool:
    """Tell whether so many periods sell that a day out of the usual is odd."""
    return bool(series[SOLD] >= common[7] * (series[SOLD] + series[UNSOLD]))


@compiled
def begin(
    state: Array, member: Array, series: Array, grid: Array, level: float, variance: float, noise: float, weight: float
) -> None:
    """Start a series at a level known with `variance`, its noise having variance `noise`, known as from `weight`."""
    size = max(level, 1e-300)
    scale = noise / size
    for g in range(grid.shape[0]):
        member[g, SCALE], member[g, FREEDOM], member[g, LOG_WEIGHT] = scale, weight, math.log(grid[g, 4])
        for k in range(KINDS):
            state[g, k, LEVEL], state[g, k, SLOPE] = level, 0.0
            state[g, k, C_LEVEL], state[g, k, C_CROSS] = variance / scale, 0.0
            state[g, k, C_SLOPE] = grid[g, 3] * size
            state[g, k, CHANCE] = 1.0 if k == USUAL else 0.0
    series[STARTED] = 1.0
    series[USUAL_SIZE] = size
    series[MEAN] = size


@compiled
def advance(state: Array, series: Array, grid: Array, periods: int) -> None:
    """Let `periods` pass without an observation."""
    for g in range(grid.shape[0]):
        phi, back = grid[g, 2], grid[g, 5]
        stays = 1.0 - back
        for k in range(KINDS):
            s = state[g, k]
            if s[CHANCE] <= 0.0:
                continue
            for _ in range(periods):
                size = max(s[LEVEL], LEAST_SHARE * series[USUAL_SIZE])
                c_level, c_cross, c_slope = s[C_LEVEL], s[C_CROSS], s[C_SLOPE]
                s[C_LEVEL] = stays * stays * c_level + phi * (2.0 * stays * c_cross + phi * c_slope) + grid[g, 0] * size
                s[C_CROSS] = phi * ((stays - back) * c_cross + phi * c_slope) - stays * back * c_level
                s[C_SLOPE] = back * (back * c_level - 2.0 * phi * c_cross) + phi * phi * c_slope + grid[g, 1] * size
                s[SLOPE] = phi * s[SLOPE] - back * (s[LEVEL] - series[MEAN])
                s[LEVEL] += s[SLOPE]


@compiled
def learn(
    state: Array,
    member: Array,
    series: Array,
    factors: Array,
    spreads: Array,
    place: int,
    grid: Array,
    common: Array,
    quantity: float,
    censored: bool,
    known: float,
) -> None:
    """Take in one observation of the period that the filters stand at, `known` times the usual by what was told.

    A censored one says that demand was at least `quantity`: level and slope get the moments of their distribution given
    that, exact for a normal prior (Tobin 1958, Econometrica 26; the recursion is assumed-density filtering: Maybeck
    1982, Stochastic Models, Estimation and Control 2, chapter 12; Minka 2001). The noise is learnt from the expected
    square, the E-step of EM (Dempster, Laird and Rubin 1977).
    """
    trust = 0.0
    if factors.shape[0] > 1:
        trust = 1.0 / (1.0 + math.exp(-series[SEASON_ODDS]))
    factor = known * (1.0 + trust * (factors[place] - 1.0))
    whole = series[WHOLE] == 1.0
    looked_for = is_steady(series, common)
    chance = np.zeros(KINDS)
    chance[ONE_OFF] = common[2] if looked_for else 0.0
    chance[SHIFT] = common[4] if looked_for else 0.0
    chance[USUAL] = 1.0 - chance[ONE_OFF] - chance[SHIFT]
    members = grid.shape[0]
    joint = np.zeros((KINDS, KINDS))
    square = np.zeros((KINDS, KINDS))
    after = np.zeros((KINDS, KINDS, 5))
    now = np.zeros((members, KINDS))
    was = np.zeros((members, KINDS))
    before, before_square, noise_before = 0.0, 0.0, 0.0
    highest = -1e300
    for g in range(members):
        scale, freedom = member[g, SCALE], member[g, FREEDOM]
        mean, second = 0.0, 0.0
        for i in range(KINDS):
            mean += state[g, i, CHANCE] * state[g, i, LEVEL]
            second += state[g, i, CHANCE] * (state[g, i, LEVEL] ** 2 + scale * state[g, i, C_LEVEL])
        size = size_of(mean, factor, series[USUAL_SIZE], looked_for)
        weight = math.exp(member[g, LOG_WEIGHT])
        before += weight * mean
        before_square += weight * second
        noise_before += weight * scale * size
        from_season = 0.0
        if factors.shape[0] > 1:
            from_season = (known * mean) ** 2 * doubt_of(trust, factors[place], spreads[place]) / scale
        widened = max(common[5] ** 2 * size, (common[6] * mean) ** 2 / scale)
        best = -1e300
        for i in range(KINDS):
            for j in range(KINDS):
                prior = state[g, i, CHANCE] * chance[j]
                if prior <= NEGLIGIBLE:
                    joint[i, j] = -1e300
                    continue
                s = state[g, i]
                c_level = s[C_LEVEL] + (widened if j == SHIFT else 0.0)
                noise = size * (common[3] if j == ONE_OFF else 1.0)
                spread = factor * factor * c_level + noise + from_season
                miss = quantity - factor * s[LEVEL]
                left = 0.0
                if censored:
                    sd = math.sqrt(scale * spread)
                    z = miss / sd
                    density, hazard = tail_of(z)
                    miss = sd * hazard
                    left = min(1.0, max(0.0, 1.0 - hazard * (hazard - z)))
                    square[i, j] = miss * miss / (scale * spread) + left
                elif looked_for:
                    z, density = standardised(quantity, factor * s[LEVEL], scale * spread, whole)
                    square[i, j] = z * z
                    density -= 0.5 * (freedom + 1.0) * math.log(1.0 + z * z / freedom)
                else:
                    square[i, j] = miss * miss / (scale * spread)
                    density = -0.5 * math.log(scale * spread)
                    density -= 0.5 * (freedom + 1.0) * math.log(1.0 + square[i, j] / freedom)
                if looked_for:
                    square[i, j] = min(square[i, j], WIDEST)
                gain, gain_slope = factor * c_level / spread, factor * s[C_CROSS] / spread
                taken = spread * (1.0 - left)
                after[i, j, LEVEL] = s[LEVEL] + gain * miss
                after[i, j, SLOPE] = s[SLOPE] + gain_slope * miss
                after[i, j, C_LEVEL] = c_level - gain * gain * taken
                after[i, j, C_CROSS] = s[C_CROSS] - gain * gain_slope * taken
                after[i, j, C_SLOPE] = s[C_SLOPE] - gain_slope * gain_slope * taken
                joint[i, j] = density + math.log(prior)
                best = max(best, joint[i, j])
        total, kept, expected = 0.0, 0.0, 0.0
        for i in range(KINDS):
            for j in range(KINDS):
                joint[i, j] = math.exp(joint[i, j] - best)
                total += joint[i, j]
        for i in range(KINDS):
            for j in range(KINDS):
                if joint[i, j] < common[12] * total:
                    joint[i, j] = 0.0
                kept += joint[i, j]
                expected += joint[i, j] * square[i, j]
        expected /= kept
        for i in range(KINDS):
            for j in range(KINDS):
                joint[i, j] /= kept
                was[g, i] += joint[i, j]
                now[g, j] += joint[i, j]
        old = common[1] * freedom
        member[g, FREEDOM] = old + 1.0
        if looked_for:
            expected /= common[11]
        member[g, SCALE] = scale * (old + expected) / (old + 1.0)
        member[g, LOG_WEIGHT] = member[g, LOG_WEIGHT] + best + math.log(total)
        highest = max(highest, member[g, LOG_WEIGHT])
        _collapse(state[g], joint, after, now[g], scale)
    total = 0.0
    for g in range(members):
        total += math.exp(member[g, LOG_WEIGHT] - highest)
    one_off, shift, was_one_off, was_shift, level = 0.0, 0.0, 0.0, 0.0, 0.0
    for g in range(members):
        weight = math.exp(member[g, LOG_WEIGHT] - highest) / total
        weight += common[0] * (grid[g, 4] - weight)
        member[g, LOG_WEIGHT] = math.log(max(weight, 1e-300))
        one_off += weight * now[g, ONE_OFF]
        shift += weight * now[g, SHIFT]
        was_one_off += weight * was[g, ONE_OFF]
        was_shift += weight * was[g, SHIFT]
        for k in range(KINDS):
            level += weight * state[g, k, CHANCE] * state[g, k, LEVEL]
    series[NOW_ONE_OFF], series[NOW_SHIFT] = one_off, shift
    series[WAS_ONE_OFF], series[WAS_SHIFT] = was_one_off, was_shift
    series[USUAL_SIZE] += (max(level, 0.0) - series[USUAL_SIZE]) * (USUAL_GAIN if looked_for else RARE_GAIN)
    if not censored:
        series[MEAN] += (quantity / max(factor, LEAST_SHARE) - series[MEAN]) / (series[SOLD] + series[UNSOLD] + 1.0)
    if factors.shape[0] > 1 and not censored:
        variance = max(0.0, before_square - before * before)
        _learn_season(series, factors, spreads, place, common, quantity / known, before, variance, noise_before / known)


@compiled
def _collapse(state: Array, joint: Array, after: Array, now: Array, scale: float) -> None:
    """Put three normal distributions in the place of nine: those that end in the same kind, by their moments."""
    for j in range(KINDS):
        state[j, CHANCE] = now[j]
        if now[j] <= 0.0:
            continue
        level, slope = 0.0, 0.0
        for i in range(KINDS):
            level += joint[i, j] / now[j] * after[i, j, LEVEL]
            slope += joint[i, j] / now[j] * after[i, j, SLOPE]
        c_level, c_cross, c_slope = 0.0, 0.0, 0.0
        for i in range(KINDS):
            share = joint[i, j] / now[j]
            off, off_slope = after[i, j, LEVEL] - level, after[i, j, SLOPE] - slope
            c_level += share * (after[i, j, C_LEVEL] + off * off / scale)
            c_cross += share * (after[i, j, C_CROSS] + off * off_slope / scale)
            c_slope += share * (after[i, j, C_SLOPE] + off_slope * off_slope / scale)
        state[j, LEVEL], state[j, SLOPE] = level, slope
        state[j, C_LEVEL], state[j, C_CROSS], state[j, C_SLOPE] = c_level, c_cross, c_slope


@compiled
def _learn_season(
    series: Array,
    factors: Array,
    spreads: Array,
    place: int,
    common: Array,
    quantity: float,
    level: float,
    variance: float,
    noise: float,
) -> None:
    """Move the factor of one place of the season, and the odds that there is a season at all.

    The factors are normal and independent but for their mean of 1, to which they are drawn by their variances. (Their
    variances are left: that there is such a mean would be counted anew every period.) The odds are those of
    the predictive densities with the factor and without it.
    """
    seen = max(level, LEAST_SHARE * series[USUAL_SIZE])
    for k in range(factors.shape[0]):
        spreads[k] = min(spreads[k] + common[9], common[8])
    factor = factors[place]
    with_it = factor * factor * variance + noise * max(factor, LEAST_SHARE) + seen * seen * spreads[place]
    without = variance + noise
    miss, plain = quantity - factor * level, quantity - level
    gain = 0.5 * (math.log(without) + plain * plain / without - math.log(with_it) - miss * miss / with_it)
    odds = SEASON_MEMORY * series[SEASON_ODDS] + max(-3.0, min(3.0, gain))
    series[SEASON_ODDS] = max(-12.0, min(12.0, odds))
    # A day far off says nothing of the season: its miss is limited to three sd.
    miss = max(-3.0 * math.sqrt(with_it), min(3.0 * math.sqrt(with_it), miss))
    step = seen * spreads[place] / with_it
    factors[place] += step * miss
    spreads[place] -= step * seen * spreads[place]
    total, beyond = 0.0, 0.0
    for k in range(factors.shape[0]):
        total += spreads[k]
        beyond += factors[k] - 1.0
    for k in range(factors.shape[0]):
        share = spreads[k] / total
        factors[k] = max(0.0, factors[k] - share * beyond)


@compiled
def take_in(
    states: Array,
    members: Array,
    series: Array,
    factors: Array,
    spreads: Array,
    last: NDArray[np.int64],
    grid: Array,
    common: Array,
    rows: NDArray[np.int64],
    periods: NDArray[np.int64],
    quantities: Array,
    censored: NDArray[np.bool_],
    known: Array,
) -> None:
    """Take in observations one after another; each series' in order of its periods, all checked before."""
    for at in range(rows.shape[0]):
        row, quantity = rows[at], quantities[at]
        usual = quantity / known[at]
        s = series[row]
        earlier = last[row]
        gap = periods[at] - earlier if earlier >= 0 else 1
        last[row] = periods[at]
        if not censored[at]:
            sold = 1.0 if quantity > 0.0 else 0.0
            s[SOLD] = OCCURRENCE_MEMORY * s[SOLD] + sold
            s[UNSOLD] = OCCURRENCE_MEMORY * s[UNSOLD] + 1.0 - sold
            if quantity != math.floor(quantity):
                s[WHOLE] = 0.0
        if s[STARTED] == 0.0:
            if quantity <= 0.0:
                s[ZEROS] += 0.0 if censored[at] else 1.0
                continue
            count = s[ZEROS] + 1.0
            level = usual / count
            noise = (common[10] * level) ** 2 if count == 1.0 else usual * level
            begin(states[row], members[row], s, grid, level, noise / count, noise, 1.0)
            continue
        advance(states[row], s, grid, gap)
        place = periods[at] % factors.shape[1]
        learn(
            states[row],
            members[row],
            s,
            factors[row],
            spreads[row],
            place,
            grid,
            common,
            quantity,
            censored[at],
            known[at],
        )
        # A period is best judged with the one after it: the one-step-back chances of West and Harrison, section 12.4.
        if s[WAS_ONE_OFF] > MORE_LIKELY_THAN_NOT:
            s[ODD_AT] = earlier
        if s[WAS_SHIFT] > MORE_LIKELY_THAN_NOT:
            s[SHIFTED_AT] = earlier
        if s[NOW_SHIFT] > MORE_LIKELY_THAN_NOT:
            s[SHIFTED_AT] = periods[at]
