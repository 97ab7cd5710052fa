"""Promotions: extra demand that sales is asked to move, one document per item-location."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agents.documents.document import Document, action_id
from trimtab.actions import ShapeDemand
from trimtab.offers import ShapeOffer
from trimtab.plans import Plan, PlannedChange


def promotions(plan: Plan, key: str) -> Iterator[Document]:
    """Yield a document per promotion that moves, with the units it moves."""
    offers = ((s.offer_id, s.offer) for s in plan.steps if isinstance(s, PlannedChange))
    for offer_id, offer in offers:
        if isinstance(offer, ShapeOffer):
            leg_id = f"shape-{offer.item}-{offer.location}"
            days = (offer.end - offer.start).days + 1
            action = ShapeDemand(
                id=action_id(key, leg_id),
                item=offer.item,
                location=offer.location,
                start=offer.start,
                end=offer.end,
                start_after=offer.later,
                quantity=Decimal(str(offer.per_day)) * days,
                request=offer.request,
                cost=offer.cost,
            )
            yield Document(leg_id, offer.function, action, (offer_id,))
