"""Purchases: orders of our own, one per supplier and receiving location."""

from __future__ import annotations

from collections.abc import Iterator

from agents.documents.document import Document, action_id, grouped
from trimtab.actions import PlacePurchase, PurchaseLine
from trimtab.beliefs import Function
from trimtab.network import Network
from trimtab.plans import Plan, PlannedPurchase


def purchases(plan: Plan, network: Network, key: str) -> Iterator[Document]:
    """Yield an order per supplier and location, at the supplier's prices."""
    steps = sorted((s for s in plan.steps if isinstance(s, PlannedPurchase)), key=lambda s: s.item)
    for (supplier, location), lines in grouped(steps, lambda s: (s.supplier, s.location)).items():
        leg_id = f"purchase-{supplier}-{location}"
        prices = {s.item: s.unit_price for s in network.sources if s.supplier == supplier}
        action = PlacePurchase(
            id=action_id(key, leg_id),
            supplier=supplier,
            location=location,
            lines=tuple(
                PurchaseLine(
                    item=s.item,
                    quantity=s.quantity,
                    unit=network.item(s.item).unit,
                    unit_price=prices[s.item],
                    due=s.due,
                )
                for s in lines
            ),
        )
        yield Document(leg_id, Function.PROCUREMENT, action, tuple(s.offer_id for s in lines))
