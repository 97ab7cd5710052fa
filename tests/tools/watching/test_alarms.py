"""Alarms: one threshold to raise, a lower one to clear, and what is proven changes nothing that rings."""

import numpy as np
import pytest

from tools.watching import Alarms, Change
from trimtab.errors import InvalidField


def test_a_drift_between_the_thresholds_neither_raises_nor_clears() -> None:
    alarms = Alarms.start(1, upper=100.0, lower=50.0)
    seen = []
    for drift in (90.0, 101.0, 99.0, 51.0, 49.0, 99.0, 100.0, 150.0):
        change = alarms.change(0, drift)
        if change is not Change.NOTHING:
            alarms.on[0] = change is Change.RAISED
        seen.append(change)
    assert [c is Change.RAISED for c in seen] == [False, True, False, False, False, False, False, True]
    assert seen.index(Change.CLEARED) == 4


def test_a_proof_clears_only_below_the_lower_threshold_and_says_who_is_left() -> None:
    alarms = Alarms.start(4, upper=100.0, lower=50.0)
    alarms.on[:2] = True
    assert alarms.enough().tolist() == [50.0, 50.0, 100.0, 100.0]
    assert alarms.settle([0, 1, 2, 3], [40.0, 60.0, 99.0, np.inf]).tolist() == [1, 3]
    assert alarms.on.tolist() == [False, True, False, False]


def test_thresholds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InvalidField, match="upper"):
        Alarms.start(1, upper=1.0, lower=2.0)
