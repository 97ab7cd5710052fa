"""Alarms: which networks are on alarm, with two thresholds so that a drift about one of them does not ring twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class Change(StrEnum):
    """What a look at a network changed."""

    RAISED = "raised"
    CLEARED = "cleared"
    NOTHING = "nothing"


@dataclass
class Alarms:
    """Of n networks which are on alarm: a drift above `upper` raises one, below `lower` clears it; in currency."""

    on: NDArray[np.bool_]
    upper: float
    lower: float

    @classmethod
    def start(cls, count: int, upper: float, lower: float) -> Alarms:
        """Return that no network is on alarm; raises InvalidField where the thresholds are the wrong way round."""
        if not 0 <= lower <= upper:
            raise InvalidField("has to be between zero and `upper`", record="alarms", field="lower")
        return cls(np.zeros(count, dtype=bool), upper, lower)

    def enough(self) -> Array:
        """Return, per network, how small a drift has to be for nothing to be done about it."""
        return np.where(self.on, self.lower, self.upper)

    def settle(self, networks: ArrayLike, drift_at_most: ArrayLike) -> Whole:
        """Clear the alarms of networks that are proven to drift little; return those of which nothing is proven."""
        which = np.asarray(networks, dtype=np.int64)
        proven = np.asarray(drift_at_most, dtype=np.float64) <= self.enough()[which]
        self.on[which[proven]] = False
        return which[~proven]

    def change(self, network: int, drift: float) -> Change:
        """Return what a priced drift changes; the caller sets it."""
        if self.on[network]:
            return Change.CLEARED if drift < self.lower else Change.NOTHING
        return Change.RAISED if drift > self.upper else Change.NOTHING
