"""Building the model of a problem: decisions with their costs, net supply per bucket, tangents, limits."""

from __future__ import annotations

import numpy as np

from tools.optimizer.planning.arrays import Programme
from tools.optimizer.planning.buckets import telescoping
from tools.optimizer.planning.change_columns import add_changes, add_fixes, add_levels, add_repromises
from tools.optimizer.planning.constraint_rows import add_limits, add_stock_at_origins
from tools.optimizer.planning.model import INFINITY, PlanModel, net_supply_terms
from tools.optimizer.planning.options import options_of
from tools.optimizer.planning.positions import positions_of
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.supply_columns import add_supply
from tools.optimizer.planning.wizard_rows import add_wizard


def build(
    problem: PlanProblem, *, start_days: dict[str, int | None] | None = None, with_levels: bool = True
) -> PlanModel:
    """Return the model of a problem; `start_days` delays or withdraws offers, `with_levels` includes level changes.

    Raises InfeasiblePlan where people have fixed something that is not offered.
    """
    buckets = telescoping(problem.horizon_days)
    options = options_of(problem, start_days)
    model = PlanModel(problem, buckets, options, Programme(), positions_of(problem, options, buckets))
    add_supply(model)
    add_repromises(model)
    add_changes(model)
    if with_levels:
        add_levels(model)
    _add_net_supply(model)
    add_stock_at_origins(model)
    add_limits(model)
    add_fixes(model, with_levels=with_levels)
    add_wizard(model)
    return model


def _add_net_supply(model: PlanModel) -> None:
    """Add, per state, the net supply decided so far and its cost: the highest of the tangents."""
    programme = model.programme
    for position in model.positions:
        states = len(position.states)
        model.first_x.append(len(programme.cost))
        for _ in range(states):
            programme.column(-INFINITY, INFINITY)
    for place, position in enumerate(model.positions):
        index = np.arange(len(position.states))
        rows, columns, values = [index], [model.first_x[place] + index], [np.full(len(index), -1.0)]
        for column, added in net_supply_terms(model, place):
            there = np.flatnonzero(added)
            rows.append(there)
            columns.append(np.full(len(there), column))
            values.append(added[there])
        programme.rows(
            position.reference,
            position.reference,
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(values),
        )
        model.tangents.add(index + model.states_of(place).start, *position.curves.starting_tangents())
