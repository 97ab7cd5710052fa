"""Titles: what moved, in the few words by which people will speak of a case or of what was not worth one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.language.names import item_name, items_named, order_named, units
from tools.language.words import amount, counted, day
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter, Status, Uplift
from trimtab.cases import Attribution, Drift
from trimtab.events import Event
from trimtab.network import Network
from trimtab.state import Snapshot

DAYS_TO_COMPARE = 30
"""A level that loses more in a month than can be avoided at once is what a case is called after."""
SECOND_CAUSE_SHARE = 0.1
"""A second cause is named where it explains a tenth of the drift."""
NEARLY = 0.15
"""How far from a whole number of times demand may be to be called so many times as much."""
_TIMES = {2: "doubles", 3: "triples"}

Key = tuple[str, str]
Versions = Callable[[Key], tuple[Belief | None, Belief | None]]
"""A belief before and after its move, by subject and parameter."""


@dataclass(frozen=True)
class _Words:
    """A cause as a sentence of its own, and as it reads beside another."""

    alone: str
    beside: str = ""

    @property
    def part(self) -> str:
        return self.beside or self.alone


@dataclass
class _Cause:
    """Moves with the same events behind them, the weightiest first."""

    key: Key
    share: float
    events: set[str]


class Titles:
    """Names what moved: the main cause, and a second one that weighs as well."""

    def __init__(
        self,
        network: Network,
        snapshot: Snapshot,
        versions: Versions,
        slips: Iterable[tuple[Event, Event]] = (),
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Know what moved how.

        `slips`: what was last said of an order line, with what was said of it first. `facts`: what people said, in
        words that follow "while", by id.
        """
        self._network = network
        self._snapshot = snapshot
        self._versions = versions
        self._slips = [_Slip(last, first) for last, first in slips]
        self._facts = facts or {}

    def of_case(self, drift: Drift, moved: Sequence[Key] = ()) -> str:
        """Name a case after its causes; where no belief explains it, after the first that `moved`, else its items."""
        causes = _causes(drift.attribution)
        if not causes:
            return self._unexplained(drift, moved)
        main = self._words(causes[0].key, causes[0].events)
        for other in causes[1:]:
            if other.share < SECOND_CAUSE_SHARE or not other.events:
                continue
            second = self._words(other.key, other.events)
            if second.part != main.part:
                return _capital(f"{main.part} while {second.part}")
        return _capital(main.alone)

    def of_move(self, key: Key) -> str:
        """Say how one belief moved."""
        after = self._versions(key)[1]
        return _capital(self._words(key, set(after.because) if after else set()).alone)

    def _unexplained(self, drift: Drift, moved: Sequence[Key]) -> str:
        slip = _largest(self._slips)
        if slip is not None:
            return slip.words(self._network).alone
        if moved:
            return self.of_move(moved[0])
        items = items_named(self._network, sorted({s.item for s in self._snapshot.on_hand}))
        lasting = drift.level_per_day > drift.avoidable / DAYS_TO_COMPARE
        return f"Levels of {items} are no longer right" if lasting else f"{items} will not be where it is needed"

    def _words(self, key: Key, events: set[str]) -> _Words:
        said = next((self._facts[e] for e in sorted(events) if e in self._facts), None)
        if said is not None:
            return _Words(said)
        slip = _largest(s for s in self._slips if s.event_id in events)
        if slip is not None:
            return slip.words(self._network)
        before, after = self._versions(key)
        kind, _, rest = key[0].partition(":")
        if kind == "lane":
            return _Words(self._lane(rest, before, after))
        if kind == "source":
            return _Words(self._source(key[1], rest, before, after))
        if kind == "purchase-line":
            return self._line(rest, before, after)
        return _Words(self._item_location(key, before, after))

    def _lane(self, route: str, before: Belief | None, after: Belief | None) -> str:
        origin, _, there = route.partition(">")
        lane = f"the lane from {self._place(origin)} to {self._place(there)}"
        new = after.distribution if after else None
        if isinstance(new, Status):
            until = f" until {day(new.until)}" if new.until else ""
            return f"{lane} closes{until}" if new.probability < 0.5 else f"{lane} opens"
        agreed = min(
            (x.transit_days for x in self._network.lanes if (x.origin, x.destination) == (origin, there)), default=None
        )
        old = _mean(before) if _mean(before) is not None else agreed
        return f"{lane} {_needs('takes', '', _mean(after), old)}"

    def _source(self, parameter: str, route: str, before: Belief | None, after: Belief | None) -> str:
        supplier, _, item = route.partition("/")
        name, share = item_name(self._network, item), _mean(after)
        if parameter == Parameter.YIELD.value and share is not None:
            return f"{self._network.supplier(supplier).name} delivers {round(100 * share)}% of the {name} ordered"
        return f"{self._network.supplier(supplier).name} {_needs('needs', name, _mean(after), _mean(before))}"

    def _line(self, line: str, before: Belief | None, after: Belief | None) -> _Words:
        found = next((p for p in self._snapshot.purchases if line == f"{p.document}/{p.line}"), None)
        old, new = before.distribution if before else None, after.distribution if after else None
        if found is None or not isinstance(new, OnDate):
            return _Words(f"order line {line} moved")
        days = (new.date - old.date).days if isinstance(old, OnDate) else (new.date - found.due).days
        return _late(self._network.supplier(found.supplier).name, found.number, days)

    def _item_location(self, key: Key, before: Belief | None, after: Belief | None) -> str:
        item, location = subjects.split_item_location(key[0])
        place, new = self._place(location), after.distribution if after else None
        if isinstance(new, Uplift):
            return self._promotion(key[0], item, place, new.per_day)
        if key[1] == Parameter.STOCK_ACCURACY.value and isinstance(new, Normal):
            found = units(self._network, item, round(new.mean, 1))
            return f"{found} {item_name(self._network, item)} were counted at {place}"
        was, now = _rounded(_mean(before)), _rounded(_mean(after))
        name = f"demand for {item_name(self._network, item)} at {place}"
        if was == now or not was:
            return f"{name} is {now} a day" if now else f"{name} moved"
        direction = "rose" if (_mean(after) or 0.0) > (_mean(before) or 0.0) else "fell"
        return f"{name} {direction} from {was} to {now} a day"

    def _promotion(self, subject: str, item: str, place: str, per_day: float) -> str:
        what = item_name(self._network, item)
        if not per_day:
            return f"the promotion of {what} at {place} is off"
        name, usual = f"a promotion at {place}", _mean(self._versions((subject, Parameter.DEMAND.value))[1])
        times = 1 + per_day / usual if usual else 0.0
        if round(times) in _TIMES and abs(times - round(times)) < NEARLY:
            return f"{name} {_TIMES[round(times)]} demand for {what}"
        verb, way = ("adds", "to") if per_day > 0 else ("takes", "from")
        return f"{name} {verb} {_rounded(abs(per_day))} a day {way} demand for {what}"

    def _place(self, location: str) -> str:
        """Return a location as people say it: what stands before the comma of its name."""
        return self._network.location(location).name.partition(",")[0]


