"""Requests: the ERP's own proposals, released or withdrawn one by one."""

from __future__ import annotations

from collections.abc import Iterator

from agents.documents.document import Document, action_id
from trimtab.actions import CancelRequest, ReleaseRequest
from trimtab.beliefs import Function
from trimtab.network import Network
from trimtab.offers import CancelRequestOffer
from trimtab.plans import Plan, PlannedChange, PlannedRelease
from trimtab.state import Snapshot


def requests(plan: Plan, snapshot: Snapshot, network: Network, key: str) -> Iterator[Document]:
    """Yield a document per request, which it no longer is once somebody else released it."""
    asked = {r.document: r for r in snapshot.requests}
    for step in plan.steps:
        if isinstance(step, PlannedRelease) and step.document in asked:
            leg_id = f"release-{step.document}"
            prices = {s.supplier: s.unit_price for s in network.sources_of(step.item)}
            release = ReleaseRequest(
                id=action_id(key, leg_id),
                document=step.document,
                item=step.item,
                location=step.location,
                quantity_before=asked[step.document].quantity,
                supplier=step.supplier,
                quantity=step.quantity,
                unit=network.item(step.item).unit,
                unit_price=prices[step.supplier],
                due=step.due,
            )
            yield Document(leg_id, Function.PROCUREMENT, release, (step.offer_id,))
        elif isinstance(step, PlannedChange) and isinstance(step.offer, CancelRequestOffer):
            offer = step.offer
            leg_id = f"withdraw-{offer.document}"
            withdrawal = CancelRequest(
                id=action_id(key, leg_id),
                document=offer.document,
                item=offer.item,
                location=offer.location,
                quantity_before=offer.quantity,
            )
            yield Document(leg_id, offer.function, withdrawal, (step.offer_id,))
