"""Product networks with drawn numbers: a central location that buys, far and near, and supplies the others."""

from __future__ import annotations

import numpy as np

from tools.optimizer.flows import Buy, FlowShape, Move, Networks
from tools.optimizer.planning.buckets import Buckets


def weeks(count: int) -> Buckets:
    return Buckets(tuple(range(0, 7 * count, 7)), (7,) * count)


def drawn(
    n: int, *, locations: int = 3, buckets: Buckets | None = None, seed: int = 1, revising: bool = False
) -> Networks:
    rng = np.random.default_rng(seed)
    spans = weeks(6) if buckets is None else buckets
    lanes = tuple(Move(0, place, 3) for place in range(1, locations))
    shape = FlowShape(spans, locations, (Buy(0, 21), Buy(0, 5)), lanes, revising)
    day = np.arange(1, spans.days + 1)
    rate = rng.uniform(1, 6, (n, locations))
    on_hand = np.round(rate * rng.uniform(3, 14, (n, locations)))
    window = np.where(np.arange(locations) == 0, 28, 10)[None, :, None]
    price = rng.uniform(50, 200, n)
    in_force = np.zeros((n, shape.arcs, len(spans))) if revising else None
    return Networks(
        shape,
        demand=rate[:, :, None] * day,
        known=np.repeat(on_hand[:, :, None], spans.days, axis=2),
        sd=rate[:, :, None] / 2 * np.sqrt(np.minimum(day, window)),
        holding=(0.2 * price / 365)[:, None, None],
        backorder=(0.06 * price)[:, None, None],
        arc_cost=np.concatenate([price[:, None], 1.2 * price[:, None], np.ones((n, locations - 1))], axis=1),
        end_value=price,
        in_force=in_force,
        change_price=np.zeros(n) if revising else None,
    )
