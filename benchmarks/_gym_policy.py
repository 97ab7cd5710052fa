"""The policy for gym-invmgmt: the house's demand filters and rolling plan, told what a planner there is told.

Settings are the same for all scenarios. LOYALTY was chosen on the scenarios of `closed_loop --drawn` with seed 5, the
rest follows from the network: a unit lost costs its price, the spread counts until the next order can answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.estimation.forecast import DemandFilters, Prior
from tools.optimizer.flows.rolling import Link, RollingNetwork, orders_now

Array = NDArray[np.float64]

LOYALTY = 0.3
"""Where customers are seen to come more or less often with the service they get, a unit short costs this share of its
price more, times the share of the time that is left."""
PRIOR_SD, PRIOR_NOISE = 0.5, 0.3
"""How uncertain the nominal demand of the records is, and what single periods vary by, as shares of it."""


class Policy:
    """Sees one observation after the other and says what to order; `use_nominal`: the records' demand is the prior."""

    def __init__(self, told: dict[str, Any], *, use_nominal: bool = True) -> None:
        """Read what a planner knows of the network."""
        self._told = told
        self._place = {p["id"]: k for k, p in enumerate(told["places"])}
        self._network = rolling_network(told)
        self._seller = self._network.serves[0]
        self._period = 0
        nominal = np.array([float(told["nominal"])])
        prior = Prior(mean=nominal, mean_sd=PRIOR_SD * nominal, noise_sd=PRIOR_NOISE * nominal)
        self._demand = DemandFilters.start(1, prior=prior if use_nominal else None)

    def act(self, observation: list[float]) -> list[float]:
        """Return what to order over each way now, as the environment lists them."""
        sold, owed = observation[0], observation[1]
        if self._period > 0:
            self._demand.update([0], [self._period - 1], [sold])
        ahead = self._told["periods"] - self._period
        forecast = self._demand.forecast(ahead, since=[self._period - 1])
        mean, sd = forecast.cumulative_mean, forecast.cumulative_sd
        return self._ordered(observation, owed, mean, sd)

    def _ordered(self, observation: list[float], owed: float, mean: Array, sd: Array) -> list[float]:
        ahead = mean.shape[1]
        known = self._known(observation, owed, ahead)
        sentiment, price = observation[-1], self._told["price"]
        short = self._told["penalty"] if self._told["backlog"] else price
        if sentiment != 1.0:
            short += LOYALTY * price * ahead / self._told["periods"]
        self._period += 1
        return [float(q) for q in orders_now(self._network, known, mean, sd, np.array([short]))]

    def _known(self, observation: list[float], owed: float, ahead: int) -> Array:
        """Return what stands and comes, less what is owed, cumulative by period; (places, periods ahead)."""
        places = len(self._place)
        known = np.repeat(np.array(observation[2 : 2 + places])[:, None], ahead, axis=1)
        if self._told["backlog"]:
            known[self._seller] -= owed
        on_the_way = iter(observation[2 + places : -2])
        for way, link in zip(self._told["links"], self._network.links, strict=True):
            later = link.lead_time - way["L"]
            for period in range(way["L"]):
                known[link.destination, period + later :] += next(on_the_way)
        return known


class Foresight(Policy):
    """The same plan, told the demand to come: what is lost beside it is lost to not knowing."""

    def __init__(self, told: dict[str, Any], demand: list[float]) -> None:
        """Remember the demand of every period."""
        super().__init__(told)
        self._told_demand = np.array(demand)

    def act(self, observation: list[float]) -> list[float]:
        """Return what to order over each way now."""
        mean = np.cumsum(self._told_demand[self._period :])[None]
        return self._ordered(observation, observation[1], mean, np.full(mean.shape, 1e-6))


def rolling_network(told: dict[str, Any]) -> RollingNetwork:
    """Return the network as the house plans it.

    Elsewhere than at the seller goods leave before the day's goods come, so what comes can be used a period later.
    Prices between own places are paid to oneself and left out; a factory's operating cost is paid on what leaves it.
    """
    place = {p["id"]: k for k, p in enumerate(told["places"])}
    records, outside = {p["id"]: p for p in told["places"]}, set(told["outside"])
    links = []
    for way in told["links"]:
        bought, maker = way["from"] in outside, records.get(way["from"], {})
        made = (maker.get("o") or 0.0) / (maker.get("v") or 1.0)
        links.append(
            Link(
                origin=None if bought else place[way["from"]],
                destination=place[way["to"]],
                lead_time=way["L"] + (way["to"] != told["seller"]),
                cost=(way["p"] if bought else made) + way["g"] * way["L"],
                capacity=maker.get("C") or float("inf"),
            )
        )
    return RollingNetwork(
        links=tuple(links),
        holding=tuple(float(p["h"]) for p in told["places"]),
        serves=(place[told["seller"]],),
        unserved=told["price"],
    )
