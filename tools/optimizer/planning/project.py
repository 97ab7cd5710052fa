"""Projections: projected available stock by day without and with the plan, and the band of uncertainty around it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from scipy.special import ndtri

from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.trajectory import Trajectory
from trimtab.plans import PlannedLevel, PlannedStep
from trimtab.projections import StockProjection

PROJECTED_DAYS = 60
_NINE_TENTHS = float(ndtri(0.9))


def projections_of(
    model: PlanModel, before: tuple[Trajectory, ...], after: tuple[Trajectory, ...], steps: tuple[PlannedStep, ...]
) -> tuple[StockProjection, ...]:
    """Return one projection per position; below zero is what is owed. The band is mean ± 1.28 standard deviations."""
    problem = model.problem
    count = min(PROJECTED_DAYS, problem.horizon_days)
    days = tuple(problem.today + timedelta(days=k) for k in range(count))
    moved = {(s.item, s.location): float(s.minimum_after) for s in steps if isinstance(s, PlannedLevel)}
    found = []
    for without, with_plan in zip(before, after, strict=True):
        item, location = with_plan.position.item_location
        point = problem.snapshot.order_point(item, location)
        minimum = float(point.minimum) if point else None
        found.append(
            StockProjection(
                item=item,
                location=location,
                unit=problem.network.item(item).unit,
                days=days,
                without=_series(without.mean, count),
                with_bundle=_series(with_plan.mean, count),
                low=_series(with_plan.mean - _NINE_TENTHS * with_plan.sd, count),
                high=_series(with_plan.mean + _NINE_TENTHS * with_plan.sd, count),
                minimum_before=minimum,
                minimum_after=moved.get((item, location), minimum),
            )
        )
    return tuple(found)


def _series(values: np.typing.NDArray[np.float64], count: int) -> tuple[float, ...]:
    return tuple(round(float(v), 2) for v in values[:count])
