"""Starts: the whole numbers of a model that take up given steps, also where offers are later or fewer by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tools.optimizer.planning.model import PlanModel
from trimtab.plans import PlannedChange, PlannedLevel, PlannedRepromise, PlannedStep

TakenKey = tuple[str, int]
"""What is taken up now: an offer and, for a re-promise, its day; else 0."""


def now_columns_of(model: PlanModel) -> dict[TakenKey, int]:
    """Return the columns of what is ordered, moved, changed or promised now."""
    columns = {(d.option.offer_id, 0): d.column for d in model.supply if d.now}
    columns |= {(c.option.offer.id, 0): c.column for c in model.changes}
    return columns | {(r.option.offer.id, r.day): r.column for r in model.repromises}


def columns_taking(model: PlanModel, taken: Mapping[TakenKey, float]) -> dict[int, float]:
    """Return the values of the columns that take up what is given, in lots, and nothing else; documents included."""
    values = {column: taken.get(key, 0.0) for key, column in now_columns_of(model).items()}
    switches: dict[int, float] = {}
    for decision in model.supply:
        for column in decision.switches:
            switches[column] = max(switches.get(column, 0.0), float(values[decision.column] > 0))
    for change in model.changes:
        switches[change.document] = max(switches.get(change.document, 0.0), float(values[change.column] > 0))
    return values | switches


def start_of(model: PlanModel, steps: Iterable[PlannedStep]) -> dict[int, float]:
    """Return the values of the columns that take up these steps, as far as they are still offered, and nothing else."""
    lots = {d.option.offer_id: d.unit for d in model.supply if d.now}
    taken: dict[TakenKey, float] = {}
    levels = set()
    for step in steps:
        match step:
            case PlannedLevel():
                levels.add((step.item, step.location))
            case PlannedRepromise():
                taken[step.offer_id, (step.due_after - model.problem.today).days] = 1.0
            case PlannedChange():
                taken[step.offer_id, 0] = 1.0
            case _:
                taken[step.offer_id, 0] = float(round(float(step.quantity) / lots.get(step.offer_id, 1.0)))
    values = columns_taking(model, taken)
    values |= {w.column: float((w.step.item, w.step.location) in levels) for w in model.levels}
    if model.acting is not None:
        values[model.acting] = float(any(values.values()))
    return values
