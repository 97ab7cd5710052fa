"""Screening: which plans in force are proven to be good enough under what is believed now, thousands at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.optimizer.flows import FlowPlans, Networks
from tools.optimizer.flows.programme import column_cost
from tools.optimizer.flows.solve import supply_of
from tools.watching.bounds import NO_SPREAD, bound_all
from tools.watching.price import Priced
from tools.watching.prices import Prices, prices_of
from tools.watching.ways import ways_of
from trimtab.errors import InvalidField

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Bounds:
    """Of the networks `chosen`, (k,): what the plan in force costs at most by default, and any plan at least.

    In currency over the horizon; `default_cost` is infinite where the plan in force can no longer be kept.
    """

    chosen: Whole
    default_cost: Array
    best_cost: Array

    @property
    def saving_at_most(self) -> Array:
        """Return what acting now instead of at the next cycle saves at most: the drift is no more."""
        return np.maximum(self.default_cost - self.best_cost, 0.0)


class Screening:
    """Plans in force, their prices, and the networks under what is believed now, whose arrays are changed in place.

    `frozen`: how many buckets, or none, pass before the ERP's planner looks again. Default is that they go as planned,
    and what is after them is then planned anew.
    """

    def __init__(self, networks: Networks, plans: FlowPlans, frozen: int) -> None:
        """Screen `networks`, whose demand, known and sd are those the plans were made under.

        Their arrays are not copied, and may be changed in place as beliefs move; then `networks[:].need` is what is
        needed now.
        """
        networks.check()
        shape, n = networks.shape, len(networks)
        if not 0 <= frozen < len(shape.buckets):
            raise InvalidField("has to leave a bucket that is not", record="screening", field="frozen")
        self.networks, self.plans, self.frozen = networks, plans, frozen
        self._quantity = np.array(plans.quantity.reshape(n, -1), order="C")
        self._supply = supply_of(networks, self._quantity)
        planned = networks[:]
        prices = prices_of(planned, plans)
        self._aims = _aims(planned, prices)
        self._prices = (
            prices.per_need,
            prices.per_sd,
            prices.z,
            prices.per_room,
            prices.per_floor,
            prices.columns,
        )
        ways = ways_of(shape)
        self._ways = (ways.order, ways.first, ways.column, ways.arrival, ways.start, ways.origin)
        self._calendar = (shape.edges.astype(np.float64), shape.days, shape.bucket_of_day, shape.last_days)
        leaving = shape.rows[shape.states :].tocsr()
        self._leaving = (
            shape.origins,
            leaving.indptr.astype(np.int64),
            leaving.indices.astype(np.int64),
            leaving.data.astype(np.float64),
        )
        lanes = [(arc, m.origin, m.destination, m.transit_days) for arc, m in enumerate(shape.moves, len(shape.buys))]
        arc, origin, destination, transit = np.array(lanes, dtype=np.int64).reshape(-1, 4).T.copy()
        self._moves = (arc, origin, destination, transit)
        assert networks.most is not None  # noqa: S101 - prices could not be had otherwise
        least = np.zeros_like(networks.most) if networks.least is None else networks.least
        # Copies, so that the kernels are compiled once, for arrays of one layout.
        bounds = (_copied(least.reshape(n, -1)), _copied(networks.most.reshape(n, -1)))
        self._limits = (*bounds, column_cost(networks), prices.reduced)
        days = networks.demand.shape
        self._rates = (
            _copied(np.broadcast_to(networks.holding, days)),
            _copied(np.broadcast_to(networks.backorder, days)),
        )
        self._default, self._best = np.zeros(n), np.zeros(n)

    def bounds(self, chosen: ArrayLike, enough: ArrayLike = 0.0) -> Bounds:
        """Return the bounds of some networks; a saving of at most `enough` is not made out any nearer."""
        which = np.atleast_1d(np.asarray(chosen, dtype=np.int64))
        limit = np.broadcast_to(np.asarray(enough, dtype=np.float64), self._default.shape)
        networks = self.networks
        bound_all(
            which,
            self.frozen,
            self._ways,
            self._calendar,
            self._leaving,
            self._moves,
            (networks.demand, networks.known, networks.sd),
            self._rates,
            self._prices,
            self._aims,
            (self._quantity, self._supply),
            self._limits,
            limit,
            self._default,
            self._best,
        )
        return Bounds(which, self._default[which], self._best[which])

    def renew(self, network: int, priced: Priced) -> None:
        """Take what pricing found out about a network for the bounds to come; the plan in force stays what it is."""
        one = self.networks[network : network + 1]
        prices = prices_of(one, priced.best)
        if priced.kept:
            self._quantity[network] = priced.default.quantity.reshape(-1)
            self._supply[network] = supply_of(one, self._quantity[network : network + 1])[0]
        self._aims[network] = _aims(one, prices)[0]
        self._limits[3][network] = prices.reduced[0]
        new = (prices.per_need, prices.per_sd, prices.z, prices.per_room, prices.per_floor, prices.columns)
        for kept, found in zip(self._prices, new, strict=True):
            kept[network] = found[0]


def _copied(values: Array) -> Array:
    return np.array(values, dtype=np.float64, order="C")


def _aims(networks: Networks, prices: Prices) -> Array:
    """Return the supply of every state that costs least at the prices, (n, l, b)."""
    first = networks.shape.edges
    spread = np.maximum(networks.sd[:, :, first], NO_SPREAD)
    return np.asarray(networks.need[:, :, first] + prices.z[:, :, first] * spread)
