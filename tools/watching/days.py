"""Days: the last days of every row, as they were told, and how the filters learn them; a compiled kernel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.estimation.forecast.step import take_in
from tools.optimizer.compiled import compiled

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
One = tuple[Whole, Whole, Array, Flags, Array]
Filters = tuple[Array, Array, Array, Array, Array, Whole]

TAKEN, LATE, CORRECTED, DUPLICATED, SUPERSEDED, TOO_LATE, MISSING, OUTCOMES = 0, 1, 2, 3, 4, 5, 6, 7


@compiled
def take_days(
    told: tuple[Whole, Whole, Array, Flags, Whole, Whole],
    kept: tuple[Whole, Array, Flags, Whole, Whole],
    settled: Filters,
    current: Filters,
    bank: tuple[Array, Array],
    moved: Flags,
    outcomes: Whole,
) -> None:
    """Take in days in the order in which they are told; `moved` says which of them changed a belief.

    A day is kept at its place modulo the length of the window, until a day as many later takes its place: then it is
    settled. Rows with a day that is not the newest are learnt anew at the end, each once.
    """
    rows, days, quantities, censored, stamps, identities = told
    newest, quantity, cut, recorded, identity = kept
    window = quantity.shape[1]
    again = np.zeros(len(rows), dtype=np.bool_)
    waiting = np.zeros(len(newest), dtype=np.bool_)
    one = (
        np.zeros(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1),
        np.zeros(1, dtype=np.bool_),
        np.ones(1),
    )
    for at in range(len(rows)):
        row, day = rows[at], days[at]
        place = day % window
        if day <= newest[row] - window or (day <= settled[5][row]):
            outcomes[TOO_LATE] += 1
            continue
        if day <= newest[row]:
            if not np.isnan(quantity[row, place]):
                if stamps[at] == recorded[row, place] and identities[at] == identity[row, place]:
                    outcomes[DUPLICATED] += 1
                    continue
                if stamps[at] < recorded[row, place] or (
                    stamps[at] == recorded[row, place] and identities[at] < identity[row, place]
                ):
                    outcomes[SUPERSEDED] += 1
                    continue
                outcomes[CORRECTED] += 1
            else:
                outcomes[LATE] += 1
            again[at] = True
            waiting[row] = True
        else:
            # What the new days push out of the window is settled.
            for old in range(max(newest[row] - window + 1, settled[5][row] + 1), min(day - window, newest[row]) + 1):
                if old < 0:
                    continue
                if np.isnan(quantity[row, old % window]):
                    outcomes[MISSING] += 1
                else:
                    _learn(settled, bank, one, row, old, quantity[row, old % window], cut[row, old % window])
                    quantity[row, old % window] = np.nan
            if newest[row] >= 0:
                outcomes[MISSING] += max(0, day - window - newest[row])
            if not waiting[row]:
                _learn(current, bank, one, row, day, quantities[at], censored[at])
            newest[row] = day
        quantity[row, place], cut[row, place] = quantities[at], censored[at]
        recorded[row, place], identity[row, place] = stamps[at], identities[at]
        moved[at] = True
        outcomes[TAKEN] += 1
    for at in range(len(rows)):
        row = rows[at]
        if again[at] and waiting[row]:
            waiting[row] = False
            _learn_anew(settled, current, bank, one, row, newest[row], quantity[row], cut[row])


@compiled
def _learn_anew(
    settled: Filters,
    current: Filters,
    bank: tuple[Array, Array],
    one: One,
    row: int,
    newest: int,
    quantity: Array,
    cut: Flags,
) -> None:
    """Bring a row's current filters to what is settled and then all days of its window, in their order."""
    current[0][row] = settled[0][row]
    current[1][row] = settled[1][row]
    current[2][row] = settled[2][row]
    current[3][row] = settled[3][row]
    current[4][row] = settled[4][row]
    current[5][row] = settled[5][row]
    window = len(quantity)
    for day in range(max(0, newest - window + 1), newest + 1):
        if not np.isnan(quantity[day % window]):
            _learn(current, bank, one, row, day, quantity[day % window], cut[day % window])


@compiled
def _learn(
    filters: Filters, bank: tuple[Array, Array], one: One, row: int, day: int, quantity: float, censored: bool
) -> None:
    """Let filters learn one day; `one` is a place for one observation."""
    states, members, series, factors, spreads, last = filters
    rows, days, quantities, cut, known = one
    rows[0], days[0], quantities[0], cut[0] = row, day, quantity, censored
    take_in(states, members, series, factors, spreads, last, bank[0], bank[1], rows, days, quantities, cut, known)
