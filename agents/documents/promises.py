"""Promises: what customers are told, given or offered instead; each line of a sales order is a document."""

from __future__ import annotations

from collections.abc import Iterator

from agents.documents.document import Document, action_id
from trimtab.actions import ReallocateSupply, RepromiseOrder, SubstituteItem
from trimtab.beliefs import Function
from trimtab.offers import ReallocateOffer, SubstituteOffer
from trimtab.plans import Plan, PlannedChange, PlannedRepromise
from trimtab.state import Snapshot


def promises(plan: Plan, snapshot: Snapshot, key: str) -> Iterator[Document]:
    """Yield a promise per line that waits, two documents per reallocation, one per substitute."""
    for step in plan.steps:
        if isinstance(step, PlannedRepromise):
            yield _repromise(step, snapshot, key)
        elif isinstance(step, PlannedChange) and isinstance(step.offer, ReallocateOffer):
            yield from _reallocation(step.offer, key)
        elif isinstance(step, PlannedChange) and isinstance(step.offer, SubstituteOffer):
            yield _substitution(step.offer, key)


def _repromise(step: PlannedRepromise, snapshot: Snapshot, key: str) -> Document:
    line = next(s for s in snapshot.sales if (s.document, s.line) == (step.document, step.line))
    leg_id = f"repromise-{step.document}-{step.line}"
    action = RepromiseOrder(
        id=action_id(key, leg_id),
        document=line.document,
        number=line.number,
        line=line.line,
        customer=line.customer,
        item=line.item,
        quantity=line.quantity,
        due_before=line.due,
        due_after=step.due_after,
    )
    return Document(leg_id, Function.SALES, action, (step.offer_id,))


def _reallocation(offer: ReallocateOffer, key: str) -> Iterator[Document]:
    """Yield what logistics does, and what sales has to tell the customer who gives way."""
    leg_id = f"reallocate-{offer.from_document}-{offer.from_line}-{offer.to_document}-{offer.to_line}"
    supply = ReallocateSupply(
        id=action_id(key, leg_id),
        item=offer.item,
        location=offer.location,
        quantity=offer.quantity,
        from_document=offer.from_document,
        from_number=offer.from_number,
        from_line=offer.from_line,
        from_customer=offer.from_customer,
        due_before=offer.due,
        due_after=offer.later,
        to_document=offer.to_document,
        to_number=offer.to_number,
        to_line=offer.to_line,
        to_customer=offer.to_customer,
    )
    yield Document(leg_id, offer.function, supply, (offer.id,))
    promise_id = f"repromise-{offer.from_document}-{offer.from_line}"
    promise = RepromiseOrder(
        id=action_id(key, promise_id),
        document=offer.from_document,
        number=offer.from_number,
        line=offer.from_line,
        customer=offer.from_customer,
        item=offer.item,
        quantity=offer.quantity,
        due_before=offer.due,
        due_after=offer.later,
    )
    yield Document(promise_id, Function.SALES, promise, (offer.id,), counts=False)


def _substitution(offer: SubstituteOffer, key: str) -> Document:
    leg_id = f"substitute-{offer.document}-{offer.line}"
    action = SubstituteItem(
        id=action_id(key, leg_id),
        document=offer.document,
        number=offer.number,
        line=offer.line,
        customer=offer.customer,
        location=offer.location,
        item=offer.item,
        substitute=offer.substitute,
        quantity=offer.quantity,
        discount=offer.discount,
    )
    return Document(leg_id, offer.function, action, (offer.id,))
