"""What the plan may do: every offer, now and at later cycles, and what ERP and planners do by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from math import sqrt

from tools.optimizer.problem import ItemLocation, PlanProblem
from trimtab import subjects
from trimtab.beliefs import Parameter, Status
from trimtab.network import Lane, Source
from trimtab.offers import (
    ForbidLane,
    ForbidRepromise,
    ForbidSource,
    PurchaseOffer,
    RepromiseOffer,
    TransferOffer,
)
from trimtab.state import OrderPointKind

# Three-point Gauss-Hermite rule: exact for polynomials of degree five in the lateness.
LATENESS_NODES = (-sqrt(3.0), 0.0, sqrt(3.0))
LATENESS_WEIGHTS = (1 / 6, 2 / 3, 1 / 6)
REPROMISE_DATES = 5


@dataclass(frozen=True)
class SupplyOption:
    """A way to bring an item to a location: a purchase (`origin` empty) or a transfer (`supplier` empty).

    `unit_cost_extra`: what a unit costs beyond its value in stock: price above the cheapest source, or freight.
    `start_day`: the first day on which a decision taken now takes effect; None: only at later cycles (`regular`).
    """

    offer_id: str
    item: str
    destination: str
    lead_time_days: float
    unit_price: float
    unit_cost_extra: float
    supplier: str = ""
    origin: str = ""
    mode: str = ""
    lead_time_sd_days: float = 0.0
    lot: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    maximum: float | None = None
    regular: bool = False
    start_day: int | None = None
    last_day: int | None = None

    @property
    def item_location(self) -> ItemLocation:
        """Return where it arrives."""
        return self.item, self.destination

    @property
    def document(self) -> tuple[str, str, str, str]:
        """Return the document its decision now is a line of: one per supplier or lane, and receiving location."""
        return self.supplier, self.origin, self.destination, self.mode

    def arrival_day(self, start_day: int, node: float = 0.0) -> int:
        """Return the day of arrival when it leaves on `start_day`, `node` standard deviations late."""
        return start_day + max(0, round(self.lead_time_days + node * self.lead_time_sd_days))


@dataclass(frozen=True)
class RepromiseOption:
    """A firm line that can be served later: one of `days` (from today) instead of `due_day`."""

    offer: RepromiseOffer
    due_day: int
    days: tuple[int, ...]
    cost_per_day: float


@dataclass(frozen=True)
class Options:
    """All options of a problem."""

    supply: tuple[SupplyOption, ...]
    repromises: tuple[RepromiseOption, ...]


def options_of(problem: PlanProblem, start_days: dict[str, int | None] | None = None) -> Options:
    """Return the options; `start_days` delays offers (by id) to a later day, or withdraws them (None)."""
    starts = start_days or {}
    supply: list[SupplyOption] = []
    repromises = []
    for offer in problem.offers:
        start = starts.get(offer.id, 0)
        if start is None or offer.item not in problem.items:
            continue
        last = _last_day(problem, offer.valid_until)
        if last is not None and last < start:
            continue
        if isinstance(offer, PurchaseOffer):
            if problem.acts_at(offer.item, offer.location) and not _source_forbidden(
                problem, offer.supplier, offer.item
            ):
                supply.append(replace(_purchase(problem, offer), start_day=start, last_day=last))
        elif isinstance(offer, TransferOffer):
            if _transfer_allowed(problem, offer):
                supply.append(replace(_transfer(offer), start_day=start, last_day=last))
        elif isinstance(offer, RepromiseOffer) and not _repromise_forbidden(problem, offer):
            option = _repromise(problem, offer, start)
            repromises += [option] if option else []
    for item_location in problem.item_locations:
        supply += _regular(problem, item_location)
    return Options(tuple(supply), tuple(repromises))


def cheapest_price(problem: PlanProblem, item: str) -> float:
    """Return the lowest price at which the item can be bought, believed prices included, in currency per stock unit."""
    prices = [believed_price(problem, s) for s in problem.network.sources_of(item)]
    prices += [float(o.unit_price.amount) for o in problem.offers if isinstance(o, PurchaseOffer) and o.item == item]
    return min(prices, default=float(problem.network.item(item).unit_cost.amount))


def believed_price(problem: PlanProblem, source: Source) -> float:
    """Return the believed unit price of a source."""
    usual = (float(source.unit_price.amount), 0.0)
    return problem.normal(subjects.source(source.supplier, source.item), Parameter.PRICE, usual)[0]


def lead_time(problem: PlanProblem, source: Source, *, lasting: bool = False) -> tuple[float, float]:
    """Return mean and standard deviation of a source's lead time in days."""
    subject = subjects.source(source.supplier, source.item)
    return problem.normal(subject, Parameter.LEAD_TIME, (float(source.lead_time_days), 0.0), lasting=lasting)


def transit(problem: PlanProblem, lane: Lane, *, lasting: bool = False) -> tuple[float, float]:
    """Return mean and standard deviation of a lane's transit time in days."""
    subject = subjects.lane(lane.origin, lane.destination)
    return problem.normal(subject, Parameter.LANE_TRANSIT, (float(lane.transit_days), 0.0), lasting=lasting)


