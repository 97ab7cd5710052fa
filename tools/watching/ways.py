"""Ways: the columns of a shape as the ways into its locations, in the order in which a plan is moved along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows import FlowShape

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Ways:
    """The ways into every location, of those first that supply nobody, so that an origin knows what it is asked for.

    `order`, (l,): the locations; `first`, (l + 1,): where the ways into each of them begin. Ways into a location are
    in order of arrival: `column`, `arrival` (day), `start` (bucket), and `origin`, -1 where it is bought. What arrives
    after the last day is left out.
    """

    order: Whole
    first: Whole
    column: Whole
    arrival: Whole
    start: Whole
    origin: Whole


def ways_of(shape: FlowShape) -> Ways:
    """Return the ways of a shape; lanes that lead in a circle are followed from an arbitrary place of it."""
    arcs = [(buy.location, buy.lead_time_days, -1) for buy in shape.buys]
    arcs += [(move.destination, move.transit_days, move.origin) for move in shape.moves]
    order, first = _downstream_first(shape), [0]
    found: list[tuple[int, int, int, int]] = []
    for place in order:
        found += sorted(
            (start + days, arc * len(shape.buckets) + bucket, bucket, origin)
            for arc, (destination, days, origin) in enumerate(arcs)
            for bucket, start in enumerate(shape.buckets.starts)
            if destination == place and start + days < shape.buckets.days
        )
        first.append(len(found))
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    arrival, column, start, origin = (np.ascontiguousarray(table[:, k]) for k in range(4))
    return Ways(np.array(order, dtype=np.int64), np.array(first, dtype=np.int64), column, arrival, start, origin)


def _downstream_first(shape: FlowShape) -> list[int]:
    supplied = {k: {m.destination for m in shape.moves if m.origin == k} - {k} for k in range(shape.locations)}
    order: list[int] = []
    while supplied:
        ready = [k for k, after in supplied.items() if after <= set(order)] or [min(supplied)]
        order += ready
        for place in ready:
            del supplied[place]
    return order
