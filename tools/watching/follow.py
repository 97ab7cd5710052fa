"""Following: the plan in force, what comes after the next cycle moved with what is believed; a feasible plan, cheaply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.flows import FlowShape

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

_ACTIVE = 1e-6


@dataclass(frozen=True)
class Ways:
    """The columns of a shape as the ways into its locations, those that supply nobody first.

    `order` (l,): locations; `first` (l + 1,): where the ways into each begin. Ways of a location are in order of
    arrival: `column`, `arrival` (day), `start` (bucket) and `origin` (-1: bought).
    """

    order: Whole
    first: Whole
    column: Whole
    arrival: Whole
    start: Whole
    origin: Whole


def ways_of(shape: FlowShape) -> Ways:
    count = len(shape.buckets)
    after = {k: {m.destination for m in shape.moves if m.origin == k} for k in range(shape.locations)}
    order: list[int] = []
    while len(order) < shape.locations:
        order += [k for k in after if k not in order and after[k] <= set(order)]
    found: list[tuple[int, int, int, int]] = []
    first = [0]
    for place in order:
        into = []
        for arc, buy in enumerate(shape.buys):
            if buy.location == place:
                into += [(s + buy.lead_time_days, arc * count + b, b, -1) for b, s in enumerate(shape.buckets.starts)]
        for arc, move in enumerate(shape.moves, len(shape.buys)):
            if move.destination == place:
                into += [(s + move.transit_days, arc * count + b, b, move.origin) for b, s in enumerate(shape.buckets.starts)]
        found += sorted(w for w in into if w[0] < shape.buckets.days)
        first.append(len(found))
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    return Ways(np.array(order), np.array(first), table[:, 1].copy(), table[:, 0].copy(), table[:, 2].copy(), table[:, 3].copy())


@compiled
def follow(
    ways: tuple[Whole, Whole, Whole, Whole, Whole, Whole],
    frozen: int,
    starts: Array,
    lengths: Array,
    bucket_of_day: Whole,
    wish: Array,
    weight: Array,
    least: Array,
    most: Array,
    quantity: Array,
    supply: Array,
) -> None:
    """Change `quantity` (columns,) and `supply` (l, b) of one network in place."""
    order, first, column, arrival, start, origin = ways
    locations, days = wish.shape
    buckets = len(starts)
    out = np.zeros((locations, buckets))
    for at in range(locations):
        place = order[at]
        so_far = 0.0
        way = first[at]
        while way < first[at + 1]:
            if start[way] < frozen or quantity[column[way]] <= _ACTIVE:
                way += 1
                continue
            ahead = way + 1
            while ahead < first[at + 1] and (start[ahead] < frozen or quantity[column[ahead]] <= _ACTIVE or arrival[ahead] == arrival[way]):
                ahead += 1
            until = arrival[ahead] if ahead < first[at + 1] else days
            wanted, heavy = 0.0, 0.0
            for d in range(arrival[way], until):
                wanted += weight[place, d] * (wish[place, d] - out[place, bucket_of_day[d]])
                heavy += weight[place, d]
            if heavy > 0.0:
                old = quantity[column[way]]
                new = min(max(old + wanted / heavy - so_far, least[column[way]]), most[column[way]])
                step = new - old
                quantity[column[way]] = new
                so_far += step
                for b in range(buckets):
                    there = (starts[b] + lengths[b] - arrival[way]) / lengths[b]
                    supply[place, b] += step * min(max(there, 0.0), 1.0)
                if origin[way] >= 0:
                    for b in range(start[way], buckets):
                        out[origin[way], b] -= step
                        supply[origin[way], b] -= step
            way = ahead
