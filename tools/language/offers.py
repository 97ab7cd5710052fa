"""Offers: what an offer is about, as people name it where it is fixed or ruled out."""

from __future__ import annotations

from tools.language.names import item_named
from trimtab.network import Network
from trimtab.offers import (
    CancelRequestOffer,
    LevelOffer,
    Offer,
    PurchaseOffer,
    ReallocateOffer,
    ReleaseOffer,
    ShapeOffer,
    TransferOffer,
)

_OF_DOCUMENT = {
    "repromise": "a later date for",
    "expedite": "an earlier date for",
    "reschedule": "a later date for",
    "cancel": "cancelling",
    "switch": "another supplier for",
    "reroute": "another destination for",
    "substitute": "a substitute on",
}


def offer_named(offer: Offer, network: Network) -> str:  # noqa: PLR0911 - one sentence a kind
    """Say what an offer is about: its item, and the places, the partner or the order by the number people know."""
    item = item_named(network, offer.item)
    match offer:
        case PurchaseOffer():
            named = f"from {network.supplier(offer.supplier).name} for {network.location(offer.location).name}"
            return f"the purchase of {item} {named}"
        case TransferOffer():
            way = f"from {network.location(offer.origin).name} to {network.location(offer.destination).name}"
            return f"the transfer of {item} {way}"
        case LevelOffer():
            return f"the level of {item} at {network.location(offer.location).name}"
        case ShapeOffer():
            return f"the promotion of {item} at {network.location(offer.location).name}"
        case ReleaseOffer() | CancelRequestOffer():
            return f"the ERP's request for {item}"
        case ReallocateOffer():
            return f"{item} of {offer.from_number} given to {offer.to_number}"
        case _:
            return f"{_OF_DOCUMENT[offer.kind]} {offer.number}, {item}"
