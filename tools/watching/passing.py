"""Passing days: networks and the plans in force as they are when the first day of their calendar is over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows import FlowPlans, Networks
from tools.optimizer.flows.solve import exact_cost
from tools.optimizer.planning.buckets import Buckets
from trimtab.errors import InvalidField

Array = NDArray[np.float64]


def a_day_later(networks: Networks, plans: FlowPlans) -> tuple[Networks, FlowPlans]:
    """Return both without their first bucket, which has to be a single day; raises InvalidField where it is not.

    What the plan sent on that day is known supply from now on, and has to be told as such (see `Beliefs`). The plans
    have no proven bound any more: minus infinity.
    """
    buckets = networks.shape.buckets
    if buckets.lengths[0] != 1 or len(buckets) < 2:
        raise InvalidField("has to be a single day that others follow", record="plan in force", field="first bucket")
    left = Buckets(tuple(start - 1 for start in buckets.starts[1:]), buckets.lengths[1:])
    later = replace(
        networks,
        shape=replace(networks.shape, buckets=left),
        demand=networks.demand[:, :, 1:],
        known=networks.known[:, :, 1:],
        sd=networks.sd[:, :, 1:],
        holding=_from_tomorrow(networks.holding),
        backorder=_from_tomorrow(networks.backorder),
        least=None if networks.least is None else networks.least[:, :, 1:],
        most=None if networks.most is None else networks.most[:, :, 1:],
    )
    quantity = np.ascontiguousarray(plans.quantity[:, :, 1:])
    return later, FlowPlans(
        quantity=quantity,
        cost=exact_cost(later, quantity),
        bound=np.full(len(networks), -np.inf),
        unit_worth=plans.unit_worth[:, :, 1:],
        room_worth=plans.room_worth[:, :, 1:],
    )


def _from_tomorrow(rate: Array) -> Array:
    """Return a rate by day without today's; one for all days stays."""
    return rate[:, :, 1:] if rate.shape[2] > 1 else rate
