"""Pricing: which items a signal touches, what their drift costs, and which of them belong into one case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agents.desk import Beliefs, Desk
from agents.problems import about, of_items, problem_for, worth_attention
from agents.titles import title_of
from tools.drift import price_of_drift, screen
from tools.optimizer import PlanProblem, plan
from trimtab import subjects
from trimtab.beliefs import Belief
from trimtab.cases import Case, CaseState, Drift
from trimtab.errors import InfeasiblePlan
from trimtab.events import EventType
from trimtab.identifiers import random_id
from trimtab.offers import Constraint
from trimtab.ports import FunctionAgent
from trimtab.state import Snapshot

REMEMBER_CONSTRAINTS = timedelta(days=7)
"""What people have ruled out stays ruled out for the same items for a week after their case was closed."""


@dataclass(frozen=True)
class Move:
    """A belief that moved: `version_before` is the last one before the move, 0 if there was none."""

    subject: str
    parameter: str
    version_before: int


@dataclass(frozen=True)
class Signal:
    """What came in together: items, beliefs that moved, and the events behind it."""

    items: frozenset[str]
    moves: tuple[Move, ...]
    event_ids: tuple[str, ...]


class Pricing:
    """Prices signals at a desk, with the offers of its function agents."""

    def __init__(self, desk: Desk, agents: Sequence[FunctionAgent]) -> None:
        """Price with what these agents can offer."""
        self._desk = desk
        self._agents = agents

    def cases(self, signal: Signal) -> list[Case]:
        """Return the cases worth opening: items whose drift exceeds the price of attention, grouped by what moved."""
        snapshot = self._desk.reader.snapshot()
        items = self._touched(signal, snapshot) - self._claimed(snapshot)
        worth = [item for item in sorted(items) if self._is_worth_it(self._problem(signal, (item,), snapshot))]
        cases = []
        for group in _groups(worth, signal):
            problem = self._problem(signal, group, snapshot)
            drift = price_of_drift(problem, self._before(problem, signal))
            cases.append(self._case(signal, group, snapshot, drift))
        return cases

    def _problem(self, signal: Signal, items: tuple[str, ...], snapshot: Snapshot) -> PlanProblem:
        case = self._case(signal, items, snapshot, None)
        offers = [o for agent in self._agents for o in agent.offer(case, snapshot)]
        return problem_for(self._desk, case, snapshot, offers)

    @staticmethod
    def _is_worth_it(problem: PlanProblem) -> bool:
        """Settle harmless moves by the bound alone, price the others; what can only be done later opens no case yet."""
        try:
            if screen(problem).within_epsilon or not worth_attention(price_of_drift(problem), problem):
                return False
            return bool(plan(problem, explain=False).steps)
        except InfeasiblePlan:
            return False

    def _before(self, problem: PlanProblem, signal: Signal) -> list[Belief] | None:
        """Return the problem's beliefs as they were before the moves; None where all of those are first versions."""
        moved = {(m.subject, m.parameter): m.version_before for m in signal.moves if m.version_before > 0}
        if not moved:
            return None
        with self._desk.ledger.read() as tx:
            found = [
                tx.beliefs.version(b.subject, b.parameter.value, moved.get((b.subject, b.parameter.value), b.version))
                for b in problem.beliefs
            ]
        return [b for b in found if b is not None]

    def _touched(self, signal: Signal, snapshot: Snapshot) -> set[str]:
        beliefs: Beliefs = self._desk.beliefs()
        known = {(m.subject, m.parameter) for m in signal.moves}
        touched = set(signal.items)
        for item in self._desk.network.items:
            matters = {key for key, belief in beliefs.items() if about(belief, (item.code,), snapshot)}
            if known & matters:
                touched.add(item.code)
        return touched & {i.code for i in self._desk.network.items}

    def _claimed(self, snapshot: Snapshot) -> set[str]:
        with self._desk.ledger.read() as tx:
            return {
                s.item
                for s in snapshot.on_hand
                if tx.cases.claimed_by(subjects.item_location(s.item, s.location)) is not None
            }

    def _case(self, signal: Signal, items: tuple[str, ...], snapshot: Snapshot, drift: Drift | None) -> Case:
        part = of_items(snapshot, items)
        places = {(s.item, s.location) for s in part.on_hand} | {(p.item, p.location) for p in part.order_points}
        claims = tuple(sorted(subjects.item_location(*place) for place in places))
        zero = Decimal(0)
        unpriced = Drift(currency=self._desk.currency, level_per_day=zero, plan=zero, avoidable=zero, sunk=zero)
        priced = drift or unpriced
        with self._desk.ledger.read() as tx:
            events = tx.events.named(self._causes(signal, priced))
            slips = [(e, tx.events.of_subject(e.subject)[0]) for e in events if e.type is EventType.PURCHASE_CHANGED]
        return Case(
            id=random_id("cas"),
            title=title_of(self._desk.network, priced, part, slips) if drift else "",
            state=CaseState.OPEN,
            round=1,
            subjects=claims,
            drift=priced,
            constraints=self._remembered(claims),
            event_ids=tuple(e.id for e in events),
            opened_at=self._desk.now(),
        )

    @staticmethod
    def _causes(signal: Signal, drift: Drift) -> tuple[str, ...]:
        attributed = [e for a in sorted(drift.attribution, key=lambda a: -a.share) for e in a.event_ids]
        return tuple(dict.fromkeys(attributed or signal.event_ids))[:20]

    def _remembered(self, claims: tuple[str, ...]) -> tuple[Constraint, ...]:
        with self._desk.ledger.read() as tx:
            closed = tx.cases.closed_since(self._desk.now() - REMEMBER_CONSTRAINTS)
        recent = [c for c in closed if set(c.subjects) & set(claims)]
        return tuple(dict.fromkeys(constraint for case in recent for constraint in case.constraints))


def _groups(items: Sequence[str], signal: Signal) -> Iterable[tuple[str, ...]]:
    """Yield the items that moves of one supplier's lead times tie together as one group, every other item alone."""
    left = list(items)
    moved = {m.subject for m in signal.moves if subjects.kind_of(m.subject) == "source"}
    for supplier in sorted({subject.partition(":")[2].partition("/")[0] for subject in moved}):
        tied = tuple(item for item in left if subjects.source(supplier, item) in moved)
        left = [item for item in left if item not in tied]
        if tied:
            yield tied
    yield from ((item,) for item in left)
