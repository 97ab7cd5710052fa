"""Telescoping time buckets: fourteen single days, then weeks; day 0 is today, and every day belongs to one bucket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DAILY_BUCKETS = 14
WEEK_DAYS = 7


@dataclass(frozen=True)
class Buckets:
    """The buckets of a horizon: bucket `b` covers the days `starts[b] .. starts[b] + lengths[b] - 1`."""

    starts: tuple[int, ...]
    lengths: tuple[int, ...]

    def __len__(self) -> int:
        """Return the number of buckets."""
        return len(self.starts)

    @property
    def days(self) -> int:
        """Return the number of days covered."""
        return self.starts[-1] + self.lengths[-1]

    def presence(self, arrival_day: int) -> NDArray[np.float64]:
        """Return, per bucket, the share of its days on which something that arrives on `arrival_day` is there.

        >>> telescoping(21).presence(17)[-1]
        np.float64(0.5714285714285714)
        """
        return _presence(self, arrival_day)

    def average(self, daily: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return, per bucket, the mean of a series with one value a day.

        >>> telescoping(21).average(np.arange(21.0))[-1]
        np.float64(17.0)
        """
        return np.asarray(np.add.reduceat(daily, self.starts) / np.array(self.lengths, float))


def telescoping(horizon_days: int) -> Buckets:
    """Return 14 daily buckets and weekly ones after; the last is shorter where the horizon is no whole number of weeks.

    >>> telescoping(24).lengths[13:]
    (1, 7, 3)
    """
    starts, lengths, day = [], [], 0
    while day < horizon_days:
        length = min(1 if day < DAILY_BUCKETS else WEEK_DAYS, horizon_days - day)
        starts.append(day)
        lengths.append(length)
        day += length
    return Buckets(tuple(starts), tuple(lengths))


@lru_cache(maxsize=4096)
def _presence(buckets: Buckets, arrival_day: int) -> NDArray[np.float64]:
    starts, lengths = np.array(buckets.starts, float), np.array(buckets.lengths, float)
    present: NDArray[np.float64] = np.clip((starts + lengths - arrival_day) / lengths, 0.0, 1.0)
    present.setflags(write=False)
    return present
