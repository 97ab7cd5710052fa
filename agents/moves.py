"""Moves: beliefs that moved, which items they touch, which of them one cause ties together, and how far they went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter, Status
from trimtab.ledger import Transaction
from trimtab.state import OrderPointKind, Snapshot

LATER_THAN_NOTHING = frozenset({Parameter.PROMOTION.value, Parameter.LANE_STATUS.value, Parameter.LANE_TRANSIT.value})
"""Parameters that need no belief while all is as usual: their first version is a move, others' is only a beginning."""
LARGE = 5.0
"""The size of a move that has no number to compare with; demand that moves by five sd is as large."""
DAYS_AS_LARGE_AS_ONE_SD = 3.0
SMALL = 0.5
"""The size of a move of persistence alone."""


@dataclass(frozen=True)
class Move:
    """A belief that moved: `version_before` is the last one before the move, 0 if there was none."""

    subject: str
    parameter: str
    version_before: int

    @property
    def key(self) -> tuple[str, str]:
        """Return what the belief is about."""
        return self.subject, self.parameter

    @property
    def is_beginning(self) -> bool:
        """Tell whether this is but the first that is believed, and so compares with nothing."""
        return self.version_before == 0 and self.parameter not in LATER_THAN_NOTHING


@dataclass(frozen=True)
class Signal:
    """What came in together: items, beliefs that moved, and the events behind it."""

    items: frozenset[str]
    moves: tuple[Move, ...]
    event_ids: tuple[str, ...]


def coalesced(payloads: Iterable[Mapping[str, Any]]) -> Signal:
    """Join messages: each belief is compared with its oldest version among them."""
    items: set[str] = set()
    events: list[str] = []
    oldest: dict[tuple[str, str], int] = {}
    for payload in payloads:
        items |= set(payload["items"])
        events += payload["events"]
        for subject, parameter, version in payload["moves"]:
            key = (subject, parameter)
            oldest[key] = min(version, oldest.get(key, version))
    moves = tuple(Move(subject, parameter, version) for (subject, parameter), version in sorted(oldest.items()))
    return Signal(frozenset(items), moves, tuple(dict.fromkeys(events)))


def items_touched(move: Move, snapshot: Snapshot) -> frozenset[str]:
    """Return the items a move is about; a lane's are those replenished or moving over it."""
    kind, _, rest = move.subject.partition(":")
    if kind == "item-location":
        return frozenset({subjects.split_item_location(move.subject)[0]})
    if kind == "source":
        return frozenset({rest.partition("/")[2]})
    if kind == "purchase-line":
        return frozenset(p.item for p in snapshot.purchases if f"{p.document}/{p.line}" == rest)
    if kind == "lane":
        lane = tuple(rest.split(">"))
        internal = (p for p in snapshot.order_points if p.kind is OrderPointKind.INTERNAL)
        found = {p.item for p in internal if (p.provisioning, p.location) == lane}
        return frozenset(found | {t.item for t in snapshot.transfers if (t.origin, t.destination) == lane})
    return frozenset()


def suppliers_of(subject: str, snapshot: Snapshot) -> frozenset[str]:
    """Return the supplier whose lead time or order a belief is about; of other beliefs there is none."""
    kind, _, rest = subject.partition(":")
    if kind == "source":
        return frozenset({rest.partition("/")[0]})
    lines = snapshot.purchases
    return frozenset(p.supplier for p in lines if subjects.purchase_line(p.document, p.line) == subject)


def tied(items: Iterable[str], moves: Sequence[Move], snapshot: Snapshot) -> list[tuple[str, ...]]:
    """Return the items in groups of one cause: one lane, one supplier's lead times, or one order, tie items together.

    A cause that shares an item with another makes one group with it.
    """
    left = set(items)
    groups: list[set[str]] = [{item} for item in sorted(left)]
    causes: dict[tuple[str, str], set[str]] = {}
    for move in moves:
        kind, _, rest = move.subject.partition(":")
        if kind in {"source", "purchase-line"}:
            rest = rest.partition("/")[0]
        if kind != "item-location":
            causes.setdefault((kind, rest), set()).update(items_touched(move, snapshot) & left)
    for together in causes.values():
        joined = [g for g in groups if g & together]
        if len(joined) > 1:
            groups = [g for g in groups if not g & together] + [set().union(*joined)]
    return sorted(tuple(sorted(group)) for group in groups)


def size_of(before: Belief | None, after: Belief | None) -> float:
    """Return how far a belief moved, in its own sd or what is as large: by it, what moved most is priced first."""
    if before is None or after is None:
        return LARGE
    old, new = before.distribution, after.distribution
    if isinstance(old, Normal) and isinstance(new, Normal):
        spread = max(old.sd, 0.1 * abs(old.mean), 1e-9)
        moved = abs(new.mean - old.mean) + abs(new.sd - old.sd)
        return max(moved / spread, SMALL if before.persistence is not after.persistence else 0.0)
    if isinstance(old, OnDate) and isinstance(new, OnDate):
        return abs((new.date - old.date).days) / DAYS_AS_LARGE_AS_ONE_SD
    if isinstance(old, Status) and isinstance(new, Status):
        longer = LARGE if old.until != new.until and new.probability < 1 else 0.0
        return max(LARGE * abs(new.probability - old.probability), longer)
    return LARGE if old != new else 0.0


def before(tx: Transaction, move: Move) -> Belief | None:
    """Return the belief as it was before a move, None where there was none."""
    return tx.beliefs.version(move.subject, move.parameter, move.version_before) if move.version_before else None


def sizes(tx: Transaction, moves: Iterable[Move], beliefs: Mapping[tuple[str, str], Belief]) -> dict[Move, float]:
    """Return the size of each move; a beginning has none."""
    return {m: 0.0 if m.is_beginning else size_of(before(tx, m), beliefs.get(m.key)) for m in moves}
