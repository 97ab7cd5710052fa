"""Net stock by day under a solution: what impact and projections are computed from, exactly and without tangents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.optimizer.loss import normal_overage
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.options import LATENESS_NODES, LATENESS_WEIGHTS
from tools.optimizer.planning.positions import Position
from tools.optimizer.planning.solve import Solution

Array = NDArray[np.float64]
_NO_SPREAD = 1e-6


@dataclass(frozen=True)
class Trajectory:
    """Net stock of one item-location by day, in stock units: mean, standard deviation, expected stock and backorders.

    `shortage_risk` is P(demand > supply) by day; `unfilled` the demand of each day that stock cannot fill.
    """

    position: Position
    mean: Array
    sd: Array
    over: Array
    under: Array
    shortage_risk: Array
    unfilled: Array

    @property
    def fill_rate(self) -> float:
        """Return the share of demand filled from stock (type 2) over the horizon; 1 where there is no demand."""
        total = float(self.position.demand.cumulative[-1])
        return 1.0 if total <= 0 else min(1.0, max(0.0, 1.0 - float(self.unfilled.sum()) / total))


def trajectory(model: PlanModel, solution: Solution, place: int) -> Trajectory:
    """Return the trajectory of the position at `place`: decisions arrive on their own days, in every lateness case."""
    position = model.positions[place]
    days = model.buckets.days
    decided = _decided_by_day(model, solution, position)
    daily = np.diff(position.demand.cumulative, prepend=0.0)
    parts = position.components
    # Rows: cases of open orders by day; columns: lateness cases of what is ordered now.
    weight = parts.weight[:, None] * np.array(LATENESS_WEIGHTS)
    changed = _changed_by_component(model, solution, position)
    net = np.column_stack([series[parts.day] + changed for series in decided]) - parts.need[:, None]
    sd = np.broadcast_to(parts.sd[:, None], net.shape)
    asked = daily[parts.day][:, None]
    zero = np.zeros_like(net)
    over, before = normal_overage(net, zero, sd), normal_overage(net + asked, zero, sd)
    risk = np.where(sd > _NO_SPREAD, ndtr(-net / np.maximum(sd, _NO_SPREAD)), net < -_NO_SPREAD)

    def by_day(values: Array) -> Array:
        return np.asarray(np.bincount(parts.day, (weight * values).sum(axis=1), days), dtype=np.float64)

    mean = by_day(net)
    return Trajectory(
        position=position,
        mean=mean,
        sd=np.sqrt(np.maximum(0.0, by_day(net * net + sd * sd) - mean * mean)),
        over=by_day(over),
        under=by_day(over - net),
        shortage_risk=by_day(risk),
        # What the day asks beyond the stock there is: backorders after it minus backorders before it.
        unfilled=np.clip(by_day((over - net) - (before - net - asked)), 0.0, daily),
    )


def _decided_by_day(model: PlanModel, solution: Solution, position: Position) -> list[Array]:
    """Return the net quantity decided so far by day, one series per lateness case."""
    days = model.buckets.days
    here = position.item_location
    series = [np.zeros(days) for _ in LATENESS_NODES]
    for decision in model.supply:
        quantity = float(solution.values[decision.column]) * decision.unit
        if quantity <= 1e-9:
            continue
        option = decision.option
        for values, node in zip(series, LATENESS_NODES, strict=True):
            if option.item_location == here:
                values[option.arrival_day(decision.start_day, node if decision.now else 0.0) :] += quantity
            elif option.origin and (option.item, option.origin) == here:
                values[decision.start_day :] -= quantity
    for repromise in model.repromises:
        offer = repromise.option.offer
        if (offer.item, offer.location) == here and solution.values[repromise.column] > 0.5:
            for values in series:
                values[repromise.option.due_day : repromise.day] += float(offer.quantity)
    return series


def _changed_by_component(model: PlanModel, solution: Solution, position: Position) -> Array:
    """Return the net supply of all changes made, on each day and in each case of open orders."""
    parts = position.components
    total = np.zeros(len(parts.day))
    for change in model.changes:
        for effect in change.option.effects if solution.values[change.column] > 0.5 else ():
            if effect.item_location != position.item_location:
                continue
            total += effect.series[parts.day]
            for leaving in effect.leaves:
                if leaving.key in position.apart:
                    total -= leaving.quantity * ((parts.arrived >> position.apart.index(leaving.key)) & 1)
                else:
                    total -= leaving.quantity * leaving.probability[parts.day]
    return total
