"""The order of sending: what others may refuse first, what cannot be taken back after it, the ERP's own levers last."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.bundles import Leg

RANK = {
    "request_information": 0,
    "shape_demand": 0,
    "repromise_order": 0,
    "substitute_item": 0,
    "expedite_purchase": 1,
    "reschedule_purchase": 1,
    "cancel_purchase": 1,
    "reallocate_supply": 2,
    "transfer_stock": 2,
    "reroute_shipment": 2,
    "switch_supplier": 3,
    "release_request": 3,
    "place_purchase": 3,
    "cancel_request": 4,
    "adjust_level": 5,
}
"""A raised level goes last: before the orders that cover it are in, the ERP's own planner would order them again."""


def in_order_of_sending(legs: Iterable[Leg]) -> list[Leg]:
    """Return the legs in the order in which they are sent."""
    return sorted(legs, key=lambda leg: (RANK[leg.action.kind], leg.id))
