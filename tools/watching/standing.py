"""Standing alarms: a proof that the drift of a network is still large, without pricing it again."""

from __future__ import annotations

from tools.optimizer.flows import Networks
from tools.watching.price import Priced
from tools.watching.screening import Screening


class Standing:
    """What pricing found out about one network, whose arrays go on being changed in place as beliefs move.

    Screening the other way round: the default costs at least what its own prices say, and acting now at most what the
    best plan costs when it follows what is believed.
    """

    def __init__(self, network: Networks, priced: Priced, frozen: int) -> None:
        """Keep the prices of the default and the best plan."""
        self._default = Screening(priced.held, priced.default, frozen)
        self._best = Screening(network, priced.best, 0)

    def drift_at_least(self) -> float:
        """Return what acting now instead of at the next cycle saves at least, in currency over the horizon."""
        default, best = self._default.bounds([0]).best_cost[0], self._best.bounds([0]).default_cost[0]
        return max(0.0, float(default - best))
