"""Sensing: events become beliefs, beliefs that moved are priced, and a drift that is worth it becomes a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import structlog

from agents.desk import Desk
from agents.pricing import Move, Pricing, Signal
from trimtab import subjects
from trimtab.approvals import mark_stale
from trimtab.approvals.changes import announce
from trimtab.beliefs import Belief
from trimtab.bundles import BundleState
from trimtab.bus.topics import EVENTS, MOVED
from trimtab.cases import Case
from trimtab.errors import ClaimTaken, InputError, SystemOfRecordError, TrimtabError
from trimtab.events import Event
from trimtab.ledger import Transaction
from trimtab.ledger.outbox import OutboxKind
from trimtab.ports import Feed, FunctionAgent
from trimtab.readings import readings

GROUP = "sense"
BATCH = 200
log = structlog.get_logger()


class Sensing:
    """Three small steps, each of which can be repeated after a crash: poll, observe, price."""

    def __init__(self, desk: Desk, agents: Sequence[FunctionAgent], feeds: Sequence[Feed], worker: str) -> None:
        """Watch these feeds with these agents."""
        self._desk = desk
        self._agents = agents
        self._feeds = feeds
        self._worker = worker
        self._pricing = Pricing(desk, agents)

    def poll(self) -> int:
        """Read every feed once, keeping events, refused records and cursor together; returns new events."""
        return sum(self._poll(feed) for feed in self._feeds)

    def observe(self) -> int:
        """Let the agents observe what came in; what moved is handed on to be priced. Returns events observed."""
        with self._desk.ledger.write() as tx:
            messages = tx.messages.claim(EVENTS, GROUP, self._worker, BATCH)
            events = tx.events.by_id([(s, i) for _, payload in messages for s, i in payload["ids"]])
        if not messages:
            return 0
        beliefs = [belief for agent in self._agents for belief in self._observed_by(agent, events)]
        with self._desk.ledger.write() as tx:
            recorded = tx.beliefs.record(beliefs)
            for belief in recorded:
                tx.audit.append(
                    f"{belief.owner.value} agent",
                    "belief.moved",
                    belief.subject,
                    parameter=belief.parameter.value,
                    version=belief.version,
                    distribution=belief.distribution,
                    persistence=belief.persistence.value,
                    because=belief.because,
                )
            moves = [[b.subject, b.parameter.value, b.version - 1] for b in recorded]
            signal = {"items": sorted(_items(events)), "moves": moves, "events": [e.id for e in events][-BATCH:]}
            tx.messages.publish(MOVED, signal)
            tx.messages.acknowledge(GROUP, [message_id for message_id, _ in messages])
        return len(events)

    def price(self) -> int:
        """Price what moved; open a case where acting is worth it, send stale bundles back. Returns cases opened."""
        with self._desk.ledger.write() as tx:
            messages = tx.messages.claim(MOVED, GROUP, self._worker, BATCH)
        if not messages:
            return 0
        signal, ids = _coalesced(payload for _, payload in messages), [message_id for message_id, _ in messages]
        try:
            self._recheck(signal)
            found = self._pricing.cases(signal)
        except SystemOfRecordError:
            with self._desk.ledger.write() as tx:
                tx.messages.release(GROUP, ids)
            raise
        with self._desk.ledger.write() as tx:
            opened = sum(self._open(tx, case) for case in found)
            tx.messages.acknowledge(GROUP, ids)
        return opened

    @staticmethod
    def _observed_by(agent: FunctionAgent, events: Sequence[Event]) -> list[Belief]:
        """Let one agent observe; what it cannot read must not keep the others from observing."""
        try:
            return agent.observe(events)
        except InputError as error:
            log.exception("observe.failed", agent=agent.function.value, record=error.record, field=error.field)
            return []

    def _poll(self, feed: Feed) -> int:
        with self._desk.ledger.read() as tx:
            cursor = tx.events.cursor(feed.name)
        try:
            batch = feed.read(cursor)
        except TrimtabError as error:
            log.warning("feed.unavailable", feed=feed.name, code=error.code, error=str(error))
            return 0
        if batch.cursor == cursor and not batch.events and not batch.refused:
            return 0
        with self._desk.ledger.write() as tx:
            new = tx.events.add(batch.events)
            refused = tx.events.quarantine(batch.refused)
            tx.events.move_cursor(feed.name, batch.cursor)
            if new:
                tx.messages.publish(EVENTS, {"ids": [[e.source, e.id] for e in new]})
            if refused:
                tx.audit.append(f"feed {feed.name}", "records.refused", feed.name, count=refused)
        return len(new)

    def _open(self, tx: Transaction, case: Case) -> bool:
        try:
            tx.cases.open(case)
        except ClaimTaken as taken:
            log.info("case.joined", subjects=case.subjects, because=str(taken))
            return False
        tx.outbox.put(OutboxKind.WAKE_CASE, case.id, {"round": case.round})
        tx.audit.append("agents", "case.opened", case.id, title=case.title, drift=case.drift, events=case.event_ids)
        announce(tx, "case", case.id, case.state.value)
        return True

    def _recheck(self, signal: Signal) -> None:
        """Send every undecided bundle about the signal's items back whose assumptions no longer hold."""
        with self._desk.ledger.read() as tx:
            waiting = tx.bundles.in_states([BundleState.AWAITING])
        items = signal.items | {_item_of(move.subject) for move in signal.moves}
        touched = [b for b in waiting if items & _items_of_claims(b.bundle.claims)]
        if not touched:
            return
        snapshot = self._desk.reader.snapshot()
        for record in touched:
            with self._desk.ledger.write() as tx:
                held = tx.bundles.lock(record.id)
                breaches = held.bundle.assumptions.breaches(readings(snapshot, tx.beliefs.current()))
                if held.state is BundleState.AWAITING and breaches:
                    mark_stale(tx, held, breaches, "agents")


def _items(events: Iterable[Event]) -> set[str]:
    return {str(e.data["item"]) for e in events if "item" in e.data}


def _item_of(subject: str) -> str:
    """Return the item a belief is about; that of a purchase line is named by the line's own events."""
    if subjects.kind_of(subject) == "source":
        return subject.rpartition("/")[2]
    return subjects.split_item_location(subject)[0] if subjects.kind_of(subject) == "item-location" else ""


def _items_of_claims(claims: Iterable[str]) -> set[str]:
    return {subjects.split_item_location(c)[0] for c in claims if subjects.kind_of(c) == "item-location"}


def _coalesced(payloads: Iterable[dict[str, Any]]) -> Signal:
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
