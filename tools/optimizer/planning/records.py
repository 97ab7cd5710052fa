"""Records: what costs, offers and beliefs must be like before they are planned with; each error names its record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from trimtab.beliefs import Belief, Normal, OnDate, Parameter, Status, Uplift
from trimtab.errors import InvalidField, UnknownReference
from trimtab.measures import Money
from trimtab.network import Network
from trimtab.offers import (
    CancelRequestOffer,
    ExpediteOffer,
    LineChangeOffer,
    Offer,
    ReallocateOffer,
    ReleaseOffer,
    RepromiseOffer,
    RerouteOffer,
    RescheduleOffer,
    ShapeOffer,
    SubstituteOffer,
    SwitchOffer,
    TransferOffer,
)
from trimtab.state import Snapshot

_DISTRIBUTIONS: dict[Parameter, type[Normal | OnDate | Status | Uplift]] = {
    Parameter.DEMAND: Normal,
    Parameter.PROMOTION: Uplift,
    Parameter.LEAD_TIME: Normal,
    Parameter.LANE_TRANSIT: Normal,
    Parameter.PRICE: Normal,
    Parameter.YIELD: Normal,
    Parameter.ETA: OnDate,
    Parameter.LANE_STATUS: Status,
    Parameter.STOCK_ACCURACY: Normal,
}
_CODES = {
    "item": ("item", "substitute"),
    "supplier": ("supplier", "to_supplier"),
    "location": ("location", "origin", "destination", "to_location"),
}


def check_costs(network: Network, items: Iterable[str]) -> None:
    """Raise InvalidField where a cost is negative or in another currency, or an item earns nothing."""
    costs = network.costs
    for field in ("fixed_cost_per_purchase", "fixed_cost_per_transfer", "change_price", "attention_price"):
        amount = getattr(costs, field)
        same_currency(amount.currency, costs.currency, f"cost parameters {costs.version}", field)
        _not_negative(float(amount.amount), f"cost parameters {costs.version}", field)
    for code in items:
        item = network.item(code)
        same_currency(item.unit_cost.currency, costs.currency, f"item {code}", "unit_cost")
        same_currency(item.unit_price.currency, costs.currency, f"item {code}", "unit_price")
        if item.unit_cost.amount <= 0:
            raise InvalidField("must be above zero", record=f"item {code}", field="unit_cost")
        if item.unit_price.amount <= item.unit_cost.amount:
            raise InvalidField(
                f"{item.unit_price.amount} earns nothing over the unit cost {item.unit_cost.amount}",
                record=f"item {code}",
                field="unit_price",
                remedy="Correct the price, or leave the item out: without a margin a shortage has no price.",
            )


def check_offers(network: Network, snapshot: Snapshot, offers: Sequence[Offer], today: date) -> None:
    """Raise UnknownReference or InvalidField for an offer about something that is not there, or that cannot be."""
    known = {
        "item": {i.code for i in network.items},
        "supplier": {s.code for s in network.suppliers},
        "location": {x.code for x in network.locations},
    }
    ids: set[str] = set()
    for offer in offers:
        record = f"offer {offer.id}"
        if offer.id in ids:
            raise InvalidField("two offers carry this id", record=record, field="id")
        ids.add(offer.id)
        for what, fields in _CODES.items():
            for field in fields:
                value = getattr(offer, field, None)
                if value is not None and value not in known[what]:
                    raise UnknownReference(f"{value!r} is not in the network", record=record, field=field)
        for field in type(offer).model_fields:
            price = getattr(offer, field)
            if isinstance(price, Money):
                same_currency(price.currency, network.costs.currency, record, field)
                _not_negative(float(price.amount), record, field)
        for field in ("lead_time_days", "lead_time_sd_days", "promised_days", "transit_days"):
            _not_negative(getattr(offer, field, None) or 0.0, record, field)
        _check_kind(offer, snapshot, today, record)


def check_beliefs(beliefs: Iterable[Belief]) -> None:
    """Raise InvalidField for a belief the plan cannot use; counted stock is corrected in the snapshot, not here."""
    for belief in beliefs:
        record = f"belief {belief.subject}"
        wanted = _DISTRIBUTIONS.get(belief.parameter)
        if wanted is None:
            raise InvalidField(
                f"the plan cannot use beliefs about {belief.parameter.value} yet",
                record=record,
                field="parameter",
                remedy="Express it as the maximum of an offer, or correct the snapshot.",
            )
        distribution = belief.distribution
        if not isinstance(distribution, wanted):
            raise InvalidField(
                f"{belief.parameter.value} needs a {wanted.__name__} distribution", record=record, field="distribution"
            )
        if isinstance(distribution, Normal):
            if not math.isfinite(distribution.mean) or distribution.mean < 0:
                raise InvalidField(f"{distribution.mean} is no possible mean", record=record, field="distribution.mean")
            _not_negative(distribution.sd, record, "distribution.sd")
        if isinstance(distribution, OnDate):
            _not_negative(distribution.sd_days, record, "distribution.sd_days")


def same_currency(currency: str, wanted: str, record: str, field: str) -> None:
    """Raise InvalidField where an amount is not in the company's currency."""
    if currency != wanted:
        raise InvalidField(
            f"is in {currency}, the company plans in {wanted}",
            record=record,
            field=field,
            remedy="Convert it first.",
        )


