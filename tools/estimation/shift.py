"""Shifts: whether the level of a daily series has lastingly changed, and since when; single odd days never count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ALLOWANCE = 0.5
"""k in sd: tuned to shifts of one sd, half of which is forgiven every day (Page 1954; NIST Handbook 6.3.2.3)."""
DECISION_INTERVAL = 8.0
"""h in sd: by Siegmund's approximation one false alarm in about 9,500 days of white noise for both sides together, and
16 days until a shift of one sd is found, 6 for two (Siegmund 1985, Sequential Analysis, chapter 2: b = h + 1.166)."""
SCORE_LIMIT = 3.0
"""A day scores at most 3 sd: one large order is not three ..."""
SUSTAINED_DAYS = 4
"""... and a shift needs so many days more than one sd off since it began: a few large orders are no new normal."""
BASELINE_DAYS = 42
"""The baseline forgets: mean age of its days once there are more, so that a season is followed, not called a shift."""
WARM_UP_DAYS = 28
"""Days of history before anything is called a shift: four whole weeks, so that weekdays weigh alike."""
INHERITED_DAYS = 14
"""After a shift the old variance counts as so many days of the new level's."""
SMALLEST_SD_SHARE = 0.05
"""Even a perfectly regular series is granted an sd of 5% of its mean."""


@dataclass(frozen=True)
class Regime:
    """The stretch of a series since its last shift, in indices; `detected` is None where there was none.

    `inherited_variance` is the variance before the shift, to be weighed as `INHERITED_DAYS` days.
    """

    start: int = 0
    detected: int | None = None
    inherited_variance: float | None = None


def latest_regime(values: Sequence[float]) -> Regime:
    """Return the regime in which a series ends, by a self-starting two-sided CUSUM.

    With the mean m and sd s of the n days of the regime so far, day n+1 scores z = (x - m) / s * sqrt(n / (n+1)),
    limited to plus or minus `SCORE_LIMIT`; S+ = max(0, S+ + z - k) and S- likewise with -z. S > h with `SUSTAINED_DAYS`
    is a shift that began when S last left zero, and the regime starts anew there. Source: Page (1954), Biometrika 41;
    self-starting: Hawkins (1987), The Statistician 36; limited scores: Lucas and Crosier (1982), Communications in
    Statistics 11.

    >>> latest_regime([12.0, 10.0] * 20 + [30.0, 32.0] * 5).start
    40
    """
    regime = Regime()
    baseline = _Baseline()
    sums = (_Sum(sign=1.0), _Sum(sign=-1.0))
    for index, value in enumerate(values):
        if baseline.days < WARM_UP_DAYS and regime.detected is None:
            baseline.add(value)
            continue
        score = baseline.score(value)
        alarms = [s for s in sums if s.add(score, index)]
        if alarms:
            regime = Regime(start=alarms[0].onset, detected=index, inherited_variance=baseline.variance())
            baseline = _Baseline(inherited_variance=regime.inherited_variance)
            for member in values[regime.start : index + 1]:
                baseline.add(member)
            sums = (_Sum(sign=1.0), _Sum(sign=-1.0))
        else:
            baseline.add_limited(value)
    return regime


@dataclass
class _Sum:
    """One side of the CUSUM."""

    sign: float
    total: float = 0.0
    onset: int = 0
    days_off: int = 0

    def add(self, score: float, index: int) -> bool:
        """Add a day's score and tell whether the decision interval is passed, and by enough days."""
        if self.total == 0.0:
            self.onset, self.days_off = index, 0
        self.days_off += self.sign * score > 1.0
        self.total = max(0.0, self.total + self.sign * score - ALLOWANCE)
        return self.total > DECISION_INTERVAL and self.days_off >= SUSTAINED_DAYS


@dataclass
class _Baseline:
    """Mean and variance of a regime so far (Welford 1962), old days fading once there are `BASELINE_DAYS`.

    Source of the fading form: exponentially weighted mean and variance, Finch (2009), University of Cambridge.
    """

    inherited_variance: float | None = None
    days: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.days += 1
        step = value - self.mean
        if self.days > BASELINE_DAYS:
            self.days = BASELINE_DAYS
            self.squares *= 1.0 - 1.0 / BASELINE_DAYS
        self.mean += step / self.days
        self.squares += step * (value - self.mean)

    def add_limited(self, value: float) -> None:
        reach = SCORE_LIMIT * self.sd()
        self.add(min(max(value, self.mean - reach), self.mean + reach))

    def variance(self) -> float:
        if self.inherited_variance is None:
            return self.squares / (self.days - 1)
        return (self.squares + INHERITED_DAYS * self.inherited_variance) / (self.days - 1 + INHERITED_DAYS)

    def sd(self) -> float:
        return max(math.sqrt(self.variance()), SMALLEST_SD_SHARE * abs(self.mean), 1e-9)

    def score(self, value: float) -> float:
        raw = (value - self.mean) / self.sd() * math.sqrt(self.days / (self.days + 1))
        return min(max(raw, -SCORE_LIMIT), SCORE_LIMIT)
