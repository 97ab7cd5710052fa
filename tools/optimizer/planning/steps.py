"""The steps of a solution: what is done now, as the language of plans says it, with dates and decimals."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.solve import Solution
from trimtab.plans import (
    PlannedChange,
    PlannedLevel,
    PlannedPurchase,
    PlannedRelease,
    PlannedRepromise,
    PlannedStep,
    PlannedTransfer,
)


def steps_of(model: PlanModel, solution: Solution) -> tuple[PlannedStep, ...]:
    """Return the steps that are executed now, in the order of the offers; later decisions are recourse and left out."""
    values, today = solution.values, model.problem.today
    steps: list[PlannedStep] = []
    for decision in model.supply:
        lots = round(float(values[decision.column])) if decision.now else 0
        if lots <= 0:
            continue
        option = decision.option
        ship = today + timedelta(days=decision.start_day)
        due = today + timedelta(days=option.due_day(decision.start_day))
        expected = today + timedelta(days=option.arrival_day(decision.start_day))
        quantity = lots * option.lot
        if option.request:
            steps.append(
                PlannedRelease(
                    offer_id=option.offer_id,
                    document=option.request,
                    supplier=option.supplier,
                    item=option.item,
                    location=option.destination,
                    quantity=quantity,
                    due=due,
                    expected=expected,
                )
            )
        elif option.supplier:
            steps.append(
                PlannedPurchase(
                    offer_id=option.offer_id,
                    supplier=option.supplier,
                    item=option.item,
                    location=option.destination,
                    quantity=quantity,
                    due=due,
                    expected=expected,
                )
            )
        else:
            steps.append(
                PlannedTransfer(
                    offer_id=option.offer_id,
                    item=option.item,
                    origin=option.origin,
                    destination=option.destination,
                    mode=option.mode,
                    quantity=quantity,
                    ship=ship,
                    due=due,
                )
            )
    for repromise in model.repromises:
        if values[repromise.column] > 0.5:
            offer = repromise.option.offer
            day = today + timedelta(days=repromise.day)
            steps.append(PlannedRepromise(offer_id=offer.id, document=offer.document, line=offer.line, due_after=day))
    for change in model.changes:
        if values[change.column] > 0.5:
            offered = change.option.offer
            steps.append(PlannedChange(offer_id=offered.id, offer=offered))
    for level in model.levels:
        if values[level.column] > 0.5:
            step = level.step
            steps.append(
                PlannedLevel(
                    offer_id=step.offer_id,
                    item=step.item,
                    location=step.location,
                    minimum_before=step.minimum_before,
                    target_before=step.target_before,
                    minimum_after=_whole(step.minimum),
                    target_after=_whole(step.target),
                )
            )
    return tuple(steps)


def now_columns(model: PlanModel, offer_id: str) -> list[int]:
    """Return the columns by which an offer is taken up now."""
    columns = [d.column for d in model.supply if d.now and d.option.offer_id == offer_id]
    columns += [r.column for r in model.repromises if r.option.offer.id == offer_id]
    columns += [c.column for c in model.changes if c.option.offer.id == offer_id]
    columns += [column for promised, column in model.promised.items() if promised == offer_id]
    return columns + [w.column for w in model.levels if w.step.offer_id == offer_id]


def _whole(quantity: float) -> Decimal:
    return Decimal(str(quantity)).to_integral_value(rounding=ROUND_CEILING)
