"""What couples product networks: budgets, capacity of lanes and warehouses, shared order minima and containers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows.networks import Networks

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Link:
    """low ≤ Σ over networks of use + Σ shared · `shares` ≤ high; `words` name it to people.

    `per_unit`, (n, a, b): what a unit bought or moved uses; `per_stock`, (n, l, b): what a unit expected in stock does
    (only with a `high`, so that the programme stays convex). `shares`: coefficients of shared columns by their number.
    """

    words: str
    high: float = np.inf
    low: float = -np.inf
    per_unit: Array | None = None
    per_stock: Array | None = None
    shares: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Shared:
    """A whole number that networks decide together: containers, or whether there is an order; `cost` is for each."""

    words: str
    upper: float
    cost: float


@dataclass(frozen=True)
class Couplings:
    """All links between networks, and the whole numbers they share."""

    links: tuple[Link, ...]
    shared: tuple[Shared, ...] = ()

    def __add__(self, other: Couplings) -> Couplings:
        """Return both; the shared columns of the other count on from ours."""
        first = len(self.shared)
        moved = tuple(
            Link(x.words, x.high, x.low, x.per_unit, x.per_stock, {first + c: v for c, v in x.shares.items()})
            for x in other.links
        )
        return Couplings(self.links + moved, self.shared + other.shared)


def budget(networks: Networks, limit: float, *, words: str = "") -> Couplings:
    """Return that all purchases together cost at most `limit`, in currency, by the full price of each buy."""
    per_unit = _none(networks)
    buys = len(networks.shape.buys)
    per_unit[:, :buys] = networks.arc_cost[:, :buys, None]
    return Couplings((Link(words or f"a budget of {limit:g}", high=limit, per_unit=per_unit),))


def lane_capacity(networks: Networks, move: int, limit: float, volume: Array, *, words: str = "") -> Couplings:
    """Return that a lane carries at most `limit` in every bucket; `volume`, (n,), is that of a unit."""
    links = []
    for bucket, start in enumerate(networks.shape.buckets.starts):
        per_unit = _none(networks)
        per_unit[:, len(networks.shape.buys) + move, bucket] = volume
        name = f"{words or f'lane {move}'} carries at most {limit:g} from day {start} on"
        links.append(Link(name, high=limit, per_unit=per_unit))
    return Couplings(tuple(links))


def warehouse_capacity(networks: Networks, location: int, limit: float, volume: Array, *, words: str = "") -> Couplings:
    """Return that a location holds at most `limit` of expected stock in every bucket; `volume`, (n,), is a unit's."""
    links = []
    for bucket, start in enumerate(networks.shape.buckets.starts):
        per_stock = np.zeros((len(networks), networks.shape.locations, len(networks.shape.buckets)))
        per_stock[:, location, bucket] = volume
        name = f"{words or f'location {location}'} holds at most {limit:g} from day {start} on"
        links.append(Link(name, high=limit, per_stock=per_stock))
    return Couplings(tuple(links))


@dataclass(frozen=True)
class SupplierTerms:
    """An order of a supplier, placed for all networks in one bucket: what it must reach and what it costs.

    `buys` are the arcs that belong to it. `minimum` is its least value in currency, `order_cost` paid once for it.
    `volume`, (n,), of a unit fills containers of `container`, each at `container_cost`; 0: no containers.
    """

    buys: tuple[int, ...]
    minimum: float = 0.0
    order_cost: float = 0.0
    volume: Array | None = None
    container: float = 0.0
    container_cost: float = 0.0
    words: str = "the supplier"


def supplier_orders(networks: Networks, terms: SupplierTerms) -> Couplings:
    """Return, per bucket, the minimum of an order where there is one, its fixed cost, and whole containers."""
    links: list[Link] = []
    shared: list[Shared] = []
    most = _most_wanted(networks)
    for bucket, start in enumerate(networks.shape.buckets.starts):
        value, volume = _none(networks), _none(networks)
        for buy in terms.buys:
            value[:, buy, bucket] = networks.arc_cost[:, buy]
            volume[:, buy, bucket] = 0.0 if terms.volume is None else terms.volume
        if terms.minimum > 0 or terms.order_cost > 0:
            ordered, name = len(shared), f"{terms.words} takes no order below {terms.minimum:g} on day {start}"
            shared.append(Shared(f"an order with {terms.words} on day {start}", 1.0, terms.order_cost))
            reach = max(terms.minimum, float((most * networks.arc_cost[:, list(terms.buys)].max(axis=1)).sum()))
            links.append(Link(name, low=0.0, per_unit=value, shares={ordered: -terms.minimum}))
            links.append(Link(shared[-1].words, high=0.0, per_unit=value, shares={ordered: -reach}))
        if terms.container > 0 and terms.volume is not None:
            upper = np.ceil(float((most * terms.volume).sum()) / terms.container)
            filled = f"containers of {terms.words} on day {start}"
            links.append(Link(filled, high=0.0, per_unit=volume, shares={len(shared): -terms.container}))
            shared.append(Shared(filled, float(upper), terms.container_cost))
    return Couplings(tuple(links), tuple(shared))


def _none(networks: Networks) -> Array:
    return np.zeros((len(networks), networks.shape.arcs, len(networks.shape.buckets)))


def within_reach(networks: Networks, couplings: Couplings) -> Networks:
    """Return the networks with a most for every quantity: all that is wanted, and what a least order may ask beyond it.

    No plan takes more, and at prices that reward a use nothing grows without end.
    """
    most = np.broadcast_to(_most_wanted(networks)[:, None, None], _none(networks).shape).copy()
    asked = np.zeros_like(most)
    for link in couplings.links:
        if np.isfinite(link.low) and link.per_unit is not None:
            least = max(link.low, 0.0) + sum(-min(v, 0.0) * couplings.shared[c].upper for c, v in link.shares.items())
            use = link.per_unit
            asked = np.maximum(asked, np.divide(least, use, out=np.zeros_like(use), where=use > 0))
    most += asked
    if networks.least is not None:
        most = np.maximum(most, networks.least)
    if networks.in_force is not None:
        most = np.maximum(most, networks.in_force)
    return replace(networks, most=most if networks.most is None else np.minimum(most, networks.most))


def _most_wanted(networks: Networks) -> Array:
    """Return, per network, more than any order would bring: all that is ever needed, with four deviations."""
    return np.asarray(np.maximum(networks.need + 4.0 * networks.sd, 0.0).max(axis=2).sum(axis=1) + 1.0)
