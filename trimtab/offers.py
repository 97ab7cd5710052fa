"""Offers, constraints and objections: what functions can do, what they must not be asked to do, and why they object."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from trimtab.beliefs import Function
from trimtab.measures import Frozen, Money
from trimtab.network import Code, NonNegative, Positive


class Standing(StrEnum):
    """How much an offer can be relied on."""

    CONTRACTUAL = "contractual"
    QUOTED = "quoted"
    ASSUMED = "assumed"


class OfferBase(Frozen):
    """What all offers share."""

    id: str
    function: Function
    standing: Standing = Standing.CONTRACTUAL
    valid_until: AwareDatetime | None = None


class PurchaseOffer(OfferBase):
    """Procurement can order an item from a supplier for a location; arrival is uncertain by `lead_time_sd_days`.

    The order says what the supplier's terms promise: `promised_days` from the day it is given, else its lead time.
    """

    kind: Literal["purchase"] = "purchase"
    supplier: Code
    item: Code
    location: Code
    unit_price: Money
    lead_time_days: Annotated[float, Field(ge=0)]
    lead_time_sd_days: Annotated[float, Field(ge=0)] = 0.0
    promised_days: Annotated[float, Field(ge=0)] | None = None
    minimum_order: NonNegative = Decimal(0)
    lot_multiple: Positive = Decimal(1)
    maximum: NonNegative | None = None


class TransferOffer(OfferBase):
    """Logistics can move an item over a lane; never more than what is on hand at the origin."""

    kind: Literal["transfer"] = "transfer"
    item: Code
    origin: Code
    destination: Code
    mode: str
    transit_days: int
    cost_per_unit: Money
    maximum: NonNegative


class RepromiseOffer(OfferBase):
    """Sales can tell a customer a later date for an open line, for a goodwill cost per unit and day."""

    kind: Literal["repromise"] = "repromise"
    document: str
    number: str
    line: str
    customer: Code
    item: Code
    location: Code
    quantity: Positive
    due: date
    latest: date
    cost_per_unit_day: Money


class LevelOffer(OfferBase):
    """The supply planner can change the inventory parameters of an item-location."""

    kind: Literal["level"] = "level"
    item: Code
    location: Code


class LineChangeOffer(OfferBase):
    """What offers to change an open purchase line share: the line as it stands; of one line at most one is taken up."""

    document: str
    number: str
    line: str
    supplier: Code
    item: Code
    location: Code
    quantity: Positive
    due: date


class ExpediteOffer(LineChangeOffer):
    """Procurement can ask for an open line earlier, for `fee`."""

    kind: Literal["expedite"] = "expedite"
    to: date
    fee: Money


class RescheduleOffer(LineChangeOffer):
    """Procurement can ask for an open line later."""

    kind: Literal["reschedule"] = "reschedule"
    to: date


class CancelOffer(LineChangeOffer):
    """Procurement can ask to take an open line back; `saved` is the purchase value that is then not spent."""

    kind: Literal["cancel"] = "cancel"
    fee: Money
    saved: Money


class SwitchOffer(LineChangeOffer):
    """Procurement can take an open line back and order it elsewhere, arriving on `to`."""

    kind: Literal["switch"] = "switch"
    fee: Money
    to_supplier: Code
    unit_price: Money
    unit_price_before: Money
    to: date


class RerouteOffer(LineChangeOffer):
    """Logistics can have an open line delivered to another of our locations."""

    kind: Literal["reroute"] = "reroute"
    to_location: Code
    to: date
    cost: Money


class ReleaseOffer(OfferBase):
    """Procurement can release a request of the ERP's own planner, as it stands or with another quantity."""

    kind: Literal["release"] = "release"
    document: str
    supplier: Code
    item: Code
    location: Code
    quantity: Positive
    """What the ERP asks for."""
    unit_price: Money
    lead_time_days: Annotated[float, Field(ge=0)]
    lead_time_sd_days: Annotated[float, Field(ge=0)] = 0.0
    promised_days: Annotated[float, Field(ge=0)] | None = None
    minimum_order: NonNegative = Decimal(0)
    lot_multiple: Positive = Decimal(1)


class CancelRequestOffer(OfferBase):
    """Procurement can withdraw a request of the ERP's own planner that is no longer needed."""

    kind: Literal["cancel_request"] = "cancel_request"
    document: str
    item: Code
    location: Code
    quantity: Positive
    due: date


class ReallocateOffer(OfferBase):
    """Logistics can serve `to_line` with the stock set aside for `from_line`, which is then served on `later`."""

    kind: Literal["reallocate"] = "reallocate"
    item: Code
    location: Code
    quantity: Positive
    from_document: str
    from_number: str
    from_line: str
    from_customer: Code
    due: date
    later: date
    to_document: str
    to_number: str
    to_line: str
    to_customer: Code
    cost: Money


