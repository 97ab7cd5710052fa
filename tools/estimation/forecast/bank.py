"""The bank: which models of level and trend run beside each other, and how readily they expect odd days and shifts.

Chosen on the tuning seeds of `benchmarks.forecast`, never on those it measures with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Member:
    """One model: level l and slope b move by b' = φ b - κ (l - m) + ω₂, l' = l + φ b - κ (l - m) + ω₁ each period.

    `level_noise` and `slope_noise` are the variances of ω₁ and ω₂, and `slope_spread` the prior variance of b, all as
    multiples of the observation's variance; `damping` is φ. `back` is κ, by which the slope is drawn back to the mean m
    of what was asked lately: a swing about it, with a period of 2π / √κ where nothing is damped (a stochastic cycle:
    Harvey 1989, Forecasting, Structural Time Series Models and the Kalman Filter, section 2.3). `share` is the weight
    the member starts with, relative to the others.
    """

    level_noise: float
    slope_noise: float = 0.0
    damping: float = 1.0
    slope_spread: float = 0.0
    back: float = 0.0
    share: float = 1.0


@dataclass(frozen=True)
class Bank:
    """The models and what they have in common; every series has a copy of the state of each.

    Members are weighted by how well they foretold (Bayes), and with `switch_chance` another one holds from a period on,
    drawn by the prior shares (fixed share: Herbster and Warmuth 1998, Machine Learning 32). `variance_memory` discounts
    what was learnt of the noise (West and Harrison 1997, Bayesian Forecasting and Dynamic Models, section 10.8). A day
    is odd with `one_off_chance`, its variance then `one_off_factor` times the usual; the level shifts with
    `shift_chance`, by an sd of `shift_sd` of the noise's or `shift_share` of the level, whichever is more. Where less
    than `steady_share` of the periods sells at all, neither is looked for: a day that sells is then odd by nature.
    """

    members: tuple[Member, ...] = (
        Member(0.0, share=4.4),
        Member(0.002, share=0.3),
        Member(0.03, share=0.2),
        Member(0.47, share=0.7),
        Member(0.0, 0.0, 1.0, 0.05, share=4.2),
        Member(0.02, 0.001, 0.98, 0.12, 0.05, share=0.4),
        Member(0.013, 0.033, 0.83, 0.12, share=0.8),
    )
    switch_chance: float = 0.0003
    variance_memory: float = 0.994
    one_off_chance: float = 0.01
    one_off_factor: float = 64.0
    shift_chance: float = 0.004
    shift_sd: float = 1.0
    shift_share: float = 0.85
    steady_share: float = 0.7
    season_spread: float = 0.42
    """Prior sd of a factor of the season about 1."""
    season_noise: float = 2e-05
    """Variance added to a factor each period, as a share of its prior variance."""
    first_cv: float = 0.28
    """Noise sd as a share of the level before more than one observation is known."""
    usual_square: float = 0.96
    """Expected square, in its own variance, that a usual day adds to the noise after odd days were taken out."""
    least_chance: float = 0.05
    """A past and a present that together are less likely than this, given the day, are dropped: what never was a shift
    would otherwise stay in the level's variance."""

    def grid(self) -> Array:
        """Return the members as rows: level noise, slope noise, damping, slope spread, share of the prior weight."""
        total = sum(m.share for m in self.members)
        return np.array(
            [[m.level_noise, m.slope_noise, m.damping, m.slope_spread, m.share / total, m.back] for m in self.members]
        )

    def common(self) -> Array:
        """Return what the members have in common, in the order in which the kernel reads it."""
        return np.array(
            [
                self.switch_chance,
                self.variance_memory,
                self.one_off_chance,
                self.one_off_factor,
                self.shift_chance,
                self.shift_sd,
                self.shift_share,
                self.steady_share,
                self.season_spread**2,
                self.season_noise * self.season_spread**2,
                self.first_cv,
                self.usual_square,
                self.least_chance,
            ]
        )
