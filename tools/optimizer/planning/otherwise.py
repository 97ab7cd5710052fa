"""Otherwise: the same plan problem with one thing other than it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TypeGuard

from tools.optimizer.planning.prices import believed_price, lead_time
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.supply import arrival_of
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status
from trimtab.errors import UnknownReference
from trimtab.network import StockPolicy
from trimtab.offers import (
    CapPurchaseQuantity,
    CapPurchaseValue,
    CapTransferQuantity,
    Constraint,
    FixQuantity,
    ForbidOffer,
    ForbidSource,
    Offer,
    PurchaseOffer,
    ReleaseOffer,
)
from trimtab.what_if import (
    ArrivesLater,
    BudgetCapped,
    Change,
    DemandTimes,
    LaneCloses,
    LeadTimeIs,
    NothingDone,
    OrderForced,
    PriceTimes,
    PurchaseCapped,
    ServiceTargetIs,
    SupplierBlocked,
    TransferCapped,
    WithoutOffers,
)

ASKER = "what if"
REASON = "asked as a question"


def changed(problem: PlanProblem, change: Change) -> PlanProblem:
    """Return the problem with one thing otherwise; raises UnknownReference."""
    match change:
        case DemandTimes(item=item, location=location, factor=factor):
            return _with_demand(problem, item, location, factor)
        case ArrivesLater(document=document, line=line, days=days):
            return _with_arrival(problem, document, line, days)
        case LaneCloses(origin=origin, destination=destination):
            _require_lane(problem, origin, destination)
            subject = subjects.lane(origin, destination)
            return _with(problem, subject, Parameter.LANE_STATUS, Status(probability=0.0), Function.LOGISTICS)
        case LeadTimeIs() | PriceTimes():
            return _with_terms(problem, change)
        case ServiceTargetIs():
            return _with_service(problem, change)
        case _:
            return _limited(problem, change)


def _limited(
    problem: PlanProblem,
    change: SupplierBlocked
    | PurchaseCapped
    | TransferCapped
    | BudgetCapped
    | OrderForced
    | WithoutOffers
    | NothingDone,
) -> PlanProblem:
    """Return the problem under one more limit."""
    limit: Constraint
    match change:
        case NothingDone():
            return _without(problem, tuple(o.id for o in problem.offers))
        case WithoutOffers(offer_ids=offer_ids):
            return _without(problem, offer_ids)
        case OrderForced(offer_id=offer_id, quantity=quantity):
            return _forced(problem, offer_id, quantity)
        case SupplierBlocked(supplier=supplier, item=item):
            _require_supplier(problem, supplier, item)
            limit = ForbidSource(asked_by=ASKER, reason=REASON, supplier=supplier, item=item)
        case PurchaseCapped(supplier=supplier, item=item, limit=most):
            _require_supplier(problem, supplier, item)
            limit = CapPurchaseQuantity(asked_by=ASKER, reason=REASON, supplier=supplier, item=item, limit=most)
        case TransferCapped():
            limit = _transfer_cap(problem, change)
        case BudgetCapped(limit=budget, supplier=supplier):
            if supplier is not None:
                _require_supplier(problem, supplier, None)
            limit = CapPurchaseValue(asked_by=ASKER, reason=REASON, supplier=supplier, limit=budget)
    return problem.varied(constraints=(*problem.constraints, limit))


def _transfer_cap(problem: PlanProblem, change: TransferCapped) -> CapTransferQuantity:
    _require_lane(problem, change.origin, change.destination)
    _require_item(problem, change.item)
    return CapTransferQuantity(
        asked_by=ASKER,
        reason=REASON,
        origin=change.origin,
        destination=change.destination,
        item=change.item,
        limit=change.limit,
    )


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


def _with_terms(problem: PlanProblem, change: LeadTimeIs | PriceTimes) -> PlanProblem:
    """Return the problem with other terms of a source, believed and in every offer that buys from it."""
    supplier, item = change.supplier, change.item
    source = next((s for s in problem.network.sources_of(item) if s.supplier == supplier), None)
    if source is None:
        raise _unknown(f"{supplier} does not sell {item}", "supplier")
    if isinstance(change, LeadTimeIs):
        mean, sd = lead_time(problem, source)
        parameter = Parameter.LEAD_TIME
        believed = Normal(mean=change.days, sd=sd if change.sd_days is None else change.sd_days)
        moved = partial(_later, change, change.days - mean)
    else:
        parameter, believed = Parameter.PRICE, Normal(mean=believed_price(problem, source) * change.factor, sd=0.0)
        moved = partial(_dearer, Decimal(str(change.factor)))
    varied = _with(problem, subjects.source(supplier, item), parameter, believed, Function.PROCUREMENT)
    return varied.varied(offers=tuple(moved(o) if _buys(o, supplier, item) else o for o in problem.offers))


def _later(change: LeadTimeIs, days: float, offer: PurchaseOffer | ReleaseOffer) -> Offer:
    update = {"lead_time_days": max(0.0, offer.lead_time_days + days)}
    if change.sd_days is not None:
        update["lead_time_sd_days"] = change.sd_days
    return offer.model_copy(update=update)


def _dearer(factor: Decimal, offer: PurchaseOffer | ReleaseOffer) -> Offer:
    price = offer.unit_price.model_copy(update={"amount": offer.unit_price.amount * factor})
    return offer.model_copy(update={"unit_price": price})


def _buys(offer: Offer, supplier: str, item: str) -> TypeGuard[PurchaseOffer | ReleaseOffer]:
    return isinstance(offer, PurchaseOffer | ReleaseOffer) and (offer.supplier, offer.item) == (supplier, item)


def _with_service(problem: PlanProblem, change: ServiceTargetIs) -> PlanProblem:
    _require_item(problem, change.item)
    if change.location not in {x.code for x in problem.network.locations}:
        raise _unknown(f"no location {change.location}", "location")
    here = (change.item, change.location)
    policy: StockPolicy = problem.network.policy_of(*here).model_copy(update={"service_target": change.share})
    others = tuple(p for p in problem.network.policies if (p.item, p.location) != here)
    return problem.varied(network=problem.network.model_copy(update={"policies": (*others, policy)}))


def _forced(problem: PlanProblem, offer_id: str, quantity: Decimal) -> PlanProblem:
    if offer_id not in {o.id for o in problem.offers}:
        raise _unknown(f"no offer {offer_id}", "offer_id")
    settled = tuple(c for c in problem.constraints if getattr(c, "offer_id", None) != offer_id)
    fix = FixQuantity(asked_by=ASKER, reason=REASON, offer_id=offer_id, quantity=quantity)
    return problem.varied(constraints=(*settled, fix))


def _require_item(problem: PlanProblem, item: str) -> None:
    if item not in {x.code for x in problem.network.items}:
        raise _unknown(f"no item {item}", "item")


def _require_supplier(problem: PlanProblem, supplier: str, item: str | None) -> None:
    sold = [s.item for s in problem.network.sources if s.supplier == supplier]
    sold += [o.item for o in problem.offers if isinstance(o, PurchaseOffer | ReleaseOffer) and o.supplier == supplier]
    if not sold or (item is not None and item not in sold):
        raise _unknown(f"{supplier} does not sell {item or 'anything'}", "supplier")


def _require_lane(problem: PlanProblem, origin: str, destination: str) -> None:
    if not any((x.origin, x.destination) == (origin, destination) for x in problem.network.lanes):
        raise _unknown(f"no lane from {origin} to {destination}", "lane")


def _without(problem: PlanProblem, offer_ids: tuple[str, ...]) -> PlanProblem:
    known = {o.id for o in problem.offers}
    missing = next((i for i in offer_ids if i not in known), None)
    if missing is not None:
        raise _unknown(f"no offer {missing}", "offer_ids")
    bans = tuple(ForbidOffer(asked_by=ASKER, reason=REASON, offer_id=i) for i in offer_ids)
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
