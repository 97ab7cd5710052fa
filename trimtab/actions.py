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


class ChangedLine(Frozen):
    """An open line that is to change, in stock units, and as it stands where that is known."""

    line: str
    item: Code
    quantity: Positive
    due_before: date | None = None
    unit_price: Money | None = None


class RedatedLine(ChangedLine):
    """An open line that is to come on another day."""

    due_before: date
    due_after: date


class PurchaseChange(ActionBase):
    """What we ask a supplier about one open purchase order; nothing is true in the ERP before the supplier confirms."""

    document: str
    number: str
    supplier: Code
    location: Code
    lines: Annotated[tuple[ChangedLine, ...], Field(min_length=1)]


class ExpeditePurchase(PurchaseChange):
    """Ask a supplier to deliver open lines earlier, for a fee."""

    kind: Literal["expedite_purchase"] = "expedite_purchase"
    lines: Annotated[tuple[RedatedLine, ...], Field(min_length=1)]
    fee: Money

    def value(self) -> Decimal:
        """Return the fee."""
        return self.fee.amount


class ReschedulePurchase(PurchaseChange):
    """Ask a supplier to deliver open lines later."""

    kind: Literal["reschedule_purchase"] = "reschedule_purchase"
    lines: Annotated[tuple[RedatedLine, ...], Field(min_length=1)]


class CancelPurchase(PurchaseChange):
    """Ask a supplier to take open lines back, for a fee."""

    kind: Literal["cancel_purchase"] = "cancel_purchase"
    fee: Money

    def value(self) -> Decimal:
        """Return the cancellation fee."""
        return self.fee.amount


class SwitchSupplier(PurchaseChange):
    """Take open lines back from one supplier and order them from another."""

    kind: Literal["switch_supplier"] = "switch_supplier"
    fee: Money
    to_supplier: Code
    to_lines: Annotated[tuple[PurchaseLine, ...], Field(min_length=1)]

    def value(self) -> Decimal:
        """Return the cancellation fee and the value at the new supplier."""
        return self.fee.amount + sum((x.quantity * x.unit_price.amount for x in self.to_lines), Decimal(0))


class RequestChange(ActionBase):
    """What actions on the requests of the ERP's own planner share; `quantity_before` is what it asks for."""

    document: str
    item: Code
    location: Code
    quantity_before: Positive


class ReleaseRequest(RequestChange):
    """Turn a request into an order, as it stands or with another quantity or supplier."""

    kind: Literal["release_request"] = "release_request"
    supplier: Code
    quantity: Positive
    unit: str
    unit_price: Money
    due: date

    def value(self) -> Decimal:
        """Return the purchase value."""
        return self.quantity * self.unit_price.amount


class CancelRequest(RequestChange):
    """Withdraw a request."""

    kind: Literal["cancel_request"] = "cancel_request"


class RerouteShipment(ActionBase):
    """Send what is on its way on an open purchase order to another location."""

    kind: Literal["reroute_shipment"] = "reroute_shipment"
    document: str
    number: str
    supplier: Code
    from_location: Code
    to_location: Code
    lines: Annotated[tuple[RedatedLine, ...], Field(min_length=1)]
    cost: Money

    def value(self) -> Decimal:
        """Return the extra freight."""
        return self.cost.amount


class ReallocateSupply(ActionBase):
    """Serve one customer's line with the stock set aside for another's, who is served on `due_after` instead."""

    kind: Literal["reallocate_supply"] = "reallocate_supply"
    item: Code
    location: Code
    quantity: Positive
    from_document: str
    from_number: str
    from_line: str
    from_customer: Code
    due_before: date
    due_after: date
    to_document: str
    to_number: str
    to_line: str
    to_customer: Code


class SubstituteItem(ActionBase):
    """Offer a customer another item for a line, at a discount in all."""

    kind: Literal["substitute_item"] = "substitute_item"
    document: str
    number: str
    line: str
    customer: Code
    location: Code
    item: Code
    substitute: Code
    quantity: Positive
    discount: Money

    def value(self) -> Decimal:
        """Return the discount."""
        return self.discount.amount


class ShapeDemand(ActionBase):
    """Ask sales to move demand, such as a promotion, out of `start` to `end`; `quantity` units, at a cost in margin."""

    kind: Literal["shape_demand"] = "shape_demand"
    item: Code
    location: Code
    start: date
    end: date
    start_after: date
    quantity: Positive
    request: Annotated[str, Field(min_length=1, max_length=500)]
    cost: Money

    def value(self) -> Decimal:
        """Return the margin given up."""
        return self.cost.amount


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
