"""Titles: what moved, in the few words by which people will speak of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from trimtab import subjects
from trimtab.cases import Drift
from trimtab.events import Event
from trimtab.network import Network
from trimtab.state import Snapshot

DAYS_TO_COMPARE = 30
"""A level that loses more in a month than can be avoided at once is what a case is called after."""


def title_of(network: Network, drift: Drift, snapshot: Snapshot, slips: Sequence[tuple[Event, Event]]) -> str:
    """Name a case after its largest re-dated order, else after the weightiest belief that moved.

    `slips`: what was last said of an order line, with what was said of it first.
    """
    slip = _largest_slip(network, slips)
    if slip:
        return slip
    if not drift.attribution:
        items = ", ".join(sorted({s.item for s in snapshot.on_hand}))
        lasting = drift.level_per_day > drift.avoidable / DAYS_TO_COMPARE
        return f"Levels of {items} are no longer right" if lasting else f"{items} will not be where it is needed"
    kind, _, rest = max(drift.attribution, key=lambda a: a.share).subject.partition(":")
    if kind == "source":
        return f"{network.supplier(rest.partition('/')[0]).name} needs longer than agreed"
    if kind == "purchase-line":
        line = next(p for p in snapshot.purchases if rest == f"{p.document}/{p.line}")
        return f"{network.supplier(line.supplier).name} is late with {line.number}"
    item, location = subjects.split_item_location(f"{kind}:{rest}")
    return f"Demand for {item} at {network.location(location).name} moved"


def _largest_slip(network: Network, slips: Sequence[tuple[Event, Event]]) -> str:
    found = []
    for event, first in slips:
        days = (date.fromisoformat(event.data["due"]) - date.fromisoformat(first.data["due"])).days
        if days:
            supplier = network.supplier(event.data["supplier"]).name
            direction = "later" if days > 0 else "earlier"
            found.append((abs(days), f"{supplier} delivers {event.data['number']} {abs(days)} days {direction}"))
    return max(found)[1] if found else ""
