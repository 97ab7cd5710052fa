"""Transfers: stock moved between our own locations, one document per lane and mode."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agents.documents.document import Document, action_id, grouped
from trimtab.actions import TransferLine, TransferStock
from trimtab.beliefs import Function
from trimtab.measures import money
from trimtab.network import Network
from trimtab.plans import Plan, PlannedTransfer


def transfers(plan: Plan, network: Network, key: str) -> Iterator[Document]:
    """Yield a transfer per lane and mode, which leaves on the carrier's next working day, with its freight."""
    steps = sorted((s for s in plan.steps if isinstance(s, PlannedTransfer)), key=lambda s: s.item)
    for (origin, destination, mode), moves in grouped(steps, lambda s: (s.origin, s.destination, s.mode)).items():
        leg_id = f"transfer-{origin}-{destination}-{mode}"
        lane = next(x for x in network.lanes if (x.origin, x.destination, x.mode) == (origin, destination, mode))
        quantity = sum((s.quantity for s in moves), Decimal(0))
        action = TransferStock(
            id=action_id(key, leg_id),
            origin=origin,
            destination=destination,
            mode=mode,
            ship=network.calendar(lane.calendar).next_working_day(min(s.ship for s in moves)),
            due=max(s.due for s in moves),
            lines=tuple(TransferLine(item=s.item, quantity=s.quantity, unit=network.item(s.item).unit) for s in moves),
            cost=money(quantity * lane.cost_per_unit.amount, lane.cost_per_unit.currency),
        )
        yield Document(leg_id, Function.LOGISTICS, action, tuple(s.offer_id for s in moves))