class SubstituteOffer(OfferBase):
    """Sales can offer a customer another item for an open line, at a discount in all."""

    kind: Literal["substitute"] = "substitute"
    document: str
    number: str
    line: str
    customer: Code
    location: Code
    item: Code
    substitute: Code
    quantity: Positive
    due: date
    discount: Money


class ShapeOffer(OfferBase):
    """Sales can move a promotion's extra demand out of `start` to `end`, to begin on `later` instead."""

    kind: Literal["shape"] = "shape"
    item: Code
    location: Code
    start: date
    end: date
    later: date
    per_day: Annotated[float, Field(gt=0)]
    request: Annotated[str, Field(min_length=1, max_length=500)]
    cost: Money


ChangeOffer = Annotated[
    ExpediteOffer
    | RescheduleOffer
    | CancelOffer
    | SwitchOffer
    | RerouteOffer
    | CancelRequestOffer
    | ReallocateOffer
    | SubstituteOffer
    | ShapeOffer,
    Field(discriminator="kind"),
]
"""Offers that are taken up as they stand, or not at all."""

Offer = Annotated[
    PurchaseOffer
    | TransferOffer
    | RepromiseOffer
    | LevelOffer
    | ReleaseOffer
    | ExpediteOffer
    | RescheduleOffer
    | CancelOffer
    | SwitchOffer
    | RerouteOffer
    | CancelRequestOffer
    | ReallocateOffer
    | SubstituteOffer
    | ShapeOffer,
    Field(discriminator="kind"),
]


class ConstraintBase(Frozen):
    """What all constraints share: who asked for it and why, in words."""

    asked_by: str
    reason: str


class ForbidSource(ConstraintBase):
    """Do not order this item (every item if None) from this supplier."""

    kind: Literal["forbid_source"] = "forbid_source"
    supplier: Code
    item: Code | None = None


class ForbidLane(ConstraintBase):
    """Do not transfer this item (every item if None) over this lane."""

    kind: Literal["forbid_lane"] = "forbid_lane"
    origin: Code
    destination: Code
    item: Code | None = None


class ForbidRepromise(ConstraintBase):
    """Do not ask this customer's line to wait."""

    kind: Literal["forbid_repromise"] = "forbid_repromise"
    document: str
    line: str


class ForbidEarlier(ConstraintBase):
    """Do not ask for an open purchase line before a day: the supplier has said that it cannot come earlier."""

    kind: Literal["forbid_earlier"] = "forbid_earlier"
    document: str
    line: str
    before: date


class FreezeLevel(ConstraintBase):
    """Leave the inventory parameters of this item-location as they are."""

    kind: Literal["freeze_level"] = "freeze_level"
    item: Code
    location: Code


class CapPurchaseValue(ConstraintBase):
    """Spend at most this much with one supplier (all suppliers together if None)."""

    kind: Literal["cap_purchase_value"] = "cap_purchase_value"
    supplier: Code | None = None
    limit: Money


class CapPurchaseQuantity(ConstraintBase):
    """Order at most this many stock units of an item from a supplier."""

    kind: Literal["cap_purchase_quantity"] = "cap_purchase_quantity"
    supplier: Code
    item: Code
    limit: NonNegative


class CapTransferQuantity(ConstraintBase):
    """Transfer at most this many stock units of an item out of an origin."""

    kind: Literal["cap_transfer_quantity"] = "cap_transfer_quantity"
    origin: Code
    destination: Code
    item: Code
    limit: NonNegative


class ForbidOffer(ConstraintBase):
    """Do not take up this offer: what a person ruled out, or the other side has refused; for ever without `until`."""

    kind: Literal["forbid_offer"] = "forbid_offer"
    offer_id: str
    until: AwareDatetime | None = None


class FixQuantity(ConstraintBase):
    """Take up exactly this many stock units of an offer now; of an offer that is taken up whole, 0 means not at all."""

    kind: Literal["fix_quantity"] = "fix_quantity"
    offer_id: str
    quantity: NonNegative


class FixDate(ConstraintBase):
    """Take up an offer with this date: what a line is asked or promised for."""

    kind: Literal["fix_date"] = "fix_date"
    offer_id: str
    to: date


class FixLevel(ConstraintBase):
    """Set the inventory parameters of an item-location to these values."""

    kind: Literal["fix_level"] = "fix_level"
    item: Code
    location: Code
    minimum: NonNegative
    target: NonNegative


Constraint = Annotated[
    ForbidOffer
    | FixQuantity
    | FixDate
    | FixLevel
    | ForbidSource
    | ForbidLane
    | ForbidRepromise
    | ForbidEarlier
    | FreezeLevel
    | CapPurchaseValue
    | CapPurchaseQuantity
    | CapTransferQuantity,
    Field(discriminator="kind"),
]


class Objection(Frozen):
    """A function agent's no to part of a plan, with the constraint that would satisfy it."""

    function: Function
    constraint: Constraint
