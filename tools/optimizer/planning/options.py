"""What the plan may do: every offer, now and at later cycles, and what ERP and planners do by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from math import sqrt

from tools.optimizer.planning.changes import ChangeOption, change_of
from tools.optimizer.planning.prices import believed_price, cheapest_price, lane_opens, lead_time, transit
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from trimtab.network import Lane, Source
from trimtab.offers import (
    ExpediteOffer,
    ForbidEarlier,
    ForbidLane,
    ForbidRepromise,
    ForbidSource,
    LevelOffer,
    Offer,
    PurchaseOffer,
    ReleaseOffer,
    RepromiseOffer,
    RerouteOffer,
    SwitchOffer,
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
    promised_days: float | None = None
    lot: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    maximum: float | None = None
    regular: bool = False
    start_day: int | None = None
    last_day: int | None = None
    opens_day: int = 0
    """The first day on which it may start at a later cycle: a lane may be closed until then."""
    request: str = ""
    """The ERP's request that it releases: once, now or never."""

    @property
    def item_location(self) -> ItemLocation:
        """Return where it arrives."""
        return self.item, self.destination

    @property
    def document(self) -> tuple[str, str, str, str, str]:
        """Return the document its decision now is a line of: one per supplier or lane, and receiving location."""
        return self.supplier, self.origin, self.destination, self.mode, self.request

    def arrival_day(self, start_day: int, node: float = 0.0) -> int:
        """Return the day of arrival when it leaves on `start_day`, `node` standard deviations late."""
        return start_day + max(0, round(self.lead_time_days + node * self.lead_time_sd_days))

    def due_day(self, start_day: int) -> int:
        """Return the day that the document says when it leaves on `start_day`: as promised, else as expected."""
        return self.arrival_day(start_day) if self.promised_days is None else start_day + round(self.promised_days)


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
    changes: tuple[ChangeOption, ...] = ()


def options_of(problem: PlanProblem, start_days: dict[str, int | None] | None = None) -> Options:
    """Return the options; `start_days` delays offers (by id) to a later day, or withdraws them (None)."""
    starts, fixes = start_days or {}, problem.fixes
    supply: list[SupplyOption] = []
    repromises: list[RepromiseOption] = []
    changes: list[ChangeOption] = []
    for offered in problem.offers:
        start = starts.get(offered.id, 0)
        if start is None or offered.item not in problem.items or not _allowed(problem, offered):
            continue
        last = _last_day(problem, offered.valid_until)
        if offered.id in fixes.forbidden or (last is not None and last < start):
            continue
        offer = fixes.dated(offered)
        if isinstance(offer, PurchaseOffer | ReleaseOffer):
            supply.append(replace(_purchase(problem, offer), start_day=start, last_day=last))
        elif isinstance(offer, TransferOffer):
            supply.append(replace(_transfer(offer), start_day=start, last_day=last))
        elif isinstance(offer, RepromiseOffer):
            promise = _repromise(problem, offer, start, fixes.days(offer.id, problem.today))
            repromises += [promise] if promise else []
        elif not isinstance(offer, LevelOffer):
            change = change_of(problem, offer, start)
            changes += [change] if change else []
    for item_location in problem.item_locations:
        supply += _regular(problem, item_location)
    return Options(tuple(supply), tuple(repromises), tuple(changes))


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


def review_days(problem: PlanProblem, item_location: ItemLocation) -> int:
    """Return the days between two chances to order: the review period, or the longest wait between order days."""
    source = regular_source(problem, item_location)
    review = max(1, problem.network.policy_of(*item_location).review_period_days)
    return review if source is None else max(review, problem.network.supplier(source.supplier).longest_wait_days)


