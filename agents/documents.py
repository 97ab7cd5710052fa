"""Documents: the steps of a plan gathered into the documents people know, each with its owner and its action id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trimtab.actions import (
    Action,
    AdjustLevel,
    PlacePurchase,
    PurchaseLine,
    RepromiseOrder,
    TransferLine,
    TransferStock,
)
from trimtab.beliefs import Function
from trimtab.bundles import Leg
from trimtab.identifiers import deterministic_id
from trimtab.measures import money
from trimtab.network import Network
from trimtab.plans import Plan, PlannedLevel, PlannedPurchase, PlannedRepromise, PlannedTransfer
from trimtab.state import Snapshot


@dataclass(frozen=True)
class Document:
    """One leg in the making: what is asked of whom, and the offers it takes up."""

    leg_id: str
    owner: Function
    action: Action
    offer_ids: tuple[str, ...]


def documents_of(plan: Plan, snapshot: Snapshot, network: Network, key: str) -> list[Document]:
    """Return a purchase order per supplier and location, a transfer per lane and day, a promise or level per step.

    `key` names bundle and revision: action ids derive from it, so that composing again gives the same ids, and a new
    revision gets new ones.
    """
    return [
        *_purchases(plan, network, key),
        *_transfers(plan, network, key),
        *_promises(plan, snapshot, key),
        *_levels(plan, snapshot, key),
    ]


def places_touched(legs: Iterable[Leg]) -> set[tuple[str, str]]:
    """Return the item-locations whose stock or level the legs change."""
    touched: set[tuple[str, str]] = set()
    for action in (leg.action for leg in legs):
        if isinstance(action, PlacePurchase):
            touched |= {(line.item, action.location) for line in action.lines}
        elif isinstance(action, TransferStock):
            touched |= {(line.item, end) for line in action.lines for end in (action.origin, action.destination)}
        elif isinstance(action, AdjustLevel):
            touched.add((action.item, action.location))
    return touched


def _action_id(key: str, leg_id: str) -> str:
    return deterministic_id("act", key, leg_id)


def _purchases(plan: Plan, network: Network, key: str) -> Iterable[Document]:
    orders: dict[tuple[str, str], list[PlannedPurchase]] = {}
    for step in plan.steps:
        if isinstance(step, PlannedPurchase):
            orders.setdefault((step.supplier, step.location), []).append(step)
    for (supplier, location), steps in sorted(orders.items()):
        leg_id = f"purchase-{supplier}-{location}"
        prices = {s.item: s.unit_price for s in network.sources if s.supplier == supplier}
        lines = tuple(
            PurchaseLine(
                item=s.item,
                quantity=s.quantity,
                unit=network.item(s.item).unit,
                unit_price=prices[s.item],
                due=s.due,
            )
            for s in sorted(steps, key=lambda s: s.item)
        )
        action = PlacePurchase(id=_action_id(key, leg_id), supplier=supplier, location=location, lines=lines)
        yield Document(leg_id, Function.PROCUREMENT, action, tuple(s.offer_id for s in steps))


def _transfers(plan: Plan, network: Network, key: str) -> Iterable[Document]:
    moves: dict[tuple[str, str, str], list[PlannedTransfer]] = {}
    for step in plan.steps:
        if isinstance(step, PlannedTransfer):
            moves.setdefault((step.origin, step.destination, step.mode), []).append(step)
    for (origin, destination, mode), steps in sorted(moves.items()):
        leg_id = f"transfer-{origin}-{destination}-{mode}"
        lane = next(x for x in network.lanes if (x.origin, x.destination, x.mode) == (origin, destination, mode))
        quantity = sum((s.quantity for s in steps), Decimal(0))
        action = TransferStock(
            id=_action_id(key, leg_id),
            origin=origin,
            destination=destination,
            mode=mode,
            ship=min(s.ship for s in steps),
            due=max(s.due for s in steps),
            lines=tuple(
                TransferLine(item=s.item, quantity=s.quantity, unit=network.item(s.item).unit)
                for s in sorted(steps, key=lambda s: s.item)
            ),
            cost=money(quantity * lane.cost_per_unit.amount, lane.cost_per_unit.currency),
        )
        yield Document(leg_id, Function.LOGISTICS, action, tuple(s.offer_id for s in steps))


def _promises(plan: Plan, snapshot: Snapshot, key: str) -> Iterable[Document]:
    lines = {(s.document, s.line): s for s in snapshot.sales}
    for step in plan.steps:
        if isinstance(step, PlannedRepromise):
            line = lines[step.document, step.line]
            leg_id = f"repromise-{step.document}-{step.line}"
            action = RepromiseOrder(
                id=_action_id(key, leg_id),
                document=line.document,
                number=line.number,
                line=line.line,
                customer=line.customer,
                item=line.item,
                quantity=line.quantity,
                due_before=line.due,
                due_after=step.due_after,
            )
            yield Document(leg_id, Function.SALES, action, (step.offer_id,))


def _levels(plan: Plan, snapshot: Snapshot, key: str) -> Iterable[Document]:
    for step in plan.steps:
        if isinstance(step, PlannedLevel):
            point = snapshot.order_point(step.item, step.location)
            if point is None:
                continue
            leg_id = f"level-{step.item}-{step.location}"
            action = AdjustLevel(
                id=_action_id(key, leg_id),
                item=step.item,
                location=step.location,
                document=point.document,
                minimum_before=point.minimum,
                target_before=point.target,
                minimum_after=step.minimum_after,
                target_after=step.target_after,
            )
            yield Document(leg_id, Function.SUPPLY, action, (step.offer_id,))
