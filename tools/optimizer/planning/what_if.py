"""What if: the same problem with one thing otherwise, solved again; nothing is remembered and nothing is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from tools.optimizer.planning.planner import plan
from tools.optimizer.planning.prices import lead_time
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.supply import arrival_of
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status
from trimtab.errors import UnknownReference
from trimtab.measures import Frozen
from trimtab.network import Code
from trimtab.offers import ForbidOffer, Offer, PurchaseOffer, ReleaseOffer
from trimtab.plans import Plan


class DemandTimes(Frozen):
    """Demand at an item-location is `factor` times what is believed; 1.2 is a fifth more."""

    kind: Literal["demand_times"] = "demand_times"
    item: Code
    location: Code
    factor: Annotated[float, Field(ge=0, le=100)]


class ArrivesLater(Frozen):
    """An open purchase line arrives `days` later than believed; negative: earlier."""

    kind: Literal["arrives_later"] = "arrives_later"
    document: str
    line: str
    days: Annotated[int, Field(ge=-400, le=400)]


class LaneCloses(Frozen):
    """Nothing can be moved over a lane between two of our locations."""

    kind: Literal["lane_closes"] = "lane_closes"
    origin: Code
    destination: Code


class LeadTimeIs(Frozen):
    """A supplier needs `days` for an item from now on."""

    kind: Literal["lead_time_is"] = "lead_time_is"
    supplier: Code
    item: Code
    days: Annotated[float, Field(ge=0, le=1000)]


class WithoutOffers(Frozen):
    """Some offers are not taken up."""

    kind: Literal["without_offers"] = "without_offers"
    offer_ids: Annotated[tuple[str, ...], Field(min_length=1)]


class NothingDone(Frozen):
    """Nobody acts: the ERP and its planners go on as usual."""

    kind: Literal["nothing_done"] = "nothing_done"


Change = Annotated[
    DemandTimes | ArrivesLater | LaneCloses | LeadTimeIs | WithoutOffers | NothingDone, Field(discriminator="kind")
]
"""One thing that may be otherwise."""


def what_if(problem: PlanProblem, change: Change) -> Plan:
    """Return the plan, without explanation, if one thing were otherwise; its `default_cost` is that of not acting then.

    Raises UnknownReference where the change is about something that is not there, InfeasiblePlan as `plan` does.
    """
    return plan(changed(problem, change), explain=False)


def changed(problem: PlanProblem, change: Change) -> PlanProblem:
    """Return the problem with one thing otherwise; raises UnknownReference."""
    match change:
        case DemandTimes(item=item, location=location, factor=factor):
            return _with_demand(problem, item, location, factor)
        case ArrivesLater(document=document, line=line, days=days):
            return _with_arrival(problem, document, line, days)
        case LaneCloses(origin=origin, destination=destination):
            lanes = problem.network.lanes
            if not any((x.origin, x.destination) == (origin, destination) for x in lanes):
                raise _unknown(f"no lane from {origin} to {destination}", "lane")
            closed = Status(probability=0.0)
            subject = subjects.lane(origin, destination)
            return _with(problem, subject, Parameter.LANE_STATUS, closed, Function.LOGISTICS)
        case LeadTimeIs(supplier=supplier, item=item, days=days):
            return _with_lead_time(problem, supplier, item, days)
        case WithoutOffers(offer_ids=offer_ids):
            return _without(problem, offer_ids)
        case NothingDone():
            return _without(problem, tuple(o.id for o in problem.offers))


def _with_demand(problem: PlanProblem, item: str, location: str, factor: float) -> PlanProblem:
    subject = subjects.item_location(item, location)
    belief = problem.belief(subject, Parameter.DEMAND)
    if belief is None or not isinstance(belief.distribution, Normal):
        raise _unknown(f"nothing is believed about the demand for {item}@{location}", "item")
    usual = belief.distribution
    # A process of as many times the customers: the variance grows as the mean.
    demand = Normal(mean=usual.mean * factor, sd=usual.sd * factor**0.5)
    return _with(problem, subject, Parameter.DEMAND, demand, Function.SALES)


def _with_arrival(problem: PlanProblem, document: str, line: str, days: int) -> PlanProblem:
    known = (x for x in problem.snapshot.purchases if (x.document, x.line) == (document, line))
    opened = next(known, None)
    if opened is None:
        raise _unknown(f"no open purchase line {document}/{line}", "line")
    arrives, sd_days = arrival_of(problem, opened)
    eta = OnDate(date=problem.today + timedelta(days=round(arrives) + days), sd_days=sd_days)
    return _with(problem, subjects.purchase_line(document, line), Parameter.ETA, eta, Function.PROCUREMENT)


def _with_lead_time(problem: PlanProblem, supplier: str, item: str, days: float) -> PlanProblem:
    source = next((s for s in problem.network.sources_of(item) if s.supplier == supplier), None)
    if source is None:
        raise _unknown(f"{supplier} does not sell {item}", "supplier")
    mean, sd = lead_time(problem, source)
    varied = _with(
        problem,
        subjects.source(supplier, item),
        Parameter.LEAD_TIME,
        Normal(mean=days, sd=sd),
        Function.PROCUREMENT,
    )

    def moved(offer: Offer) -> Offer:
        if isinstance(offer, PurchaseOffer | ReleaseOffer) and (offer.supplier, offer.item) == (supplier, item):
            return offer.model_copy(update={"lead_time_days": max(0.0, offer.lead_time_days + days - mean)})
        return offer

    return varied.varied(offers=tuple(moved(o) for o in problem.offers))


def _without(problem: PlanProblem, offer_ids: tuple[str, ...]) -> PlanProblem:
    known = {o.id for o in problem.offers}
    missing = next((i for i in offer_ids if i not in known), None)
    if missing is not None:
        raise _unknown(f"no offer {missing}", "offer_ids")
    bans = tuple(ForbidOffer(asked_by="what if", reason="asked as a question", offer_id=i) for i in offer_ids)
    settled = tuple(c for c in problem.constraints if getattr(c, "offer_id", None) not in offer_ids)
    return problem.varied(constraints=settled + bans)


def _with(
    problem: PlanProblem, subject: str, parameter: Parameter, distribution: Distribution, owner: Function
) -> PlanProblem:
    """Return the problem under another belief; one that was lasting stays so."""
    before = problem.belief(subject, parameter)
    belief = Belief(
        subject=subject,
        parameter=parameter,
        owner=owner,
        distribution=distribution,
        persistence=before.persistence if before else Persistence.USUAL,
        as_of=problem.snapshot.as_of,
        version=before.version + 1 if before else 1,
    )
    return problem.varied(beliefs=(*problem.beliefs, belief))


def _unknown(message: str, field: str) -> UnknownReference:
    return UnknownReference(message, record="what if", field=field)
