"""Touched: the item-locations that legs change, and the lines no other case may change meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trimtab.actions import (
    Action,
    AdjustLevel,
    PlacePurchase,
    PurchaseChange,
    ReallocateSupply,
    RepromiseOrder,
    RequestChange,
    RerouteShipment,
    ShapeDemand,
    SubstituteItem,
    TransferStock,
)
from trimtab.bundles import Leg


def places_touched(legs: Iterable[Leg]) -> set[tuple[str, str]]:
    """Return the item-locations whose stock, demand or level the legs change."""
    return {place for leg in legs for place in _places(leg.action)}


def documents_touched(legs: Iterable[Leg]) -> list[str]:
    """Return the lines, requests and levels that the legs change; no other case may change them meanwhile."""
    return list(dict.fromkeys(name for leg in legs for name in _documents(leg.action)))


def _places(action: Action) -> Iterator[tuple[str, str]]:
    if isinstance(action, PlacePurchase | PurchaseChange):
        yield from ((line.item, action.location) for line in action.lines)
    elif isinstance(action, TransferStock):
        yield from ((line.item, end) for line in action.lines for end in (action.origin, action.destination))
    elif isinstance(action, RerouteShipment):
        ends = (action.from_location, action.to_location)
        yield from ((line.item, end) for line in action.lines for end in ends)
    elif isinstance(action, SubstituteItem):
        yield from ((item, action.location) for item in (action.item, action.substitute))
    elif isinstance(action, RequestChange | ReallocateSupply | ShapeDemand | AdjustLevel):
        yield action.item, action.location


def _documents(action: Action) -> Iterator[str]:
    if isinstance(action, PurchaseChange | RerouteShipment):
        yield from (f"document:purchase:{action.document}/{line.line}" for line in action.lines)
    elif isinstance(action, RepromiseOrder | SubstituteItem):
        yield f"document:sales:{action.document}/{action.line}"
    elif isinstance(action, ReallocateSupply):
        yield f"document:sales:{action.from_document}/{action.from_line}"
        yield f"document:sales:{action.to_document}/{action.to_line}"
    elif isinstance(action, RequestChange):
        yield f"document:request:{action.document}"
    elif isinstance(action, AdjustLevel):
        yield f"document:{action.kind}:{action.document}"
