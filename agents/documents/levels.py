"""Levels: the inventory parameters of an item-location, from what the ERP holds to what is better."""

from __future__ import annotations

from collections.abc import Iterator

from agents.documents.document import Document, action_id
from trimtab.actions import AdjustLevel
from trimtab.beliefs import Function
from trimtab.plans import Plan, PlannedLevel
from trimtab.state import Snapshot


def levels(plan: Plan, snapshot: Snapshot, key: str) -> Iterator[Document]:
    """Yield a document per level; one the ERP does not hold is none."""
    for step in plan.steps:
        point = snapshot.order_point(step.item, step.location) if isinstance(step, PlannedLevel) else None
        if point is None or not isinstance(step, PlannedLevel):
            continue
        leg_id = f"level-{step.item}-{step.location}"
        action = AdjustLevel(
            id=action_id(key, leg_id),
            item=step.item,
            location=step.location,
            document=point.document,
            minimum_before=point.minimum,
            target_before=point.target,
            minimum_after=step.minimum_after,
            target_after=step.target_after,
        )
        yield Document(leg_id, Function.SUPPLY, action, (step.offer_id,))
