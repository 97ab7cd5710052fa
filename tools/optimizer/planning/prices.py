"""Prices and times as believed: what a unit costs to buy, how long a source or a lane needs, whether a lane is open."""

from __future__ import annotations

from tools.optimizer.planning.problem import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Parameter, Status
from trimtab.network import Lane, Source
from trimtab.offers import PurchaseOffer, ReleaseOffer


def cheapest_price(problem: PlanProblem, item: str) -> float:
    """Return the lowest price at which the item can be bought, believed prices included, in currency per stock unit."""
    prices = [believed_price(problem, s) for s in problem.network.sources_of(item)]
    offers = (o for o in problem.offers if isinstance(o, PurchaseOffer | ReleaseOffer) and o.item == item)
    prices += [float(o.unit_price.amount) for o in offers]
    return min(prices, default=float(problem.network.item(item).unit_cost.amount))


def believed_price(problem: PlanProblem, source: Source) -> float:
    """Return the believed unit price of a source."""
    usual = (float(source.unit_price.amount), 0.0)
    return problem.normal(subjects.source(source.supplier, source.item), Parameter.PRICE, usual)[0]


def container_cost_per_unit(problem: PlanProblem, supplier: str, item: str) -> float:
    """Return the share of a full container that a stock unit pays, where the supplier delivers in containers."""
    terms = problem.network.supplier(supplier).container
    if terms is None:
        return 0.0
    return float(terms.cost.amount * problem.network.item(item).volume_m3 / terms.volume_m3)


def lead_time(problem: PlanProblem, source: Source, *, lasting: bool = False) -> tuple[float, float]:
    """Return mean and standard deviation of a source's lead time in days."""
    subject = subjects.source(source.supplier, source.item)
    return problem.normal(subject, Parameter.LEAD_TIME, (float(source.lead_time_days), 0.0), lasting=lasting)


def transit(problem: PlanProblem, lane: Lane, *, lasting: bool = False) -> tuple[float, float]:
    """Return mean and standard deviation of a lane's transit time in days."""
    subject = subjects.lane(lane.origin, lane.destination)
    return problem.normal(subject, Parameter.LANE_TRANSIT, (float(lane.transit_days), 0.0), lasting=lasting)


def lane_opens(problem: PlanProblem, origin: str, destination: str) -> int | None:
    """Return from which day on goods leave on a lane: 0 where it is believed open, None where nobody knows.

    Open is what is open with probability one half or more; a lane that is closed until a day opens on it.
    """
    belief = problem.belief(subjects.lane(origin, destination), Parameter.LANE_STATUS)
    if belief is None or not isinstance(belief.distribution, Status) or belief.distribution.probability >= 0.5:
        return 0
    until = belief.distribution.until
    return None if until is None else max(0, (until - problem.today).days)
