"""Flow plans of 10 locations x 13 weeks: one beside GLOP alone, ten thousand in bulk, twenty that share limits.

GLOP alone is the same call on the same programme with its arrays already built. Coupled plans stand beside the joint
programme of all networks, solved in one piece. Run `python -m benchmarks.plan_flows [--json]`.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from tools.optimizer.engine import optimise
from tools.optimizer.flows import (
    Buy,
    FlowShape,
    Move,
    Networks,
    OrderTerms,
    best_lots,
    plan_all,
    solve_coupled,
    solve_flows,
)
from tools.optimizer.flows.coupling import (
    Couplings,
    SupplierTerms,
    budget,
    lane_capacity,
    supplier_orders,
    warehouse_capacity,
    within_reach,
)
from tools.optimizer.flows.curves import expected_stock, first_points, pieces_of
from tools.optimizer.flows.joint import joint_of
from tools.optimizer.flows.programme import programmes_of
from tools.optimizer.flows.solve import exact_cost, supply_of
from tools.optimizer.flows.subproblems import subproblems_of
from tools.optimizer.planning.buckets import Buckets

T = TypeVar("T")

LOCATIONS, WEEKS = 10, 13
BULK = 10_000
SECONDS, GIBIBYTES = 60.0, 4.0
ALONE = 40
TOGETHER, SHARING_LOCATIONS, SHARING_WEEKS = 20, 3, 6
EXACT_LOTS = 3


def drawn(n: int, locations: int = LOCATIONS, weeks: int = WEEKS, seed: int = 1) -> Networks:
    """Return products with a central location that buys far and near and supplies the others, short of stock."""
    rng = np.random.default_rng(seed)
    buckets = Buckets(tuple(range(0, 7 * weeks, 7)), (7,) * weeks)
    shape = FlowShape(buckets, locations, (Buy(0, 28), Buy(0, 5)), tuple(Move(0, k, 3) for k in range(1, locations)))
    day, price = np.arange(1, buckets.days + 1), rng.uniform(50, 200, n)
    rate = rng.uniform(1, 6, (n, locations))
    known = np.repeat(np.round(rate * rng.uniform(3, 14, (n, locations)))[:, :, None], buckets.days, axis=2)
    known[:, 0, 20:] += np.round(30 * rate.sum(axis=1))[:, None]
    window = np.where(np.arange(locations) == 0, 35, 10)[None, :, None]
    freight = np.ones((n, locations - 1))
    return Networks(
        shape,
        demand=rate[:, :, None] * day,
        known=known,
        sd=rate[:, :, None] / 2 * np.sqrt(np.minimum(day, window)),
        holding=(0.2 * price / 365)[:, None, None],
        backorder=(0.06 * price)[:, None, None],
        arc_cost=np.concatenate([price[:, None], 1.2 * price[:, None], freight], axis=1),
        end_value=price,
    )


def single() -> dict[str, float]:
    """Return the times of one network after the other, each beside GLOP alone."""
    networks = drawn(ALONE)
    ours, alone, sharp = [], [], []
    for k in range(len(networks)):
        one = networks[k : k + 1]
        programme = programmes_of(one, pieces_of(one, first_points(one))).one(0)
        alone.append(min(_busy(lambda p=programme: optimise(p)) for _ in range(3)))  # type: ignore[misc]
        ours.append(min(_busy(lambda o=one: solve_flows(o, tolerance=None)) for _ in range(3)))  # type: ignore[misc]
        sharp.append(_busy(lambda o=one: solve_flows(o)))  # type: ignore[misc]
    return {
        "one_p50_ms": 1000 * statistics.median(ours),
        "glop_alone_p50_ms": 1000 * statistics.median(alone),
        "one_ratio": statistics.median(ours) / statistics.median(alone),
        "one_to_a_thousandth_p50_ms": 1000 * statistics.median(sharp),
        "columns": float(len(programme.cost)),
        "rows": float(len(programme.row_low)),
    }


def bulk() -> dict[str, float]:
    """Return the times, gaps and memory of ten thousand networks, quantities real and in whole lots."""
    networks = drawn(BULK)
    before = _children_seconds()
    relaxed, seconds = _timed(lambda: plan_all(networks))
    memory, processor = _gibibytes(), _children_seconds() - before
    terms = OrderTerms(np.tile([400.0, 30.0], (BULK, 1)), np.tile([50.0, 5.0], (BULK, 1)), np.full((BULK, 2), 60.0))
    lots, lots_seconds = _timed(lambda: plan_all(networks, terms=terms))
    exact = [best_lots(networks[k : k + 1], terms[k : k + 1]) for k in range(EXACT_LOTS)]
    return {
        "bulk_networks": float(BULK),
        "bulk_s": seconds,
        "bulk_processor_s": processor,
        "bulk_share_of_limit": seconds / SECONDS,
        "bulk_gib": memory,
        "bulk_mean_gap": float(relaxed.gap.mean()),
        "bulk_largest_gap": float(relaxed.gap.max()),
        "lots_s": lots_seconds,
        "lots_mean_gap_to_relaxation": float(lots.gap.mean()),
        "lots_mean_ratio_to_scip_bound": statistics.mean(
            float(lots.cost[k] / best.bound[0]) for k, best in enumerate(exact)
        ),
    }


def coupled() -> dict[str, float]:
    """Return, per kind of coupling, the cost beside that of the joint programme, the gap, and both times."""
    networks = drawn(TOGETHER, SHARING_LOCATIONS, SHARING_WEEKS, seed=5)
    figures: dict[str, float] = {}
    for name, couplings in _couplings(networks):
        found, seconds = _timed(lambda c=couplings: solve_coupled(networks, c))  # type: ignore[misc]
        reached = within_reach(networks, couplings)
        joint = joint_of(subproblems_of(reached, couplings, first_points(reached)), couplings)
        answer, joint_seconds = _timed(joint.solve)
        assert answer is not None
        shared = len(couplings.shared)
        own = answer.values[: len(answer.values) - shared].reshape(len(networks), -1)[:, : networks.shape.columns]
        paid = (
            sum(s.cost * z for s, z in zip(couplings.shared, answer.values[-shared:], strict=True)) if shared else 0.0
        )
        quantity = own.reshape(len(networks), networks.shape.arcs, -1)
        figures |= {
            f"{name}_ratio_to_joint": found.cost / (float(exact_cost(networks, quantity).sum()) + paid),
            f"{name}_gap": found.gap,
            f"{name}_s": seconds,
            f"{name}_joint_s": joint_seconds,
        }
    return figures


def _couplings(networks: Networks) -> Iterator[tuple[str, Couplings]]:
    """Yield every kind of coupling, tight: what the networks would do alone is beyond it."""
    n, quantity = len(networks), solve_flows(networks).quantity
    volume = np.linspace(0.5, 1.5, n)
    value = quantity[:, :2] * networks.arc_cost[:, :2, None]
    near, lane = ((quantity[:, arc] * volume[:, None]).sum(axis=0).max() for arc in (1, 2))
    stock = expected_stock(networks, supply_of(networks, quantity.reshape(n, -1)))
    stored = float((stock[:, 0] * volume[:, None]).sum(axis=0).max())
    yield "budget", budget(networks, 0.8 * float(value.sum()))
    yield "lane", lane_capacity(networks, 0, 0.6 * float(lane), volume)
    yield "warehouse", warehouse_capacity(networks, 0, 0.7 * stored, volume)
    least = 1.3 * float(value[:, 1].sum(axis=0).max())
    yield "order_minimum", supplier_orders(networks, SupplierTerms((1,), minimum=least, order_cost=200.0))
    containers = SupplierTerms((1,), volume=volume, container=0.37 * float(near), container_cost=1000.0)
    yield "containers", supplier_orders(networks, containers)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def _busy(work: Callable[[], object]) -> float:
    """Return the processor time of some work: others on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _children_seconds() -> float:
    """Return the processor time of all processes started and ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _gibibytes() -> float:
    """Return the most memory held by this process and two others of the largest it has started, in GiB."""
    kibibytes = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, child = kibibytes
    return (own + 2 * child) / 1024**2


def main() -> None:
    """Print the figures, as JSON on request."""
    figures = single() | bulk() | coupled()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
        return
    size = f"{figures['columns']:.0f} columns, {figures['rows']:.0f} rows"
    print(f"one network, {LOCATIONS} locations x {WEEKS} weeks ({size}): built, solved and read, processor time")
    print(f"  p50 {figures['one_p50_ms']:.1f} ms   GLOP alone {figures['glop_alone_p50_ms']:.1f} ms", end="   ")
    print(f"ratio {figures['one_ratio']:.2f}   to a gap of 1e-3 {figures['one_to_a_thousandth_p50_ms']:.1f} ms")
    print(f"{BULK} networks on two processes: {figures['bulk_s']:.1f} s", end=" ")
    print(
        f"({figures['bulk_share_of_limit']:.2f} of {SECONDS:.0f} s), {figures['bulk_gib']:.2f} of {GIBIBYTES:.0f} GiB"
    )
    print(f"  processor time {figures['bulk_processor_s']:.1f} s, so half of that on two cores of their own")
    print(f"  gap to the bound of the exact curves: mean {figures['bulk_mean_gap']:.2e}", end=", ")
    print(f"largest {figures['bulk_largest_gap']:.2e}")
    print(f"  in whole lots {figures['lots_s']:.1f} s, mean gap to the relaxation", end=" ")
    print(f"{figures['lots_mean_gap_to_relaxation']:.2e}", end=", ")
    print(f"cost to SCIP's bound {figures['lots_mean_ratio_to_scip_bound']:.4f} on {EXACT_LOTS} of them")
    print(f"{TOGETHER} networks that share a limit, beside the joint programme")
    for name in ("budget", "lane", "warehouse", "order_minimum", "containers"):
        ratio, gap = figures[f"{name}_ratio_to_joint"], figures[f"{name}_gap"]
        times = f"{figures[f'{name}_s']:.1f} s, joint {figures[f'{name}_joint_s']:.1f} s"
        print(f"  {name.replace('_', ' '):<14} cost {ratio:.4f} of the joint programme's, gap {gap:.1e}, {times}")


if __name__ == "__main__":
    main()