def _regular(problem: PlanProblem, item_location: ItemLocation) -> list[SupplyOption]:
    item, location = item_location
    lane, source = replenishment_lane(problem, item_location), regular_source(problem, item_location)
    opens = lane_opens(problem, lane.origin, location) if lane is not None else None
    if lane is not None and opens is not None:
        mean, sd = transit(problem, lane)
        freight = float(lane.cost_per_unit.amount)
        made = SupplyOption("", item, location, mean, freight, freight, lead_time_sd_days=sd, regular=True)
        return [replace(made, origin=lane.origin, mode=lane.mode, opens_day=opens)]
    if source is not None:
        mean, sd = lead_time(problem, source)
        price = believed_price(problem, source)
        extra = max(0.0, price - cheapest_price(problem, item))
        made = SupplyOption("", item, location, mean, price, extra, lead_time_sd_days=sd, regular=True)
        return [replace(made, supplier=source.supplier, minimum=source.minimum_order, lot=source.lot_multiple)]
    return []


def _purchase(problem: PlanProblem, offer: PurchaseOffer | ReleaseOffer) -> SupplyOption:
    price = float(offer.unit_price.amount)
    most = offer.maximum if isinstance(offer, PurchaseOffer) else None
    return SupplyOption(
        offer_id=offer.id,
        item=offer.item,
        destination=offer.location,
        supplier=offer.supplier,
        lead_time_days=offer.lead_time_days,
        lead_time_sd_days=offer.lead_time_sd_days,
        promised_days=offer.promised_days,
        unit_price=price,
        unit_cost_extra=price - cheapest_price(problem, offer.item),
        lot=offer.lot_multiple,
        minimum=offer.minimum_order,
        maximum=None if most is None else float(most),
        request=offer.document if isinstance(offer, ReleaseOffer) else "",
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


def _repromise(
    problem: PlanProblem, offer: RepromiseOffer, start_day: int, fixed: tuple[int, ...]
) -> RepromiseOption | None:
    due = max(0, (offer.due - problem.today).days)
    latest = (offer.latest - problem.today).days
    if due < start_day or latest <= due or due >= problem.horizon_days:
        return None
    count = min(REPROMISE_DATES, latest - due)
    days = fixed or tuple(sorted({due + round((latest - due) * (k + 1) / count) for k in range(count)}))
    return RepromiseOption(offer, due, days, float(offer.cost_per_unit_day.amount * offer.quantity))


def _last_day(problem: PlanProblem, valid_until: datetime | None) -> int | None:
    if valid_until is None:
        return None
    midnight = datetime.combine(problem.today, time(0), UTC)
    return (valid_until - midnight) // timedelta(days=1)


def _allowed(problem: PlanProblem, offer: Offer) -> bool:
    """Tell whether nobody has ruled an offer out, and Trimtab may act where it is felt.

    Where the ERP orders by itself, Trimtab places no orders and transfers of its own.
    """
    match offer:
        case PurchaseOffer():
            return problem.orders_at(offer.item, offer.location) and not _source_forbidden(
                problem, offer.supplier, offer.item
            )
        case ReleaseOffer():
            forbidden = _source_forbidden(problem, offer.supplier, offer.item)
        case ExpediteOffer():
            forbidden = _too_early(problem, offer)
        case RerouteOffer():
            forbidden = not problem.acts_at(offer.item, offer.to_location)
        case SwitchOffer():
            forbidden = _source_forbidden(problem, offer.to_supplier, offer.item)
        case TransferOffer():
            return _transfer_allowed(problem, offer)
        case RepromiseOffer():
            forbidden = _repromise_forbidden(problem, offer)
        case _:
            forbidden = False
    return problem.acts_at(offer.item, offer.location) and not forbidden


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
    acts = problem.acts_at(offer.item, offer.origin) and problem.orders_at(offer.item, offer.destination)
    return acts and not forbidden and lane_opens(problem, offer.origin, offer.destination) == 0


def _too_early(problem: PlanProblem, offer: ExpediteOffer) -> bool:
    line = (offer.document, offer.line)
    return any(
        isinstance(c, ForbidEarlier) and (c.document, c.line) == line and offer.to < c.before
        for c in problem.constraints
    )


def _repromise_forbidden(problem: PlanProblem, offer: RepromiseOffer) -> bool:
    return any(
        isinstance(c, ForbidRepromise) and (c.document, c.line) == (offer.document, offer.line)
        for c in problem.constraints
    )
