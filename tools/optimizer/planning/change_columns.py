"""Columns of what changes: promises, open lines, the ERP's requests, demand and levels; and what people have fixed."""

from __future__ import annotations

from tools.optimizer.planning.fees import fees_apart, shared_fees
from tools.optimizer.planning.fixes import words_of
from tools.optimizer.planning.level_steps import level_steps
from tools.optimizer.planning.model import (
    INFINITY,
    ChangeDecision,
    Document,
    Fixed,
    LevelDecision,
    PlanModel,
    RepromiseDecision,
)
from tools.optimizer.planning.supply_columns import yes_or_no
from trimtab.errors import InfeasiblePlan
from trimtab.offers import FixDate, FixLevel, FixQuantity

LineKey = tuple[str, str, str]


def add_repromises(model: PlanModel) -> None:
    """Add, per line that can wait, one yes or no per day it can wait until; at most one is yes."""
    price, fixes = float(model.problem.network.costs.change_price.amount), model.problem.fixes
    for option in model.options.repromises:
        columns = []
        for day in option.days:
            cost = option.cost_per_day * (day - option.due_day) + price
            columns.append(model.programme.column(0, 1, cost, integer=True))
            model.repromises.append(RepromiseDecision(option, day, columns[-1]))
        model.programme.row(-INFINITY, 1, [(c, 1.0) for c in columns])
        if option.offer.id in fixes.dates or option.offer.id in fixes.quantities:
            promised = model.programme.column(0, 1)
            model.programme.row(0, INFINITY, [*((c, 1.0) for c in columns), (promised, -1.0)])
            model.promised[option.offer.id] = promised


def add_changes(model: PlanModel) -> None:
    """Add a yes or no per change, tied to that of its document; of all that changes one line, at most one is yes."""
    documents: dict[tuple[str, str], int] = {}
    lines: dict[LineKey, list[int]] = {}
    for option in fees_apart(model.problem, model.options.changes):
        if option.document not in documents:
            documents[option.document] = yes_or_no(model, 0.0)
        switch = documents[option.document]
        column = model.programme.column(0, 1, option.cost, integer=True)
        model.programme.row(-INFINITY, 0, [(column, 1.0), (switch, -1.0)])
        model.changes.append(ChangeDecision(option, column, switch))
        for line in option.lines:
            lines.setdefault(line, []).append(column)
    _add_shared_fees(model)
    for switch in documents.values():
        # A document is issued for a change, or not at all.
        made = [(c.column, 1.0) for c in model.changes if c.document == switch]
        model.programme.row(0, INFINITY, [*made, (switch, -1.0)])
    for repromise in model.repromises:
        offer = repromise.option.offer
        lines.setdefault(("sale", offer.document, offer.line), []).append(repromise.column)
    for decision in model.supply:
        if decision.now and decision.option.request:
            lines.setdefault(("request", decision.option.request, ""), []).append(decision.switches[0])
    for columns in lines.values():
        if len(columns) > 1:
            model.programme.row(-INFINITY, 1, [(c, 1.0) for c in columns])
    for change in model.changes:
        if change.option.serves in lines:
            others = [(c, 1.0) for c in lines[change.option.serves]]
            model.programme.row(-INFINITY, 1, [(change.column, 1.0), *others])


def _add_shared_fees(model: PlanModel) -> None:
    """Pay, where any line of an order is expedited, the fixed fee that its lines share."""
    columns = {c.option.offer.id: c.column for c in model.changes}
    for shared in shared_fees(model.problem, model.options.changes):
        asked = [columns[offer] for offer in shared.offers]
        paid = model.programme.column(0, 1, shared.fee, integer=True)
        model.documents.append(Document(paid, shared.fee, 0.0))
        model.programme.row(0, INFINITY, [*((c, 1.0) for c in asked), (paid, -1.0)])
        for column in asked:
            model.programme.row(-INFINITY, 0, [(column, 1.0), (paid, -1.0)])


def add_levels(model: PlanModel) -> None:
    """Add a yes or no per level change worth considering, against what the level in force costs more."""
    price = float(model.problem.network.costs.change_price.amount)
    for step in level_steps(model.problem):
        model.constant += step.excess
        if step.proposed:
            column = model.programme.column(0, 1, price - step.excess + step.excess_after, integer=True)
            model.levels.append(LevelDecision(step, column))


def add_fixes(model: PlanModel, *, with_levels: bool) -> None:
    """Hold what people have fixed; raises InfeasiblePlan naming a fix of something that is not offered (any more)."""
    problem, fixes = model.problem, model.problem.fixes
    offers = {o.id: o for o in problem.offers}
    settled: list[tuple[str, FixQuantity | FixDate]] = [*fixes.quantities.items(), *fixes.dates.items()]
    for offer_id, fix in settled:
        if offer_id in offers and offers[offer_id].item not in problem.items:
            continue
        quantity = fixes.quantities.get(offer_id)
        found = {
            d.column: float((quantity.quantity / d.option.lot).to_integral_value())
            for d in model.supply
            if quantity is not None and d.now and d.option.offer_id == offer_id
        }
        found |= {c.column: 1.0 for c in model.changes if c.option.offer.id == offer_id}
        if offer_id in model.promised:
            found[model.promised[offer_id]] = 1.0
        if not found:
            raise _not_offered(words_of(fix, offers, problem.network))
        model.fixed.append(Fixed(words_of(fix, offers, problem.network), found))
    for here, level in fixes.levels.items():
        if with_levels and here[0] in problem.items and not _in_force(model, level):
            steps = [w.column for w in model.levels if (w.step.item, w.step.location) == here]
            if not steps:
                raise _not_offered(words_of(level, offers, problem.network))
            words = words_of(level, offers, problem.network)
            model.fixed.append(Fixed(words, dict.fromkeys(steps, 1.0)))


def _in_force(model: PlanModel, level: FixLevel) -> bool:
    point = model.problem.snapshot.order_point(level.item, level.location)
    return point is not None and (point.minimum, point.target) == (level.minimum, level.target)


def _not_offered(words: str) -> InfeasiblePlan:
    return InfeasiblePlan(
        f"No plan satisfies this limit: {words}. Nobody offers it, or it has been ruled out.",
        limits=(words,),
        remedy="Withdraw it, or ask for an offer.",
    )
