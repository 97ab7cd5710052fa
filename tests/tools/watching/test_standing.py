"""Standing alarms: the drift is never less than what is proven, and what was priced is proven at once."""

import numpy as np
import pytest

from tests.tools.watching.watched import FROZEN, change, screening
from tools.watching import Standing, price

FLOOR = 1.0


@pytest.mark.parametrize("chain", [False, True])
def test_the_drift_is_never_less_than_is_proven_and_as_priced_it_is_all_but_proven(chain: bool) -> None:
    watched, rng = screening(12, seed=5, chain=chain), np.random.default_rng(6)
    watched.networks.demand[:, 1] *= rng.uniform(1.2, 1.8, (12, 1))
    proven = 0
    for k in range(12):
        one, plan = watched.networks[k : k + 1], watched.plans.quantity[k : k + 1]
        priced = price(one, plan, FROZEN)
        standing = Standing(one, priced, FROZEN)
        assert standing.drift_at_least() == pytest.approx(priced.drift, rel=0.01, abs=FLOOR)
        change(watched, k, rng)
        now = price(one, plan, FROZEN)
        if now.kept:
            assert standing.drift_at_least() <= now.drift + FLOOR
            proven += standing.drift_at_least() > 0.5 * now.drift > FLOOR
    assert proven >= 3
