"""The order of sending: what others may refuse first, what cannot be taken back after it, the ERP's own levers last."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.bundles import Leg
from trimtab.commitments import ASKED_OF_A_SUPPLIER

RANK = dict.fromkeys(ASKED_OF_A_SUPPLIER, 0) | {
    "request_information": 1,
    "shape_demand": 1,
    "repromise_order": 1,
    "substitute_item": 1,
    "reallocate_supply": 2,
    "transfer_stock": 2,
    "reroute_shipment": 2,
    "release_request": 3,
    "place_purchase": 3,
    "cancel_request": 4,
    "adjust_level": 5,
}
"""A raised level goes last: before the orders that cover it are in, the ERP's own planner would order them again."""


def in_order_of_sending(legs: Iterable[Leg]) -> list[Leg]:
    """Return the legs in the order in which they are sent."""
    return sorted(legs, key=lambda leg: (RANK[leg.action.kind], leg.id))
