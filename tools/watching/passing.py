"""Passing days: networks and the plans in force as they are when the first day of their calendar is over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.optimizer.flows import FlowPlans, Networks
from tools.optimizer.flows.solve import exact_cost
from tools.optimizer.planning.buckets import Buckets
from trimtab.errors import InvalidField


def a_day_later(networks: Networks, plans: FlowPlans) -> tuple[Networks, FlowPlans]:
    """Return both without their first bucket, which has to be a single day; raises InvalidField where it is not.

    What the plan sent on that day is known supply from now on, and has to be told as such (see `Beliefs`). The plans
    have no proven bound any more: minus infinity.
    """
    buckets = networks.shape.buckets
    if buckets.lengths[0] != 1 or len(buckets) < 2:
        raise InvalidField("has to be a single day that others follow", record="plan in force", field="first bucket")
    left = Buckets(tuple(start - 1 for start in buckets.starts[1:]), buckets.lengths[1:])
    by_day = {
        name: values[:, :, 1:] if values.shape[2] > 1 else values
        for name, values in ((n, getattr(networks, n)) for n in ("demand", "known", "sd", "holding", "backorder"))
    }
    bounds = {n: None if v is None else v[:, :, 1:] for n, v in (("least", networks.least), ("most", networks.most))}
    later = replace(networks, shape=replace(networks.shape, buckets=left), **by_day, **bounds)
    quantity = np.ascontiguousarray(plans.quantity[:, :, 1:])
    return later, FlowPlans(
        quantity=quantity,
        cost=exact_cost(later, quantity),
        bound=np.full(len(networks), -np.inf),
        unit_worth=plans.unit_worth[:, :, 1:],
        room_worth=plans.room_worth[:, :, 1:],
    )
