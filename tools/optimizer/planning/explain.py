"""Why a plan is what it is: the worth of each step, the runner-up, the limits that bind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tools.language.names import item_named, pieces, units
from tools.language.words import amount, joined, price
from tools.optimizer.planning.impact import cents
from tools.optimizer.planning.limit_prices import limit_prices, uses
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.options import SupplyOption
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.ranges import ranges_of
from tools.optimizer.planning.solve import Solution, solve
from tools.optimizer.planning.starts import start_of
from tools.optimizer.planning.step_words import step_words
from tools.optimizer.planning.steps import now_columns, steps_of
from trimtab.errors import InfeasiblePlan
from trimtab.network import Network
from trimtab.plans import Alternative, LimitPrice, PlannedStep, StepValue

MAX_ALTERNATIVES = 3


@dataclass(frozen=True)
class Explanation:
    """What is said about a plan beside its steps."""

    values: tuple[StepValue, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    ranges: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    limit_prices: tuple[LimitPrice, ...] = ()


def explain_plan(model: PlanModel, default: Solution, best: Solution, steps: tuple[PlannedStep, ...]) -> Explanation:
    """Return the explanation: every step is left out once, and its item and all that share documents are solved anew.

    Other items stay as planned: only caps and documents not issued yet connect them, and a worth is never too little.
    """
    values, others = [], []
    for step in steps:
        other = _without(model, step, steps)
        if other.cost > default.cost:
            other = default
        worth = max(0.0, other.cost - best.cost)
        values.append(StepValue(offer_id=step.offer_id, worth=cents(worth)))
        others.append((worth, _difference(model.problem, steps, steps_of(model, other))))
    if steps:
        others.append((default.cost - best.cost, "Do nothing now and leave it to the next cycle"))
    return Explanation(
        values=tuple(values),
        alternatives=_ranked(others),
        ranges=ranges_of(model, best, default.cost - best.cost),
        limit_prices=limit_prices(model, best, steps),
    )


def _without(model: PlanModel, step: PlannedStep, steps: tuple[PlannedStep, ...]) -> Solution:
    """Return the plan without a step; with all solved anew where the other items cannot stay as they are."""
    rest, left_out = start_of(model, [s for s in steps if s is not step]), now_columns(model, step.offer_id)
    free = _columns_of(model, _items_with(model, step, steps))
    held = {column: value for column, value in rest.items() if column not in free}
    try:
        return solve(model, without=left_out, fixed=held, start=rest)
    except InfeasiblePlan:
        return solve(model, without=left_out)


def _items_with(model: PlanModel, step: PlannedStep, steps: tuple[PlannedStep, ...]) -> set[str]:
    """Return the items of a step, and those that share documents of the plan with them, by however many others."""
    taken = start_of(model, steps)
    documents: dict[int, set[str]] = {}
    for decision in model.supply:
        if decision.now and taken[decision.column] > 0:
            documents.setdefault(decision.switches[0], set()).add(decision.option.item)
    for change in model.changes:
        if taken[change.column] > 0:
            documents.setdefault(change.document, set()).update(item for item, _ in change.option.item_locations)
    items = {next(o.item for o in model.problem.offers if o.id == step.offer_id)}
    while True:
        joined = items.union(*(together for together in documents.values() if together & items))
        if joined == items:
            return items
        items = joined


def _columns_of(model: PlanModel, items: set[str]) -> set[int]:
    """Return the columns that may change with some items: their own, and the documents that can have a line of them."""
    free = {c for d in model.supply if d.now and d.option.item in items for c in (d.column, *d.switches)}
    for change in model.changes:
        if any(item in items for item, _ in change.option.item_locations):
            free |= {change.column, change.document}
    free |= {r.column for r in model.repromises if r.option.offer.item in items}
    free |= {w.column for w in model.levels if w.step.item in items}
    return free if model.acting is None else free | {model.acting}


def binding_limits(model: PlanModel, best: Solution) -> tuple[str, ...]:
    """Return, in words, the limits that the plan runs into and the reasons for which something was left out."""
    network = model.problem.network
    found = []
    for option in model.options.supply:
        columns = [d for d in model.supply if d.option is option and d.now]
        taken = sum(float(best.values[d.column]) * d.unit for d in columns)
        if option.maximum is not None and taken > 0 and taken + float(option.lot) > option.maximum:
            most = pieces(network, option.item, option.maximum)
            found.append(f"{_source(network, option)} offers no more than {most}")
    found += _minimum_values(model, best)
    for limit, _ in model.limits:
        used, step = uses(model, best, limit)
        if used + step > limit.most:
            found.append(f"{limit.words} ({limit.cap.reason})")
    acting = model.acting is not None and best.values[model.acting] > 0.5
    for row in model.wizard:
        if acting and best.values[row.granted] > 0.5:
            item, location = row.check.item_location
            lacks = units(network, item, row.check.shortfall)
            short = row.check.shortfall > 0
            why = f"nothing offered brings the {lacks} it lacks" if short else "what is fixed takes it too low"
            place = network.location(location).name
            found.append(f"the ERP will itself order {item_named(network, item)} for {place}: {why}")
    for level in model.levels:
        if best.values[level.column] < 0.5:
            step_ = level.step
            where = f"{item_named(network, step_.item)} at {network.location(step_.location).name}"
            found.append(
                f"the minimum of {where} stays at {amount(step_.minimum_before)}: at {amount(step_.minimum)} "
                "the ERP would order at once, and what could be ordered now comes too late or costs more than it saves"
            )
    return tuple(found)


def _minimum_values(model: PlanModel, best: Solution) -> list[str]:
    """Return the suppliers whose minimum order value a document just reaches: a lot less would not be taken."""
    values: dict[int, float] = {}
    lots: dict[int, float] = {}
    suppliers: dict[int, str] = {}
    for d in model.supply:
        if d.now and d.option.supplier and best.values[d.column] > 0.5:
            document, lot = d.switches[0], d.unit * d.option.unit_price
            values[document] = values.get(document, 0.0) + lot * float(best.values[d.column])
            lots[document] = min(lot, lots.get(document, lot))
            suppliers[document] = d.option.supplier
    found = []
    for document, supplier in suppliers.items():
        least = model.problem.network.supplier(supplier).minimum_order_value
        if least is not None and values[document] - lots[document] < float(least.amount):
            name = model.problem.network.supplier(supplier).name
            found.append(f"{name} takes no order below {price(least.amount)} {least.currency}")
    return found


def _ranked(others: list[tuple[float, str]]) -> tuple[Alternative, ...]:
    found: dict[str, float] = {}
    for more, summary in others:
        found[summary] = min(more, found.get(summary, more))
    ranked = sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:MAX_ALTERNATIVES]
    return tuple(Alternative(summary=summary, costs_more=cents(more)) for summary, more in ranked)


def _difference(problem: PlanProblem, steps: tuple[PlannedStep, ...], others: tuple[PlannedStep, ...]) -> str:
    chosen, other = {s.offer_id: s for s in steps}, {s.offer_id: s for s in others}
    left_out = [step_words(s, problem) for i, s in chosen.items() if i not in other]
    instead = [step_words(s, problem) for i, s in other.items() if s != chosen.get(i)]
    text = "Without " + joined(left_out) if left_out else "Other quantities"
    return text + ("; instead " + joined(instead) if instead else "")


def _source(network: Network, option: SupplyOption) -> str:
    return network.supplier(option.supplier).name if option.supplier else network.location(option.origin).name
