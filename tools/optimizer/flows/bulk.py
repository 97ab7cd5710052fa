"""Bulk: thousands of product networks planned by several processes, each solving its share one after the other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tools.optimizer.flows.lots import OrderTerms, solve_lots
from tools.optimizer.flows.networks import Networks
from tools.optimizer.flows.solve import FlowPlans, joined, solve_flows

SHARE = 200


def plan_all(
    networks: Networks, *, terms: OrderTerms | None = None, processes: int = 2, tolerance: float | None = None
) -> FlowPlans:
    """Return the plans of all networks, in their order; in whole lots where there are `terms`.

    `tolerance` as in `solve_flows`; None is one round of tangents, and the plans say how near to the bound they are.
    """
    networks.check()
    tasks = _shares(networks, terms, tolerance)
    if processes == 1 or len(networks) <= SHARE:
        return joined([_plan(task) for task in tasks])
    # Not forked: the solver and the arrays hold threads.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return joined(list(pool.map(_plan, tasks)))


Task = tuple[Networks, OrderTerms | None, float | None]


def _shares(networks: Networks, terms: OrderTerms | None, tolerance: float | None) -> Iterator[Task]:
    for first in range(0, len(networks), SHARE):
        part = slice(first, first + SHARE)
        yield networks[part], None if terms is None else terms[part], tolerance


def _plan(task: Task) -> FlowPlans:
    networks, terms, tolerance = task
    if terms is None:
        return solve_flows(networks, tolerance=tolerance)
    return solve_lots(networks, terms, tolerance=tolerance)
