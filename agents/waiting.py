"""The cliffs in the price of waiting: what passes, and when, if nobody decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.desk import Desk
from tools.drift import Cliff
from trimtab.plans import Plan, PlannedPurchase


def cliffs_for(desk: Desk, plan: Plan, now: datetime, until: datetime) -> list[Cliff]:
    """Return the order cut-offs of the suppliers a plan uses, between now and `until`."""
    orders: dict[str, list[str]] = {}
    for step in plan.steps:
        if isinstance(step, PlannedPurchase):
            orders.setdefault(step.supplier, []).append(step.offer_id)
    cliffs = []
    for supplier, offers in sorted(orders.items()):
        cut_off = desk.network.supplier(supplier).order_cut_off
        if cut_off is None:
            continue
        at = datetime.combine(now.date(), cut_off, UTC)
        at = at if at > now else at + timedelta(days=1)
        if at <= until:
            what = f"order cut-off of {desk.network.supplier(supplier).name}"
            cliffs.append(Cliff(at=at, what=what, offers=tuple(offers), delay_days=1))
    return cliffs
