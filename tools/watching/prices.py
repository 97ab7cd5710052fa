"""Prices of a plan in force: from its duals a bound on what any plan costs, linear in what is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.compiled import compiled
from tools.optimizer.flows import FlowPlans, Networks
from tools.optimizer.flows.curves import known_by_end
from tools.optimizer.flows.programme import column_cost
from tools.optimizer.flows.solve import supply_of
from trimtab.errors import InvalidField

Array = NDArray[np.float64]

NO_SPREAD = 1e-9
_HALVINGS = 60


@dataclass(frozen=True)
class Prices:
    """What the best plan of n networks costs at least, whatever is believed of their need: weak duality.

    Lagrange's bound with the multipliers of the plan in force, the price of a bucket being split over its days: with
    s the price of a day, min over x of h E[(x − N)⁺] + b E[(N − x)⁺] − s x is (h + b) φ(z) sd − s need, z such that
    (h + b) Φ(z) − b = s. So the bound is linear in need and sd, and touches the optimum where they are as planned.

    `per_need`, (n, l, d): for a unit more of cumulative need that day; `per_sd`: for a unit more of its spread;
    `per_room`, (n, o, b): for a unit more that may leave an origin (see `FlowPlans.room_worth`), never above zero;
    `per_floor`, (n, o, b): for a unit more that is known to have come to an origin by the bucket's end;
    `columns`, (n,): what all quantities come to, each unit of which costs `reduced`, (n, columns). `z`, (n, l, d): by
    how many sd the supply that costs least at these prices is above the need of the day.
    """

    per_need: Array
    per_sd: Array
    per_room: Array
    per_floor: Array
    columns: Array
    reduced: Array
    z: Array


def prices_of(networks: Networks, plans: FlowPlans) -> Prices:
    """Return the prices of plans; raises InvalidField where they cannot be had.

    Every quantity needs a finite `most`, so that a price that is wrong in its last digit costs next to nothing.
    """
    shape, n = networks.shape, len(networks)
    if networks.most is None or not np.isfinite(networks.most).all():
        raise InvalidField("has to be finite for every column", record="networks to be watched", field="most")
    if networks.in_force is not None:
        raise InvalidField("has no place here: the plans are those in force", record="networks", field="in_force")
    days = networks.need.shape
    holding, backorder = (np.array(np.broadcast_to(a, days), order="C") for a in (networks.holding, networks.backorder))
    floor = np.full((n, shape.locations, len(shape.buckets)), -np.inf)
    floor[:, shape.origins] = -known_by_end(networks)[:, shape.origins]
    supply = supply_of(networks, plans.quantity.reshape(n, -1))
    price, z, below = np.zeros(days), np.zeros(days), np.zeros(floor.shape)
    sd = np.maximum(networks.sd, NO_SPREAD)
    _split(
        np.ascontiguousarray(-plans.unit_worth),
        supply,
        floor,
        (networks.need, sd),
        (holding, backorder),
        shape.edges,
        price,
        z,
        below,
    )
    # What the split adds up to is the price that counts: with it every digit of the bound is right.
    worth = below - np.add.reduceat(price, shape.edges, axis=2)
    room = np.maximum(plans.room_worth, 0.0)
    duals = np.concatenate([worth.reshape(n, -1), -room.reshape(n, -1)], axis=1)
    reduced = column_cost(networks) - duals @ shape.rows
    most = networks.most.reshape(n, -1)
    least = np.zeros_like(most) if networks.least is None else networks.least.reshape(n, -1)
    return Prices(
        per_need=-price,
        per_sd=(holding + backorder) * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi),
        per_room=-room,
        per_floor=-below[:, shape.origins],
        columns=np.minimum(reduced * least, reduced * most).sum(axis=1),
        reduced=reduced,
        z=z,
    )


@compiled
def _split(
    wanted: Array,
    supply: Array,
    floor: Array,
    needs: tuple[Array, Array],
    rates: tuple[Array, Array],
    edges: NDArray[np.int64],
    price: Array,
    z: Array,
    below: Array,
) -> None:
    """Split the slope `wanted` (n, l, b) of each bucket over its days, at the supply where the cost has that slope.

    At an origin that would be below its floor, the prices are those of the floor and `below` what they are too high.
    """
    (need, sd), (holding, backorder) = needs, rates
    days = need.shape[2]
    for i in range(need.shape[0]):
        for j in range(need.shape[1]):
            for k in range(len(edges)):
                first = edges[k]
                last = edges[k + 1] if k + 1 < len(edges) else days
                low, high = math.inf, -math.inf
                for d in range(first, last):
                    low = min(low, need[i, j, d] - 8.0 * sd[i, j, d])
                    high = max(high, need[i, j, d] + 8.0 * sd[i, j, d])
                x = min(max(supply[i, j, k], low), high)
                for _ in range(_HALVINGS):
                    slope = 0.0
                    steep = 0.0
                    for d in range(first, last):
                        at = (x - need[i, j, d]) / sd[i, j, d]
                        both = holding[i, j, d] + backorder[i, j, d]
                        slope += both * 0.5 * math.erfc(-at / 1.4142135623730951) - backorder[i, j, d]
                        steep += both * math.exp(-0.5 * at * at) / (2.5066282746310002 * sd[i, j, d])
                    miss = slope - wanted[i, j, k]
                    if miss > 0.0:
                        high = x
                    else:
                        low = x
                    if high - low <= 1e-12 * (1.0 + abs(x)):
                        break
                    step = x - miss / steep if steep > 0.0 else high
                    closer = low < step < high
                    if closer and abs(step - x) <= 1e-12 * (1.0 + abs(x)):
                        break
                    x = step if closer else 0.5 * (low + high)
                x = max(x, floor[i, j, k])
                total = 0.0
                for d in range(first, last):
                    at = (x - need[i, j, d]) / sd[i, j, d]
                    both = holding[i, j, d] + backorder[i, j, d]
                    price[i, j, d] = both * 0.5 * math.erfc(-at / 1.4142135623730951) - backorder[i, j, d]
                    z[i, j, d] = at
                    total += price[i, j, d]
                if x == floor[i, j, k]:
                    below[i, j, k] = max(0.0, total - wanted[i, j, k])
