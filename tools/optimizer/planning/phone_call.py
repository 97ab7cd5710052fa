"""The value of a phone call: the plan made now in ignorance of one parameter, against plans made knowing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.planning.build import build
from tools.optimizer.planning.impact import cents
from tools.optimizer.planning.model import PlanModel
from tools.optimizer.planning.options import LATENESS_NODES, LATENESS_WEIGHTS
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.solve import Solution, solve, solve_default
from tools.optimizer.planning.starts import TakenKey, columns_taking, now_columns_of
from tools.optimizer.planning.supply import arrival_of, arrival_probability
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter
from trimtab.errors import InfeasiblePlan, UnknownReference
from trimtab.network import Code
from trimtab.offers import PurchaseOffer, ReleaseOffer
from trimtab.phone_calls import KnownCase, PhoneCall

Array = NDArray[np.float64]

MOST_CASES = 7
_UNLIKELY = 1e-3


@dataclass(frozen=True)
class Case:
    """The problem if it turns out so."""

    days: float
    probability: float
    problem: PlanProblem


def value_of_eta(problem: PlanProblem, document: str, line: str) -> PhoneCall:
    """Return what it is worth to know on which day an open purchase line arrives; raises UnknownReference."""
    return value_of(problem, subjects.purchase_line(document, line), eta_cases(problem, document, line), "eta_days")


def eta_cases(problem: PlanProblem, document: str, line: str) -> list[Case]:
    """Return the days on which an open purchase line may arrive, each as a problem; raises UnknownReference."""
    subject = subjects.purchase_line(document, line)
    opened = next((x for x in problem.snapshot.purchases if (x.document, x.line) == (document, line)), None)
    belief = problem.belief(subject, Parameter.ETA)
    if opened is None or belief is None or not isinstance(belief.distribution, OnDate):
        raise UnknownReference("no uncertain arrival is believed", record=subject, field="eta")
    day, sd = arrival_of(problem, opened)
    by_day = np.diff(arrival_probability(day, sd, problem.horizon_days), prepend=0.0, append=1.0)
    return [
        Case(
            arrives,
            probability,
            _with_belief(problem, belief, OnDate(date=problem.today + timedelta(days=arrives), sd_days=0.0)),
        )
        for arrives, probability in _gathered(by_day)
    ]


def value_of_lead_time(problem: PlanProblem, supplier: Code, item: Code) -> PhoneCall:
    """Return what it is worth to know how long a source takes for what is ordered now; raises UnknownReference.

    Its lead time takes the three values, with their weights, by which the plan itself sees lateness.
    """
    subject = subjects.source(supplier, item)
    doubtful = _doubtful(problem, supplier, item)
    if not doubtful:
        raise UnknownReference("nothing with an uncertain lead time is offered", record=subject, field="lead_time")
    cases = []
    for node, weight in zip(LATENESS_NODES, LATENESS_WEIGHTS, strict=True):
        known_offers = {o.id: _known(o, node) for o in doubtful}
        offers = tuple(known_offers.get(o.id, o) for o in problem.offers)
        belief, known = problem.belief(subject, Parameter.LEAD_TIME), problem.varied(offers=offers)
        if belief is not None and isinstance(belief.distribution, Normal):
            usual = belief.distribution
            known = _with_belief(known, belief, Normal(mean=max(0.0, usual.mean + node * usual.sd), sd=0.0))
        cases.append(Case(known_offers[doubtful[0].id].lead_time_days, weight, known))
    return value_of(problem, subject, cases, "lead_time_days")


def worth_calling(problem: PlanProblem, most: int = 3) -> tuple[PhoneCall, ...]:
    """Return the calls that are worth at least the price of attention, the dearest first, at most so many."""
    limit = problem.network.costs.attention_price.amount
    found = [call for call in _every_call(problem) if call.worth >= limit]
    return tuple(sorted(found, key=lambda call: (-call.worth, call.subject))[:most])


def _every_call(problem: PlanProblem) -> Iterator[PhoneCall]:
    for line in problem.snapshot.purchases:
        belief = problem.belief(subjects.purchase_line(line.document, line.line), Parameter.ETA)
        doubtful = belief is not None and isinstance(belief.distribution, OnDate) and belief.distribution.sd_days > 0
        if doubtful and line.item in problem.items:
            yield value_of_eta(problem, line.document, line.line)
    offered = (o for o in problem.offers if isinstance(o, PurchaseOffer | ReleaseOffer) and o.item in problem.items)
    for supplier, item in sorted({(o.supplier, o.item) for o in offered if o.lead_time_sd_days > 0}):
        yield value_of_lead_time(problem, supplier, item)


def value_of(
    problem: PlanProblem, subject: str, cases: Sequence[Case], what: Literal["eta_days", "lead_time_days"]
) -> PhoneCall:
    """Return the value of knowing which case it is.

    Unasked, the best of these is done: the plan under the belief, the plan for each case, and nothing. Where a hedge
    between them would be cheaper still, the call is worth less than said, never more.
    """
    unsure = build(problem, with_levels=False)
    models = [build(case.problem, with_levels=False) for case in cases]
    best = [solve(model) for model in models]
    ways = [_taken(unsure, solve(unsure)), *(_taken(m, s) for m, s in zip(models, best, strict=True)), {}]
    distinct = list({tuple(sorted(way.items())): way for way in ways}.values())
    costs = np.array([[_cost_taking(model, way) for model in models] for way in distinct])
    weights = np.array([case.probability for case in cases])
    unasked = costs[int(np.argmin(costs @ weights))]
    knowing = np.minimum(costs.min(axis=0), [s.cost for s in best])
    told = zip(cases, unasked, knowing, strict=True)
    return PhoneCall(
        subject=subject,
        what=what,
        currency=problem.currency,
        worth=cents(float(weights @ (unasked - knowing))),
        cost_unasked=cents(float(weights @ unasked)),
        cost_knowing=cents(float(weights @ knowing)),
        cases=tuple(
            KnownCase(
                days=case.days, probability=case.probability, cost_unasked=cents(before), cost_knowing=cents(after)
            )
            for case, before, after in told
        ),
    )


def _taken(model: PlanModel, solution: Solution) -> dict[TakenKey, float]:
    """Return what a solution takes up now, in lots."""
    columns = now_columns_of(model).items()
    return {key: float(round(solution.values[c])) for key, c in columns if solution.values[c] > 0.5}


def _cost_taking(model: PlanModel, taken: dict[TakenKey, float]) -> float:
    """Return what it costs to do just this now, all later decisions free; infinite where it cannot be done."""
    if not taken:
        return solve_default(model).cost
    fixed = columns_taking(model, taken)
    if model.acting is not None:
        fixed[model.acting] = 1.0
    try:
        return solve(model, fixed=fixed).cost
    except InfeasiblePlan:
        return float("inf")


def _gathered(by_day: Array) -> list[tuple[float, float]]:
    """Return days with their probabilities; of more than `MOST_CASES`, neighbours count as their mean day."""
    days = np.flatnonzero(by_day > _UNLIKELY)
    weight = by_day[days] / by_day[days].sum()
    group = np.arange(len(days))
    if len(days) > MOST_CASES:
        group = np.minimum((np.cumsum(weight) - 0.5 * weight) * MOST_CASES, MOST_CASES - 1).astype(int)
    found = []
    for one in np.unique(group):
        inside = group == one
        total = float(weight[inside].sum())
        found.append((float(round(float((days[inside] * weight[inside]).sum()) / total)), total))
    return found


def _with_belief(problem: PlanProblem, belief: Belief, distribution: OnDate | Normal) -> PlanProblem:
    known = belief.model_copy(update={"distribution": distribution, "version": belief.version + 1})
    return problem.varied(beliefs=(*problem.beliefs, known))


def _doubtful(problem: PlanProblem, supplier: Code, item: Code) -> list[PurchaseOffer | ReleaseOffer]:
    """Return what a source offers with an uncertain lead time."""
    offered = (o for o in problem.offers if isinstance(o, PurchaseOffer | ReleaseOffer))
    return [o for o in offered if (o.supplier, o.item) == (supplier, item) and o.lead_time_sd_days > 0]


def _known(offer: PurchaseOffer | ReleaseOffer, node: float) -> PurchaseOffer | ReleaseOffer:
    days = float(max(0, round(offer.lead_time_days + node * offer.lead_time_sd_days)))
    return offer.model_copy(update={"lead_time_days": days, "lead_time_sd_days": 0.0})