class _Slip:
    """An order that was re-dated."""

    def __init__(self, last: Event, first: Event) -> None:
        self._data = last.data
        self.event_id = last.id
        self.days = (date.fromisoformat(last.data["due"]) - date.fromisoformat(first.data["due"])).days

    @property
    def size(self) -> tuple[int, str]:
        """Return by what slips compare."""
        return abs(self.days), str(self._data["number"])

    def words(self, network: Network) -> _Words:
        """Say who delivers what when."""
        return _late(network.supplier(self._data["supplier"]).name, self._data["number"], self.days)


def _largest(slips: Iterable[_Slip]) -> _Slip | None:
    return max((s for s in slips if s.days), key=lambda s: s.size, default=None)


def _causes(attribution: Iterable[Attribution]) -> list[_Cause]:
    """Return moves joined by the events they share, the weightiest cause first."""
    causes: list[_Cause] = []
    for move in sorted(attribution, key=lambda a: -a.share):
        events, key, share = set(move.event_ids), (move.subject, move.what), move.share
        tied = [c for c in causes if c.events & events]
        if tied:
            key = tied[0].key
            share += sum(c.share for c in tied)
            events = events.union(*(c.events for c in tied))
            causes = [c for c in causes if c not in tied]
        causes.append(_Cause(key, share, events))
    return sorted(causes, key=lambda c: -c.share)


def _late(supplier: str, number: str, days: int) -> _Words:
    number = order_named(number)
    if not days:
        return _Words(f"{supplier} delivers {number} another day")
    by = counted(abs(days), "day", "days")
    direction, short = ("later", f"slips {by}") if days > 0 else ("earlier", f"comes {by} early")
    return _Words(f"{supplier} delivers {number} {by} {direction}", f"{number} {short}")


def _needs(verb: str, item: str, new: float | None, old: float | None) -> str:
    """Say in whole days how long something takes now, and before where that is another number."""
    thing = f" for {item}" if item else ""
    if new is None:
        return f"{verb} another time{thing}"
    instead = f" instead of {old:.0f}" if old is not None and round(old) != round(new) else ""
    return f"{verb} {counted(round(new), 'day', 'days')}{thing}{instead}"


def _mean(belief: Belief | None) -> float | None:
    distribution = belief.distribution if belief else None
    return distribution.mean if isinstance(distribution, Normal) else None


def _rounded(value: float | None) -> str:
    return "" if value is None else amount(round(value, 1))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
