"""Supply that is watched: what is on hand and still to come of every row, whatever the order in which it was told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.optimizer.compiled import compiled
from tools.watching.counts import Counts
from tools.watching.readings import ON_HAND, UNKNOWN, SupplyReadings

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

_NEVER = np.iinfo(np.int64).min
_END = -1


@dataclass
class WatchedSupply:
    """The last word on what is on hand and on every open line of n rows, in stock units, whatever the order of words.

    Place r < n of the arrays is what is on hand in row r, the places after them are lines; `following` leads from a row
    through its lines in the order of their names. A line of zero has come or is gone. Less than nothing on hand is what
    the ERP owes. `most`, (n,): what is plausible on hand or on one line.
    """

    most: Array
    day: Whole
    quantity: Array
    recorded: Whole
    identity: Whole
    following: Whole
    names: list[int]
    places: dict[int, int] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    @classmethod
    def start(cls, on_hand: ArrayLike, most: ArrayLike) -> WatchedSupply:
        """Return the watch over rows with so much on hand and nothing to come."""
        there = np.array(on_hand, dtype=np.float64)
        n = len(there)
        return cls(
            most=np.broadcast_to(np.asarray(most, dtype=np.float64), (n,)),
            day=np.zeros(n, dtype=np.int64),
            quantity=there,
            recorded=np.full(n, _NEVER),
            identity=np.full(n, _NEVER),
            following=np.full(n, _END, dtype=np.int64),
            names=[ON_HAND] * n,
        )

    def take(self, told: SupplyReadings) -> Whole:
        """Take in readings in any order; return the rows of which something else is known now, sorted."""
        counts, moved = self.counts, set[int]()
        columns = (told.row, told.line, told.day, told.quantity, told.recorded, told.identity)
        for row, line, day, quantity, *word in zip(*(c.tolist() for c in columns), strict=True):
            if row == UNKNOWN:
                counts.unknown += 1
                continue
            if not abs(quantity) <= self.most[row]:
                counts.absurd += 1
                continue
            place = row if line == ON_HAND else self._place(row, line)
            known = [int(self.recorded[place]), int(self.identity[place])]
            if word <= known:
                name = "duplicated" if word == known else "superseded"
                setattr(counts, name, getattr(counts, name) + 1)
                continue
            counts.taken += 1
            counts.corrected += known[0] != _NEVER
            if (self.day[place], self.quantity[place]) != (day, quantity):
                moved.add(row)
            self.day[place], self.quantity[place] = day, quantity
            self.recorded[place], self.identity[place] = word
        return np.array(sorted(moved), dtype=np.int64)

    def known(self, rows: Whole, days: int, today: int) -> Array:
        """Return what will have come of each row by the end of each of `days` days from `today` on, (k, days).

        What was due before is due today.
        """
        found = np.zeros((len(rows), days))
        _add_up(rows, today, self.day, self.quantity, self.following, found)
        return found

    def _place(self, row: int, line: int) -> int:
        """Return the place of a line, made where it is new; a row's lines are in the order of their names."""
        if line in self.places:
            return self.places[line]
        place = self.places[line] = len(self.names)
        if place == len(self.day):
            more = max(64, place // 4)
            for name, empty in (("day", 0), ("quantity", 0.0), ("recorded", _NEVER), ("identity", _NEVER)):
                values = getattr(self, name)
                setattr(self, name, np.concatenate([values, np.full(more, empty, dtype=values.dtype)]))
            self.following = np.concatenate([self.following, np.full(more, _END, dtype=np.int64)])
        self.names.append(line)
        before = row
        while self.following[before] != _END and self.names[self.following[before]] < line:
            before = int(self.following[before])
        self.following[place], self.following[before] = self.following[before], place
        return place


@compiled
def _add_up(rows: Whole, today: int, day: Whole, quantity: Array, following: Whole, found: Array) -> None:
    days = found.shape[1]
    for at in range(len(rows)):
        place = rows[at]
        while place != _END:
            first = max(day[place] - today, 0)
            if first < days:
                found[at, first] += quantity[place]
            place = following[place]
        for d in range(1, days):
            found[at, d] += found[at, d - 1]
