"""Titles: what moved, in the few words by which people will speak of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tools.language.words import amount
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, Parameter, Uplift
from trimtab.cases import Attribution, Drift
from trimtab.events import Event
from trimtab.network import Network
from trimtab.state import Snapshot

DAYS_TO_COMPARE = 30
"""A level that loses more in a month than can be avoided at once is what a case is called after."""
SECOND_CAUSE_SHARE = 0.1
"""A promotion or lane that explains at least a tenth of the drift is named beside an order that slipped."""
_TIMES = {2: "doubles", 3: "triples"}


def title_of(
    network: Network,
    drift: Drift,
    snapshot: Snapshot,
    slips: Sequence[tuple[Event, Event]],
    beliefs: Mapping[tuple[str, str], Belief] | None = None,
) -> str:
    """Name a case after its largest re-dated order, else after the weightiest belief that moved.

    `slips`: what was last said of an order line, with what was said of it first. A promotion or a closed lane that
    weighs as well is named beside it, where the `beliefs` say how much or how it is.
    """
    held, second = beliefs or {}, None
    ordered = sorted(drift.attribution, key=lambda a: -a.share)
    announced = [a for a in ordered if _is_announced(a) and a.share >= SECOND_CAUSE_SHARE] if beliefs else []
    slip = _largest_slip(slips)
    if slip:
        second = next((_announcement(network, a, held) for a in announced), None)
        return f"{slip.short} while {second}" if second else slip.long(network)
    if not ordered:
        items = ", ".join(sorted({s.item for s in snapshot.on_hand}))
        lasting = drift.level_per_day > drift.avoidable / DAYS_TO_COMPARE
        return f"Levels of {items} are no longer right" if lasting else f"{items} will not be where it is needed"
    first = ordered[0]
    if not _is_announced(first):
        named = _estimate(network, first, snapshot)
        second = next((_announcement(network, a, held) for a in announced), None)
    else:
        named = _capital(_announcement(network, first, held))
        second = next((_announcement(network, a, held) for a in announced if a.what != first.what), None)
    return f"{named} while {second}" if second else named


def _is_announced(attribution: Attribution) -> bool:
    return subjects.kind_of(attribution.subject) == "lane" or attribution.what == Parameter.PROMOTION.value


def _announcement(network: Network, attribution: Attribution, beliefs: Mapping[tuple[str, str], Belief]) -> str:
    """Return a cause that somebody announced, without a capital: it may stand after another."""
    belief = beliefs.get((attribution.subject, attribution.what))
    if subjects.kind_of(attribution.subject) == "lane":
        origin, _, there = attribution.subject.partition(":")[2].partition(">")
        closed = getattr(belief.distribution if belief else None, "probability", 0.0) < 0.5
        if attribution.what == Parameter.LANE_TRANSIT.value:
            return f"the lane from {_place(network, origin)} to {_place(network, there)} takes longer"
        return f"the lane from {_place(network, origin)} to {_place(network, there)} {'closes' if closed else 'opens'}"
    item, location = subjects.split_item_location(attribution.subject)
    uplift = belief.distribution if belief else None
    name = f"a promotion at {_place(network, location)}"
    if isinstance(uplift, Uplift) and not uplift.per_day:
        return f"the promotion of {item} at {_place(network, location)} is off"
    usual = beliefs.get((attribution.subject, Parameter.DEMAND.value))
    if isinstance(uplift, Uplift) and usual and isinstance(usual.distribution, Normal) and usual.distribution.mean > 0:
        times = _TIMES.get(round(1 + uplift.per_day / usual.distribution.mean))
        if times:
            return f"{name} {times} demand for {item}"
        return f"{name} adds {amount(round(uplift.per_day, 1))} a day to demand for {item}"
    return f"{name} adds to demand for {item}"


def _estimate(network: Network, attribution: Attribution, snapshot: Snapshot) -> str:
    kind, _, rest = attribution.subject.partition(":")
    if kind == "source":
        return f"{network.supplier(rest.partition('/')[0]).name} needs longer than agreed"
    if kind == "purchase-line":
        line = next((p for p in snapshot.purchases if rest == f"{p.document}/{p.line}"), None)
        return f"{network.supplier(line.supplier).name} is late with {line.number}" if line else "An order moved"
    item, location = subjects.split_item_location(attribution.subject)
    return f"Demand for {item} at {network.location(location).name} moved"


class _Slip:
    """An order that was re-dated."""

    def __init__(self, last: Event, first: Event) -> None:
        self._data = last.data
        self.days = (date.fromisoformat(last.data["due"]) - date.fromisoformat(first.data["due"])).days

    @property
    def short(self) -> str:
        """Say it without the supplier."""
        return f"{self._data['number']} {'slips' if self.days > 0 else 'comes'} {self._by}"

    @property
    def _by(self) -> str:
        return f"{self.days} days" if self.days > 0 else f"{-self.days} days early"

    def long(self, network: Network) -> str:
        """Say who delivers what when."""
        direction = "later" if self.days > 0 else "earlier"
        supplier = network.supplier(self._data["supplier"]).name
        return f"{supplier} delivers {self._data['number']} {abs(self.days)} days {direction}"


def _largest_slip(slips: Sequence[tuple[Event, Event]]) -> _Slip | None:
    found = [_Slip(last, first) for last, first in slips]
    return max((s for s in found if s.days), key=lambda s: (abs(s.days), s.short), default=None)


def _place(network: Network, location: str) -> str:
    """Return a location as people say it: what stands before the comma of its name."""
    return network.location(location).name.partition(",")[0]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
