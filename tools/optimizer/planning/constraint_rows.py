"""Rows that limit a plan: stock that is there to move, and caps that people set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.planning.limits import limits_of
from tools.optimizer.planning.model import INFINITY, PlanModel, effect_by_state
from tools.optimizer.planning.problem import ItemLocation, PlanProblem

Array = NDArray[np.float64]


def add_stock_at_origins(model: PlanModel) -> None:
    """Let nothing leave an origin that is not there: now at most what is on hand, later what demand there has left."""
    for place, position in enumerate(model.positions):
        here = position.item_location
        out = [d for d in model.supply if d.option.origin and (d.option.item, d.option.origin) == here]
        if not out:
            continue
        on_hand = free_to_leave(model.problem, here)
        model.programme.row(-INFINITY, on_hand, [(d.column, d.unit) for d in out if d.now])
        changed = _changed(model, place)
        known, demand = position.known.mean, position.demand.cumulative
        done: set[int] = set()
        for index, state in enumerate(position.states):
            if not state.middle or state.bucket in done:
                continue
            done.add(state.bucket)
            start = model.buckets.starts[state.bucket]
            last = start + model.buckets.lengths[state.bucket] - 1
            x = [(model.first_x[place] + index, 1.0)]
            shift = float(position.reference[index])
            there = max(0.0, float(known[last]))
            model.programme.row(-there - shift, INFINITY, [*x, *_counted(changed, index, state.bucket, there)])
            leaving = [d for d in out if d.start_day == start and not d.now]
            if leaving:
                left = max(0.0, float(known[last] - demand[last]))
                before = [(d, model.buckets.presence(d.start_day)[state.bucket]) for d in out]
                earlier = [(d.column, d.unit * p) for d, p in before if d.start_day < start]
                counted = _counted(changed, index, state.bucket, left)
                model.programme.row(-left - shift, INFINITY, [*x, *earlier, *counted])


@dataclass(frozen=True)
class _Changed:
    """What a change adds in each state of an origin, and what of it counts by bucket: demand that moves does not."""

    column: int
    in_state: Array
    counts: Array


def _changed(model: PlanModel, place: int) -> list[_Changed]:
    position, buckets = model.positions[place], model.buckets
    bucket, none = [s.bucket for s in position.states], np.zeros(len(buckets))
    found = []
    for repromise in model.repromises:
        offer = repromise.option.offer
        if (offer.item, offer.location) == position.item_location:
            spared = buckets.presence(repromise.option.due_day) - buckets.presence(repromise.day)
            found.append(_Changed(repromise.column, float(offer.quantity) * spared[bucket], none))
    for change in model.changes:
        for effect in change.option.effects:
            if effect.item_location == position.item_location:
                counts = none if effect.spared else buckets.average(effect.mean)
                found.append(_Changed(change.column, effect_by_state(buckets, position, effect), counts))
    return found


def _counted(changed: list[_Changed], index: int, bucket: int, there: float) -> list[tuple[int, float]]:
    """Return what to add to the net supply of a state so that changes count in the mean and take no more than there is.

    Of an order that is cancelled nothing can leave any more; but where less is there than it would bring, the
    cancelling itself is no transfer and stays possible.
    """
    takers = max(1, sum(c.counts[bucket] < 0 for c in changed))
    return [(c.column, max(float(c.counts[bucket]), -there / takers) - float(c.in_state[index])) for c in changed]


def free_to_leave(problem: PlanProblem, here: ItemLocation) -> float:
    """Return what is physically on hand and not already waiting to leave on another transfer."""
    leaving = [t.quantity for t in problem.snapshot.transfers if (t.item, t.origin) == here and not t.shipped]
    return max(0.0, float(problem.snapshot.stock(*here) - sum(leaving, Decimal(0))))


def add_limits(model: PlanModel) -> None:
    """Hold every cap over all decisions beyond the default, now and later."""
    for limit in limits_of(model.problem):
        terms = [(d.column, d.unit * limit.weight(d.option)) for d in model.supply if not d.option.regular]
        terms += [(c.column, limit.weight_of_change(c.option)) for c in model.changes]
        row = model.programme.row(-INFINITY, limit.most, [(c, v) for c, v in terms if v])
        model.limits.append((limit, row))
