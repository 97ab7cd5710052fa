"""`place` and `Placer`: from a network to a placement with its proof, and again after a change from the kept prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from tools.optimizer.placement.checks import check_stage, checked_network
from tools.optimizer.placement.conflicts import contradiction
from tools.optimizer.placement.flows import Flows, flows_of, given_value, own_demand, own_level, refresh
from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.placement import Placement
from tools.optimizer.placement.rounding import cost_of
from tools.optimizer.placement.solve import TOLERANCE, Solved, solve
from tools.optimizer.placement.sweeps import lower_bound, sweep_down, sweep_up
from tools.optimizer.placement.tables import Model, Tables, model_of, price, times_of
from tools.optimizer.placement.topology import Floats, topology_of
from trimtab.errors import InfeasiblePlan, NotFound

TIMES = {"stage_time", "review_period", "inbound_service_time", "max_service_time", "quoted_service_time"}
LIMITS = {"frozen", "min_safety_stock", "max_safety_stock", "distribution", "service"}


def place(network: Mapping[str, Any] | PlacementNetwork, *, tolerance: float = TOLERANCE) -> Placement:
    """Return where safety stock stands at least cost, proven to within `tolerance` of the optimum, relative.

    Raises InvalidField or UnknownReference for a network that cannot be right, InfeasiblePlan for limits that
    contradict each other.
    """
    return Placer(network, tolerance=tolerance).placement


class Placer:
    """A network with its placement in force; a change is solved again from the prices that proved the last."""

    def __init__(self, network: Mapping[str, Any] | PlacementNetwork, *, tolerance: float = TOLERANCE) -> None:
        """Read, check and solve the network."""
        self.network = checked_network(network)
        self.tolerance = tolerance
        self._shape = topology_of(self.network)
        self._index = {name: i for i, name in enumerate(self._shape.names)}
        self._flows: Flows = flows_of(self.network, self._shape)
        refresh(self._flows, self.network, self._shape)
        with self._named():
            self._model: Model = model_of(self.network, self._shape, self._flows, times_of(self.network, self._shape))
            self._solved: Solved = solve(self._model.tables, tolerance=tolerance)

    @property
    def tables(self) -> Tables:
        """Return the stages as tables, for who solves them otherwise or measures it."""
        return self._model.tables

    @property
    def placement(self) -> Placement:
        """Return the placement in force, with its certificate."""
        return Placement(self.network, self._shape, self._model, self._solved)

    def change(self, stage: Stage) -> Placement:
        """Put `stage` in place of the one of its name, solve again from the kept prices, and return the placement.

        Raises NotFound, InvalidField or InfeasiblePlan; then everything is as before.
        """
        before, solved = self.network, self._solved
        try:
            with self._named():
                self._apply(stage)
                self._solved = solve(self._model.tables, self._solved.prices, self._solved.quotes, self.tolerance)
        except InfeasiblePlan:
            self._restore(before, solved)
            raise
        return self.placement

    def within(self, epsilon: float, stage: Stage, sweeps: int = 2) -> tuple[bool, float]:
        """Say whether service times in force are still within `epsilon` of the optimum after a change; and the bound.

        Nothing is optimised: the kept prices, swept a few times, bound the new optimum from below. The change is kept
        and the placement is not, so `change` may follow. A no means that this proof did not find it, not that it is
        not so.
        """
        self._apply(stage)
        prices = self._solved.prices.copy()
        cost = cost_of(self._model.tables, self._solved.quotes)
        bound = lower_bound(self._model.tables, prices)
        for _ in range(sweeps):
            if cost - bound <= epsilon * cost:
                break
            sweep_down(self._model.tables, prices)
            sweep_up(self._model.tables, prices)
            bound = lower_bound(self._model.tables, prices)
        self._solved = replace(self._solved, prices=prices)
        return bool(cost - bound <= epsilon * cost), bound

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Name a smallest set of limits where nothing keeps them all."""
        try:
            yield
        except InfeasiblePlan as nothing:
            raise contradiction(self.network, self._shape) from nothing

    def _apply(self, stage: Stage) -> None:
        if stage.name not in self._index:
            raise NotFound(f"There is no stage {stage.name}.")
        i = self._index[stage.name]
        at = int(self._shape.place[i])
        before = self.network.stages[at]
        check_stage(stage, self.network)
        if (stage.demand is None) != (before.demand is None):
            self._rebuild(stage, at)
            return
        stages = (*self.network.stages[:at], stage, *self.network.stages[at + 1 :])
        self.network = self.network.model_copy(update={"stages": stages})
        flows = self._flows
        flows.own_mean[i], flows.own_sd[i] = own_demand(stage)
        flows.added[i], flows.given_value[i] = stage.added_cost, given_value(stage)
        flows.own_level[i] = own_level(stage)
        refresh(flows, self.network, self._shape)
        changed = {name for name in TIMES | LIMITS if getattr(stage, name) != getattr(before, name)}
        bounded = bool(np.any(self._model.tables.reach < self._model.tables.t_high + self._model.tables.whole))
        if not changed and not bounded:
            price(self.network, self._shape, self._model)
            return
        self._remodel()

    def _rebuild(self, stage: Stage, at: int) -> None:
        stages = (*self.network.stages[:at], stage, *self.network.stages[at + 1 :])
        self.network = checked_network(self.network.model_copy(update={"stages": stages}))
        self._flows = flows_of(self.network, self._shape)
        refresh(self._flows, self.network, self._shape)
        self._remodel()

    def _restore(self, network: PlacementNetwork, solved: Solved) -> None:
        self.network, self._solved = network, solved
        self._flows = flows_of(network, self._shape)
        refresh(self._flows, network, self._shape)
        self._model = model_of(network, self._shape, self._flows, times_of(network, self._shape))

    def _remodel(self) -> None:
        old = self._model.tables
        self._model = model_of(self.network, self._shape, self._flows, times_of(self.network, self._shape))
        new = self._model.tables
        prices = _carried(self._solved.prices, old.dual_start.tolist(), new.dual_start.tolist())
        self._solved = replace(self._solved, prices=prices)


def _carried(prices: Floats, old: list[int], new: list[int]) -> Floats:
    """Return the prices of every arc for its new number of labels: cut, or the last one kept on."""
    carried = np.empty(new[-1])
    for arc in range(len(new) - 1):
        width = min(old[arc + 1] - old[arc], new[arc + 1] - new[arc])
        carried[new[arc] : new[arc] + width] = prices[old[arc] : old[arc] + width]
        carried[new[arc] + width : new[arc + 1]] = prices[old[arc] + width - 1]
    return carried
