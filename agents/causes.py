"""Causes: what moved, one cause after the other, in the few words by which people will speak of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agents.titles import title_of
from tools.language.words import amount, counted, day
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter, Status, Uplift
from trimtab.cases import Attribution, Drift
from trimtab.events import Event
from trimtab.network import Network
from trimtab.state import Snapshot

SMALLEST_CAUSE = 0.1
"""A second cause is named where it explains a tenth of the drift."""
MOST_CAUSES = 3
OURS_TO_NAME = frozenset(
    p.value for p in (Parameter.PROMOTION, Parameter.LANE_STATUS, Parameter.LANE_TRANSIT, Parameter.STOCK_ACCURACY)
)
Versions = Callable[[tuple[str, str]], tuple[Belief | None, Belief | None]]
"""A belief before and after its move."""


def named_by_causes(
    network: Network, drift: Drift, snapshot: Snapshot, slips: Sequence[tuple[Event, Event]], versions: Versions
) -> str:
    """Name a case after its causes: the main one, and every other that explains enough of the drift by itself."""
    ranked = sorted(drift.attribution, key=lambda a: -a.share)
    main = ranked[0] if ranked else None
    explained = {event.id for event, _ in slips}
    if main is not None and not slips and main.what in OURS_TO_NAME:
        title = words(network, snapshot, *versions((main.subject, main.what)))
    else:
        title = title_of(network, drift, snapshot, slips)
    if main is not None and not slips:
        explained |= set(main.event_ids)
    found = [title]
    for cause in ranked:
        if cause is main and not slips:
            continue
        if _is_another(cause, explained) and len(found) < MOST_CAUSES:
            explained |= set(cause.event_ids)
            found.append(words(network, snapshot, *versions((cause.subject, cause.what))))
    return "; ".join(dict.fromkeys(found))


def _is_another(cause: Attribution, explained: set[str]) -> bool:
    return cause.share >= SMALLEST_CAUSE and bool(cause.event_ids) and not explained & set(cause.event_ids)


def words(network: Network, snapshot: Snapshot, before: Belief | None, after: Belief | None) -> str:
    """Say in a few words how a belief moved; one of the two there must be."""
    belief = after or before
    assert belief is not None  # noqa: S101 - a move has a before or an after
    kind, _, rest = belief.subject.partition(":")
    distribution, old = belief.distribution, before.distribution if before else None
    if kind == "item-location":
        item, location = subjects.split_item_location(belief.subject)
        place = f"{item} at {network.location(location).name}"
        return _of_place(place, belief, old)
    if kind == "source":
        supplier, _, item = rest.partition("/")
        days = f"{distribution.mean:.0f} days" if isinstance(distribution, Normal) else "another time"
        return f"{network.supplier(supplier).name} needs {days} for {item}"
    if kind == "lane":
        origin, _, destination = rest.partition(">")
        lane = f"{network.location(origin).name} to {network.location(destination).name}"
        if isinstance(distribution, Status):
            return f"The lane {lane} is {'open' if distribution.probability >= 0.5 else 'closed'}"
        return f"The lane {lane} takes {distribution.mean:.0f} days" if isinstance(distribution, Normal) else lane
    return _of_line(network, snapshot, belief, old)


def _of_place(place: str, belief: Belief, old: object) -> str:
    distribution = belief.distribution
    if isinstance(distribution, Uplift):
        if not distribution.per_day:
            return f"The promotion of {place} is off"
        return f"{place} is promoted from {day(distribution.start)}"
    if not isinstance(distribution, Normal):
        return f"{place} moved"
    new = amount(round(distribution.mean, 1))
    if belief.parameter is Parameter.STOCK_ACCURACY:
        return f"{new} of {place} were counted"
    was = amount(round(old.mean, 1)) if isinstance(old, Normal) else ""
    if not was or was == new:
        return f"Demand for {place} is at {new} a day"
    direction = "rose" if isinstance(old, Normal) and distribution.mean > old.mean else "fell"
    return f"Demand for {place} {direction} from {was} to {new} a day"


def _of_line(network: Network, snapshot: Snapshot, belief: Belief, old: object) -> str:
    name = belief.subject
    for line in snapshot.purchases:
        if belief.subject == subjects.purchase_line(line.document, line.line):
            name = f"{line.number} of {network.supplier(line.supplier).name}"
    distribution = belief.distribution
    if not isinstance(distribution, OnDate):
        return f"{name} moved"
    if isinstance(old, OnDate) and old.date != distribution.date:
        days = (distribution.date - old.date).days
        return f"{name} comes {counted(abs(days), 'day', 'days')} {'later' if days > 0 else 'earlier'}"
    return f"{name} comes on {day(distribution.date)}"
