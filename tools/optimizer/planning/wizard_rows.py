"""Rows that tie a plan to the ERP: after what is done now, its supply wizard must find nothing to add or to undo."""

from __future__ import annotations

from datetime import timedelta

from tools.optimizer.planning.constraint_rows import free_to_leave
from tools.optimizer.planning.erp_consistency import View, WizardCheck, wizard_checks
from tools.optimizer.planning.model import INFINITY, LevelDecision, PlanModel, WizardRow
from trimtab.offers import CancelRequestOffer
from trimtab.state import OpenRequest

Terms = list[tuple[int, float]]


def add_wizard(model: PlanModel) -> None:
    """Tie every step to the ERP: if anything is done now, no minimum in force afterwards may be undershot."""
    steps = (
        [d.column for d in model.documents] + [r.column for r in model.repromises] + [w.column for w in model.levels]
    )
    if not steps:
        return
    model.acting = model.programme.column(0, 1, integer=True)
    model.programme.row(0, INFINITY, [*((column, 1.0) for column in steps), (model.acting, -1)])
    for column in steps:
        model.programme.row(-INFINITY, 0, [(column, 1), (model.acting, -1)])
    for check in wizard_checks(model.problem, model.options.changes):
        _add_check(model, model.acting, check)


def _add_check(model: PlanModel, acting: int, check: WizardCheck) -> None:
    levels = [w for w in model.levels if (w.step.item, w.step.location) == check.item_location]
    granted: int | None = None
    # What a person fixed may make the ERP order by itself: that is said, not refused.
    if check.shortfall > 0 or model.fixed:
        granted = model.programme.column(0, 1, integer=True)
        model.wizard.append(WizardRow(check, granted))
        # A level must not rise where the ERP orders already: the rise comes with its orders or not at all.
        held = model.held()
        for level in levels:
            if level.column not in held:
                model.programme.row(-INFINITY, 1, [(level.column, 1), (granted, 1)])
    always = _supply_terms(model, check)
    always += [(level.column, check.minimum - level.step.minimum) for level in levels]
    for request in check.requests:
        always += [(column, -check.counted(request)) for column in _settles(model, request)]
    for view in check.views:
        terms = [*always, *_change_terms(model, check, view)]
        missing = check.minimum - view.stock
        terms.append((acting, -missing))
        if granted is not None:
            terms.append((granted, max(0.0, missing) + _room_to_worsen(model, check, terms, acting)))
        model.programme.row(0, INFINITY, terms)
    for level in levels:
        if level.step.minimum > check.minimum and level.column not in model.held():
            for view in check.views:
                _add_rise(model, check, view, level)
    for request in check.requests:
        if (request.item, request.location) == check.item_location:
            _add_request(model, acting, check, request, granted)


def _add_rise(model: PlanModel, check: WizardCheck, view: View, level: LevelDecision) -> None:
    """Let a minimum rise only to the stock in view with what is due by then: else the ERP orders at once."""
    terms = _supply_terms(model, check, view) + _change_terms(model, check, view)
    terms += [(column, -check.counted(request)) for request in check.requests for column in _settles(model, request)]
    least = sum(min(0.0, value * model.programme.upper[column]) for column, value in terms)
    missing = level.step.minimum - view.stock
    model.programme.row(least, INFINITY, [*terms, (level.column, least - missing)])


def _room_to_worsen(model: PlanModel, check: WizardCheck, terms: Terms, acting: int) -> float:
    """Return how far a granted check may fall below what it is today: not at all, unless a person fixed steps."""
    if not model.fixed:
        return 0.0
    most = [max(0.0, -value * model.programme.upper[column]) for column, value in terms if column != acting]
    return free_to_leave(model.problem, check.item_location) + sum(m for m in most if m < INFINITY)


def _supply_terms(model: PlanModel, check: WizardCheck, view: View | None = None) -> Terms:
    """Return what is ordered and moved now: in full, or what comes only if it is due in a view."""
    today = model.problem.today
    terms: Terms = []
    for d in model.supply:
        if d.now and (d.option.item, d.option.origin) == check.item_location:
            terms.append((d.column, -d.unit))
        elif d.now and (d.option.item, d.option.destination) == check.item_location:
            due = today + timedelta(days=d.option.due_day(d.start_day))
            if view is None or view.has(due):
                terms.append((d.column, d.unit))
    return terms


def _change_terms(model: PlanModel, check: WizardCheck, view: View) -> Terms:
    today = model.problem.today
    seen = [(c.column, view.sees(c.option, check.item_location, today)) for c in model.changes]
    return [(column, quantity) for column, quantity in seen if quantity]


def _add_request(model: PlanModel, acting: int, check: WizardCheck, request: OpenRequest, granted: int | None) -> None:
    """Let a request stay only if the wizard would make it again as it is; else it is released or withdrawn.

    Where Trimtab orders, it is made again as long as the check fails. Where the ERP orders, it is made again if the
    stock without it falls short, and nothing is changed that the wizard sees there.
    """
    settled: Terms = [(column, 1.0) for column in _settles(model, request)]
    if not settled:
        return
    if check.kept and check.shortfall + sum(check.counted(r) for r in check.requests) > 0:
        here = check.item_location
        touching = [w.column for w in model.levels if (w.step.item, w.step.location) == here]
        touching += [
            c.column
            for c in model.changes
            if not isinstance(c.option.offer, CancelRequestOffer)
            and any(m.item_location == here for m in c.option.moves)
        ]
        for column in touching:
            model.programme.row(0, INFINITY, [*settled, (column, -1.0)])
        return
    again: Terms = [] if granted is None or check.kept else [(granted, 1.0)]
    model.programme.row(0, INFINITY, [*settled, *again, (acting, -1.0)])


def _settles(model: PlanModel, request: OpenRequest) -> list[int]:
    """Return the yes-or-no columns by which a request is released or withdrawn."""
    released = [d.switches[0] for d in model.supply if d.now and d.option.request == request.document]
    withdrawn = [
        c.column
        for c in model.changes
        if isinstance(c.option.offer, CancelRequestOffer) and c.option.offer.document == request.document
    ]
    return released + withdrawn
