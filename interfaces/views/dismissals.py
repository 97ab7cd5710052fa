"""Dismissals as they are shown: signals that were looked at, and why nothing was done."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.thread import event_text
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import sentence
from trimtab.dismissals import Dismissal
from trimtab.events import Event


@dataclass(frozen=True)
class DismissalView:
    """One signal that was left alone; the amounts are what acting would have saved, and the limit above it."""

    title: str
    because: str
    items: tuple[tuple[str, str], ...]
    once: str
    per_day: str
    limit: str
    events: tuple[str, ...]
    when: Moment


def dismissal_view(dismissal: Dismissal, events: dict[str, Event], names: Names, almanac: Almanac) -> DismissalView:
    """Return a dismissal with the events behind it."""
    told = (events.get(key) for key in dismissal.event_ids)
    return DismissalView(
        title=dismissal.title,
        because=sentence(dismissal.because),
        items=tuple((item, names.item(item)) for item in dismissal.items),
        once=money_text(dismissal.avoidable, dismissal.currency, cents=True),
        per_day=money_text(dismissal.level_per_day, dismissal.currency, cents=True),
        limit=money_text(dismissal.limit, dismissal.currency, cents=True),
        events=tuple(event_text(event, names, almanac) for event in told if event is not None),
        when=almanac.moment(dismissal.at),
    )
