"""Legs: what each kind of action does, in one sentence in a planner's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from tools.language.names import item_named, order_named, pieces, units
from tools.language.words import amount, counted, day, joined, price
from trimtab import actions
from trimtab.bundles import Leg
from trimtab.measures import Money
from trimtab.network import Network


class _Line(Protocol):
    @property
    def item(self) -> str: ...

    @property
    def quantity(self) -> Decimal: ...


def explain_leg(leg: Leg, network: Network) -> str:
    """Say in one sentence what a leg does."""
    action = leg.action
    match action:
        case actions.PlacePurchase() | actions.ReleaseRequest() | actions.CancelRequest():
            said = _order(action, network)
        case (
            actions.ExpeditePurchase()
            | actions.ReschedulePurchase()
            | actions.CancelPurchase()
            | actions.SwitchSupplier()
        ):
            said = _change(action, network)
        case actions.TransferStock() | actions.RerouteShipment():
            said = _move(action, network)
        case actions.RepromiseOrder() | actions.ReallocateSupply() | actions.SubstituteItem():
            said = _promise(action, network)
        case actions.ShapeDemand():
            said = f"Ask sales: {action.request.rstrip('.')}{_fee(action.cost, ', giving up')}."
        case actions.AdjustLevel():
            said = (
                f"Reorder {item_named(network, action.item)} at {network.location(action.location).name} "
                f"at {amount(action.minimum_after)} up to {units(network, action.item, action.target_after)}, "
                f"so far {amount(action.minimum_before)} "
                f"up to {amount(action.target_before)}."
            )
        case actions.RequestInformation():
            said = f"Ask: {action.question}"
    return said


def _order(action: actions.PlacePurchase | actions.ReleaseRequest | actions.CancelRequest, network: Network) -> str:
    location = network.location(action.location).name
    match action:
        case actions.PlacePurchase():
            due = day(max(x.due for x in action.lines))
            supplier = network.supplier(action.supplier).name
            return f"Order {_lines(action.lines, network)} from {supplier} for {location}, due {due}."
        case actions.ReleaseRequest():
            asked = action.quantity_before
            instead = "" if action.quantity == asked else f" instead of the {amount(asked)} it asks for"
            supplier = network.supplier(action.supplier).name
            return (
                f"Release the ERP's request for {pieces(network, action.item, action.quantity)} from {supplier} for "
                f"{location}{instead}, due {day(action.due)}."
            )
        case actions.CancelRequest():
            what = pieces(network, action.item, action.quantity_before)
            return f"Withdraw the ERP's request for {what} for {location}."


def _change(
    action: actions.ExpeditePurchase | actions.ReschedulePurchase | actions.CancelPurchase | actions.SwitchSupplier,
    network: Network,
) -> str:
    supplier, lines = network.supplier(action.supplier).name, _lines(action.lines, network)
    match action:
        case actions.ExpeditePurchase():
            to, before = _dates(action.lines)
            verb = f"bring {lines} of {order_named(action.number)} forward to {to} from {before}"
            if max(x.due_after for x in action.lines) > min(x.due_before for x in action.lines):
                verb = f"deliver {lines} of {order_named(action.number)}, due {before}, by {to}"
            return f"Ask {supplier} to {verb}{_fee(action.fee)}."
        case actions.ReschedulePurchase():
            return f"Ask {supplier} to let {lines} of {order_named(action.number)} come {_later(action.lines)}."
        case actions.CancelPurchase():
            return f"Ask {supplier} to take back {lines} of {order_named(action.number)}{_fee(action.fee)}."
        case actions.SwitchSupplier():
            new, due = network.supplier(action.to_supplier).name, day(max(x.due for x in action.to_lines))
            return (
                f"Take {lines} of {order_named(action.number)} back from {supplier}{_fee(action.fee)} and order "
                f"{_lines(action.to_lines, network)} from {new}, expected {due}."
            )


def _move(action: actions.TransferStock | actions.RerouteShipment, network: Network) -> str:
    match action:
        case actions.TransferStock():
            origin, destination = network.location(action.origin).name, network.location(action.destination).name
            return f"Move {_lines(action.lines, network)} from {origin} to {destination}, arriving {day(action.due)}."
        case actions.RerouteShipment():
            there, instead = network.location(action.to_location).name, network.location(action.from_location).name
            due = day(max(x.due_after for x in action.lines))
            return (
                f"Send {_lines(action.lines, network)} of {order_named(action.number)} to {there} instead of "
                f"{instead}, arriving {due}{_fee(action.cost)}."
            )


def _promise(
    action: actions.RepromiseOrder | actions.ReallocateSupply | actions.SubstituteItem, network: Network
) -> str:
    match action:
        case actions.RepromiseOrder():
            return (
                f"Tell {network.customer(action.customer).name} that "
                f"{pieces(network, action.item, action.quantity)} of order {action.number} "
                f"come on {day(action.due_after)} instead of {day(action.due_before)}."
            )
        case actions.ReallocateSupply():
            giver = network.customer(action.from_customer).name
            return (
                f"Give {network.customer(action.to_customer).name} the "
                f"{pieces(network, action.item, action.quantity)} for order {action.to_number} "
                f"that are set aside for order {action.from_number} of {giver}."
            )
        case actions.SubstituteItem():
            customer, wanted = network.customer(action.customer).name, item_named(network, action.item)
            return (
                f"Offer {customer} {pieces(network, action.substitute, action.quantity)} instead of {wanted} for order "
                f"{action.number}{_fee(action.discount, ' at a discount of')}."
            )


def _lines(lines: Iterable[_Line], network: Network) -> str:
    return joined([pieces(network, x.item, x.quantity) for x in lines])


def _fee(fee: Money, for_a: str = " for a fee of") -> str:
    return f"{for_a} {price(fee.amount)} {fee.currency}" if fee.amount else ""


def _dates(lines: Sequence[actions.RedatedLine]) -> tuple[str, str]:
    """Return the new and the old dates in words, each once."""
    return _days(x.due_after for x in lines), _days(x.due_before for x in lines)


def _days(dates: Iterable[date]) -> str:
    return joined([day(d) for d in sorted(set(dates))])


def _later(lines: Sequence[actions.RedatedLine]) -> str:
    to, before = _dates(lines)
    days = {(x.due_after - x.due_before).days for x in lines}
    later = f"{counted(days.pop(), 'day', 'days')} later, on" if len(days) == 1 else "later, on"
    return f"{later} {to} instead of {before}"
