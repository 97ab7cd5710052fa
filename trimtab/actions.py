"""Actions: everything a bundle can ask for, as one tagged union; an action's id is its idempotency key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trimtab.identifiers import digest
from trimtab.measures import Frozen, Money
from trimtab.network import Code, NonNegative, Positive


class ActionBase(Frozen):
    """What all actions share: `id` is the idempotency key under which the system of record is asked."""

    id: Annotated[str, Field(min_length=8, max_length=64)]

    def content(self) -> dict[str, object]:
        """Return the action without its id: what a person approves."""
        return self.model_dump(exclude={"id"})

    def content_digest(self) -> str:
        """Return the digest of the content: equal for equal requests under different keys."""
        return digest(self.content())

    def value(self) -> Decimal:
        """Return the money this action commits, in the company's currency; zero where it commits none."""
        return Decimal(0)


class PurchaseLine(Frozen):
    """One line of a purchase order, in stock units."""

    item: Code
    quantity: Positive
    unit: str
    unit_price: Money
    due: date


class PlacePurchase(ActionBase):
    """Order from one supplier for one receiving location."""

    kind: Literal["place_purchase"] = "place_purchase"
    supplier: Code
    location: Code
    lines: Annotated[tuple[PurchaseLine, ...], Field(min_length=1)]

    def value(self) -> Decimal:
        """Return the purchase value."""
        return sum((x.quantity * x.unit_price.amount for x in self.lines), Decimal(0))


class TransferLine(Frozen):
    """One line of a transfer order, in stock units."""

    item: Code
    quantity: Positive
    unit: str


class TransferStock(ActionBase):
    """Move stock between two of our locations; `cost` is the freight."""

    kind: Literal["transfer_stock"] = "transfer_stock"
    origin: Code
    destination: Code
    mode: str
    ship: date
    due: date
    lines: Annotated[tuple[TransferLine, ...], Field(min_length=1)]
    cost: Money

    def value(self) -> Decimal:
        """Return the freight."""
        return self.cost.amount


class AdjustLevel(ActionBase):
    """Change the inventory parameters the ERP holds for an item-location."""

    kind: Literal["adjust_level"] = "adjust_level"
    item: Code
    location: Code
    document: str
    minimum_before: Decimal
    target_before: Decimal
    minimum_after: NonNegative
    target_after: NonNegative


class RepromiseOrder(ActionBase):
    """Tell a customer a later date for a line of a sales order."""

    kind: Literal["repromise_order"] = "repromise_order"
    document: str
    number: str
    line: str
    customer: Code
    item: Code
    quantity: Positive
    due_before: date
    due_after: date


class PurchaseChange(ActionBase):
    """What changes of an open purchase line share."""

    document: str
    number: str
    line: str
    supplier: Code
    item: Code
    quantity: Positive


class ExpeditePurchase(PurchaseChange):
    """Ask a supplier to deliver an open line earlier, for a fee."""

    kind: Literal["expedite_purchase"] = "expedite_purchase"
    due_before: date
    due_after: date
    fee: Money

    def value(self) -> Decimal:
        """Return the fee."""
        return self.fee.amount


class ReschedulePurchase(PurchaseChange):
    """Move the date of an open line."""

    kind: Literal["reschedule_purchase"] = "reschedule_purchase"
    due_before: date
    due_after: date


class CancelPurchase(PurchaseChange):
    """Ask a supplier to take back an open line."""

    kind: Literal["cancel_purchase"] = "cancel_purchase"
    fee: Money

    def value(self) -> Decimal:
        """Return the cancellation fee."""
        return self.fee.amount


class SwitchSupplier(PurchaseChange):
    """Replace an open line by one at another supplier."""

    kind: Literal["switch_supplier"] = "switch_supplier"
    to_supplier: Code
    unit_price: Money
    due: date

    def value(self) -> Decimal:
        """Return the value at the new supplier."""
        return self.quantity * self.unit_price.amount


class RequestChange(ActionBase):
    """What actions on the ERP's own replenishment requests share."""

    document: str
    item: Code
    location: Code
    quantity: Positive


class ReleaseRequest(RequestChange):
    """Turn the ERP's own request into an order."""

    kind: Literal["release_request"] = "release_request"
    supplier: Code


class CancelRequest(RequestChange):
    """Withdraw the ERP's own request."""

    kind: Literal["cancel_request"] = "cancel_request"


class RerouteShipment(ActionBase):
    """Send a shipment on the road to another location or by another mode."""

    kind: Literal["reroute_shipment"] = "reroute_shipment"
    document: str
    number: str
    to_location: Code
    mode: str
    due: date
    cost: Money

    def value(self) -> Decimal:
        """Return the extra freight."""
        return self.cost.amount


class ReallocateSupply(ActionBase):
    """Serve one customer's line from the supply of another's."""

    kind: Literal["reallocate_supply"] = "reallocate_supply"
    item: Code
    location: Code
    from_line: str
    to_line: str
    quantity: Positive


class SubstituteItem(ActionBase):
    """Offer a customer another item for a line."""

    kind: Literal["substitute_item"] = "substitute_item"
    document: str
    line: str
    item: Code
    substitute: Code
    quantity: Positive


class ShapeDemand(ActionBase):
    """Ask sales to move demand: delay a promotion, hold back an offer."""

    kind: Literal["shape_demand"] = "shape_demand"
    item: Code
    location: Code
    request: Annotated[str, Field(min_length=1, max_length=500)]


class RequestInformation(ActionBase):
    """Ask a person for something the data does not say."""

    kind: Literal["request_information"] = "request_information"
    subject: str
    question: Annotated[str, Field(min_length=1, max_length=500)]


Action = Annotated[
    PlacePurchase
    | ExpeditePurchase
    | ReschedulePurchase
    | CancelPurchase
    | SwitchSupplier
    | ReleaseRequest
    | CancelRequest
    | TransferStock
    | RerouteShipment
    | ReallocateSupply
    | RepromiseOrder
    | SubstituteItem
    | ShapeDemand
    | AdjustLevel
    | RequestInformation,
    Field(discriminator="kind"),
]
