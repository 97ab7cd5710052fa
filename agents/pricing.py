"""Pricing: which items a signal touches, what their drift costs, which belong into one case, and what is dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import structlog

from agents.desk import Beliefs, Desk, Levels
from agents.evidence import says
from agents.moves import Move, Signal, before, items_touched, sizes, suppliers_of, tied
from agents.nervousness import Memory, Threshold, remembered
from agents.priced import Priced, priced_under
from agents.problems import of_items, problem_for, worth_attention
from agents.titles import Key, Titles
from tools.drift import price_of_drift, screen
from tools.drift.price import level_drift
from tools.optimizer import PlanProblem, plan
from trimtab import subjects
from trimtab.beliefs import Belief
from trimtab.cases import Attribution, Case, CaseState, Drift
from trimtab.dismissals import Dismissal
from trimtab.errors import InfeasiblePlan, SystemOfRecordError, TrimtabError
from trimtab.events import EventType
from trimtab.identifiers import deterministic_id, random_id
from trimtab.ledger import Transaction
from trimtab.offers import Constraint
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

REMEMBER_CONSTRAINTS = timedelta(days=7)
"""What people have ruled out stays ruled out for the same items for a week after their case was closed."""
MOST_ITEMS = 3
"""One case is about so many items at most: more are not solved in seconds (measured: 0.3 s for one item of the demo
company, 1 s for two, 2.6 s for three, minutes for six), nor read in a minute."""
MOST_EVENTS = 20
JOINING_SHARE = 0.1
"""A move that explains a tenth of the drift of an open case is another cause of it."""
CENT = Decimal("0.01")
log = structlog.get_logger()


@dataclass(frozen=True)
class Verdict:
    """What pricing some items came to; `because` says why they are not worth acting on, empty where they are."""

    items: tuple[str, ...]
    avoidable: Decimal
    level_per_day: Decimal
    because: str = ""
    drift: Drift | None = None
    limit: Decimal = Decimal(0)
    """What it would have had to lose."""

    @property
    def is_worth_it(self) -> bool:
        """Tell whether a case is to be opened."""
        return not self.because


@dataclass(frozen=True)
class Joined:
    """An open case that another move has joined: as it reads now, and the moves that joined it."""

    case: Case
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class _Reading:
    """What a signal is priced against, read once."""

    signal: Signal
    snapshot: Snapshot
    beliefs: Beliefs
    sizes: Mapping[Move, float]
    touched: Mapping[str, tuple[Move, ...]]
    levels: Levels
    memory: Memory

    def suppliers(self, items: Iterable[str]) -> frozenset[str]:
        """Return the suppliers whose lead times or orders moved some items."""
        moves = (move for item in items for move in self.touched.get(item, ()))
        return frozenset[str]().union(*(suppliers_of(move.subject, self.snapshot) for move in moves))


Finding = Case | Joined | Dismissal


class Pricing:
    """Prices signals at a desk, with the offers of its function agents.

    It remembers under what state each item was last priced, for as long as it lives: after a restart every item that is
    heard of is priced once.
    """

    def __init__(self, desk: Desk, agents: Sequence[FunctionAgent]) -> None:
        """Price with what these agents can offer."""
        self._desk = desk
        self._agents = agents
        self._last: dict[str, Priced] = {}

    def findings(self, signal: Signal) -> Iterator[Finding]:
        """Yield what a signal comes to, what moved most first: cases to open, cases it joins, and what it is not worth.

        Priced is every item that a move touches, and every item heard of whose state is not what was to be expected
        since it was last priced. Items that an open case holds are left to it. Raises SystemOfRecordError before
        anything is priced.
        """
        reading = self._read(signal)
        held = self._claimed(reading.snapshot)
        yield from self._joined(reading, held)
        for item in held:
            self._last.pop(item, None)
        due = [item for item in self._due(reading) if item not in held]
        groups = tied(due, signal.moves, reading.snapshot)
        for group in sorted(groups, key=lambda g: (-max(self._size(reading, item) for item in g), g)):
            yield from self._group(reading, group)
            today = self._desk.today()
            self._last |= {i: priced_under(i, reading.snapshot, reading.beliefs, today) for i in group}

    def _read(self, signal: Signal) -> _Reading:
        snapshot, beliefs = self._desk.reader.snapshot(), self._desk.beliefs()
        known = {item.code for item in self._desk.network.items}
        touched: dict[str, list[Move]] = {}
        for move in signal.moves:
            for item in items_touched(move, snapshot) & known:
                touched.setdefault(item, []).append(move)
        with self._desk.ledger.read() as tx:
            found = sizes(tx, signal.moves, beliefs)
            memory = remembered(tx, self._desk.policy.nervousness, self._desk.now())
        moved = {item: tuple(moves) for item, moves in touched.items()}
        return _Reading(signal, snapshot, beliefs, found, moved, self._desk.levels_in_force(), memory)

    def _due(self, reading: _Reading) -> list[str]:
        """Return the items to price: moved, or no longer as expected; a beginning alone moves nothing."""
        known = {item.code for item in self._desk.network.items}
        due = []
        for item in sorted((reading.signal.items | reading.touched.keys()) & known):
            now = priced_under(item, reading.snapshot, reading.beliefs, self._desk.today())
            last = self._last.get(item)
            if self._size(reading, item) > 0 or last is None or not last.still_holds(now):
                due.append(item)
        return due

    @staticmethod
    def _size(reading: _Reading, item: str) -> float:
        return max((reading.sizes[move] for move in reading.touched.get(item, ())), default=0.0)

    def _group(self, reading: _Reading, group: tuple[str, ...]) -> Iterator[Finding]:
        verdicts = [v for v in (self._verdict(reading, (item,)) for item in group) if v is not None]
        worth = sorted((v for v in verdicts if v.is_worth_it), key=lambda v: (-v.avoidable, v.items))
        settled = [v for v in verdicts if not v.is_worth_it]
        chunks = [worth[n : n + MOST_ITEMS] for n in range(0, len(worth), MOST_ITEMS)]
        cases = [tuple(sorted(item for v in chunk for item in v.items)) for chunk in chunks]
        if not worth and sum(v.avoidable for v in settled) > self._limit and self._is_moved(reading, settled):
            together = self._together(reading, settled)
            cases += [together.items] if together.is_worth_it else []
            verdicts.append(together)
            settled = [v for v in settled if v.items[0] not in together.items]
            settled += [] if together.is_worth_it else [together]
        priced = {v.items: v.drift for v in verdicts}
        for items in cases:
            yield self._case(reading, items, priced.get(items) or self._drift(reading, items))
        if self._is_moved(reading, settled):
            yield from self._dismissals(reading, settled)

    def _drift(self, reading: _Reading, items: tuple[str, ...]) -> Drift:
        problem = self._problem(reading, self._case(reading, items, None))
        return price_of_drift(problem, self._before(problem, reading.signal), reading.levels)

    def _together(self, reading: _Reading, settled: Sequence[Verdict]) -> Verdict:
        """Price the items that may lose most as one: what is too little item by item can be enough for a case."""
        most = sorted(settled, key=lambda v: (-v.avoidable, v.items))[:MOST_ITEMS]
        items = tuple(sorted(item for v in most for item in v.items))
        return self._verdict(reading, items) or Verdict(items, Decimal(0), Decimal(0), "could not be priced together")

    @property
    def _limit(self) -> Decimal:
        return self._desk.network.costs.attention_price.amount

    def _is_moved(self, reading: _Reading, verdicts: Sequence[Verdict]) -> bool:
        return any(self._size(reading, item) > 0 for v in verdicts for item in v.items)

    def _verdict(self, reading: _Reading, items: tuple[str, ...]) -> Verdict | None:
        """Price some items as one; None where they cannot be: the others are priced all the same."""
        try:
            problem = self._problem(reading, self._case(reading, items, None))
            threshold = reading.memory.threshold(self._limit, items, reading.suppliers(items))
            return self._judged(problem, items, self._before(problem, reading.signal), reading.levels, threshold)
        except SystemOfRecordError:
            raise
        except TrimtabError:
            log.exception("pricing.failed", items=items)
            return None

    @staticmethod
    def _judged(
        problem: PlanProblem,
        items: tuple[str, ...],
        earlier: list[Belief] | None,
        levels: Levels,
        threshold: Threshold,
    ) -> Verdict:
        """Settle harmless moves by the bound alone, price the others; what can only be done later opens no case yet."""
        try:
            bound = screen(problem)
            if bound.within_epsilon:
                lasting = Decimal(str(sum(level_drift(problem, levels).values()))).quantize(CENT)
                saving = Decimal(str(bound.saving_at_most)).quantize(CENT)
                return Verdict(items, saving, lasting, "it is proven that no plan saves more than that")
            drift = price_of_drift(problem, earlier, levels)
            found = Verdict(items, drift.avoidable, drift.level_per_day, drift=drift)
            if not worth_attention(drift, problem):
                return replace(found, drift=None, because="acting saves less than attention costs")
            if not worth_attention(drift, problem, threshold.limit):
                because = f"{threshold.because}: acting saves less than it takes to bring it up again so soon"
                return replace(found, drift=None, because=because, limit=threshold.limit)
            if not plan(problem, explain=False).steps:
                return replace(found, drift=None, because="nothing can be done about it now")
        except InfeasiblePlan as error:
            return Verdict(items, Decimal(0), Decimal(0), f"nothing is allowed: {error.message}")
        return found

    def _problem(self, reading: _Reading, case: Case) -> PlanProblem:
        offers = [o for agent in self._agents for o in agent.offer(case, reading.snapshot)]
        return problem_for(self._desk, case, reading.snapshot, offers, beliefs=reading.beliefs)

    def _before(self, problem: PlanProblem, signal: Signal) -> list[Belief] | None:
        """Return the problem's beliefs as they were before the moves; None where all of those are beginnings.

        A belief that needs no version while all is as usual was not there before its first one.
        """
        moved = {move.key: move for move in signal.moves if not move.is_beginning}
        if not any((b.subject, b.parameter.value) in moved for b in problem.beliefs):
            return None
        with self._desk.ledger.read() as tx:
            earlier = [before(tx, m) if m else b for b in problem.beliefs for m in (moved.get(_key(b)),)]
        return [belief for belief in earlier if belief is not None]

    def _claimed(self, snapshot: Snapshot) -> dict[str, str]:
        """Return the case that holds each item some of whose places are claimed."""
        places = {(s.item, s.location) for s in snapshot.on_hand}
        places |= {(p.item, p.location) for p in snapshot.order_points}
        found: dict[str, str] = {}
        with self._desk.ledger.read() as tx:
            for item, location in sorted(places):
                case_id = tx.cases.claimed_by(subjects.item_location(item, location))
                if case_id is not None:
                    found[item] = case_id
        return found

    def _joined(self, reading: _Reading, held: Mapping[str, str]) -> Iterator[Joined]:
        """Yield the open cases that another cause has joined, priced and named anew with the moves that opened them.

        What has moved further along a cause the case knows is left to the assumptions of its bundles.
        """
        for case_id in sorted({held[item] for item in reading.touched if item in held}):
            items = tuple(sorted(item for item, holder in held.items() if holder == case_id))
            with self._desk.ledger.read() as tx:
                case = tx.cases.get(case_id)
                known = [a for a in case.drift.attribution if a.share >= JOINING_SHARE]
                earlier = {(a.subject, a.what): _move_behind(tx, reading.beliefs, a, case) for a in known}
            moves = {m for item in items for m in reading.touched.get(item, ()) if reading.sizes[m] > 0}
            new = {m.key: m for m in moves if m.key not in earlier}
            if not new or case.state is CaseState.CLOSED:
                continue
            events = (*case.event_ids, *reading.signal.event_ids)
            signal = Signal(frozenset(items), (*earlier.values(), *new.values()), events)
            joint = replace(reading, signal=signal)
            problem = self._problem(joint, case)
            drift = price_of_drift(problem, self._before(problem, signal), reading.levels)
            weighty = {(a.subject, a.what) for a in drift.attribution if a.share >= JOINING_SHARE}
            joining = tuple(new[key] for key in sorted(new.keys() & weighty))
            if joining:
                causes = tuple(dict.fromkeys([*case.event_ids, *self._causes(signal, drift)]))
                title = self._title(joint, of_items(reading.snapshot, items), drift, causes)
                yield Joined(case.model_copy(update={"title": title, "drift": drift, "event_ids": causes}), joining)

    def _case(self, reading: _Reading, items: tuple[str, ...], drift: Drift | None) -> Case:
        part = of_items(reading.snapshot, items)
        places = {(s.item, s.location) for s in part.on_hand} | {(p.item, p.location) for p in part.order_points}
        claims = tuple(sorted(subjects.item_location(*place) for place in places))
        zero = Decimal(0)
        unpriced = Drift(currency=self._desk.currency, level_per_day=zero, plan=zero, avoidable=zero, sunk=zero)
        causes = self._causes(reading.signal, drift) if drift else ()
        return Case(
            id=random_id("cas") if drift else "pricing",
            title=self._title(reading, part, drift, causes) if drift else "",
            state=CaseState.OPEN,
            round=1,
            subjects=claims,
            drift=drift or unpriced,
            constraints=self._remembered(claims),
            event_ids=causes,
            opened_at=self._desk.now(),
        )

    def _title(self, reading: _Reading, part: Snapshot, drift: Drift, causes: tuple[str, ...]) -> str:
        touching = {
            m for i in {s.item for s in part.on_hand} for m in reading.touched.get(i, ()) if reading.sizes[m] > 0
        }
        moved = sorted(touching, key=lambda m: (-reading.sizes[m], m.key))
        with self._desk.ledger.read() as tx:
            return self._titles(tx, reading, part, causes).of_case(drift, [m.key for m in moved])

    def _titles(self, tx: Transaction, reading: _Reading, part: Snapshot, causes: Iterable[str]) -> Titles:
        moves = {move.key: move for move in reading.signal.moves}

        def versions(key: Key) -> tuple[Belief | None, Belief | None]:
            return before(tx, moves[key]) if key in moves else None, reading.beliefs.get(key)

        return Titles(
            self._desk.network,
            part,
            versions,
            [
                (event, tx.events.of_subject(event.subject)[0])
                for event in tx.events.named(causes)
                if event.type is EventType.PURCHASE_CHANGED
            ],
            {fact.id: says(self._desk.network, tx, fact) for fact in tx.facts.active(self._desk.now())},
        )

    def _dismissals(self, reading: _Reading, settled: Sequence[Verdict]) -> Iterator[Dismissal]:
        """Yield what is to be kept of a cause that is not worth acting on, with its weightiest figures.

        Its id is that of the move that went furthest and the day: what moves again the same day is kept once.
        """
        moves = {m for v in settled for i in v.items for m in reading.touched.get(i, ()) if reading.sizes[m] > 0}
        furthest = min(moves, key=lambda m: (-reading.sizes[m], m.subject, m.parameter))
        now, belief = self._desk.now(), reading.beliefs.get(furthest.key)
        with self._desk.ledger.read() as tx:
            if belief is None and before(tx, furthest) is None:
                return
            titles = self._titles(tx, reading, reading.snapshot, belief.because if belief else ())
            title = titles.of_move(furthest.key)
        why = max(settled, key=lambda v: (v.avoidable, v.level_per_day))
        moved = [reading.beliefs[m.key] for m in sorted(moves, key=lambda m: m.key) if m.key in reading.beliefs]
        events = [event for b in moved for event in b.because]
        yield Dismissal(
            id=deterministic_id("dis", self._desk.company, now.date(), furthest.subject, furthest.parameter),
            items=tuple(sorted(item for v in settled for item in v.items)),
            title=title,
            because=why.because,
            currency=self._desk.currency,
            avoidable=why.avoidable,
            level_per_day=why.level_per_day,
            limit=max(self._limit, why.limit),
            event_ids=tuple(dict.fromkeys(events))[:MOST_EVENTS],
            at=now,
        )

    @staticmethod
    def _causes(signal: Signal, drift: Drift) -> tuple[str, ...]:
        attributed = [e for a in sorted(drift.attribution, key=lambda a: -a.share) for e in a.event_ids]
        return tuple(dict.fromkeys(attributed or signal.event_ids))[:MOST_EVENTS]

    def _remembered(self, claims: tuple[str, ...]) -> tuple[Constraint, ...]:
        with self._desk.ledger.read() as tx:
            closed = tx.cases.closed_since(self._desk.now() - REMEMBER_CONSTRAINTS)
        recent = [c for c in closed if set(c.subjects) & set(claims)]
        return tuple(dict.fromkeys(constraint for case in recent for constraint in case.constraints))


def _key(belief: Belief) -> tuple[str, str]:
    return belief.subject, belief.parameter.value


def _move_behind(tx: Transaction, beliefs: Beliefs, attribution: Attribution, case: Case) -> Move:
    """Return the move that a case attributes drift to: from the last version that none of its events had moved."""
    belief = beliefs.get((attribution.subject, attribution.what))
    version = belief.version if belief else 0
    while version > 0:
        earlier = tx.beliefs.version(attribution.subject, attribution.what, version)
        if earlier is None or not set(earlier.because) & set(case.event_ids):
            break
        version -= 1
    return Move(attribution.subject, attribution.what, version)
