"""The price of waiting: the same plan decided later, point by point, with the cliffs that make offers late or gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from pydantic import AwareDatetime

from tools.optimizer.planning.build import build
from tools.optimizer.planning.confirmation import UntilConfirmed
from tools.optimizer.planning.impact import cents
from tools.optimizer.planning.planner import default_cost
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import TOLERANCE, solve
from tools.optimizer.planning.starts import start_of
from tools.optimizer.planning.steps import steps_of
from trimtab.errors import InfeasiblePlan, InvalidField
from trimtab.measures import Frozen
from trimtab.plans import Plan, PlannedStep
from trimtab.waiting import WaitingCurve, WaitingPoint

SOLVER_NOISE = 0.001
"""Two optima this close, as a share of the cost, differ by no more than the gaps to which they were solved."""


class Cliff(Frozen):
    """What passes at `at`: from then on the offers named (all if none is) are `delay_days` later, or gone (None).

    An order cut-off today is a delay to tomorrow (1); a weekly sailing a delay of 7; an expiry None. `allowed_for`:
    the offers wait for it anyway, as for an order day, so that decided before it they are no later than decided now.
    """

    at: AwareDatetime
    what: str
    offers: tuple[str, ...] = ()
    delay_days: int | None = None
    allowed_for: bool = False


class News(Frozen):
    """What will be known from `at` on: the day on which an open purchase line arrives; `what` says who says so."""

    at: AwareDatetime
    what: str
    document: str
    line: str


def waiting_curve(
    problem: PlanProblem,
    now: datetime,
    decision_times: Sequence[datetime],
    cliffs: Sequence[Cliff] = (),
    plan: Plan | None = None,
    news: News | None = None,
) -> WaitingCurve:
    """Return the expected loss of deciding at each time instead of at `now`, in the company's currency.

    The plan is solved anew with every offer starting on the day of the decision, or later where a cliff has passed;
    offers end with `valid_until`. Each solve starts from the steps of the point before, delayed, which most often are
    already the best: only then is it quick. `plan`, if it was found for the problem, is the answer for `now`. Each
    cliff within the times gets its own point, with the loss just after it. A loss below zero means that waiting pays.
    From `news` on decisions are made knowing it (see `UntilConfirmed`): there a loss is expected over what it may say.
    Times are compared in UTC; nothing is lost within a day but by a cliff. Both costs of a difference are within the
    solver's tolerance of the optimum, so a loss is right within `SOLVER_NOISE` of the cost.
    """
    if now.tzinfo is None or any(t.tzinfo is None for t in decision_times):
        raise InvalidField("needs a time zone", record="waiting curve", field="decision_times")
    times = sorted({t for t in decision_times if t > now})
    end = times[-1] if times else now
    known = [*cliffs, *_expiries(problem)]
    passing = sorted((c for c in known if now < c.at <= end), key=lambda c: (c.at, c.what))
    coming = news if news is not None and now < news.at <= end else None
    moments = sorted({*times, *(c.at for c in passing), *([coming.at] if coming else [])})
    named = [*((c.at, c.what) for c in passing), *([(coming.at, coming.what)] if coming else [])]
    passed = {t: "; ".join(dict.fromkeys(what for at, what in named if at == t)) for t in moments}
    points = [(now, ""), *passed.items()]
    delayed = _Delayed(problem, plan)
    confirmed = UntilConfirmed(problem, coming.document, coming.line) if coming else None

    def cost(moment: datetime) -> float:
        return delayed.cost(_start_days(problem, moment, known))

    first = cost(now)

    def loss(moment: datetime) -> Decimal:
        if coming and confirmed and moment >= coming.at:
            difference = confirmed.loss(_start_days(problem, moment, known))
        else:
            difference = cost(moment) - first
        return cents(difference) if abs(difference) > SOLVER_NOISE * first else Decimal(0)

    return WaitingCurve(
        currency=problem.currency,
        points=tuple(WaitingPoint(at=t, loss=loss(t), cliff=what) for t, what in points),
    )


def loss_of_waiting(problem: PlanProblem, days: int, plan: Plan, tolerance: float = TOLERANCE) -> float:
    """Return what is lost by deciding so many days later instead of now, in the company's currency, without cliffs.

    `plan` is the plan found for the problem. The other plan may do the same later, or what nobody needs to decide;
    both costs are within their relative tolerance of the optimum.
    """
    later = build(problem, start_days=dict.fromkeys((o.id for o in problem.offers), days))
    found = solve(later, start=start_of(later, plan.steps), tolerance=tolerance)
    return min(found.cost, float(plan.default_cost)) - float(plan.cost)


class _Delayed:
    """Costs of one problem decided at several moments, each solved once and from the answer to the last."""

    def __init__(self, problem: PlanProblem, plan: Plan | None) -> None:
        self._problem = problem
        self._default = default_cost(problem)
        self._costs: dict[tuple[tuple[str, int | None], ...], float] = {}
        self._steps: Sequence[PlannedStep] = () if plan is None else plan.steps
        if plan is not None:
            self._costs[_key(dict.fromkeys((o.id for o in problem.offers), 0))] = float(plan.cost)

    def cost(self, starts: dict[str, int | None]) -> float:
        """Return the cost: of nobody acting where that is cheaper, or what people fixed is gone."""
        key = _key(starts)
        if key not in self._costs:
            self._costs[key] = self._solved(starts)
        return self._costs[key]

    def _solved(self, starts: dict[str, int | None]) -> float:
        try:
            model = build(self._problem, start_days=starts)
            found = solve(model, start=start_of(model, self._steps))
        except InfeasiblePlan:
            return self._default
        self._steps = steps_of(model, found) or self._steps
        return found.cost if model.fixed else min(self._default, found.cost)


def _key(starts: dict[str, int | None]) -> tuple[tuple[str, int | None], ...]:
    return tuple(sorted(starts.items()))


def _start_days(problem: PlanProblem, moment: datetime, cliffs: Sequence[Cliff]) -> dict[str, int | None]:
    today = max(0, _day(problem, moment))
    starts: dict[str, int | None] = {}
    awaiting = {offer for c in cliffs if c.allowed_for and c.at > moment for offer in c.offers}
    for offer in problem.offers:
        start: int | None = 0 if offer.id in awaiting else today
        for cliff in cliffs:
            if cliff.at > moment or (cliff.offers and offer.id not in cliff.offers) or start is None:
                continue
            start = None if cliff.delay_days is None else max(start, _day(problem, cliff.at) + cliff.delay_days)
        starts[offer.id] = start
    return starts


def _expiries(problem: PlanProblem) -> list[Cliff]:
    """Return a cliff at the end of each offer's validity."""
    return [
        Cliff(at=o.valid_until, what=f"offer {o.id} expires", offers=(o.id,))
        for o in problem.offers
        if o.valid_until is not None
    ]


def _day(problem: PlanProblem, moment: datetime) -> int:
    midnight = datetime.combine(problem.today, time(0), UTC)
    return (moment.astimezone(UTC) - midnight) // timedelta(days=1)