def _check_kind(offer: Offer, snapshot: Snapshot, today: date, record: str) -> None:
    match offer:
        case TransferOffer():
            if offer.origin == offer.destination:
                raise InvalidField("origin and destination are the same", record=record, field="destination")
        case RepromiseOffer():
            _after(offer.latest, offer.due, record, "latest")
            _sales_line(snapshot, offer.document, offer.line, record, "line")
        case LineChangeOffer():
            _check_line_change(offer, snapshot, today, record)
        case ReleaseOffer() | CancelRequestOffer():
            if all(r.document != offer.document for r in snapshot.requests):
                raise UnknownReference(f"no request {offer.document}", record=record, field="document")
        case ReallocateOffer():
            _after(offer.later, offer.due, record, "later")
            _sales_line(snapshot, offer.from_document, offer.from_line, record, "from_line")
            _sales_line(snapshot, offer.to_document, offer.to_line, record, "to_line")
        case SubstituteOffer():
            _sales_line(snapshot, offer.document, offer.line, record, "line")
            if offer.substitute == offer.item:
                raise InvalidField("is the item itself", record=record, field="substitute")
        case ShapeOffer():
            _after(offer.later, offer.start, record, "later")
            if offer.end < offer.start:
                raise InvalidField(f"{offer.end} is before {offer.start}", record=record, field="end")
        case _:
            pass


def _check_line_change(offer: LineChangeOffer, snapshot: Snapshot, today: date, record: str) -> None:
    lines = (x for x in snapshot.purchases if (x.document, x.line) == (offer.document, offer.line))
    line = next(lines, None)
    if line is None:
        raise UnknownReference(f"no open purchase line {offer.document}/{offer.line}", record=record, field="line")
    if (line.item, line.location) != (offer.item, offer.location):
        raise InvalidField(f"the line is for {line.item}@{line.location}", record=record, field="item")
    if offer.quantity > line.quantity:
        message = f"{offer.quantity} is more than the {line.quantity} still open"
        raise InvalidField(message, record=record, field="quantity")
    if isinstance(offer, ExpediteOffer | RescheduleOffer | SwitchOffer | RerouteOffer) and offer.to < today:
        raise InvalidField(f"{offer.to} is over", record=record, field="to")
    if isinstance(offer, RerouteOffer) and offer.to_location == offer.location:
        raise InvalidField("is where the line goes anyway", record=record, field="to_location")


def _sales_line(snapshot: Snapshot, document: str, line: str, record: str, field: str) -> None:
    if not any((s.document, s.line) == (document, line) for s in snapshot.sales):
        raise UnknownReference(f"no open sales line {document}/{line}", record=record, field=field)


def _after(later: date, earlier: date, record: str, field: str) -> None:
    if later <= earlier:
        raise InvalidField(f"{later} is not after {earlier}", record=record, field=field)


def _not_negative(value: float, record: str, field: str) -> None:
    if not math.isfinite(value) or value < 0:
        raise InvalidField(f"{value:g} is no possible value, it must be at least 0", record=record, field=field)
