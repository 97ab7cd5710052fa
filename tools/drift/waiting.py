"""The price of waiting: the same plan decided later, point by point, with the cliffs that make offers late or gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from pydantic import AwareDatetime

from tools.optimizer.build import build
from tools.optimizer.impact import cents
from tools.optimizer.planner import default_cost
from tools.optimizer.problem import PlanProblem
from tools.optimizer.solve import solve
from trimtab.errors import InfeasiblePlan, InvalidField
from trimtab.measures import Frozen
from trimtab.waiting import WaitingCurve, WaitingPoint

SOLVER_NOISE = 0.001
"""Two optima this close, as a share of the cost, differ by no more than the gaps to which they were solved."""


class Cliff(Frozen):
    """What passes at `at`: from then on the offers named (all if none is) are `delay_days` later, or gone (None).

    An order cut-off today is a delay to tomorrow (1); a weekly sailing a delay of 7; an expiry None.
    """

    at: AwareDatetime
    what: str
    offers: tuple[str, ...] = ()
    delay_days: int | None = None


def waiting_curve(
    problem: PlanProblem, now: datetime, decision_times: Sequence[datetime], cliffs: Sequence[Cliff] = ()
) -> WaitingCurve:
    """Return the expected loss of deciding at each time instead of at `now`, in the company's currency.

    The plan is solved anew with every offer starting on the day of the decision, or later where a cliff has passed;
    offers end with `valid_until`. Each cliff within the times gets its own point, with the loss just after it. A loss
    below zero means that waiting pays. Times are compared in UTC; nothing is lost within a day but by a cliff.
    """
    if now.tzinfo is None or any(t.tzinfo is None for t in decision_times):
        raise InvalidField("needs a time zone", record="waiting curve", field="decision_times")
    times = sorted({t for t in decision_times if t > now})
    end = times[-1] if times else now
    known = [*cliffs, *_expiries(problem)]
    passing = sorted((c for c in known if now < c.at <= end), key=lambda c: (c.at, c.what))
    moments = sorted({*times, *(c.at for c in passing)})
    passed = {t: "; ".join(dict.fromkeys(c.what for c in passing if c.at == t)) for t in moments}
    points = [(now, ""), *passed.items()]
    solved: dict[tuple[tuple[str, int | None], ...], float] = {}

    default = default_cost(problem)

    def cost(moment: datetime) -> float:
        starts = _start_days(problem, moment, known)
        key = tuple(sorted(starts.items()))
        if key not in solved:
            solved[key] = _cost(problem, starts, default)
        return solved[key]

    first = cost(now)

    def loss(moment: datetime) -> Decimal:
        difference = cost(moment) - first
        return cents(difference) if abs(difference) > SOLVER_NOISE * first else Decimal(0)

    return WaitingCurve(
        currency=problem.currency,
        points=tuple(WaitingPoint(at=t, loss=loss(t), cliff=what) for t, what in points),
    )


def _cost(problem: PlanProblem, starts: dict[str, int | None], default: float) -> float:
    """Return the cost of deciding then: of nobody acting where that is cheaper, or what people fixed is gone."""
    try:
        model = build(problem, start_days=starts)
        cost = solve(model).cost
    except InfeasiblePlan:
        return default
    return cost if model.fixed else min(default, cost)


def _start_days(problem: PlanProblem, moment: datetime, cliffs: Sequence[Cliff]) -> dict[str, int | None]:
    today = max(0, _day(problem, moment))
    starts: dict[str, int | None] = {}
    for offer in problem.offers:
        start: int | None = today
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
