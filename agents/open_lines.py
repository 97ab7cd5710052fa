"""Open lines: what suppliers still owe, with what they promised first and what they agreed to let come another day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tools.estimation.supplier_record import OrderedItem
from trimtab.actions import ExpeditePurchase, ReschedulePurchase
from trimtab.bundles import Leg
from trimtab.events import Event, EventType
from trimtab.state import OpenPurchaseLine
from trimtab.subjects import purchase_line


@dataclass
class Agreed:
    """By how much suppliers agreed to let come later (negative: earlier) what we asked for: no doing of theirs."""

    lines: dict[str, timedelta] = field(default_factory=dict)
    """By purchase line."""
    items: dict[OrderedItem, float] = field(default_factory=dict)
    """In days, by the number of the order and the item."""


def agreed_later(legs: Iterable[Leg]) -> Agreed:
    """Return what the legs that were taken up say of their lines."""
    found = Agreed()
    for action in (leg.action for leg in legs):
        if isinstance(action, ReschedulePurchase | ExpeditePurchase):
            for line in action.lines:
                subject, ordered = purchase_line(action.document, line.line), (action.number, line.item)
                later = line.due_after - line.due_before
                if isinstance(action, ExpeditePurchase):
                    # Brought forward from a day on which nobody believed any more: that slip is the supplier's.
                    later = min(later, timedelta())
                found.lines[subject] = found.lines.get(subject, timedelta()) + later
                found.items[ordered] = found.items.get(ordered, 0.0) + later.days
    return found


def open_lines(
    told: Iterable[Event], agreed: Mapping[str, timedelta]
) -> list[tuple[date, OpenPurchaseLine, tuple[str, ...]]]:
    """Return the date promised, the line as it is now, and the events that re-dated it, for every open line.

    The date promised is the first one; what was `agreed` with us to come later was promised for so much later.
    """
    history: dict[str, list[Event]] = {}
    for event in told:
        if event.type is EventType.PURCHASE_CHANGED:
            history.setdefault(event.subject, []).append(event)
    found = []
    for events in history.values():
        first, last = OpenPurchaseLine.model_validate(events[0].data), OpenPurchaseLine.model_validate(events[-1].data)
        if last.quantity > 0:
            moved = tuple(e.id for e in events[1:] if date.fromisoformat(e.data["due"]) != first.due)
            found.append((first.due + agreed.get(events[0].subject, timedelta()), last, moved))
    return found
