"""Why a plan is what it is: the worth of each step, the runner-up, the limits that bind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tools.optimizer.impact import cents
from tools.optimizer.model import PlanModel
from tools.optimizer.ranges import ranges_of
from tools.optimizer.solve import Solution, solve
from tools.optimizer.steps import now_columns, steps_of
from trimtab.plans import (
    Alternative,
    PlannedLevel,
    PlannedPurchase,
    PlannedRepromise,
    PlannedStep,
    PlannedTransfer,
    StepValue,
)

MAX_ALTERNATIVES = 3


@dataclass(frozen=True)
class Explanation:
    """What is said about a plan beside its steps."""

    values: tuple[StepValue, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    ranges: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


def explain_plan(model: PlanModel, default: Solution, best: Solution, steps: tuple[PlannedStep, ...]) -> Explanation:
    """Return the explanation: every step is left out once and the rest is solved anew."""
    values, others = [], []
    for step in steps:
        other = solve(model, without=now_columns(model, step.offer_id))
        if other.cost > default.cost:
            other = default
        worth = max(0.0, other.cost - best.cost)
        values.append(StepValue(offer_id=step.offer_id, worth=cents(worth)))
        others.append((worth, _difference(steps, steps_of(model, other))))
    if steps:
        others.append((default.cost - best.cost, "Do nothing now and leave it to the next cycle"))
    return Explanation(
        values=tuple(values),
        alternatives=_ranked(others),
        ranges=ranges_of(model, best, default.cost - best.cost),
    )


def binding_limits(model: PlanModel, best: Solution) -> tuple[str, ...]:
    """Return, in words, the limits that the plan runs into and the reasons for which something was left out."""
    found = []
    for option in model.options.supply:
        columns = [d for d in model.supply if d.option is option and d.now]
        taken = sum(float(best.values[d.column]) * d.unit for d in columns)
        if option.maximum is not None and taken > 0 and taken + float(option.lot) > option.maximum:
            found.append(
                f"{_source(option.supplier, option.origin)} offers no more than {option.maximum:g} {option.item}"
            )
    for limit, _ in model.limits:
        weights = [(limit.weight(d.option), d) for d in model.supply if not d.option.regular]
        used = sum(w * d.unit * float(best.values[d.column]) for w, d in weights)
        step = max((w * d.unit for w, d in weights if d.now), default=0.0)
        if weights and used + step > limit.most:
            found.append(f"{limit.words} ({limit.cap.reason})")
    acting = model.acting is not None and best.values[model.acting] > 0.5
    for row in model.wizard:
        if acting and best.values[row.granted] > 0.5:
            item, location = row.check.item_location
            lacks = f"{row.check.shortfall:g}"
            found.append(
                f"the ERP will itself order for {item}@{location}: nothing offered brings the {lacks} it lacks"
            )
    for level in model.levels:
        if best.values[level.column] < 0.5:
            step_ = level.step
            found.append(
                f"the minimum of {step_.item}@{step_.location} stays at {step_.minimum_before}: at {step_.minimum:g} "
                "the ERP would order at once, and ordering it now costs more than the new level saves"
            )
    return tuple(found)


def _ranked(others: list[tuple[float, str]]) -> tuple[Alternative, ...]:
    found: dict[str, float] = {}
    for more, summary in others:
        found[summary] = min(more, found.get(summary, more))
    ranked = sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:MAX_ALTERNATIVES]
    return tuple(Alternative(summary=summary, costs_more=cents(more)) for summary, more in ranked)


def _difference(steps: tuple[PlannedStep, ...], others: tuple[PlannedStep, ...]) -> str:
    chosen, other = {s.offer_id: s for s in steps}, {s.offer_id: s for s in others}
    left_out = [_words(s) for i, s in chosen.items() if i not in other]
    instead = [_words(s) for i, s in other.items() if s != chosen.get(i)]
    text = "Without: " + ", ".join(left_out) if left_out else "Other quantities"
    return text + ("; instead: " + ", ".join(instead) if instead else "")


def _words(step: PlannedStep) -> str:
    if isinstance(step, PlannedPurchase):
        return f"{step.quantity} {step.item} from {step.supplier} for {step.location}, due {step.due}"
    if isinstance(step, PlannedTransfer):
        return f"transfer of {step.quantity} {step.item} from {step.origin} to {step.destination}"
    if isinstance(step, PlannedRepromise):
        return f"line {step.document}/{step.line} promised for {step.due_after}"
    if isinstance(step, PlannedLevel):
        return f"minimum of {step.item}@{step.location} at {step.minimum_after}"
    raise TypeError(type(step).__name__)


def _source(supplier: str, origin: str) -> str:
    return supplier or origin
