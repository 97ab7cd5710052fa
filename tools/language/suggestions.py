"""Suggestions: what can be asked about a bundle, as questions that its own documents answer."""

from __future__ import annotations

from collections.abc import Iterator

from tools.language.names import item_name
from trimtab import subjects
from trimtab.actions import Action, PlacePurchase, TransferStock
from trimtab.bundles import Bundle
from trimtab.network import Network

_LEFT_OUT = {
    "place_purchase": "the order",
    "expedite_purchase": "bringing the order forward",
    "reschedule_purchase": "putting the order off",
    "cancel_purchase": "the cancellation",
    "switch_supplier": "the switch",
    "release_request": "the release",
    "cancel_request": "the withdrawal",
    "transfer_stock": "the transfer",
    "reroute_shipment": "the reroute",
    "reallocate_supply": "the allocation",
    "repromise_order": "the new promise",
    "substitute_item": "the substitute",
    "shape_demand": "the promotion",
    "adjust_level": "the new level",
}


def suggestions_for(bundle: Bundle, network: Network) -> tuple[str, ...]:
    """Return questions that can be answered for this bundle."""
    return tuple(dict.fromkeys(_suggested(bundle, network)))


def _suggested(bundle: Bundle, network: Network) -> Iterator[str]:
    actions = [leg.action for leg in bundle.legs]
    yield "Why?"
    items = [item for action in actions for item in _items(action)]
    if items:
        yield from (f"Why not order from {name}?" for name in _others(actions, items[0], network))
    yield "What happens if nobody decides?"
    numbers = [str(number) for a in actions if "purchase" in a.kind and (number := getattr(a, "number", ""))]
    if numbers:
        yield f"What if {numbers[0]} arrives 5 days later?"
    elif any(subjects.kind_of(r.subject) == "purchase-line" for r in bundle.assumptions.ranges):
        yield "What if it arrives 5 days later?"
    if items:
        yield f"What if demand for {item_name(network, items[0])} is 20% higher?"
    for move in (a for a in actions if isinstance(a, TransferStock)):
        origin, there = (network.location(x).name.partition(",")[0] for x in (move.origin, move.destination))
        yield f"What if the lane from {origin} to {there} closes?"
    if len(actions) > 1:
        yield from (f"What if we leave out {_LEFT_OUT[a.kind]}?" for a in actions if a.kind in _LEFT_OUT)
    if bundle.alternatives:
        yield "What is the cheapest alternative?"
    yield "What would change the answer?"


def _items(action: Action) -> list[str]:
    item = getattr(action, "item", "")
    return [str(item)] if item else [line.item for line in getattr(action, "lines", ())]


def _others(actions: list[Action], item: str, network: Network) -> list[str]:
    """Return the suppliers that sell an item and from whom nothing is ordered."""
    ordered = {a.supplier for a in actions if isinstance(a, PlacePurchase)}
    sellers = (source.supplier for source in network.sources_of(item))
    return [network.supplier(code).name for code in dict.fromkeys(sellers) if code not in ordered]