def replenishment_lane(problem: PlanProblem, item_location: ItemLocation) -> Lane | None:
    """Return the open lane over which the ERP itself replenishes an item-location, if its order point is internal."""
    point = problem.snapshot.order_point(*item_location)
    if point is None or point.kind is not OrderPointKind.INTERNAL or point.provisioning is None:
        return None
    route = (point.provisioning, item_location[1])
    lanes = [x for x in problem.network.lanes if (x.origin, x.destination) == route and x.open]
    return min(lanes, key=lambda x: (x.cost_per_unit.amount, x.transit_days, x.mode), default=None)


def regular_source(problem: PlanProblem, item_location: ItemLocation) -> Source | None:
    """Return the source the ERP itself orders from: the preferred one, unless the order point is internal."""
    point = problem.snapshot.order_point(*item_location)
    if point is not None and point.kind is OrderPointKind.INTERNAL:
        return None
    return next(iter(problem.network.sources_of(item_location[0])), None)


def lane_is_open(problem: PlanProblem, origin: str, destination: str) -> bool:
    """Tell whether a lane is believed open: with probability one half or more."""
    belief = problem.belief(subjects.lane(origin, destination), Parameter.LANE_STATUS)
    if belief is None or not isinstance(belief.distribution, Status):
        return True
    return belief.distribution.probability >= 0.5


def _regular(problem: PlanProblem, item_location: ItemLocation) -> list[SupplyOption]:
    item, location = item_location
    lane, source = replenishment_lane(problem, item_location), regular_source(problem, item_location)
    if lane is not None and lane_is_open(problem, lane.origin, location):
        mean, sd = transit(problem, lane)
        freight = float(lane.cost_per_unit.amount)
        made = SupplyOption("", item, location, mean, freight, freight, lead_time_sd_days=sd, regular=True)
        return [replace(made, origin=lane.origin, mode=lane.mode)]
    if source is not None:
        mean, sd = lead_time(problem, source)
        price = believed_price(problem, source)
        extra = max(0.0, price - cheapest_price(problem, item))
        made = SupplyOption("", item, location, mean, price, extra, lead_time_sd_days=sd, regular=True)
        return [replace(made, supplier=source.supplier, minimum=source.minimum_order, lot=source.lot_multiple)]
    return []


def _purchase(problem: PlanProblem, offer: PurchaseOffer) -> SupplyOption:
    price = float(offer.unit_price.amount)
    return SupplyOption(
        offer_id=offer.id,
        item=offer.item,
        destination=offer.location,
        supplier=offer.supplier,
        lead_time_days=offer.lead_time_days,
        lead_time_sd_days=offer.lead_time_sd_days,
        unit_price=price,
        unit_cost_extra=price - cheapest_price(problem, offer.item),
        lot=offer.lot_multiple,
        minimum=offer.minimum_order,
        maximum=None if offer.maximum is None else float(offer.maximum),
    )


def _transfer(offer: TransferOffer) -> SupplyOption:
    freight = float(offer.cost_per_unit.amount)
    return SupplyOption(
        offer_id=offer.id,
        item=offer.item,
        destination=offer.destination,
        origin=offer.origin,
        mode=offer.mode,
        lead_time_days=float(offer.transit_days),
        unit_price=freight,
        unit_cost_extra=freight,
        maximum=float(offer.maximum),
    )


def _repromise(problem: PlanProblem, offer: RepromiseOffer, start_day: int) -> RepromiseOption | None:
    due = max(0, (offer.due - problem.today).days)
    latest = (offer.latest - problem.today).days
    if due < start_day or latest <= due or due >= problem.horizon_days:
        return None
    count = min(REPROMISE_DATES, latest - due)
    days = sorted({due + round((latest - due) * (k + 1) / count) for k in range(count)})
    return RepromiseOption(offer, due, tuple(days), float(offer.cost_per_unit_day.amount * offer.quantity))


def _last_day(problem: PlanProblem, valid_until: datetime | None) -> int | None:
    if valid_until is None:
        return None
    midnight = datetime.combine(problem.today, time(0), UTC)
    return (valid_until - midnight) // timedelta(days=1)


def _source_forbidden(problem: PlanProblem, supplier: str, item: str) -> bool:
    return any(
        isinstance(c, ForbidSource) and c.supplier == supplier and c.item in {None, item} for c in problem.constraints
    )


def _transfer_allowed(problem: PlanProblem, offer: TransferOffer) -> bool:
    forbidden = any(
        isinstance(c, ForbidLane)
        and (c.origin, c.destination) == (offer.origin, offer.destination)
        and c.item in {None, offer.item}
        for c in problem.constraints
    )
    acts = problem.acts_at(offer.item, offer.origin) and problem.acts_at(offer.item, offer.destination)
    return acts and not forbidden and lane_is_open(problem, offer.origin, offer.destination)


def _repromise_forbidden(problem: PlanProblem, offer: RepromiseOffer) -> bool:
    return any(
        isinstance(c, ForbidRepromise) and (c.document, c.line) == (offer.document, offer.line)
        for c in problem.constraints
    )
