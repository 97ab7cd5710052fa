"""Sensing: events become beliefs, beliefs that moved are priced, and a drift that is worth it becomes a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog

from agents.desk import Desk
from agents.moves import Signal, coalesced, items_touched
from agents.pricing import Finding, Joined, Pricing
from tools.feeds.payloads import Known, sifted
from trimtab import subjects
from trimtab.approvals import mark_stale
from trimtab.approvals.changes import announce
from trimtab.assumptions import Breach
from trimtab.beliefs import Belief
from trimtab.bundles import BundleState
from trimtab.bus.topics import EVENTS, MOVED
from trimtab.cases import Case, CaseState
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
        """Read every feed once, keeping events, refused records and cursor together; returns new events.

        What no agent could read is refused at the door, whatever feed brought it: once kept, it would be read for ever.
        """
        self._follow_network()
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
        signal, ids = coalesced(payload for _, payload in messages), [message_id for message_id, _ in messages]
        try:
            self._recheck(signal)
            opened = sum(self._keep(finding) for finding in self._pricing.findings(signal))
        except SystemOfRecordError:
            with self._desk.ledger.write() as tx:
                tx.messages.release(GROUP, ids)
            raise
        with self._desk.ledger.write() as tx:
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
        clock = self._desk.ledger.clock
        known = Known(now=max(clock.business_now(), clock.wall_now()))
        readable, unreadable = sifted(batch.events, known, clock.wall_now())
        with self._desk.ledger.write() as tx:
            new = tx.intake.take(readable, looks_back=batch.cursor == cursor)
            refused = tx.events.quarantine([*batch.refused, *unreadable])
            tx.events.move_cursor(feed.name, batch.cursor)
            if new:
                tx.messages.publish(EVENTS, {"ids": [[e.source, e.id] for e in new]})
            if refused:
                tx.audit.append(f"feed {feed.name}", "records.refused", feed.name, count=refused)
        return len(new)

    def _keep(self, finding: Finding) -> bool:
        """Write one finding at once: what moved most is proposed while the rest is still priced; True for a new case.

        After a crash the signal is priced again: a case holds its claims, a dismissal its id, so nothing comes twice.
        """
        if isinstance(finding, Joined):
            self._join(finding)
            return False
        with self._desk.ledger.write() as tx:
            if isinstance(finding, Case):
                return self._open(tx, finding)
            if tx.dismissals.add(finding):
                tx.audit.append("agents", "signal.dismissed", finding.id, title=finding.title, because=finding.because)
            return False

    def _join(self, joined: Joined) -> None:
        """Add a cause to an open case, and send its undecided bundles back to be solved with it."""
        with self._desk.ledger.read() as tx:
            waiting = [b.id for b in tx.bundles.of_case(joined.case.id) if b.state is BundleState.AWAITING]
            known = tx.beliefs.current()
        breaches = [
            Breach(subject=m.subject, what=m.parameter, assumed="as it was", actual=_told(known.get(m.key)))
            for m in joined.moves
        ]
        for bundle_id in waiting:
            with self._desk.ledger.write() as tx:
                held = tx.bundles.lock(bundle_id)
                if held.state is BundleState.AWAITING:
                    mark_stale(tx, held, breaches, "agents")
        with self._desk.ledger.write() as tx:
            case = tx.cases.lock(joined.case.id)
            if case.state is CaseState.CLOSED:
                return
            update = {name: getattr(joined.case, name) for name in ("title", "drift", "event_ids")}
            tx.cases.save(case.model_copy(update=update))
            tx.audit.append("agents", "case.joined", case.id, title=joined.case.title, drift=joined.case.drift)
            announce(tx, "case", case.id, case.state.value)

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

    def _follow_network(self) -> None:
        """Send every undecided bundle back that was solved on reference data that is no longer in force."""
        version = self._desk.network.version
        with self._desk.ledger.read() as tx:
            waiting = tx.bundles.in_states([BundleState.AWAITING])
        for record in waiting:
            if record.bundle.assumptions.network_version == version:
                continue
            with self._desk.ledger.write() as tx:
                held = tx.bundles.lock(record.id)
                breaches = held.bundle.assumptions.network_breaches(version)
                if held.state is BundleState.AWAITING and breaches:
                    mark_stale(tx, held, breaches, "agents")

    def _recheck(self, signal: Signal) -> None:
        """Send every undecided bundle about the signal's items back whose assumptions no longer hold."""
        with self._desk.ledger.read() as tx:
            waiting = tx.bundles.in_states([BundleState.AWAITING])
        if not waiting:
            return
        snapshot = self._desk.reader.snapshot()
        items = signal.items.union(*(items_touched(move, snapshot) for move in signal.moves))
        for record in (b for b in waiting if items & _items_of_claims(b.bundle.claims)):
            with self._desk.ledger.write() as tx:
                held = tx.bundles.lock(record.id)
                breaches = held.bundle.assumptions.breaches(readings(snapshot, tx.beliefs.current()))
                if held.state is BundleState.AWAITING and breaches:
                    mark_stale(tx, held, breaches, "agents")


def _items(events: Iterable[Event]) -> set[str]:
    return {str(e.data["item"]) for e in events if "item" in e.data}


def _items_of_claims(claims: Iterable[str]) -> set[str]:
    return {subjects.split_item_location(c)[0] for c in claims if subjects.kind_of(c) == "item-location"}


def _told(belief: Belief | None) -> str:
    """Say what is believed now, for the trail of a bundle that goes back."""
    if belief is None:
        return "gone"
    said = belief.distribution.model_dump(mode="json", exclude={"kind"})
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items())
