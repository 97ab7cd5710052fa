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
    """Procurement can order an item from a supplier for a location; arrival is uncertain by `lead_time_sd_days`."""

    kind: Literal["purchase"] = "purchase"
    supplier: Code
    item: Code
    location: Code
    unit_price: Money
    lead_time_days: Annotated[float, Field(ge=0)]
    lead_time_sd_days: Annotated[float, Field(ge=0)] = 0.0
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


Offer = Annotated[PurchaseOffer | TransferOffer | RepromiseOffer | LevelOffer, Field(discriminator="kind")]


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


Constraint = Annotated[
    ForbidSource
    | ForbidLane
    | ForbidRepromise
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
